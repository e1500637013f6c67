"""What a document may cost, decided before anything runs (GQ-01, GQ-01a, GQ-02, GQ-05).

Every fragment is measured once and its measures are multiplied where it is spread, so thirty levels of nested fragments
cost thirty steps. (Limiters that walk each path again take 2^30.) Parsing, measuring and validating are cached by text.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    Source,
    parse,
)
from graphql.language import Lexer, TokenKind
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import validate_document

from resolvers.access import Integrator, Operator, Staff
from schema.cost import MAX_COST, MOST_AT_ONCE, Counting
from schema.errors import EndpointCode, refusal, without_suggestion

MAX_BYTES = 16_384
MAX_TOKENS = 1000
MAX_NESTING = 40
MAX_DIGITS = 32
MAX_DEPTH = 10
MAX_INTROSPECTION_DEPTH = 16
MAX_ALIASES = 15
MAX_FIELDS = 500
MAX_DIRECTIVES = 4
CACHED_DOCUMENTS = 256
SECONDS = 10.0
SLOW_SECONDS = 300.0
SLOW_MUTATIONS = frozenset(
    {
        "importMembers",
        "publishNotice",
        "approveNotice",
        "overrideNotice",
        "changeNotice",
        "rescheduleNotice",
        "endNotice",
        "cancelNotice",
        "retractNotice",
    }
)
"""What writes for the whole stock: 100,000 people take five to nine seconds on a quiet machine, and a busy one must send it, too."""

SECURITY_MUTATIONS = frozenset(
    {
        "register",
        "resendActivation",
        "correctRegistrationEmail",
        "activate",
        "resendPasswordMail",
        "login",
        "staffLogin",
        "caretakerLogin",
        "requestCaretakerLink",
        "requestPasswordReset",
        "acceptReading",
        "resetPassword",
        "changeEmail",
        "resendEmailChange",
        "confirmEmailChange",
        "changePassword",
        "confirmPassword",
        "confirmTotp",
        "enterTotp",
        "enterLoginCode",
        "resendLoginCode",
        "renewOneTimePassword",
        "orderLetter",
        "enterRecoveryCode",
        "passkeyLogin",
        "enterPasskey",
        "confirmWithPasskey",
        "beginPasskeyLogin",
    }
)
"""At most one field of these per request, so that nobody tries a hundred passwords in one document (GQ-02)."""

_OPENING = frozenset({TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L})
_CLOSING = frozenset({TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R})


class Limits(SchemaExtension):
    """Parses and validates within the limits; a document seen before costs a look-up."""

    def on_parse(self) -> Iterator[None]:
        self.execution_context.graphql_document = parsed(self.execution_context.query or "")
        yield

    def on_validate(self) -> Iterator[None]:
        context = self.execution_context
        viewer = context.context.viewer
        core = context.schema._schema  # pyright: ignore[reportPrivateUsage]
        checked = validated(core, context.query or "", context.validation_rules)
        errors = list(checked.errors) or _exceeded_by(checked, core, context.query or "", context.variables or {})
        if checked.is_introspection and not isinstance(viewer, Staff | Integrator | Operator):
            errors = [
                refusal(
                    "Introspection is for staff and integrators; the schema is published as a file.", EndpointCode.INTROSPECTION_REFUSED
                )
            ]
        context.pre_execution_errors = errors
        yield


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict on a document; `errors` is empty for a good one.

    `first_variables` say how long lists are; a document that `is_dear` is within the budget only if they say little.
    """

    errors: tuple[GraphQLError, ...]
    is_introspection: bool = False
    first_variables: frozenset[str] = frozenset()
    is_dear: bool = False


@lru_cache(maxsize=CACHED_DOCUMENTS)
def parsed(query: str) -> DocumentNode:
    """The document of `query`. Raises GraphQLError: syntax_error or limit_exceeded."""
    if len(query.encode(errors="replace")) > MAX_BYTES:
        raise _exceeded(f"The document is longer than {MAX_BYTES} bytes.")
    try:
        _scan(query)
        return parse(query)
    except GraphQLError as error:
        if error.extensions and "code" in error.extensions:
            raise
        raise GraphQLError(
            error.message, error.nodes, error.source, error.positions, extensions={"code": EndpointCode.SYNTAX_ERROR.value}
        ) from None


def check_name(query: str, name: str | None) -> None:
    """A document of several operations must say which one to run (GraphQL 6.1). Raises GraphQLError, also what `parsed` raises.

    Strawberry would run the first, and reports what its parsing hook raises for queries, but not for subscriptions.
    """
    operations = [node for node in parsed(query).definitions if isinstance(node, OperationDefinitionNode)]
    if name is None and len(operations) > 1:
        raise refusal("Name the operation to run in `operationName`.", EndpointCode.INVALID_DOCUMENT)


def _scan(query: str) -> None:
    """Look at the tokens before the parser, which recurses, and the scalars, which convert digits, do."""
    lexer = Lexer(Source(query))
    count = nesting = 0
    while (token := lexer.advance()).kind is not TokenKind.EOF:
        count += 1
        nesting += (token.kind in _OPENING) - (token.kind in _CLOSING)
        if count > MAX_TOKENS:
            raise _exceeded(f"The document has more than {MAX_TOKENS} tokens.")
        if nesting > MAX_NESTING:
            raise _exceeded(f"The document nests deeper than {MAX_NESTING} brackets.")
        if token.kind in {TokenKind.STRING, TokenKind.BLOCK_STRING} and "\x00" in (token.value or ""):
            raise refusal("A text holds a NUL character.", EndpointCode.SYNTAX_ERROR)
        if token.kind in {TokenKind.INT, TokenKind.FLOAT} and len(token.value or "") > MAX_DIGITS:
            raise _exceeded(f"A number has more than {MAX_DIGITS} digits.")


@lru_cache(maxsize=CACHED_DOCUMENTS)
def validated(schema: GraphQLSchema, query: str, rules: tuple[type, ...]) -> Checked:
    """Measure first, validate then: a document over the limits never reaches the rules of the language."""
    document = parsed(query)
    measuring = Measuring(document)
    errors = list(measuring.errors())
    counting = Counting(schema, document) if not errors else None
    if counting:
        is_open = bool(counting.variables) and counting.cost > MAX_COST
        errors = [] if is_open and not counting.unsaid and not counting.above else [_exceeded(text) for text in counting.complaints()]
    if not errors:
        errors = [_coded(error) for error in validate_document(schema, document, rules)]
    if counting is None:
        return Checked(tuple(errors), measuring.is_introspection)
    return Checked(tuple(errors), measuring.is_introspection, frozenset(counting.variables), counting.cost > MAX_COST)


def _exceeded_by(checked: Checked, schema: GraphQLSchema, query: str, variables: Mapping[str, Any]) -> list[GraphQLError]:
    """What is over the limits with these values; a document is counted again only where they decide."""
    numbers = [value for name in checked.first_variables if type(value := variables.get(name)) is int]
    if not checked.is_dear and all(number <= MOST_AT_ONCE for number in numbers):
        return []
    return [_exceeded(text) for text in Counting(schema, parsed(query), variables).complaints()]


def _coded(error: GraphQLError) -> GraphQLError:
    extensions = {"code": EndpointCode.INVALID_DOCUMENT.value}
    return GraphQLError(without_suggestion(error.message), error.nodes, error.source, error.positions, extensions=extensions)


def _exceeded(message: str) -> GraphQLError:
    return refusal(message, EndpointCode.LIMIT_EXCEEDED)


@dataclass(frozen=True, slots=True)
class Measure:
    """Of a selection with its fragments written out."""

    depth: int = 0
    introspection_depth: int = 0
    aliases: int = 0
    fields: int = 0
    security_mutations: int = 0

    def beside(self, other: "Measure") -> "Measure":
        return Measure(
            max(self.depth, other.depth),
            max(self.introspection_depth, other.introspection_depth),
            self.aliases + other.aliases,
            self.fields + other.fields,
            self.security_mutations + other.security_mutations,
        )


class Measuring:
    """Measures one document; each fragment once."""

    def __init__(self, document: DocumentNode) -> None:
        self.document = document
        self.is_introspection = False
        self._directives = 0
        self._fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
        self._known: dict[str, Measure] = {}

    def errors(self) -> Iterator[GraphQLError]:
        """What is over the limits; nothing for a good document."""
        whole = Measure()
        for node in self.document.definitions:
            if isinstance(node, OperationDefinitionNode | FragmentDefinitionNode):
                places = (node, *(node.variable_definitions or ()))
                self._directives = max(self._directives, *(len(place.directives or ()) for place in places))
            if isinstance(node, OperationDefinitionNode):
                whole = whole.beside(self._selection(node.selection_set, is_mutation=node.operation is OperationType.MUTATION))
            elif isinstance(node, FragmentDefinitionNode):
                self._fragment(node.name.value)
        if whole.depth > MAX_DEPTH or whole.introspection_depth > MAX_INTROSPECTION_DEPTH:
            yield _exceeded(f"Fields nest deeper than {MAX_DEPTH} levels.")
        if whole.aliases > MAX_ALIASES:
            yield _exceeded(f"More than {MAX_ALIASES} aliases.")
        if whole.fields > MAX_FIELDS:
            yield _exceeded(f"More than {MAX_FIELDS} fields with fragments written out.")
        if self._directives > MAX_DIRECTIVES:
            yield _exceeded(f"More than {MAX_DIRECTIVES} directives in one place.")
        if whole.security_mutations > 1:
            yield _exceeded("One request signs in, registers or changes a password once.")

    def _selection(self, selection: SelectionSetNode | None, *, is_mutation: bool = False) -> Measure:
        measure = Measure()
        for node in selection.selections if selection else ():
            self._directives = max(self._directives, len(node.directives or ()))
            if isinstance(node, FieldNode):
                measure = measure.beside(self._field(node, is_mutation=is_mutation))
            elif isinstance(node, FragmentSpreadNode):
                measure = measure.beside(self._fragment(node.name.value))
            elif isinstance(node, InlineFragmentNode):
                measure = measure.beside(self._selection(node.selection_set, is_mutation=is_mutation))
        return measure

    def _field(self, node: FieldNode, *, is_mutation: bool) -> Measure:
        inner = self._selection(node.selection_set)
        name = node.name.value
        aliases = inner.aliases + (node.alias is not None)
        security = inner.security_mutations + (is_mutation and name in SECURITY_MUTATIONS)
        if name in {"__schema", "__type"}:
            self.is_introspection = True
            return Measure(1, 1 + max(inner.depth, inner.introspection_depth), aliases, 1, security)
        return Measure(1 + inner.depth, inner.introspection_depth, aliases, 1 + inner.fields, security)

    def _fragment(self, name: str) -> Measure:
        if name in self._known:
            return self._known[name]
        node = self._fragments.get(name)
        self._known[name] = Measure()  # a cycle measures nothing here; the language's own rule refuses it
        if node is not None:
            is_mutation = node.type_condition.name.value == "Mutation"
            self._known[name] = self._selection(node.selection_set, is_mutation=is_mutation)
        return self._known[name]


@lru_cache(maxsize=CACHED_DOCUMENTS)
def seconds_for(query: str) -> float:
    """How long the operations of `query` may take: what writes for the whole stock takes longer than a page."""
    try:
        document = parsed(query)
    except GraphQLError:
        return SECONDS
    operations = (node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    names = {field.name.value for node in operations for field in node.selection_set.selections if isinstance(field, FieldNode)}
    return SLOW_SECONDS if names & SLOW_MUTATIONS else SECONDS
