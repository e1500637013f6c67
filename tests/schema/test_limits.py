"""GQ-01, GQ-01a, GQ-02, GQ-05: what is over the limits never reaches a resolver, and finding that out is cheap."""

import time

import pytest
from graphql import GraphQLError, get_introspection_query, specified_rules
from strawberry.types import get_object_definition
from strawberry.utils.str_converters import to_camel_case

from schema import Mutation, limits, schema
from schema.limits import Checked, Measuring, parsed
from schema.permissions import Require

CORE = schema._schema  # pyright: ignore[reportPrivateUsage] - Strawberry has no public name for it


def checked(query: str) -> Checked:
    """The verdict on a document that parses."""
    return limits.validated(CORE, query, tuple(specified_rules))


def messages(query: str) -> list[str]:
    """The reasons why it is over the limits."""
    return [error.message for error in Measuring(parsed(query)).errors()]


def nested(depth: int) -> str:
    """A document of exactly this depth, with a field the schema really has at each level."""
    return "{" * depth + " x " + "}" * depth if depth == 1 else "{ a " * (depth - 1) + "{ x }" + " }" * (depth - 1)


def fragment_bomb(levels: int, spreads: int = 2) -> str:
    """Each fragment spreads the next one several times: 2^levels walks for whoever does not remember."""
    parts = ["{ ...f0 }"]
    parts += [f"fragment f{level} on Query {{ {f'...f{level + 1} ' * spreads}}}" for level in range(levels)]
    parts.append(f"fragment f{levels} on Query {{ cooperative {{ name }} }}")
    return " ".join(parts)


@pytest.mark.parametrize(("depth", "is_over"), [(10, False), (11, True)])
def test_depth(depth: int, *, is_over: bool) -> None:
    assert messages(nested(depth)) == (["Fields nest deeper than 10 levels."] if is_over else [])


def test_depth_counts_through_fragments() -> None:
    """Six levels outside and five in the fragment are eleven."""
    inner = "fragment f on X " + nested(5)
    outer = nested(7).replace("x", "...f")
    assert messages(f"{outer} {inner}") == ["Fields nest deeper than 10 levels."]
    assert messages(f"{nested(6).replace('x', '...f')} {inner}") == []


@pytest.mark.parametrize(("count", "is_over"), [(15, False), (16, True)])
def test_aliases(count: int, *, is_over: bool) -> None:
    aliased = " ".join(f"a{number}: cooperative {{ name }}" for number in range(count))
    assert messages(f"{{ {aliased} }}") == (["More than 15 aliases."] if is_over else [])


def test_aliases_multiply_where_a_fragment_is_spread() -> None:
    """Four times four aliased fields are executed, so sixteen plus the four outer ones count."""
    outer = " ".join(f"o{number}: a {{ ...f }}" for number in range(4))
    inner = " ".join(f"i{number}: x" for number in range(4))
    assert messages(f"{{ {outer} }} fragment f on X {{ {inner} }}") == ["More than 15 aliases."]


def test_tokens() -> None:
    """1,000 tokens are fine, 1,001 are not: two braces and the fields between them."""
    assert limits.parsed("{" + " x" * 998 + "}").definitions
    with pytest.raises(GraphQLError, match="more than 1000 tokens") as caught:
        limits.parsed("{" + " x" * 999 + "}")
    assert caught.value.extensions == {"code": "limit_exceeded"}


@pytest.mark.parametrize(("count", "is_over"), [(4, False), (5, True)])
def test_directives_of_one_field(count: int, *, is_over: bool) -> None:
    directives = "@include(if: true) " * count
    assert messages(f"{{ cooperative {directives} {{ name }} }}") == (["More than 4 directives in one place."] if is_over else [])


@pytest.mark.parametrize(
    "place", ["query @a @b @c @d @e { x }", "query ($v: Int @a @b @c @d @e) { x }", "{ ...f } fragment f on Query @a @b @c @d @e { x }"]
)
def test_directives_of_other_places(place: str) -> None:
    assert messages(place) == ["More than 4 directives in one place."]


@pytest.mark.parametrize("literal", ["[" * 200 + "]" * 200, "{a:" * 200 + "1" + "}" * 200])
def test_deep_literals_never_reach_the_parser(literal: str) -> None:
    with pytest.raises(GraphQLError) as caught:
        limits.parsed(f"{{ board(after: {literal}) {{ totalCount }} }}")
    assert caught.value.extensions == {"code": "limit_exceeded"}


def test_long_numbers_never_reach_the_scalars() -> None:
    with pytest.raises(GraphQLError, match="more than 32 digits"):
        limits.parsed(f"{{ board(first: {'9' * 10_000}) {{ totalCount }} }}")


@pytest.mark.parametrize("literal", [r'"a\u0000b"', r'"\u{0}"'])
def test_a_nul_in_a_literal_never_reaches_a_database(literal: str) -> None:
    with pytest.raises(GraphQLError) as refused:
        parsed(f"{{ houses(search: {literal}) {{ totalCount }} }}")
    assert refused.value.extensions == {"code": "syntax_error"}


def test_long_documents() -> None:
    """GQ-04: in bytes, whatever the letters."""
    with pytest.raises(GraphQLError, match="longer than 16384 bytes"):
        limits.parsed('{ x(a: "' + "ö" * 8200 + '") }')
    with pytest.raises(GraphQLError, match="longer than 16384 bytes"):
        limits.parsed("{ x }" + " " * 16_380)


@pytest.mark.parametrize("query", ["{", "{ a(b: ) }", 'query { a(x: "', "\ufeff\x00"])
def test_syntax_errors_have_their_code(query: str) -> None:
    with pytest.raises(GraphQLError) as caught:
        limits.parsed(query)
    assert caught.value.extensions == {"code": "syntax_error"}


@pytest.mark.parametrize("levels", [30, 60])
def test_a_fragment_bomb_costs_no_more_than_its_length(levels: int) -> None:
    """GQ-01a: 2^30 walks would take hours; a second is a generous kill limit for thirty steps."""
    started = time.perf_counter()
    verdict = checked(fragment_bomb(levels))
    assert time.perf_counter() - started < 1
    assert [error.extensions for error in verdict.errors] == [{"code": "limit_exceeded"}]


def test_a_chain_of_fragments_is_fine() -> None:
    """Fragments are no crime: thirty of them, each spread once."""
    assert checked(fragment_bomb(30, spreads=1)).errors == ()


def test_fragments_in_a_circle_are_refused_by_the_language() -> None:
    verdict = checked("{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }")
    assert {str(error.extensions["code"]) for error in verdict.errors if error.extensions} == {"invalid_document"}


SECURITY_DOCUMENTS = [
    'mutation { a: activate(token: "1") b: activate(token: "2") }',
    'mutation { activate(token: "1") resetPassword(token: "2", newPassword: "3") }',
    'mutation { ...f ...g } fragment f on Mutation { a: activate(token: "1") } fragment g on Mutation { b: activate(token: "2") }',
    'mutation { ... on Mutation { a: activate(token: "1") } ... { b: activate(token: "2") } }',
]


@pytest.mark.parametrize("query", SECURITY_DOCUMENTS)
def test_one_security_mutation_per_request(query: str) -> None:
    """GQ-02: no hundred guesses in one document, however they are written."""
    assert messages(query) == ["One request signs in, registers or changes a password once."]


def test_one_security_mutation_is_fine() -> None:
    assert checked('mutation { activate(token: "1") }').errors == ()


def test_security_mutations_are_mutations_of_the_schema() -> None:
    assert CORE.mutation_type is not None
    assert set(CORE.mutation_type.fields) >= limits.SECURITY_MUTATIONS


def test_whatever_a_visitor_may_change_is_a_security_mutation() -> None:
    """GQ-02: a new way in is limited from its first day; ending a session proves nothing."""
    definition = get_object_definition(Mutation, strict=True)
    public = {
        to_camel_case(field.python_name)
        for field in definition.fields
        for extension in field.extensions
        if isinstance(extension, Require) and any(permission.admits(None) for permission in extension.permissions)
    }
    assert "login" in public
    assert public - limits.SECURITY_MUTATIONS == {"logout"}


def test_introspection_is_noticed_and_within_the_limits() -> None:
    verdict = checked(get_introspection_query())
    assert verdict.is_introspection
    assert verdict.errors == ()
    assert checked("{ __typename cooperative { __typename name } }").is_introspection is False


def test_introspection_in_a_circle() -> None:
    """F6: `__schema` is measured like any other field."""
    inner = "{ name }"
    for _ in range(9):
        inner = f"{{ type {{ fields {inner} }} }}"
    verdict = checked(f"{{ __schema {{ types {{ fields {inner} }} }} }}")
    assert verdict.is_introspection
    assert [error.extensions for error in verdict.errors] == [{"code": "limit_exceeded"}]


def test_a_document_seen_before_is_not_validated_again() -> None:
    query = "{ cooperative { name shortName } }"
    before = limits.validated.cache_info().hits
    first = checked(query)
    assert checked(query) is first
    assert limits.validated.cache_info().hits == before + 1


def test_only_the_import_may_take_long() -> None:
    assert limits.seconds_for("{ cooperative { name } }") == 10
    assert limits.seconds_for('mutation { importMembers(uploadId: "x", batchKey: "y") { rows } }') == 300
    assert limits.seconds_for("{") == 10
    for name in ("publishNotice", "approveNotice", "overrideNotice"):
        assert limits.seconds_for(f"mutation {{ {name} {{ members }} }}") == 300


def test_no_suggestions_of_names() -> None:
    """GQ-05: a typing error does not list what else there is."""
    [error] = checked("{ cooperativ { name } }").errors
    assert error.message == "Cannot query field 'cooperativ' on type 'Query'."
