"""The service worker shows what a push brings, the same tag replaces, and a payload it cannot read shows a neutral sentence (WP-32)."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, cast

from playwright.async_api import CDPSession, Page

from tests.browser.conftest import Windows
from tests.support.running import RunningPortal
from tests.support.waiting import eventually

_SHOWN = """async () => {
  const registration = await navigator.serviceWorker.ready;
  return (await registration.getNotifications()).map(({ title, body, tag }) => ({ title, body, tag }));
}"""

# `ready` resolves while the worker is still activating; DevTools delivers to an activated one only and drops the push otherwise.
_ACTIVATED = """async () => {
  const { active } = await navigator.serviceWorker.ready;
  while (active.state !== "activated") await new Promise((done) => active.addEventListener("statechange", done, { once: true }));
}"""


class Worker:
    """The service worker of a page, reached through DevTools."""

    def __init__(self, page: Page, session: CDPSession, origin: str, registration: str) -> None:
        self.page, self.session, self.origin, self.registration = page, session, origin, registration

    async def push(self, data: str) -> None:
        await command(self.session, "ServiceWorker.deliverPushMessage", origin=self.origin, registrationId=self.registration, data=data)

    async def shown(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self.page.evaluate(_SHOWN)
        return found

    async def shows(self, *expected: dict[str, object]) -> bool:
        return [{key: one[key] for key in ("title", "body")} for one in await self.shown()] == list(expected)


async def worker_of(windows: Windows, running: RunningPortal) -> Worker:
    """The worker, once it is active and has the permission to notify."""
    window = await windows.open()
    await window.context.grant_permissions(["notifications"], origin=running.url)
    session = await window.context.new_cdp_session(window.page)
    registrations: list[str] = []

    def note(event: dict[str, Any]) -> None:
        registrations.extend(one["registrationId"] for one in event["registrations"])

    session.on("ServiceWorker.workerRegistrationUpdated", note)
    await command(session, "ServiceWorker.enable")
    await window.page.goto("/")
    await window.page.evaluate(_ACTIVATED)
    await eventually(lambda: bool(registrations), deadline=10)
    return Worker(window.page, session, running.url + "/", registrations[-1])


async def command(session: CDPSession, name: str, **given: str) -> None:
    """One DevTools command."""
    await cast("Callable[[str, dict[str, str]], Awaitable[object]]", session.send)(name, given)  # pyright: ignore[reportUnknownMemberType] - untyped upstream


async def test_a_push_is_shown_and_replaced(running: RunningPortal, windows: Windows) -> None:
    worker = await worker_of(windows, running)
    first = {"v": 1, "title": "Kein Wasser: Di 24.11., 8–14 Uhr", "body": "Amselweg 12.", "tag": "t1", "url": "/aushaenge/1", "lang": "de"}
    await worker.push(json.dumps(first))
    await eventually(lambda: worker.shows({"title": first["title"], "body": "Amselweg 12."}), deadline=10)
    await worker.push(json.dumps(first | {"title": "Das Wasser ist wieder da"}))
    await eventually(lambda: worker.shows({"title": "Das Wasser ist wieder da", "body": "Amselweg 12."}), deadline=10)


async def test_an_unreadable_push_still_shows_a_sentence(running: RunningPortal, windows: Windows) -> None:
    worker = await worker_of(windows, running)
    await worker.push("no json at all")

    async def is_neutral() -> bool:
        shown = await worker.shown()
        return len(shown) == 1 and shown[0]["title"] == "Mieterportal" and bool(shown[0]["body"])

    await eventually(is_neutral, deadline=10)
