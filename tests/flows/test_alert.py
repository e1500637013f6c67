"""Stories 1 and 2: staff announce a water shutoff in one district; its tenants are told on every channel, and nobody else."""

from datetime import datetime, time, timedelta
from typing import Any

from models import clock
from models.delivery import Delivery
from tests.flows import people
from tests.servers.mail_server import Mail
from tests.support import town as towns
from tests.support.listening import listen
from tests.support.running import RunningPortal
from tests.support.waiting import eventually

PREVIEW = """query ($input: NoticeInput!) { audiencePreview(input: $input) {
  households members byPush byMail paperHouseholds sampleNames mail { title body } push { title body } } }"""
PUBLISH = """mutation ($input: NoticeInput!, $key: String!) {
  publishNotice(input: $input, clientMutationId: $key) { notice { id title } households members dryRun } }"""
PROGRESS = """subscription ($id: UUID!) { deliveryProgress(noticeId: $id) {
  totalHouseholds totalMembers isFinished households { confirmed push mail pending failed paper }
  channels { channel queued accepted failed skipped } } }"""
BOARD_CHANGED = """subscription { boardChanged { id title places phase } }"""
BOARD = """{ board(first: 20) { totalCount edges { node { id title places phase isRead } } } }"""
NOTICE = """query ($id: UUID!) { notice(id: $id) { id } }"""


def water_shutoff(town: towns.Town) -> dict[str, Any]:
    """Next week, 8 to 14, in Quartier Gartenstadt."""
    day = town.today + timedelta(days=7)
    begin = datetime.combine(day, time(8), clock.BERLIN)
    return {
        "kind": "WATER",
        "title": "Wasserabschaltung Quartier Gartenstadt",
        "cause": "Wir tauschen ein Absperrventil aus.",
        "startsAt": begin.isoformat(),
        "endsAt": begin.replace(hour=14).isoformat(),
        "adviceBefore": ["Wasser abfüllen", "alle Wasserhähne schließen"],
        "audience": [{"scope": "DISTRICT", "id": str(town.districts["Gartenstadt"].id)}],
    }


def about_water(running: RunningPortal) -> list[Mail]:
    """What the alert sent; employees get mails about their own access beside it."""
    return [mail for mail in running.mail.mails if mail.recipient != "admin@noris.example.org"]


async def settled() -> bool:
    """Nothing is under way."""
    return not await Delivery.exists(is_open=True)


async def test_the_district_is_told_and_nobody_else(running: RunningPortal) -> None:
    town = await towns.build()
    desk = await people.sign_in_staff(running)
    anna = await people.sign_in(running, town, "Anna", web_push=True)
    cora = await people.sign_in(running, town, "Cora", app=True)
    emil = await people.sign_in(running, town, "Emil", web_push=True, app=True)
    shutoff = water_shutoff(town)
    # The app was a second device of its owner, who is told so by mail (AU-05); here that is over before the alert.
    await running.mail.wait_for(1, deadline=20, to="cora@example.org")
    await running.mail.wait_for(1, deadline=20, to="emil@example.org")
    await eventually(settled, deadline=20)
    running.mail.mails.clear()
    before = await Delivery.all().count()

    preview = (await desk.ask(PREVIEW, input=shutoff))["audiencePreview"]
    assert (preview["households"], preview["members"]) == (3, 4)
    assert (preview["byPush"], preview["byMail"], preview["paperHouseholds"]) == (2, 2, 1)
    assert await Delivery.all().count() == before, "looking sends nothing"

    async with listen(running, anna.browser, BOARD_CHANGED) as annas_board, listen(running, emil.browser, BOARD_CHANGED) as emils_board:
        published = (await desk.ask(PUBLISH, input=shutoff, key="compose-1"))["publishNotice"]
        assert (published["households"], published["members"], published["dryRun"]) == (3, 4, False)
        notice_id = published["notice"]["id"]
        seen = (await annas_board.next())["boardChanged"]
        assert seen == {"id": notice_id, "title": shutoff["title"], "places": ["Amselweg 2"], "phase": "COMING"}
        for address in ("anna@example.org", "cora@example.org"):
            await running.mail.wait_for(1, deadline=20, to=address)
        await eventually(lambda: len(running.push.messages) == 1 and len(running.fcm.messages) == 1, deadline=20)
        assert await emils_board.hears_nothing(0.5)

    async with listen(running, desk, PROGRESS, id=notice_id) as watch:
        progress = (await watch.next())["deliveryProgress"]
        while not progress["isFinished"]:
            progress = (await watch.next())["deliveryProgress"]
    assert (progress["totalHouseholds"], progress["totalMembers"]) == (3, 4)
    assert progress["households"] == {"confirmed": 0, "push": 2, "mail": 0, "pending": 0, "failed": 0, "paper": 1}

    assert sorted(mail.recipient for mail in about_water(running)) == ["anna@example.org", "cora@example.org"]
    annas = running.mail.to("anna@example.org")[0]
    assert annas.subject.startswith("Wasserabschaltung ")
    assert annas.subject.endswith("8–14 Uhr, Amselweg 2")
    assert "Wir tauschen ein Absperrventil aus." in annas.text
    assert "cora" not in annas.text.lower()
    (pushed,) = running.push.messages
    assert pushed.subscription == anna.subscription
    assert pushed.decoded["title"].startswith("Kein Wasser: ")
    assert "Amselweg 2" in pushed.decoded["body"]
    assert pushed.decoded["url"] == f"/aushaenge/{notice_id}"
    assert [message.token for message in running.fcm.messages] == [cora.fcm_token]
    assert (running.push.rejections, running.fcm.rejections, running.mail.refusals) == ([], [], [])

    again = (await desk.ask(PUBLISH, input=shutoff, key="compose-1"))["publishNotice"]
    assert again["notice"]["id"] == notice_id, "OB-03: the second click returns the first notice"
    assert (await anna.browser.ask(BOARD))["board"]["totalCount"] == 1
    assert (await emil.browser.ask(BOARD))["board"]["totalCount"] == 0
    missing = await emil.browser.ask(NOTICE, id="00000000-0000-4000-8000-000000000000")
    assert await emil.browser.ask(NOTICE, id=notice_id) == missing == {"notice": None}
    await eventually(lambda: len(about_water(running)) == 2 and len(running.push.messages) == 1)
