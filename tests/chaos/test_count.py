"""The count of `make chaos` finds what it is there to find."""

import pytest

from tests.chaos.count import Count, Target, holds

A, B = ("notice", "a"), ("notice", "b")


def counted(*messages: tuple[Target, str | None]) -> dict[str, int]:
    count = Count()
    for target, identity in messages:
        count.add(target, identity)
    return count.report([A, B])


def test_each_once_and_a_repetition_with_the_same_identity_are_fine() -> None:
    found = counted((A, "x"), (B, "y"), (B, "y"))
    assert holds(found)
    assert (found["messages"], found["repeated_targets"], found["most_for_one_target"]) == (3, 1, 2)


@pytest.mark.parametrize(
    ("name", "messages"),
    [
        ("missed", [(A, "x")]),
        ("uninvited", [(A, "x"), (B, "y"), (("other", "a"), "z")]),
        ("repeated_differently", [(A, "x"), (B, "y"), (B, "z")]),
        ("repeated_differently", [(A, "x"), (B, None), (B, None)]),
    ],
)
def test_everything_else_is_not(name: str, messages: list[tuple[Target, str | None]]) -> None:
    found = counted(*messages)
    assert found[name] == 1
    assert not holds(found)


def test_nothing_expected_proves_nothing() -> None:
    assert not holds(Count().report([]))
