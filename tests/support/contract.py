"""The printed contract as tests walk it: root fields, the ids they take, and what lies below."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, cast

from graphql import (
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
)

from schema import schema

IDS = frozenset({"UUID", "ID"})
PAGING = ("Connection", "Edge", "PageInfo")


@cache
def contract() -> GraphQLSchema:
    """The contract, as everybody reads it."""
    return build_schema(schema.as_str())


def fields_of(kind: Any) -> dict[str, Any]:
    """The fields of an object or input type; graphql-core leaves their types open."""
    return kind.fields


def named(kind: Any) -> GraphQLNamedType:
    """The type without its list and its exclamation mark."""
    return cast("GraphQLNamedType", get_named_type(kind))


def roots(found: GraphQLSchema) -> list[GraphQLObjectType]:
    """Query, Mutation and Subscription."""
    return [root for root in (found.query_type, found.mutation_type, found.subscription_type) if root is not None]


def id_paths(arguments: Mapping[str, Any], prefix: str = "", inside: tuple[str, ...] = ()) -> Iterator[str]:
    """`id`, `input.memberId` ..: what is an id by its type, or by its name."""
    for name, argument in arguments.items():
        kind = named(argument.type)
        if isinstance(kind, GraphQLInputObjectType):
            if kind.name not in inside:
                yield from id_paths(fields_of(kind), f"{prefix}{name}.", (*inside, kind.name))
        elif kind.name in IDS or name.lower().endswith(("id", "ids")):
            yield prefix + name


def ids_of_roots(found: GraphQLSchema) -> dict[str, set[str]]:
    """Every root field with the paths of its ids."""
    return {f"{root.name}.{name}": set(id_paths(field.args)) for root in roots(found) for name, field in fields_of(root).items()}


def nested_fields(found: GraphQLSchema) -> set[str]:
    """Every field below the root that leads to another object, but for the parts of a page."""
    names = {root.name for root in roots(found)}
    kinds = [kind for kind in found.type_map.values() if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__")]
    return {
        f"{kind.name}.{name}"
        for kind in kinds
        if kind.name not in names and not kind.name.endswith(PAGING)
        for name, field in fields_of(kind).items()
        if isinstance(named(field.type), GraphQLObjectType)
    }
