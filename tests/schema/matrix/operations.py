"""Operations written from the contract: every root field with the id it is to be asked for, and every path below a query."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import uuid4

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    is_required_argument,
    is_required_input_field,
)

from tests.support.contract import contract, fields_of, named, roots

# What a value must be for the field to get as far as the id; whatever is not here gets the plainest value of its type.
VALUES: Mapping[str, Any] = {
    "first": 10,
    "kind": "BULLETIN",
    "body": "Ein Text.",
    "title": "Ein Titel",
    "reason": "Herr Muster hat angerufen",
    "scope": "HOUSE",
    "scopes": ["MEMBERS_READ"],
    "validDays": 30,
    "dryRun": True,
    "email": "neu@example.org",
}
# Where an id counts only beside its own scope.
SCOPES: Mapping[str, str] = {"districtId": "DISTRICT", "memberIds": "MEMBERS"}
PLAIN: Mapping[str, Any] = {
    "String": "Ein Text",
    "Int": 10,
    "Float": 0,
    "Boolean": False,
    "Date": "2026-01-01",
    "DateTime": "2026-01-01T00:00:00Z",
}
MOST_HOPS = 4


@dataclass(frozen=True, slots=True)
class Operation:
    """A document and its variables."""

    name: str
    query: str
    variables: dict[str, Any]

    @property
    def is_subscription(self) -> bool:
        return self.query.startswith("subscription")


def operation(name: str, path: str = "", value: str = "", **given: Any) -> Operation:
    """`Mutation.publishDocument` with `value` at `input.memberId`; `given` are further values by name."""
    root, _, field_name = name.partition(".")
    field = fields_of(next(kind for kind in roots(contract()) if kind.name == root))[field_name]
    scope = SCOPES.get(path.rpartition(".")[2], VALUES["scope"])
    variables = _arguments(field, path, value, {**VALUES, "scope": scope, **given})
    declared = ", ".join(f"${key}: {field.args[key].type}" for key in variables)
    passed = ", ".join(f"{key}: ${key}" for key in variables)
    head = f"{root.lower()}{f' ({declared})' if declared else ''}"
    call = f"{field_name}{f'({passed})' if passed else ''}"
    return Operation(name, f"{head} {{ {call} {_leaves(field)} }}", variables)


def paths_below(name: str, **given: Any) -> Iterator[Operation]:
    """Every way down from a root query, four hops at most; a type is not entered twice on one way."""
    field = fields_of(contract().query_type)[name]
    variables = _arguments(field, "", "", {**VALUES, **given}, wanted=set(given))
    declared = ", ".join(f"${key}: {field.args[key].type}" for key in variables)
    passed = ", ".join(f"{key}: ${key}" for key in variables)
    call = f"{name}{f'({passed})' if passed else ''}"
    for selection in _ways(_object(field), frozenset(), MOST_HOPS):
        yield Operation(f"Query.{name}", f"query{f' ({declared})' if declared else ''} {{ {call} {selection} }}", variables)


def _arguments(field: Any, path: str, value: str, given: Mapping[str, Any], wanted: set[str] | None = None) -> dict[str, Any]:
    head, _, tail = path.partition(".")
    return {
        name: _value(argument.type, name, tail if name == head else None, value, given)
        for name, argument in field.args.items()
        if name in {head, "first"} or is_required_argument(argument) or name in (given if wanted is None else wanted)
    }


def _value(kind: Any, name: str, tail: str | None, value: str, given: Mapping[str, Any]) -> Any:
    """`tail` is what is left of the path to the id, "" where this is it, None beside it."""
    if isinstance(kind, GraphQLNonNull):
        return _value(cast("Any", kind).of_type, name, tail, value, given)
    if isinstance(kind, GraphQLList) and (name not in given or tail is not None):
        return [_value(cast("Any", kind).of_type, name, tail, value, given)]
    if isinstance(kind, GraphQLInputObjectType):
        head, _, rest = (tail or "").partition(".")
        return {
            inner: _value(field.type, inner, rest if inner == head else None, value, given)
            for inner, field in fields_of(kind).items()
            if inner == head or is_required_input_field(field) or inner in given
        }
    return value if tail == "" else _plain(kind, name, given)


def _plain(kind: Any, name: str, given: Mapping[str, Any]) -> Any:
    if isinstance(kind, GraphQLEnumType):
        return given[name] if given.get(name) in kind.values else next(iter(kind.values))
    if name in given:
        return given[name]
    return str(uuid4()) if kind.name in {"UUID", "ID"} or name.lower().endswith(("id", "key")) else PLAIN[kind.name]


def _object(field: Any) -> GraphQLObjectType | None:
    kind = named(field.type)
    return kind if isinstance(kind, GraphQLObjectType) else None


def _leaves(field: Any) -> str:
    """What the answer says itself, and what its parts say; lists that take a length are left to `paths_below`."""
    kind = _object(field)
    if kind is None:
        return ""
    parts = [
        f"{name} {{ __typename {' '.join(_leaf_names(part))} }}"
        for name, child in fields_of(kind).items()
        if (part := _object(child)) is not None and not child.args and not kind.name.endswith("Connection")
    ]
    return f"{{ __typename {' '.join((*_leaf_names(kind), *parts))} }}"


def _leaf_names(kind: GraphQLObjectType) -> Sequence[str]:
    return [name for name, field in fields_of(kind).items() if isinstance(named(field.type), GraphQLScalarType | GraphQLEnumType)]


def _ways(kind: GraphQLObjectType | None, seen: frozenset[str], hops: int) -> Iterator[str]:
    if kind is None:
        yield ""
        return
    if kind.name.endswith("Connection"):
        node = _object(fields_of(_object(fields_of(kind)["edges"]))["node"])
        for way in _ways(node, seen, hops):
            yield f"{{ totalCount edges {{ node {way} }} }}"
        return
    own = " ".join(("__typename", *_leaf_names(kind)))
    yield f"{{ {own} }}"
    for name, field in fields_of(kind).items():
        below = _object(field)
        if below is not None and hops and kind.name not in seen:
            for way in _ways(below, seen | {kind.name}, hops - 1):
                yield f"{{ {own} {name}{_passed(field)} {way} }}"


def _passed(field: Any) -> str:
    """The arguments of a field below the root: a length, and of a required choice the last one, as the first is mostly the plain case."""
    lengths = ["first: 10"] if "first" in field.args else []
    required = {name: named(argument.type) for name, argument in field.args.items() if is_required_argument(argument)}
    choices = [f"{name}: {list(kind.values)[-1]}" for name, kind in required.items() if isinstance(kind, GraphQLEnumType)]
    return f"({', '.join(lengths + choices)})" if lengths or choices else ""
