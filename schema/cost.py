"""What a document would cost if every list were as long as it may become (GQ-01): decided from its text, before anything runs.

A field costs one; what stands in a list costs as often as the list is long. Each fragment is counted once, however often it is spread.
"""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_composite_type,
)

MAX_COST = 50_000
MOST_AT_ONCE = 100
USUAL_LENGTH = 10
FIRST = "first"


class Counting:
    """Counts one document of a schema.

    `cost` is its cost; `unsaid` the lists that do not say how many, `above` the numbers over the limit, `variables` the variables that
    say how many. Without their values they count as the most there may be.
    """

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, values: Mapping[str, Any] | None = None) -> None:
        self.schema = schema
        self.values = values
        self.unsaid: list[str] = []
        self.above = False
        self.variables = set[str]()
        self._fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
        self._known: dict[str, int] = {}
        operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
        self._defaults = {
            node.variable.name.value: int(node.default_value.value)
            for operation in operations
            for node in operation.variable_definitions or ()
            if isinstance(node.default_value, IntValueNode)
        }
        self.cost = sum(self._selection(node.selection_set, schema.get_root_type(node.operation)) for node in operations)

    def _selection(self, selection: SelectionSetNode | None, parent: GraphQLNamedType | None) -> int:
        return sum(self._node(node, parent) for node in (selection.selections if selection else ()))

    def _node(self, node: Any, parent: GraphQLNamedType | None) -> int:
        if isinstance(node, FragmentSpreadNode):
            return self._fragment(node.name.value)
        if isinstance(node, InlineFragmentNode):
            inner = self.schema.get_type(node.type_condition.name.value) if node.type_condition else parent
            return self._selection(node.selection_set, inner)
        return self._field(node, parent)

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None) -> int:
        known = parent.fields.get(node.name.value) if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType) else None
        if known is None:
            return 1 + self._selection(node.selection_set, None)
        inner = self._selection(node.selection_set, _named(known))
        return 1 + inner * self._times(node, known, parent)

    def _times(self, node: FieldNode, known: GraphQLField, parent: GraphQLNamedType | None) -> int:
        if FIRST in known.args:
            return self._asked(node)
        is_page = parent is not None and parent.name.endswith("Connection")
        return USUAL_LENGTH if _repeats(known) and not is_page else 1

    def _asked(self, node: FieldNode) -> int:
        """How many items this list is asked for."""
        given = next((argument.value for argument in node.arguments or () if argument.name.value == FIRST), None)
        if isinstance(given, IntValueNode):
            return self._within(int(given.value))
        if isinstance(given, VariableNode):
            return self._said_by(given.name.value)
        self.unsaid.append(node.name.value)
        return MOST_AT_ONCE

    def _said_by(self, variable: str) -> int:
        self.variables.add(variable)
        default = self._defaults.get(variable)
        if self.values is None:
            self._within(default or 0)
            return MOST_AT_ONCE
        value = self.values.get(variable, default)
        return self._within(value) if type(value) is int else MOST_AT_ONCE

    def _within(self, count: int) -> int:
        self.above = self.above or count > MOST_AT_ONCE
        return max(count, 1)

    def _fragment(self, name: str) -> int:
        if name not in self._known:
            self._known[name] = 0  # a cycle costs nothing here; the language's own rule refuses it
            node = self._fragments.get(name)
            if node is not None:
                self._known[name] = self._selection(node.selection_set, self.schema.get_type(node.type_condition.name.value))
        return self._known[name]

    def complaints(self) -> Iterator[str]:
        """What is over the limits."""
        if self.unsaid:
            yield f"Say how many `{self.unsaid[0]}` you want: `{FIRST}` from 1 to {MOST_AT_ONCE}."
        if self.above:
            yield f"`{FIRST}` is at most {MOST_AT_ONCE}."
        if self.cost > MAX_COST:
            yield f"The document costs {self.cost}, more than {MAX_COST}: ask for shorter lists, or for fewer lists in lists."


def _named(field: GraphQLField) -> GraphQLNamedType:
    """What stands in it, without lists and exclamation marks."""
    return cast("GraphQLNamedType", get_named_type(cast("Any", field).type))


def _repeats(field: GraphQLField) -> bool:
    """Whether it is a list of objects."""
    kind = cast("Any", field).type
    if isinstance(kind, GraphQLNonNull):
        kind = cast("Any", kind).of_type
    return isinstance(kind, GraphQLList) and is_composite_type(_named(field))
