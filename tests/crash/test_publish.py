"""K1..K3: the portal is killed while staff publish, over real HTTP, and while the message is fanned out."""

from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from models.audience import AudienceMember
from models.audit import AuditAction, AuditEntry, MutationRecord
from models.delivery import Broadcast, Channel, Delivery
from models.notice import Notice
from settings import Settings
from tests.crash.plan import Act, Moment
from tests.crash.scene import Scene, free_port
from tests.flows import people
from tests.flows.people import Home
from tests.flows.test_alert import PUBLISH, water_shutoff
from tests.support import town as towns
from tests.support.running import Person, Refused
from tests.support.town import Town


@dataclass
class Desk:
    """An employee at the desk, and the tenants of the town with a browser, an app and a mailbox."""

    town: Town
    settings: Settings
    staff: Person
    homes: list[Home] = field(default_factory=list[Home])

    async def publish(self, **changes: Any) -> dict[str, Any]:
        """Press the button; a second press carries the same clientMutationId (OB-03)."""
        return (await self.staff.ask(PUBLISH, input=water_shutoff(self.town) | changes, key="compose-1"))["publishNotice"]


async def open_desk(scene: Scene, act: Act, moment: Moment) -> Desk:
    """A running portal that will meet with the accident at the next publication, and people signed in to it."""
    settings = scene.settings(base_url=f"http://127.0.0.1:{free_port()}")
    program = await scene.portal(settings, act, moment)
    portal = scene.people_at(settings)
    town = await towns.build()
    desk = Desk(town, settings, await people.sign_in_staff(portal))
    for name, devices in (("Anna", {"web_push": True}), ("Cora", {"app": True}), ("Emil", {"web_push": True})):
        home = await people.sign_in(portal, town, name, **devices)
        desk.homes.append(home)
        if home.subscription is not None:
            scene.subscriptions[name] = home.subscription
        if home.fcm_token is not None:
            scene.phones[name] = home.fcm_token
    await scene.settled()
    scene.forget()
    assert program.process.returncode is None, program.log
    return desk


async def press_and_lose_the_answer(scene: Scene, desk: Desk) -> None:
    """Publish while the portal dies: the browser never learns what became of it."""
    with pytest.raises(httpx.TransportError):
        await desk.publish()
    await scene.programs[-1].died_as_planned()


async def assert_the_district_is_told_once(scene: Scene, desk: Desk) -> None:
    """Anna by browser and mail, Cora by app and mail, Emil of the other district not at all."""
    await scene.settled()
    seen = {name: len(messages) for name, messages in scene.seen().items()}
    assert seen == {"Anna": 1, "Cora": 1, "Emil": 0}
    assert sorted(mail.recipient for mail in scene.mail.mails) == ["anna@example.org", "cora@example.org"]
    scene.assert_nothing_refused()
    assert await Notice.all().count() == await Broadcast.filter(notice_id__isnull=False).count() == 1
    assert await AuditEntry.filter(action=AuditAction.NOTICE_PUBLISHED).count() == 1
    with pytest.raises(Refused) as refused:
        await desk.publish(title="Etwas anderes")
    assert refused.value.codes == ["idempotency_conflict"]


@pytest.mark.crash("K1", "before publish commit")
async def test_k1(scene: Scene) -> None:
    """K1: no notice, no row, no message; the client's retry publishes once (OB-02, OB-03)."""
    desk = await open_desk(scene, Act.PUBLISH, Moment.BEFORE_COMMIT)
    await press_and_lose_the_answer(scene, desk)
    about_it = (
        Notice.all(),
        AudienceMember.all(),
        Broadcast.filter(notice_id__isnull=False),
        Delivery.filter(broadcast__notice_id__isnull=False),
        MutationRecord.all(),
    )
    left = {found.model.__name__: await found.count() for found in about_it}
    assert left == dict.fromkeys(left, 0), "something of the notice outlived the crash"
    assert await AuditEntry.filter(action=AuditAction.NOTICE_PUBLISHED).count() == 0
    assert scene.requests == 0

    await scene.portal(desk.settings)
    assert (await desk.publish())["members"] == 4
    await assert_the_district_is_told_once(scene, desk)


@pytest.mark.crash("K2", "after publish commit, before HTTP reply")
async def test_k2(scene: Scene) -> None:
    """K2: the client's retry returns the same notice; each target once."""
    desk = await open_desk(scene, Act.PUBLISH, Moment.AFTER_COMMIT)
    await press_and_lose_the_answer(scene, desk)
    notice = await Notice.get()
    assert await AudienceMember.filter(notice=notice).count() == notice.member_count == 4
    assert await Broadcast.filter(notice=notice).count() == 1

    await scene.portal(desk.settings)
    again = await desk.publish()
    assert again["notice"]["id"] == str(notice.id)
    assert again["members"] == 4
    await assert_the_district_is_told_once(scene, desk)


@pytest.mark.crash("K3", "in the middle of fan-out")
@pytest.mark.parametrize("moment", [Moment.BEFORE_COMMIT, Moment.AFTER_COMMIT])
async def test_k3(scene: Scene, moment: Moment) -> None:
    """K3: fan-out goes on at its cursor; no target is missing, none is there twice (OB-04)."""
    notice = await scene.alert(await scene.people(Channel.WEBPUSH, 8))
    worker = await scene.worker(Act.FAN_OUT, moment, nth=2, chunk=3, claims=False)
    await worker.died_as_planned()
    written = 3 if moment is Moment.BEFORE_COMMIT else 6
    assert await Delivery.all().count() == written
    begun = await Broadcast.get(notice=notice)
    assert begun.fanned_out_at is None
    assert await AudienceMember.filter(notice=notice, id__lte=begun.cursor).count() == written, "the cursor moves with its rows"
    assert scene.requests == 0

    await scene.worker(chunk=3)
    await scene.settled()
    assert await Delivery.all().count() == 8
    assert (await Broadcast.get(notice=notice)).fanned_out_at is not None
    scene.assert_each_once()
