"""Waiting without sleeping blindly: poll a condition until it holds or a deadline passes."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar, cast

Answer = TypeVar("Answer")

PAUSE_SECONDS = 0.01


async def eventually(condition: Callable[[], Answer | Awaitable[Answer]], deadline: float = 5.0) -> Answer:
    """Return the first truthy answer of `condition` (plain or async), asked again every few milliseconds.

    `deadline` is in seconds from now. Raises AssertionError with the last answer, or with the last
    AssertionError the condition itself raised, so that a condition may simply be written as assertions.
    """
    end = time.monotonic() + deadline
    while True:
        failure: AssertionError | None = None
        answer: Answer | None = None
        try:
            asked = condition()
            answer = await cast("Awaitable[Answer]", asked) if isinstance(asked, Awaitable) else asked
            if answer:
                return answer
        except AssertionError as error:
            failure = error
        if time.monotonic() >= end:
            raise AssertionError(f"not within {deadline} s; last answer: {answer!r}") from failure
        await asyncio.sleep(PAUSE_SECONDS)
