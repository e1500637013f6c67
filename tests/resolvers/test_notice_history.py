"""What became of a notice, at its page: each sees the changes they were told of, in order, and staff see all with their counts."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from models.delivery import Channel, Message
from models.notice import Notice
from models.staff import StaffRole
from models.token import TokenScope
from resolvers import delivery, notice
from resolvers.access import Operator, Tenant
from resolvers.notice import Step
from tests.resolvers.test_notice_update import house, posted, water, written
from tests.support.town import Town, integrator

HOUR = timedelta(hours=1)


async def steps(viewer: Tenant, notice_id: UUID) -> list[Step]:
    """What they read at the notice's page; the same as the open page is told."""
    view = await notice.get(viewer, notice_id)
    assert view is not None
    told = await notice.get_for_each([viewer], view.notice.id)
    assert [step.number for step in told[viewer].steps] == [step.number for step in view.steps]
    return [step.step for step in view.steps]


async def test_each_reads_what_they_were_told_and_no_more(town: Town) -> None:
    """Dora is let go, Emil comes in, Anna is in all the while, Gerd was never in: the notice is not his at all."""
    form = water(town, "Amselweg 2", "Amselweg 12")
    notice_id = await posted(town, form, "Anna", "Dora")
    await town.tenant("Emil")
    assert form.ends_at
    longer = replace(form, ends_at=form.ends_at + HOUR)
    await notice.change(Operator(), notice_id, longer, "change-1", word="Ein Ventil klemmt.")
    other = replace(longer, audience=(house(town, "Amselweg 2"), house(town, "Ringstraße 1")))
    await notice.change(Operator(), notice_id, other, "change-2")
    await notice.change(Operator(), notice_id, replace(other, cause="Rohrbruch"), "change-3")
    await notice.cancel(Operator(), notice_id, "Die Firma kommt nicht.")
    anna, dora, emil = [await town.tenant(name) for name in ("Anna", "Dora", "Emil")]
    assert await steps(anna, notice_id) == [Step.LONGER, Step.CHANGED, Step.CANCELLED], "that others come and go is none of hers"
    assert await steps(dora, notice_id) == [Step.LONGER, Step.LEFT], "nothing after she was let go"
    assert await steps(emil, notice_id) == [Step.JOINED, Step.CHANGED, Step.CANCELLED], "nothing before it was his"
    view = await notice.get(anna, notice_id)
    assert view is not None
    first, *_, last = view.steps
    assert (first.word, first.was_ends_at, first.ends_at, last.word) == (
        "Ein Ventil klemmt.",
        form.ends_at,
        longer.ends_at,
        "Die Firma kommt nicht.",
    )
    assert {(step.told, step.joined, step.left, step.by) for step in view.steps} == {(None, None, None, None)}, "counts are for staff"


async def test_an_update_that_lets_go_and_moves_reads_as_letting_go(town: Town) -> None:
    """One step for one update: a new time at another house is nothing to who is out."""
    form = water(town, "Amselweg 2", "Amselweg 12")
    notice_id = await posted(town, form, "Anna", "Dora")
    assert form.starts_at
    assert form.ends_at
    moved = replace(form, starts_at=form.starts_at + HOUR, ends_at=form.ends_at + HOUR, audience=(house(town, "Amselweg 2"),))
    await notice.change(Operator(), notice_id, moved, "change-1")
    assert await steps(await town.tenant("Dora"), notice_id) == [Step.LEFT]
    assert await steps(await town.tenant("Anna"), notice_id) == [Step.MOVED]


async def test_staff_read_all_with_counts_and_integrators_no_names(town: Town) -> None:
    """Who did it is for colleagues; a program is told the counts."""
    form = water(town, "Amselweg 2", "Amselweg 12")
    notice_id = await posted(town, form, "Anna", "Dora")
    sender = await town.staff(StaffRole.ALERT_SENDER)
    await notice.change(sender, notice_id, replace(form, audience=(house(town, "Amselweg 2"),)), "change-1")
    for viewer, is_named in ((sender, True), (integrator(TokenScope.NOTICES_READ), False)):
        view = await notice.get(viewer, notice_id)
        assert view is not None
        [step] = view.steps
        assert (step.step, step.told, step.joined, step.left) == (Step.AREA, 0, 0, 1)
        assert (step.by is not None) is is_named


async def test_who_moved_in_later_reads_what_holds_for_everybody(town: Town) -> None:
    """They are in no snapshot; other houses coming and going are no news."""
    form = water(town, "Amselweg 2", "Amselweg 12")
    notice_id = await posted(town, form, "Anna")
    assert form.ends_at
    longer = replace(form, ends_at=form.ends_at + HOUR)
    await notice.change(Operator(), notice_id, longer, "change-1")
    await notice.change(Operator(), notice_id, replace(longer, audience=(house(town, "Amselweg 2"),)), "change-2")
    await Notice.filter(id=notice_id).update(published_at=town.now - timedelta(days=3))
    await town.member("Nora Neu")
    await town.move_in("Nora", "Amselweg 2", "2. OG", since=0)
    assert await steps(await town.tenant("Nora"), notice_id) == [Step.LONGER]


async def test_the_single_deliveries_name_the_message(town: Town) -> None:
    """After a change a person stands in the list with both; each says what it was."""
    form = water(town)
    notice_id = await posted(town, form, "Anna")
    assert form.ends_at
    await notice.change(Operator(), notice_id, replace(form, ends_at=form.ends_at + HOUR), "change-1")
    await written()
    page = await delivery.deliveries(Operator(), notice_id, first=50)
    messages = [row.message for row in page.items if (row.member_name, row.channel) == ("Anna Amsel", Channel.MAIL)]
    assert sorted(messages) == [Message.NOTICE_CHANGED, Message.NOTICE_PUBLISHED]
