"""What stays on a device: documents nowhere (FI-05, FI-08); what mails fetch: nothing (DS-14); and that the watch over all this works."""

from pathlib import Path
from typing import Any

from playwright.async_api import Page, Response, expect

from tests.browser.conftest import Windows
from tests.browser.test_pages import ANSWER
from tests.browser.test_registration import sign_in
from tests.flows import people
from tests.flows.test_alert import PUBLISH, water_shutoff
from tests.support import files
from tests.support import town as towns
from tests.support.accounts import PASSWORD
from tests.support.running import RunningPortal

GOLDEN = Path(__file__).parents[1] / "push/golden"
BYTES = "canary-bytes-of-the-statement"
TITLE = "Betriebskostenabrechnung 2025"
NOTICE = "Wasserabschaltung Quartier Gartenstadt"
NUMBER = "0000000"
CACHEABLE = "/favicon.ico"
_STORED = """async () => {
  const found = { caches: {}, databases: {}, local: { ...localStorage }, session: { ...sessionStorage }, cookies: document.cookie };
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const kept = await cache.match(request, { ignoreVary: true });
      found.caches[`${name} ${request.url}`] = await kept.text();
    }
  }
  const finished = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  for (const { name } of await indexedDB.databases()) {
    const database = await finished(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const values = database.transaction(store).objectStore(store);
      const [keys, all] = [finished(values.getAllKeys()), finished(values.getAll())];
      found.databases[`${name} ${store}`] = [await keys, await all];
    }
    database.close();
  }
  return found;
}"""
_FROM_CACHE = """async (url) => {
  try {
    return (await fetch(url, { cache: "only-if-cached", mode: "same-origin" })).status;
  } catch {
    return 0;
  }
}"""


async def stored(page: Page) -> dict[str, Any]:
    """Everything the origin keeps in this browser: caches with their bodies, IndexedDB, web storage, cookies that scripts see."""
    return await page.evaluate(_STORED)


def traces(kept: dict[str, Any], *words: str) -> list[str]:
    """Which of the words stand anywhere in it."""
    return [word for word in words if word in str(kept)]


async def test_no_document_stays_on_the_device(running: RunningPortal, windows: Windows, tmp_path: Path) -> None:
    """FI-05, FI-08, DS-13: after downloading one, with the service worker at work, and after signing out."""
    town = await towns.build()
    anna = await people.sign_in(running, town, "Anna")
    await anna.browser.ask(ANSWER)
    desk = await people.sign_in_staff(running)
    await desk.ask(PUBLISH, input=water_shutoff(town), key="compose-1")
    content = files.PDF + BYTES.encode()
    document_id = await files.published("anna", content=content, filename="Abrechnung Anna.pdf", member_id=town.members["Anna"].id)
    path = f"/documents/{document_id}"
    page = (await windows.open()).page
    await page.goto("/")
    await sign_in(page, NUMBER, PASSWORD + "Anna")
    await expect(page.get_by_text(NOTICE).first).to_be_visible()
    await page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    await page.goto("/dokumente")
    assert await page.evaluate("() => navigator.serviceWorker.controller !== null")
    async with page.expect_download() as downloading:
        await page.get_by_role("link", name=TITLE).click()
    await (await downloading.value).save_as(tmp_path / "statement.pdf")
    assert (tmp_path / "statement.pdf").read_bytes() == content
    assert await page.evaluate("async (url) => (await fetch(url)).text()", path) == content.decode()
    assert await page.evaluate(_FROM_CACHE, path) in {0, 504}
    await page.evaluate("async (url) => { await (await fetch(url)).blob(); }", CACHEABLE)
    assert await page.evaluate(_FROM_CACHE, CACHEABLE) == 200, "the browser's own cache is at work, so it was looked into"

    kept = await stored(page)
    assert len(kept["caches"]) > 5, "the shell is there, so caches were looked into"
    assert traces(kept, NOTICE) == [NOTICE], "the board may be read in the cellar, so databases were looked into"
    assert traces(kept, BYTES, TITLE, "Abrechnung Anna", str(document_id), "/documents/", "%PDF") == []

    await page.goto("/profil")
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright marks listeners; a list's method takes no marks
    await page.get_by_role("button", name="Abmelden").click()
    await expect(page.get_by_label("Mitgliedsnummer")).to_be_visible()
    told = [(await answer.all_headers()).get("clear-site-data") for answer in answers if answer.url.endswith("/graphql")]
    assert [one for one in told if one] == ['"cache"']
    assert await page.evaluate(_FROM_CACHE, CACHEABLE) in {0, 504}, "what the header names is empty"
    kept = await stored(page)
    assert traces(kept, NOTICE, "Anna", NUMBER, BYTES, TITLE, str(document_id), "/documents/", "%PDF") == []
    assert await page.evaluate(_FROM_CACHE, path) in {0, 504}
    await page.evaluate("async (text) => (await caches.open('planted')).put('/documents/1', new Response(text))", BYTES)
    assert traces(await stored(page), BYTES, "/documents/") == [BYTES, "/documents/"], "the search finds what is there"


async def test_no_mail_loads_anything(windows: Windows) -> None:
    """DS-14: each mail's HTML as a mail program without any policy would show it: no request at all."""
    page = (await windows.open()).page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in sorted(GOLDEN.glob("*.html")):
        await page.set_content(path.read_text("utf-8"), wait_until="load")
        await expect(page.locator("body")).not_to_be_empty()
    assert [url for url in asked if not url.startswith("data:")] == []


async def test_a_planted_request_and_a_planted_style_are_noticed(running: RunningPortal, windows: Windows) -> None:
    """The watch itself: a picture from elsewhere on a page without a policy, and an inline style on one of ours."""
    window = await windows.open()
    await window.page.set_content('<img src="http://127.0.0.2:9/pixel.png">')
    await window.page.goto("/")
    await window.page.evaluate("() => document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
    await expect(window.page.locator("p", has_text="x").last).to_be_visible()
    noticed, window.faults = window.faults, []
    assert "request to a foreign host: http://127.0.0.2:9/pixel.png" in noticed
    assert any(fault.startswith("against the policy: style-src-attr inline") for fault in noticed)
