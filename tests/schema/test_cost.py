"""GQ-01: what a document may cost, how long its lists are, and that finding it out is remembered."""

from collections.abc import Callable
from typing import Any

import pytest
from graphql import parse

from resolvers.access import Operator
from schema import limits, schema
from schema.cost import Counting
from tests.support.graphql import answer
from web.graphql import trusted

CORE = schema._schema  # pyright: ignore[reportPrivateUsage] - Strawberry has no public name for it


def cost(query: str, values: dict[str, Any] | None = None) -> int:
    """The cost of a document."""
    return Counting(CORE, parse(query), values).cost


async def refusal(query: str, **variables: Any) -> str:
    """The code of the only error. Nothing has run: it has no path, and there is no database here."""
    reply = await answer(Operator(), query, **variables)
    [error] = reply["errors"]
    assert reply["data"] is None
    assert "path" not in error
    return error["extensions"]["code"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ cooperative { name city } }", 3),
        ("{ districts(first: 10) { totalCount } }", 1 + 10 * 1),
        ("{ districts(first: 10) { edges { node { name } } } }", 1 + 10 * (1 + 1 + 1)),
        ("{ districts(first: 10) { edges { node { houses(first: 5) { totalCount } } } } }", 1 + 10 * (1 + 1 + (1 + 5))),
        ("{ ...a ...a } fragment a on Query { cooperative { name } }", 4),
        ("{ ... on Query { cooperative { name } } ... { cooperative { name } } }", 4),
        ("{ nothing { at { all } } }", 3),
        ("query ($n: Int!) { districts(first: $n) { totalCount } }", 101),
        ("query ($n: Int! = 7) { districts(first: $n) { totalCount } }", 101),
    ],
)
def test_cost(query: str, expected: int) -> None:
    """A list costs what is below it as often as it is long; a variable may say a hundred."""
    assert cost(query) == expected


def test_cost_with_values() -> None:
    query = "query ($n: Int! = 7) { districts(first: $n) { totalCount } }"
    assert cost(query, {}) == 8
    assert cost(query, {"n": 3}) == 4
    assert cost(query, {"n": "many"}) == 101


def test_a_plain_list_of_objects_counts_as_ten() -> None:
    assert cost("{ viewer { tenant { homes { unitNumber } numbers } } }") == 1 + 1 + (1 + 10) + 1


@pytest.mark.parametrize(
    "query",
    [
        "{ districts { totalCount } }",
        "{ districts(first: null) { totalCount } }",
        "{ districts(first: 101) { totalCount } }",
        "query ($n: Int! = 101) { districts(first: $n) { totalCount } }",
        "{ ...f } fragment f on Query { board { totalCount } }",
        "{ districts(first: 1) { edges { node { houses { totalCount } } } } }",
        "{ districts(first: 100) { edges { node { houses(first: 100) { edges { node { id name: address street } } } } } } }",
    ],
)
async def test_lists_say_how_long_they_may_be(query: str) -> None:
    """GQ-01: a list without `first`, or with more than a hundred, or lists in lists over the budget: refused before anything runs."""
    assert await refusal(query) == "limit_exceeded"


async def test_the_values_of_variables_decide_too() -> None:
    """GQ-01: 101 in a variable is refused as early, and so are lists in lists that get too long by their values alone."""
    query = "query ($n: Int!) { districts(first: $n) { totalCount } }"
    assert await refusal(query, n=101) == "limit_exceeded"
    houses = "houses(first: $m) { edges { node { id street number city } } }"
    nested = f"query ($n: Int!, $m: Int!) {{ districts(first: $n) {{ edges {{ node {{ {houses} }} }} }} }}"
    assert await refusal(nested, n=100, m=100) == "limit_exceeded"
    verdict = limits.validated(CORE, nested, ())
    assert (verdict.errors, verdict.is_dear, verdict.first_variables) == ((), True, {"n", "m"})
    assert cost(nested, {"n": 10, "m": 100}) == 1 + 10 * (2 + 1 + 100 * 6)


def test_what_the_app_asks_is_far_below_the_budget() -> None:
    """With every list as long as it may be."""
    costs = {text: cost(text) for text in trusted.read(trusted.WRITTEN).values()}
    assert max(costs.values()) < 25_000


async def test_a_document_seen_before_is_neither_parsed_nor_counted_nor_validated_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """GQ-01: for every caller alike; the values of variables are not part of what is remembered."""
    query = "query ($n: Int!) { districts(first: $n) { nothing } }"
    calls: list[str] = []

    def counted(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            calls.append(name)
            return real(*arguments)

        return call

    names = ("parse", "Measuring", "Counting", "validate_document")
    for name in names:
        monkeypatch.setattr(limits, name, counted(name, getattr(limits, name)))
    for viewer, count in ((None, 1), (Operator(), 2), (None, 3)):
        [error] = (await answer(viewer, query, n=count))["errors"]
        assert error["extensions"]["code"] == "invalid_document"
    assert calls == list(names)
