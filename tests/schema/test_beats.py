"""What a screen that counts is told when it cannot be told everything."""

import asyncio
from uuid import uuid4

import pytest

from models.event import Topic
from push import live
from schema.live import beats


@pytest.mark.usefixtures("database")
async def test_a_screen_that_missed_changes_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not left with old figures for ever: the socket closes with 1013, and the client asks for everything again."""
    opened = list[live.Subscription]()
    subscribe = live.subscribe

    def noted(topics: list[Topic]) -> live.Subscription:
        opened.append(subscribe(topics))
        return opened[-1]

    monkeypatch.setattr(live, "subscribe", noted)
    screen = beats(Topic.DELIVERY, uuid4(), pause=0.01)
    await anext(screen)
    opened[0].end()
    following = asyncio.ensure_future(anext(screen))
    # Not wait_for: cancelling would bring the error to light that the screen should have been told by itself.
    done, _ = await asyncio.wait({following}, timeout=5)
    assert done == {following}
    with pytest.raises(live.Missed):
        await following
    await screen.aclose()
