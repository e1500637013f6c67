"""Welcome letters: who gets one, in waves; the codes stand on paper only; reprinting ends the old ones; the reminder comes once."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from models import clock, codes
from models.account import Account, ActivationCode
from models.audit import AuditAction, AuditEntry, MutationRecord
from models.letter import Letter, LetterKind, LetterOrder, LetterRun
from models.member import Member, Membership, MembershipPerson, MemberStatus, MemberTask
from models.place import Unit
from models.staff import StaffRole
from resolvers import account, letter
from resolvers.access import Staff, Viewer
from resolvers.account import one_time
from resolvers.errors import Code, Conflict, CredentialsRefused, InvalidInput, NotAllowed, NotFound
from resolvers.letter import LeftOut, LetterChoice, LetterScope, Ordered, Printed, Printer
from tests.support.accounts import COOPERATIVE, REQUEST
from tests.support.dump import contents
from tests.support.letters import Page, read
from tests.support.town import Town, integrator

PRINTER = Printer(COOPERATIVE, "https://portal.noris.example", "Mitgliedsnummer")
EVERYBODY = LetterChoice(LetterScope.EVERYBODY)


@pytest.fixture
async def desk(portal: str, town: Town) -> Staff:
    """An employee of the member desk."""
    return await town.fresh(StaffRole.MEMBER_DESK)


async def ordered(viewer: Viewer, choice: LetterChoice, key: str | None = None) -> Ordered:
    return await letter.order(viewer, choice, key or str(uuid4()))


async def printed(viewer: Viewer, choice: LetterChoice) -> tuple[Ordered, Printed]:
    """An order and its PDF."""
    done = await ordered(viewer, choice)
    assert done.run is not None
    return done, await letter.print_run(viewer, done.run.run.id, PRINTER)


def names(pages: list[Page]) -> list[str]:
    """Whom the letters are for, page by page."""
    return [page.text.split("Guten Tag ")[1].split(",")[0] for page in pages]


async def nothing_came() -> bool:
    return not any([await model.all().count() for model in (LetterRun, Letter, ActivationCode, MutationRecord, AuditEntry)])


async def register(page: Page, email: str = "neu@example.org") -> account.Registered:
    """What the form sends after the QR code was scanned."""
    found = page.fragment
    return await account.register(
        REQUEST, number=found["n"], activation_password=found["c"], email=email, accepts_privacy=True, accepts_terms=True
    )


async def test_a_letter_opens_the_registration_and_its_code_is_nowhere_else(desk: Staff, town: Town) -> None:
    """AU-18; who waited for a letter has one now (AU-25)."""
    await one_time.ask_for_letter(town.members["Cora"].id)
    done, sheets = await printed(desk, LetterChoice(LetterScope.NUMBERS, numbers=("000 0002",)))
    (page,) = read(sheets.pdf)
    assert (done.preview.printed, sheets.letters, names([page])) == (1, 1, ["Cora Condé"])
    code = page.fragment["c"]
    assert code in page.text.replace("-", "")
    (row,) = await ActivationCode.filter(member_id=town.members["Cora"].id)
    assert row.expires_at - row.issued_at == timedelta(days=90)
    assert code not in str(await contents()).replace("-", "")
    assert code not in f"{sheets!r} {done!r}"
    assert (await register(page)).status.email == "neu@example.org"
    assert (await MemberTask.get()).settled_by == str(desk.staff_id)


async def test_printing_again_has_to_be_asked_for_and_ends_the_code_before(desk: Staff) -> None:
    """AU-18: re-issue kills the old."""
    done, sheets = await printed(desk, LetterChoice(LetterScope.NUMBERS, numbers=("0000002",)))
    assert done.run is not None
    (old,) = read(sheets.pdf)
    with pytest.raises(Conflict) as refused:
        await letter.print_run(desk, done.run.run.id, PRINTER)
    assert refused.value.code is Code.CONFIRMATION_REQUIRED
    assert await ActivationCode.filter(voided_at=None).count() == await ActivationCode.all().count() == 1
    assert (await LetterRun.get(id=done.run.run.id)).printings == 1
    (new,) = read((await letter.print_run(desk, done.run.run.id, PRINTER, reissue=True)).pdf)
    assert new.fragment["c"] != old.fragment["c"]
    with pytest.raises(CredentialsRefused):
        await register(old)
    await register(new)


async def test_two_persons_on_one_number_get_a_letter_and_a_code_each(desk: Staff, town: Town) -> None:
    """AU-18"""
    shared = await Membership.get(number="0000000")
    await MembershipPerson.filter(member_id=town.members["Bert"].id).delete()
    await MembershipPerson.create(membership=shared, member=town.members["Bert"])
    _, sheets = await printed(desk, LetterChoice(LetterScope.NUMBERS, numbers=("0000000",)))
    pages = read(sheets.pdf)
    assert sorted(names(pages)) == ["Anna Amsel", "Bert Amsel"]
    assert {page.fragment["n"] for page in pages} == {"0000000"}
    assert len({page.fragment["c"] for page in pages}) == 2
    for number, page in enumerate(pages):
        assert (await register(page, f"p{number}@example.org")).status is not None


async def test_who_has_no_membership_signs_in_with_the_contract_number(desk: Staff, town: Town) -> None:
    await MembershipPerson.filter(member_id=town.members["Dora"].id).delete()
    _, sheets = await printed(desk, LetterChoice(LetterScope.MEMBERS, member_ids=(town.members["Dora"].id,)))
    (page,) = read(sheets.pdf)
    contract = town.contracts["Amselweg 12/1/-1000"]
    assert page.fragment["n"] == contract.number
    assert "Vertragsnummer" in page.text
    assert "Mitgliedsnummer" not in page.text
    await register(page)


async def test_waves_take_those_who_never_had_a_letter(desk: Staff) -> None:
    """Seven of the eight can get one: Hans has no address."""
    wave = replace(EVERYBODY, wave=3)
    preview = (await letter.order(desk, wave, "look", dry_run=True)).preview
    assert (preview.chosen, preview.printed, preview.later, preview.reasons) == (8, 3, 3, {LeftOut.NO_ADDRESS: 2})
    assert await nothing_came()
    first, one = await printed(desk, wave)
    second, two = await printed(desk, wave)
    assert (first.preview.printed, first.preview.later) == (3, 3)
    assert (second.preview.printed, second.preview.later, second.preview.reasons) == (3, 0, {LeftOut.NO_ADDRESS: 2, LeftOut.HAD_LETTER: 3})
    met = names(read(one.pdf)) + names(read(two.pdf))
    assert len(met) == len(set(met)) == 6
    with pytest.raises(InvalidInput):
        await ordered(desk, wave)
    again = await letter.order(desk, replace(EVERYBODY, again=True), "look", dry_run=True)
    assert again.preview.printed == 6


async def test_the_preview_says_who_is_left_out_and_why(desk: Staff, town: Town) -> None:
    """DS-19a: nobody who died gets a letter."""
    await Account.create(member_id=town.members["Anna"].id, activated_at=town.now)
    await Member.filter(id=town.members["Bert"].id).update(status=MemberStatus.DECEASED)
    await Member.filter(id=town.members["Cora"].id).update(status=MemberStatus.ENDED)
    await Member.filter(id=town.members["Hans"].id).update(information_barred=True)
    preview = (await letter.order(desk, EVERYBODY, "look", dry_run=True)).preview
    assert preview.reasons == {LeftOut.REGISTERED: 1, LeftOut.DECEASED: 1, LeftOut.ENDED: 1, LeftOut.NO_ADDRESS: 2}
    assert [(one.name, one.reason) for one in preview.omitted] == [
        ("Bert Amsel", LeftOut.DECEASED),
        ("Cora Condé", LeftOut.ENDED),
        ("", LeftOut.NO_ADDRESS),
        ("Felix Fuchs", LeftOut.NO_ADDRESS),
        ("Anna Amsel", LeftOut.REGISTERED),
    ]
    _, sheets = await printed(desk, EVERYBODY)
    assert sorted(names(read(sheets.pdf))) == ["Dora Dahl", "Emil Ernst", "Gerda Gans"]


async def test_whoever_registers_or_dies_between_order_and_printing_gets_no_letter(desk: Staff, town: Town) -> None:
    done = await ordered(desk, LetterChoice(LetterScope.DISTRICT, district_id=town.districts["Gartenstadt"].id))
    assert done.run is not None
    await Account.create(member_id=town.members["Anna"].id, activated_at=town.now)
    await Member.filter(id=town.members["Bert"].id).update(status=MemberStatus.DECEASED)
    sheets = await letter.print_run(desk, done.run.run.id, PRINTER)
    assert names(read(sheets.pdf)) == ["Cora Condé", "Dora Dahl"]
    assert await ActivationCode.filter(member_id__in=[town.members[name].id for name in ("Anna", "Bert")]).count() == 0
    (view,) = (await letter.runs(desk, first=10)).items
    assert (view.letters, view.printed) == (4, 2)


async def test_choices_by_house_move_in_and_numbers(desk: Staff, town: Town) -> None:
    async def chosen(choice: LetterChoice) -> tuple[int, int]:
        preview = (await letter.order(desk, choice, "look", dry_run=True)).preview
        return preview.chosen, preview.printed

    assert await chosen(LetterChoice(LetterScope.HOUSE, house_id=town.houses["Amselweg 2"].id)) == (3, 3)
    assert await chosen(LetterChoice(LetterScope.MOVED_IN_SINCE, since=town.today - timedelta(days=20))) == (1, 1)
    assert await chosen(LetterChoice(LetterScope.MOVED_IN_SINCE, since=town.today - timedelta(days=19))) == (0, 0)
    preview = (await letter.order(desk, LetterChoice(LetterScope.NUMBERS, numbers=("0000003", "999")), "look", dry_run=True)).preview
    assert (preview.chosen, preview.unknown_numbers) == (1, ("999",))


async def test_pages_come_by_postcode_or_from_door_to_door(desk: Staff, town: Town) -> None:
    await Unit.filter(id=town.units["Amselweg 2/1"].id).update(floor="2. OG")
    await Unit.filter(id=town.units["Amselweg 2/2"].id).update(floor="EG")
    own = {"street": "Zum Ufer 1", "postal_code": "10115", "city": "Berlin"}
    await Member.filter(id=town.members["Gerda"].id).update(**own)
    await Member.filter(id=town.members["Felix"].id).update(**own)
    _, sheets = await printed(desk, replace(EVERYBODY, sorting=LetterOrder.HAND))
    walked = names(read(sheets.pdf))
    assert walked == ["Cora Condé", "Anna Amsel", "Bert Amsel", "Dora Dahl", "Emil Ernst", "Felix Fuchs", "Gerda Gans"]
    _, sheets = await printed(desk, replace(EVERYBODY, sorting=LetterOrder.POST, again=True))
    posted = names(read(sheets.pdf))
    assert posted[:2] == ["Felix Fuchs", "Gerda Gans"]
    assert posted[-1] == "Emil Ernst"
    assert set(posted[2:5]) == {"Anna Amsel", "Bert Amsel", "Cora Condé"}


async def test_the_reminder_comes_after_four_weeks_and_once(desk: Staff, town: Town) -> None:
    choice = LetterChoice(LetterScope.MEMBERS, kind=LetterKind.REMINDER, member_ids=(town.members["Cora"].id,))

    async def reasons() -> dict[LeftOut, int]:
        return (await letter.order(desk, choice, "look", dry_run=True)).preview.reasons

    assert await reasons() == {LeftOut.NO_FIRST_LETTER: 1}
    welcome, first = await printed(desk, replace(choice, kind=LetterKind.WELCOME))
    (old,) = read(first.pdf)
    clock.shift(timedelta(weeks=4, minutes=-1))
    assert await reasons() == {LeftOut.TOO_EARLY: 1}
    clock.shift(timedelta(weeks=4, minutes=1))
    desk = await town.fresh(StaffRole.MEMBER_DESK)
    _, second = await printed(desk, choice)
    (new,) = read(second.pdf)
    assert "vor einigen Wochen haben wir Ihnen Ihren Zugang geschickt" in " ".join(new.text.split())
    clock.shift(timedelta(weeks=20))
    assert await reasons() == {LeftOut.REMINDED: 1}
    clock.shift(timedelta(weeks=4, minutes=2))
    with pytest.raises(CredentialsRefused):
        await register(old)
    assert welcome.run is not None
    with pytest.raises(Conflict):
        await letter.print_run(desk, welcome.run.run.id, PRINTER, reissue=True)
    await register(new)


async def test_the_same_key_orders_once(desk: Staff) -> None:
    """OB-03"""
    first, second = await ordered(desk, EVERYBODY, "key"), await ordered(desk, EVERYBODY, "key")
    assert first.run is not None
    assert second.run is not None
    assert first.run.run.id == second.run.run.id
    assert await LetterRun.all().count() == 1
    with pytest.raises(Conflict) as refused:
        await ordered(desk, replace(EVERYBODY, again=True), "key")
    assert refused.value.code is Code.IDEMPOTENCY_CONFLICT


@pytest.mark.parametrize("role", sorted(set(StaffRole) - {StaffRole.ADMIN, StaffRole.MEMBER_DESK}))
async def test_other_roles_are_refused_and_nothing_is_minted(desk: Staff, town: Town, role: StaffRole) -> None:
    """AU-13, AU-15"""
    other = await town.fresh(role)
    for viewer in (other, await town.tenant("Anna"), integrator(), None):
        with pytest.raises(NotAllowed):
            await ordered(viewer, EVERYBODY)
        with pytest.raises(NotAllowed):
            await letter.runs(viewer, first=1)
        with pytest.raises(NotAllowed):
            await letter.unregistered(viewer, first=1)
        with pytest.raises(NotAllowed):
            await letter.as_csv(viewer)
    assert await nothing_came()
    done = await ordered(desk, EVERYBODY)
    assert done.run is not None
    with pytest.raises(NotAllowed):
        await letter.print_run(other, done.run.run.id, PRINTER)
    assert await ActivationCode.all().count() == 0
    assert (await LetterRun.get(id=done.run.run.id)).printings == 0


async def test_a_desk_of_one_district_writes_to_its_own_members_only(desk: Staff, town: Town) -> None:
    """AU-13, GQ-14"""
    north = await town.fresh(StaffRole.MEMBER_DESK, districts=("Nordend",))
    everybody = await ordered(desk, EVERYBODY)
    assert everybody.run is not None
    preview = (await letter.order(north, replace(EVERYBODY, again=True), "look", dry_run=True)).preview
    assert (preview.chosen, preview.printed) == (2, 1)
    for run_id in (everybody.run.run.id, uuid4()):
        with pytest.raises(NotFound):
            await letter.print_run(north, run_id, PRINTER)
    assert await ActivationCode.all().count() == 0
    assert (await LetterRun.get(id=everybody.run.run.id)).printings == 0
    assert (await letter.runs(north, first=10)).total == 0
    for place in (
        LetterChoice(LetterScope.HOUSE, house_id=town.houses["Amselweg 2"].id),
        LetterChoice(LetterScope.DISTRICT, district_id=uuid4()),
        LetterChoice(LetterScope.MEMBERS, member_ids=(town.members["Emil"].id, town.members["Anna"].id)),
    ):
        with pytest.raises(InvalidInput):
            await letter.order(north, place, "look", dry_run=True)


@pytest.mark.parametrize(
    ("choice", "field"),
    [
        (LetterChoice(LetterScope.HOUSE), "houseId"),
        (LetterChoice(LetterScope.DISTRICT), "districtId"),
        (LetterChoice(LetterScope.MOVED_IN_SINCE), "since"),
        (LetterChoice(LetterScope.NUMBERS), "numbers"),
        (LetterChoice(LetterScope.NUMBERS, numbers=(" ",)), "numbers"),
        (LetterChoice(LetterScope.NUMBERS, numbers=("1",) * 1001), "numbers"),
        (LetterChoice(LetterScope.MEMBERS), "memberIds"),
        (LetterChoice(LetterScope.EVERYBODY, wave=0), "wave"),
        (LetterChoice(LetterScope.EVERYBODY, wave=5001), "wave"),
    ],
)
async def test_an_incomplete_choice_names_its_field(desk: Staff, choice: LetterChoice, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await ordered(desk, choice)
    assert refused.value.field == field
    assert await nothing_came()


async def test_the_audit_log_says_who_and_how_many_and_no_code(desk: Staff, town: Town) -> None:
    """AL-01"""
    done, sheets = await printed(desk, LetterChoice(LetterScope.HOUSE, house_id=town.houses["Amselweg 2"].id))
    assert done.run is not None
    entries = await AuditEntry.filter(object_kind="letter_run").order_by("id")
    assert [(entry.action, entry.actor_id, entry.object_id, entry.details["count"]) for entry in entries] == [
        (AuditAction.LETTERS_ORDERED, str(desk.staff_id), str(done.run.run.id), 3),
        (AuditAction.LETTERS_PRINTED, str(desk.staff_id), str(done.run.run.id), 3),
    ]
    assert (entries[0].details["scope"], entries[0].details["place"]) == ("house", str(town.houses["Amselweg 2"].id))
    kept = json.dumps([entry.details for entry in entries])
    for page in read(sheets.pdf):
        assert page.fragment["c"] not in kept
        assert page.fragment["n"] not in kept


async def test_the_list_of_the_unregistered_tells_both_letters_and_pages(desk: Staff, town: Town) -> None:
    await Account.create(member_id=town.members["Anna"].id, activated_at=town.now)
    await printed(desk, LetterChoice(LetterScope.MEMBERS, member_ids=(town.members["Bert"].id,)))
    first = await letter.unregistered(desk, first=2)
    second = await letter.unregistered(desk, first=100, after=first.cursors[-1])
    assert (first.total, first.has_next, second.has_next) == (7, True, False)
    lines = [*first.items, *second.items]
    assert [line.name.partition(",")[0] for line in lines] == ["Amsel", "Condé", "Dahl", "Ernst", "Fuchs", "Gans", "Halm"]
    assert lines[0].letter_on is not None
    assert (lines[0].home, lines[0].number, lines[0].reminded_on) == ("Amselweg 2, 1", "0000001", None)
    assert [line.letter_on for line in lines[1:]] == [None] * 6
    in_house = await letter.unregistered(desk, first=10, house_id=town.houses["Amselweg 2"].id)
    assert [line.name for line in in_house.items] == ["Amsel, Bert", "Condé, Cora"]
    in_district = await letter.unregistered(desk, first=10, district_id=town.districts["Nordend"].id)
    assert [line.name for line in in_district.items] == ["Ernst, Emil", "Fuchs, Felix"]


async def test_the_sheet_has_no_codes_no_formulas_and_nobody_barred(desk: Staff, town: Town, tmp_path: Path) -> None:
    await Member.filter(id=town.members["Hans"].id).update(information_barred=True)
    await Member.filter(id=town.members["Gerda"].id).update(last_name='=HYPERLINK("x")')
    _, sheets = await printed(desk, LetterChoice(LetterScope.MEMBERS, member_ids=(town.members["Cora"].id,)))
    (page,) = read(sheets.pdf)
    content = await letter.as_csv(desk)
    lines = content.split("\r\n")
    today = town.now.astimezone(clock.BERLIN).strftime("%d.%m.%Y")
    assert lines[0] == "Name;Nummer;Wohnung;Brief vom;Erinnerung vom"
    assert f"Condé, Cora;0000002;Amselweg 2, 2;{today};" in lines
    assert "Halm" not in content
    assert '"\'=HYPERLINK(""x""), Gerda"' in content
    assert codes.normalise_code(page.fragment["c"]) == page.fragment["c"]
    assert page.fragment["c"] not in content.replace("-", "")
    (entry,) = await AuditEntry.filter(action=AuditAction.LETTER_LIST_EXPORTED)
    assert entry.details == {"count": 7}


async def test_an_order_that_was_not_printed_is_discarded(desk: Staff, town: Town) -> None:
    """AU-18: no code comes of it, its members can be chosen again, and it is printed no more; the log says who took it back."""
    done = await ordered(desk, EVERYBODY)
    run_id = done.run.run.id if done.run else uuid4()
    assert (await letter.discard(desk, run_id)).letters == done.preview.printed
    again = letter.discard(desk, run_id), letter.print_run(desk, run_id, PRINTER), letter.print_run(desk, run_id, PRINTER, reissue=True)
    for one in again:
        with pytest.raises(NotFound):
            await one
    found = (await letter.runs(desk, first=10)).items, await ActivationCode.all().count(), (await LetterRun.get(id=run_id)).printings
    assert found == ([], 0, 0)
    entry = await AuditEntry.get(action=AuditAction.LETTERS_DISCARDED)
    assert (entry.actor_id, entry.object_id, entry.details) == (str(desk.staff_id), str(run_id), {"count": done.preview.printed})
    assert (await ordered(desk, EVERYBODY)).preview.printed == done.preview.printed


async def test_what_was_printed_or_is_somebody_elses_is_not_discarded(desk: Staff, town: Town) -> None:
    """Letters may be on their way; an area's order is nobody else's who has an area (GQ-14)."""
    done, _ = await printed(desk, EVERYBODY)
    assert done.run is not None
    north = await town.fresh(StaffRole.MEMBER_DESK, districts=("Nordend",))
    other = await LetterRun.create(kind=LetterKind.WELCOME, sorting=LetterOrder.POST, created_at=town.now)
    live = await ActivationCode.filter(voided_at=None).count()
    before = await AuditEntry.all().count()
    with pytest.raises(Conflict):
        await letter.discard(desk, done.run.run.id)
    for missing in (other.id, uuid4()):
        with pytest.raises(NotFound):
            await letter.discard(north, missing)
    for viewer in (await town.staff(StaffRole.EDITOR), await town.tenant("Anna"), integrator()):
        with pytest.raises(NotAllowed):
            await letter.discard(viewer, other.id)
    assert (await LetterRun.filter(discarded_at=None).count(), await AuditEntry.all().count()) == (2, before)
    assert await ActivationCode.filter(voided_at=None).count() == live


async def test_discarded_and_printed_at_once_is_one_of_both(desk: Staff) -> None:
    """Whoever is first wins; the other is refused, and no code is live of a run that is gone."""
    done = await ordered(desk, EVERYBODY)
    run_id = done.run.run.id if done.run else uuid4()
    results = await asyncio.gather(letter.discard(desk, run_id), letter.print_run(desk, run_id, PRINTER), return_exceptions=True)
    assert len([one for one in results if isinstance(one, NotFound | Conflict)]) == 1
    row = await LetterRun.get(id=run_id)
    assert (row.discarded_at is None) == (row.printings == 1) == (await ActivationCode.all().count() > 0)
