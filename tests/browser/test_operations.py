"""The app in a browser is trusted with the operations of its build, and works wholly by their hashes."""

from playwright.async_api import expect

from tests.browser.conftest import OPERATIONS, Windows
from tests.browser.test_pages import ANSWER
from tests.browser.test_registration import sign_in
from tests.flows import people
from tests.support import town as towns
from tests.support.accounts import PASSWORD
from tests.support.running import RunningPortal
from web.graphql import trusted


async def test_the_app_works_by_hashes_alone(running: RunningPortal, windows: Windows) -> None:
    """The fixture notes every request; here are those of a sign-in and of three pages. The build has what the sources say."""
    assert trusted.read(trusted.WRITTEN) == OPERATIONS
    town = await towns.build()
    anna = await people.sign_in(running, town, "Anna")
    await anna.browser.ask(ANSWER)
    window = await windows.open()
    await window.page.goto("/")
    await sign_in(window.page, "0000000", PASSWORD + "Anna")
    await expect(window.page.locator("[aria-busy=true]")).to_have_count(0)
    for path in ("/aushaenge", "/dokumente", "/profil"):
        await window.page.goto(path)
        await expect(window.page.get_by_role("heading", level=1).first).to_be_visible()
        await expect(window.page.locator("[aria-busy=true]")).to_have_count(0)
    names = {OPERATIONS[sent.removeprefix("sha256:")].split("{")[0].split("(")[0] for sent in window.documents}
    assert {"query start", "mutation login", "query board", "query documents"} <= names

    refused = await window.page.evaluate(
        """async () => {
          const headers = { "Content-Type": "application/json", "GraphQL-Require-Preflight": "1" };
          const query = "{ viewer { tenant { email } } }";
          const reply = await fetch("/graphql", { method: "POST", headers, body: JSON.stringify({ query }) });
          return [reply.status, (await reply.json()).errors[0].extensions.code];
        }"""
    )
    assert refused == [403, "document_not_trusted"]
    assert len(window.faults) == 1
    window.faults.clear()
