"""POST /letters/{id} and GET /letters/unregistered.csv: attachments nobody keeps, for the desk, and never for another site's page."""

from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest

from models import clock
from models.account import ActivationCode
from models.audit import AuditAction, AuditEntry, Way
from models.letter import LetterRun
from models.session import Session
from models.staff import StaffRole
from models.token import TokenScope
from resolvers import letter
from resolvers.access import Staff
from resolvers.letter import LetterChoice, LetterScope, Printer
from tests.support.accounts import COOPERATIVE
from tests.support.clients import ORIGIN, api_token, client, staff_secret, tenant_secret
from tests.support.graphql import answer
from tests.support.letters import read
from tests.support.town import Town
from web import letters

pytestmark = pytest.mark.usefixtures("keys")

OWN_PAGE = {"GraphQL-Require-Preflight": "1", "Sec-Fetch-Site": "same-origin", "Origin": ORIGIN}
PRINTER = Printer(COOPERATIVE, ORIGIN, "Mitgliedsnummer")
ORDER = """
mutation ($input: LetterChoiceInput!, $key: String!, $dryRun: Boolean!) {
  orderLetters(input: $input, clientMutationId: $key, dryRun: $dryRun) {
    dryRun preview { chosen printed later reasons { reason count } omitted { name reason } unknownNumbers }
    run { id kind sorting letters printed printedAt printUrl }
  }
}
"""


def browser(cookie: str | None = None, *, bearer: str | None = None) -> httpx.AsyncClient:
    return client(letters.routes("__Host-session", ORIGIN, PRINTER), cookie=cookie, bearer=bearer)


async def ordered(desk: Staff, town: Town) -> UUID:
    """A run with the letter of Cora."""
    done = await letter.order(desk, LetterChoice(LetterScope.MEMBERS, member_ids=(town.members["Cora"].id,)), str(uuid4()))
    assert done.run is not None
    return done.run.run.id


async def nothing_minted() -> bool:
    return not await ActivationCode.exists() and not await LetterRun.filter(printings__gt=0).exists()


async def test_au_10_whoever_finds_an_open_session_of_the_desk_prints_no_codes(town: Town) -> None:
    """A sheet is an access: it takes a sign-in of the last five minutes, the first time and for new codes; before there are none."""
    cookie, desk = await staff_secret(town, StaffRole.MEMBER_DESK)
    path = f"/letters/{await ordered(desk, town)}"
    await Session.all().update(authenticated_at=await clock.now() - timedelta(minutes=6))
    async with browser(cookie) as page:
        for params in ({}, {"reissue": "1"}):
            reply = await page.post(path, params=params, headers=OWN_PAGE)
            assert (reply.status_code, reply.json()["code"]) == (403, "reauthentication_required")
        assert await nothing_minted()
        await Session.all().update(authenticated_at=await clock.now())
        assert (await page.post(path, headers=OWN_PAGE)).headers["content-type"] == "application/pdf"


async def test_al_01_what_is_printed_at_the_desk_is_logged_as_done_in_the_portal(town: Town) -> None:
    """Each request under a number of its own, and none as the command line's."""
    cookie, desk = await staff_secret(town, StaffRole.MEMBER_DESK)
    path = f"/letters/{await ordered(desk, town)}"
    async with browser(cookie) as page:
        assert (await page.post(path, headers=OWN_PAGE)).status_code == 200
        assert (await page.get("/letters/unregistered.csv", headers=OWN_PAGE)).status_code == 200
    entries = await AuditEntry.filter(action__in=[AuditAction.LETTERS_PRINTED, AuditAction.LETTER_LIST_EXPORTED]).order_by("id")
    assert [entry.way for entry in entries] == [Way.PORTAL, Way.PORTAL]
    assert len({entry.correlation_id for entry in entries}) == 2


async def test_the_desk_orders_by_graphql_and_gets_the_pdf_once(town: Town) -> None:
    """AU-18: no answer of the API holds a code."""
    cookie, desk = await staff_secret(town, StaffRole.MEMBER_DESK)
    choice = {"scope": "NUMBERS", "numbers": ["0000002", "999"], "sorting": "HAND"}
    looked = (await answer(desk, ORDER, input=choice, key="a", dryRun=True))["data"]["orderLetters"]
    assert looked == {
        "dryRun": True,
        "preview": {"chosen": 1, "printed": 1, "later": 0, "reasons": [], "omitted": [], "unknownNumbers": ["999"]},
        "run": None,
    }
    assert not await LetterRun.exists()
    run = (await answer(desk, ORDER, input=choice, key="a", dryRun=False))["data"]["orderLetters"]["run"]
    assert run | {"id": "", "printUrl": ""} == {
        "id": "",
        "kind": "WELCOME",
        "sorting": "HAND",
        "letters": 1,
        "printed": 0,
        "printedAt": None,
        "printUrl": "",
    }
    assert await nothing_minted()
    async with browser(cookie) as page:
        reply = await page.post(run["printUrl"], headers=OWN_PAGE)
        again = await page.post(run["printUrl"], headers=OWN_PAGE)
        new = await page.post(run["printUrl"], params={"reissue": "1"}, headers=OWN_PAGE)
    assert (reply.status_code, reply.headers["content-type"]) == (200, "application/pdf")
    assert reply.headers["cache-control"] == "private, no-store"
    assert reply.headers["content-disposition"].startswith("attachment; ")
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert (again.status_code, again.json()["code"]) == (409, "confirmation_required")
    (first,), (second,) = read(reply.content), read(new.content)
    assert first.fragment["c"] != second.fragment["c"]
    shown = await answer(desk, "{ letterRuns(first: 5) { totalCount edges { node { id letters printed } } } }")
    assert shown["data"]["letterRuns"] == {"totalCount": 1, "edges": [{"node": {"id": run["id"], "letters": 1, "printed": 1}}]}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"GraphQL-Require-Preflight": "1", "Sec-Fetch-Site": "cross-site"},
        {"GraphQL-Require-Preflight": "1", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-origin", "Origin": ORIGIN},
    ],
)
async def test_another_sites_page_prints_nothing_by_the_cookie(town: Town, headers: dict[str, str]) -> None:
    """GQ-09"""
    cookie, desk = await staff_secret(town, StaffRole.ADMIN)
    run_id = await ordered(desk, town)
    async with browser(cookie) as page:
        reply = await page.post(f"/letters/{run_id}", headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (403, "not_allowed")
    assert await nothing_minted()


async def test_visitors_tenants_tokens_and_other_roles_print_nothing(town: Town) -> None:
    """AU-13, GQ-14"""
    _, desk = await staff_secret(town, StaffRole.ADMIN)
    run_id = await ordered(desk, town)
    reader, _ = await staff_secret(town, StaffRole.READER)
    for caller, status, code in [
        (browser(), 401, "not_signed_in"),
        (browser(bearer="nonsense"), 401, "not_signed_in"),
        (browser(await tenant_secret(town, "Anna")), 403, "not_allowed"),
        (browser(reader), 403, "not_allowed"),
        (browser(bearer=await api_token(*TokenScope)), 403, "not_allowed"),
    ]:
        async with caller as page:
            printed = await page.post(f"/letters/{run_id}", headers=OWN_PAGE)
            listed = await page.get("/letters/unregistered.csv", headers=OWN_PAGE)
        assert (printed.status_code, printed.json()["code"]) == (status, code)
        assert (listed.status_code, listed.json()["code"]) == (status, code)
    assert await nothing_minted()


async def test_a_missing_run_and_what_is_no_id_look_the_same(town: Town) -> None:
    """GQ-15"""
    cookie, _ = await staff_secret(town, StaffRole.ADMIN)
    async with browser(cookie) as page:
        replies = [await page.post(f"/letters/{name}", headers=OWN_PAGE) for name in (uuid4(), "x")]
        by_get = await page.get(f"/letters/{uuid4()}", headers=OWN_PAGE)
    assert [reply.status_code for reply in replies] == [404, 404]
    assert replies[0].content == replies[1].content
    assert by_get.status_code == 405


async def test_the_list_of_the_unregistered_comes_as_a_sheet(town: Town) -> None:
    cookie, _ = await staff_secret(town, StaffRole.MEMBER_DESK)
    async with browser(cookie) as page:
        reply = await page.get("/letters/unregistered.csv", headers={"Sec-Fetch-Site": "same-origin"})
        foreign = await page.get("/letters/unregistered.csv", headers={"Sec-Fetch-Site": "cross-site"})
    assert (reply.status_code, reply.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert reply.headers["cache-control"] == "private, no-store"
    assert reply.content.startswith(b"\xef\xbb\xbfName;Nummer;Wohnung;")
    assert len(reply.text.splitlines()) == 9
    assert foreign.status_code == 403
