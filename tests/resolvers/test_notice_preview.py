"""Before sending: the numbers, the questions and the words."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models import clock
from models.audience import AudienceScope
from models.notice import Notice, NoticeKind, Urgency
from models.staff import StaffRole
from models.token import TokenScope
from push.render import Renderer
from resolvers import notice
from resolvers.access import Operator
from resolvers.audience import Rule
from resolvers.errors import InvalidInput, NotAllowed
from resolvers.notice import NoticeInput, NoticeWarning
from settings import CooperativeSettings
from tests.support.town import Town, integrator, traces

NOON = datetime(2026, 11, 24, 12, tzinfo=clock.BERLIN)
WATER = NoticeInput(
    kind=NoticeKind.WATER,
    title="Wasserabschaltung",
    audience=(Rule(AudienceScope.STOCK),),
    starts_at=NOON + timedelta(days=1),
    ends_at=NOON + timedelta(days=1, hours=6),
    contact="0911 555 010",
)


@pytest.fixture
def renderer() -> Renderer:
    cooperative = CooperativeSettings(
        name="Wohnungsgenossenschaft Noris eG",
        short_name="Noris",
        street="Beispielweg 1",
        city="90402 Nürnberg",
        seat="Nürnberg",
        register_court="Amtsgericht Nürnberg",
        register_number="1",
        board=["Erika Beispiel"],
        chair="Karl Beispiel",
        service_phone="0911 555 010",
        service_hours="Mo bis Fr 8 bis 16 Uhr",
        service_email="service@noris.example",
        emergency_phone="0911 555 099",
        website="noris.example",
    )
    return Renderer(cooperative, "https://portal.noris.example")


@pytest.mark.parametrize(
    ("form", "now", "asked"),
    [
        (WATER, NOON, []),
        (replace(WATER, urgency=Urgency.URGENT), NOON.replace(hour=21, minute=59), []),
        (replace(WATER, urgency=Urgency.URGENT), NOON.replace(hour=22), [NoticeWarning.NIGHT]),
        (replace(WATER, urgency=Urgency.URGENT), NOON.replace(hour=5, minute=59), [NoticeWarning.NIGHT]),
        (replace(WATER, urgency=Urgency.URGENT), NOON.replace(hour=6), []),
        (replace(WATER, urgency=Urgency.URGENT), datetime(2026, 7, 1, 20, tzinfo=ZoneInfo("UTC")), [NoticeWarning.NIGHT]),
        (WATER, NOON.replace(hour=3), []),
        (replace(WATER, starts_at=NOON), NOON, [NoticeWarning.WINDOW_BEGUN]),
        (replace(WATER, starts_at=NOON, is_emergency=True), NOON, []),
        (replace(WATER, contact="  "), NOON, [NoticeWarning.CONTACT_MISSING]),
        (replace(WATER, kind=NoticeKind.MEETING, contact=""), NOON, [NoticeWarning.MEETING]),
    ],
)
def test_staff_are_asked_what_they_may_have_overlooked(form: NoticeInput, now: datetime, asked: list[NoticeWarning]) -> None:
    assert notice.warnings(form, now, members=500, districts=1) == asked


def test_wide_is_more_than_one_district_or_five_hundred_people() -> None:
    assert notice.warnings(WATER, NOON, members=501, districts=1) == [NoticeWarning.WIDE]
    assert notice.warnings(WATER, NOON, members=2, districts=2) == [NoticeWarning.WIDE]
    assert notice.warnings(WATER, NOON, members=0, districts=0) == [NoticeWarning.NOBODY]


async def test_what_is_previewed_is_what_is_published_and_previewing_writes_nothing(town: Town) -> None:
    before = await traces()
    form = replace(WATER, starts_at=town.now + timedelta(hours=30), ends_at=town.now + timedelta(hours=31))
    seen = await notice.preview(await town.staff(StaffRole.EDITOR), form)
    assert (seen.reach.households, seen.reach.members) == (5, 6)
    assert seen.warnings == [NoticeWarning.WIDE]
    assert (await traces(), await Notice.all().count()) == (before, 0)
    posted = await notice.publish(Operator(), form, "mutation-1")
    assert (posted.households, posted.members) == (5, 6)


async def test_a_notice_may_still_be_incomplete(town: Town, renderer: Renderer) -> None:
    form = NoticeInput(kind=NoticeKind.WATER, title="", audience=())
    seen = await notice.preview(await town.staff(StaffRole.EDITOR), form)
    assert seen.reach.members == 0
    assert NoticeWarning.NOBODY in seen.warnings
    shown = await notice.rendered(form, seen.reach, renderer)
    assert len(shown.push.title) <= 40


async def test_the_words_are_those_of_a_reader_in_the_first_house(town: Town, renderer: Renderer) -> None:
    rule = Rule(AudienceScope.DISTRICT, id=town.districts["Gartenstadt"].id)
    form = replace(WATER, audience=(rule,))
    seen = await notice.preview(Operator(), form)
    shown = await notice.rendered(form, seen.reach, renderer)
    assert shown.mail.title == "Wasserabschaltung Mi 25.11., 12–18 Uhr, Amselweg 2"
    assert "Wo:   Amselweg 2 (Quartier Gartenstadt)" in shown.mail.body
    assert shown.push.title == "Kein Wasser: Mi 25.11., 12–18 Uhr"


@pytest.mark.parametrize("field", ["starts_at", "ends_at"])
@pytest.mark.parametrize("moment", ["2026-11-24T08:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
async def test_a_time_nobody_can_count_with_is_refused(town: Town, field: str, moment: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        await notice.preview(Operator(), replace(WATER, **{field: datetime.fromisoformat(moment)}))
    assert refusal.value.field == {"starts_at": "startsAt", "ends_at": "endsAt"}[field]


async def test_a_token_counts_people_and_learns_no_names(town: Town) -> None:
    """AU-13: names are for those that may read members."""
    form = replace(WATER, starts_at=town.now + timedelta(hours=30), ends_at=None)
    seen = await notice.preview(integrator(TokenScope.NOTICES_WRITE), form)
    assert (seen.reach.members, seen.reach.sample_names) == (6, [])
    seen = await notice.preview(integrator(TokenScope.NOTICES_WRITE, TokenScope.MEMBERS_READ), form)
    assert len(seen.reach.sample_names) == 6


async def test_only_who_may_send_it_may_preview_it(town: Town) -> None:
    urgent = replace(WATER, urgency=Urgency.URGENT)
    for viewer, form in [
        (await town.staff(StaffRole.EDITOR), urgent),
        (await town.staff(StaffRole.READER), WATER),
        (await town.staff(StaffRole.EDITOR, districts=("Nordend",)), WATER),
        (await town.tenant("Anna"), WATER),
        (None, WATER),
    ]:
        with pytest.raises(NotAllowed):
            await notice.preview(viewer, form)
    with pytest.raises(InvalidInput):
        await notice.preview(Operator(), replace(WATER, audience=(Rule(AudienceScope.HOUSE, id=town.districts["Nordend"].id),)))
