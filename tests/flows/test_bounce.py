"""Story: an address stops working, the portal stops writing to it, and the member, or the desk, sets that right. HTTP and SMTP are real."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from models.audit import AuditAction, AuditEntry
from models.consent import Preference
from models.delivery import Delivery, DeliveryState
from models.keyring import Keyring
from models.staff import StaffRole
from push.bounces.intake import Taken, take
from tests.flows.people import Home, sign_in, sign_in_staff
from tests.servers.mail import Mail
from tests.support import town as towns
from tests.support.running import Person, Refused, RunningPortal
from tests.support.town import Town
from tests.support.waiting import eventually

REPORT = Path(__file__).parents[1] / "push" / "bounces" / "reports" / "postfix_unknown.eml"
ANNA = "anna@example.org"
PUBLISH = """mutation ($input: NoticeInput!, $key: String!) { publishNotice(input: $input, clientMutationId: $key) { notice { id } } }"""
WHO = """{ viewer { tenant { email emailState } } }"""
DESK = """query ($id: UUID!) { member(id: $id) { emailState mailProblem { cause status } }
    members(first: 1, emailState: SUPPRESSED) { totalCount } }"""
ASK = """mutation { requestEmailConfirmation }"""
LIFT = """mutation ($id: UUID!, $reason: String!) {
  liftMailSuppression(memberId: $id, reason: $reason) { emailState mailProblem { cause } } }"""


async def post_bulletin(desk: Person, town: Town, key: str) -> str:
    """Something ordinary for Amselweg 2; returns the notice's id."""
    house = {"scope": "HOUSE", "id": str(town.houses["Amselweg 2"].id)}
    text = {"kind": "BULLETIN", "title": f"Hoffest {key}", "body": "Wir treffen uns im Hof.", "audience": [house]}
    published: dict[str, Any] = await desk.ask(PUBLISH, input=text, key=key)
    return str(published["publishNotice"]["notice"]["id"])


async def annas_row(notice_id: str) -> Delivery | None:
    """Her mail about this notice, once it is settled."""
    return await Delivery.filter(broadcast__notice_id=notice_id, member__first_name="Anna", is_open=False).first()


async def send_back(portal: RunningPortal, mail: Mail) -> Taken:
    """What a Postfix returns for this very mail: its envelope sender and Message-ID are all that ties it to us."""
    text = REPORT.read_text(encoding="utf-8").replace("{VERP}", mail.sender).replace("{MESSAGE_ID}", str(mail.message["Message-ID"]))
    return await take(text.replace("{QUEUE_ID}", "4Bx1").encode(), Keyring.load(portal.settings.data_dir / "secrets"))


@pytest.fixture
async def anna(running: RunningPortal) -> tuple[Person, Town, Home]:
    """The member desk, the town, and Anna, whose mail came back."""
    town = await towns.build()
    desk, anna = await sign_in_staff(running), await sign_in(running, town, "Anna")
    notice_id = await post_bulletin(desk, town, "eins")
    await eventually(lambda: annas_row(notice_id), deadline=20)
    (mail,) = running.mail.to(ANNA)
    assert await send_back(running, mail) is Taken.BOUNCED
    row = await annas_row(notice_id)
    assert row is not None
    assert row.state is DeliveryState.BOUNCED
    return desk, town, anna


async def test_the_member_proves_the_address(running: RunningPortal, anna: tuple[Person, Town, Home]) -> None:
    """SM-18, SM-19: banner, no mail meanwhile, a mail on demand, its link, its button; then mails again."""
    desk, town, home = anna
    assert (await home.browser.ask(WHO))["viewer"]["tenant"] == {"email": ANNA, "emailState": "SUPPRESSED"}
    notice_id = await post_bulletin(desk, town, "zwei")
    row = await eventually(lambda: annas_row(notice_id), deadline=20)
    assert row is not None
    assert (row.channel, row.state) == ("paper", "skipped")
    assert len(running.mail.to(ANNA)) == 1

    assert (await home.browser.ask(ASK))["requestEmailConfirmation"] is True
    _, proof = await running.mail.wait_for(2, to=ANNA, deadline=20)
    assert proof.subject == "Bitte bestätigen Sie Ihre E-Mail-Adresse"
    assert proof.message["List-Unsubscribe"] is None
    link = proof.link("/e-mail-bestaetigen/")
    stranger = running.person()
    assert ANNA in (await stranger.http.get(link)).text
    assert (await home.browser.ask(WHO))["viewer"]["tenant"]["emailState"] == "SUPPRESSED", "looking changes nothing"
    done = await stranger.http.post(link, follow_redirects=True)
    assert "Ihre E-Mail-Adresse ist bestätigt." in done.text
    assert (await home.browser.ask(WHO))["viewer"]["tenant"]["emailState"] == "VERIFIED"
    await post_bulletin(desk, town, "drei")
    await running.mail.wait_for(3, to=ANNA, deadline=20)
    with pytest.raises(Refused) as refusal:
        await home.browser.ask(ASK)
    assert refusal.value.codes == ["conflict"]


async def test_the_desk_lifts_it(running: RunningPortal, anna: tuple[Person, Town, Home]) -> None:
    """SM-02, SM-19: the desk sees why, and lifts with a reason; a reader may look only."""
    desk, town, home = anna
    reader = await sign_in_staff(running, StaffRole.READER)
    member_id = str(home.member.id)
    seen = await reader.ask(DESK, id=member_id)
    assert seen["member"] == {"emailState": "SUPPRESSED", "mailProblem": {"cause": "HARD_BOUNCE", "status": "550 5.1.1"}}
    assert seen["members"]["totalCount"] == 1
    for caller in (reader, home.browser, running.person()):
        with pytest.raises(Refused) as refusal:
            await caller.ask(LIFT, id=member_id, reason="Sie hat angerufen.")
        assert refusal.value.codes in (["not_allowed"], ["not_signed_in"])
    assert await AuditEntry.filter(action=AuditAction.SUPPRESSION_LIFTED).count() == 0
    lifted = await desk.ask(LIFT, id=member_id, reason="Sie hat angerufen.")
    assert lifted["liftMailSuppression"] == {"emailState": "VERIFIED", "mailProblem": None}
    assert (await AuditEntry.get(action=AuditAction.SUPPRESSION_LIFTED)).details == {"reason": "Sie hat angerufen."}
    await post_bulletin(desk, town, "zwei")
    await running.mail.wait_for(2, to=ANNA, deadline=20)


async def test_quiet_hours_are_set_read_and_given_up(running: RunningPortal) -> None:
    """What is left out stays; null takes them away; hours without length are refused and change nothing."""
    home = (await sign_in(running, await towns.build(), "Anna")).browser
    change = (
        "mutation ($input: PreferencesInput!) { setPreferences(input: $input) { preferences { reminderHour quietHours { from until } } } }"
    )

    async def after(**given: object) -> object:
        return (await home.ask(change, input=given))["setPreferences"]["preferences"]

    hours = {"from": "22:00:00", "until": "06:30:00"}
    assert await after(quietHours={"from": "22:00", "until": "06:30"}) == {"reminderHour": False, "quietHours": hours}
    assert await after(reminderHour=True) == {"reminderHour": True, "quietHours": hours}
    with pytest.raises(Refused, match="invalid_input"):
        await after(quietHours={"from": "07:00", "until": "07:00"})
    assert await after() == {"reminderHour": True, "quietHours": hours}
    assert await after(quietHours=None) == {"reminderHour": True, "quietHours": None}


async def test_one_click_switches_mails_off_before_the_next_send(running: RunningPortal) -> None:
    """SM-12, DS-04: as a mail service does it, over HTTP, from nowhere; the profile shows it, and switches it on again."""
    town = await towns.build()
    desk, home = await sign_in_staff(running), await sign_in(running, town, "Anna")
    await post_bulletin(desk, town, "eins")
    (mail,) = await running.mail.wait_for(1, to=ANNA, deadline=20)
    url = str(mail.message["List-Unsubscribe"]).strip("<>")
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    async with httpx.AsyncClient() as service:
        assert (await service.get(url)).status_code == 200
        assert await Preference.all().count() == 0
        answer = await service.post(url, data={"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, len(answer.history), "set-cookie" in answer.headers) == (200, 0, False)
    notice_id = await post_bulletin(desk, town, "zwei")
    row = await eventually(lambda: annas_row(notice_id), deadline=20)
    assert row is not None
    assert (row.channel, row.reason) == ("paper", "opted_out")
    assert len(running.mail.to(ANNA)) == 1
    assert (await home.browser.ask("{ viewer { tenant { preferences { noticeMail documentMail } } } }"))["viewer"]["tenant"] == {
        "preferences": {"noticeMail": False, "documentMail": True}
    }
    await home.browser.ask("mutation { setPreferences(input: {noticeMail: true}) { id } }")
    await post_bulletin(desk, town, "drei")
    await running.mail.wait_for(2, to=ANNA, deadline=20)
