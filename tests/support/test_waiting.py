"""`eventually` returns the answer, or fails with what it saw last."""

import itertools

import pytest

from tests.support.waiting import eventually


async def test_the_first_truthy_answer_is_returned() -> None:
    answers = iter([0, None, 7, 8])
    assert await eventually(lambda: next(answers)) == 7


async def test_an_async_condition_is_awaited() -> None:
    counter = itertools.count()

    async def third_time() -> bool:
        return next(counter) == 2

    assert await eventually(third_time) is True


async def test_the_deadline_ends_the_wait_and_names_the_last_answer() -> None:
    with pytest.raises(AssertionError, match=r"not within 0.05 s; last answer: \[\]"):
        await eventually(list[int], deadline=0.05)


async def test_a_failing_assertion_inside_is_kept_as_the_cause() -> None:
    def condition() -> bool:
        raise AssertionError("three mails, not two")

    with pytest.raises(AssertionError) as caught:
        await eventually(condition, deadline=0.02)
    assert str(caught.value.__cause__) == "three mails, not two"
