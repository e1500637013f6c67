"""What one person may still say alone in a notice that a second person let go: its window, and the portal's own words (AU-16, AU-17)."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from models import clock
from models.notice import Notice, NoticeState, NoticeUpdate, Urgency
from models.staff import StaffRole
from models.staff_mail import StaffMail, StaffMessage
from resolvers import notice
from resolvers.access import Operator, Staff
from resolvers.errors import Code, NotAllowed
from tests.resolvers.test_notice_update import HOUR, water
from tests.support.town import Town, traces

pytestmark = pytest.mark.usefixtures("portal")


async def released(town: Town) -> UUID:
    """Both districts, let go by whoever may."""
    return (await notice.publish(Operator(), water(town, "Amselweg 2", "Ringstraße 1"), "mutation-wide")).notice.id


@pytest.mark.parametrize("changes", [{"title": "Evakuierung"}, {"body": "Trinken Sie kein Wasser."}, {"cause": "Gift."}])
async def test_nobody_alone_changes_the_words_a_second_person_let_go(town: Town, changes: dict[str, str]) -> None:
    """AU-17: not even freshly signed in, with another window besides, or in a notice that became wide step by step; a typing error is
    taken back and written anew."""
    notice_id, sender = await released(town), await town.fresh(StaffRole.ADMIN)
    form = water(town, "Amselweg 2", "Ringstraße 1")
    before = await traces()
    for other in (replace(form, **changes), replace(form, **changes, ends_at=form.ends_at and form.ends_at + HOUR)):
        with pytest.raises(NotAllowed) as refused:
            await notice.change(sender, notice_id, other, "change-1")
        assert refused.value.code is Code.APPROVAL_REQUIRED
    assert await traces() == before
    assert (await Notice.get(id=notice_id)).title == "Wasserabschaltung"
    assert await NoticeUpdate.all().count() == 0
    await notice.retract(sender, notice_id)
    assert (await Notice.get(id=notice_id)).state is NoticeState.RETRACTED


async def test_who_shrinks_a_wide_notice_first_changes_its_words_no_more_alone(town: Town) -> None:
    """AU-17: whom it ever concerned counts, so that one house in between is no way around it."""
    notice_id, sender = await released(town), await town.fresh(StaffRole.ADMIN)
    small = water(town, "Amselweg 2")
    assert (await notice.change(sender, notice_id, small, "change-1")).notice.member_count == 3
    with pytest.raises(NotAllowed) as refused:
        await notice.change(sender, notice_id, replace(small, title="Evakuierung"), "change-2")
    assert refused.value.code is Code.APPROVAL_REQUIRED


Step = Callable[[Town, Staff, UUID, str], Awaitable[object]]
STEPS: dict[str, Step] = {
    "longer": lambda town, who, id, word: notice.reschedule(
        who, id, town.now + timedelta(days=1), town.now + timedelta(days=2), "change-1", word=word
    ),
    "cancel": lambda town, who, id, word: notice.cancel(who, id, word),
    "retract": lambda town, who, id, word: notice.retract(who, id, word),
}


@pytest.mark.parametrize("step", STEPS)
async def test_own_words_to_so_many_are_an_override(town: Town, step: str) -> None:
    """AU-10, AU-16: the portal's own words go at once; a sentence takes a fresh sign-in, and every administrator reads it at once."""
    notice_id, act = await released(town), STEPS[step]
    found = await town.staff(StaffRole.ALERT_SENDER)
    other_admin = await town.staff(StaffRole.ADMIN)
    before = await traces()
    with pytest.raises(NotAllowed) as refused:
        await act(town, found, notice_id, "Trinken Sie kein Wasser.")
    assert refused.value.code is Code.REAUTHENTICATION_REQUIRED
    assert (await traces(), await StaffMail.all().count(), await NoticeUpdate.all().count()) == (before, 0, 0)
    await town.sign_in(found)
    await act(town, found, notice_id, "Trinken Sie kein Wasser.")
    [mail] = await StaffMail.all()
    assert (mail.staff_id, mail.message) == (other_admin.staff_id, StaffMessage.NOTICE_OVERRIDDEN)
    assert (mail.details["reason"], mail.details["author"]) == ("Trinken Sie kein Wasser.", "Vera Verwaltung")


@pytest.mark.parametrize("step", STEPS)
async def test_the_portals_own_words_ask_nobody(town: Town, step: str) -> None:
    """Nothing holds up an all-clear, another end, or taking an error back."""
    notice_id, sender = await released(town), await town.staff(StaffRole.ALERT_SENDER)
    await STEPS[step](town, sender, notice_id, "")
    assert await StaffMail.all().count() == 0
    assert await NoticeUpdate.all().count() == 1


async def test_many_narrow_alerts_are_no_silent_wide_one(town: Town) -> None:
    """AU-16: each goes at once, but when one person's alerts of an hour are together as wide as none goes alone, every administrator is
    told, once; ordinary notices, other people's, and what was sent hours ago do not count."""
    sender, other, admin = [await town.fresh(role) for role in (StaffRole.ALERT_SENDER, StaffRole.ALERT_SENDER, StaffRole.ADMIN)]
    await notice.publish(other, water(town, "Ringstraße 1", title="Anderswo"), "mutation-0")
    await notice.publish(sender, water(town, "Amselweg 2", title="Eins"), "mutation-1")
    await notice.publish(sender, water(town, "Amselweg 12", title="Zwei"), "mutation-2")
    await notice.publish(sender, water(town, "Ringstraße 1", title="Später", urgency=Urgency.ORDINARY), "mutation-3")
    await notice.publish(sender, water(town, "Ringstraße 1", title="Probe"), "mutation-4", dry_run=True)
    assert await StaffMail.all().count() == 0
    await notice.publish(sender, water(town, "Ringstraße 1", title="Drei"), "mutation-5")
    await notice.publish(sender, water(town, "Seegasse 5", title="Vier"), "mutation-6")
    [mail] = await StaffMail.all()
    assert (mail.staff_id, mail.message) == (admin.staff_id, StaffMessage.NOTICE_OVERRIDDEN)
    assert (mail.details["title"], mail.details["is_together"]) == ("Drei", "yes")
    assert await Notice.all().count() == 6


async def test_alerts_of_another_hour_do_not_count(town: Town) -> None:
    """AU-16."""
    sender = await town.fresh(StaffRole.ALERT_SENDER)
    await town.staff(StaffRole.ADMIN)
    await notice.publish(sender, water(town, "Amselweg 2", title="Eins"), "mutation-1")
    await Notice.all().update(published_at=await clock.now() - timedelta(minutes=61))
    await notice.publish(sender, water(town, "Ringstraße 1", title="Zwei"), "mutation-2")
    assert await StaffMail.all().count() == 0
