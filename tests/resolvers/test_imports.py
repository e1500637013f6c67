"""The stock import against both databases: what it makes of each case, and that repeating it changes nothing."""

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from models.audit import AuditAction, AuditEntry
from models.contract import Contract, ContractPerson
from models.imports import ImportMode, ImportRun
from models.language import Language, language_of
from models.member import EmailState, Member, Membership, MembershipPerson, MemberStatus, Salutation
from models.place import District, House, Unit, UnitKind
from models.session import SessionKind, SessionScope
from models.staff import StaffRole
from models.token import TokenScope
from resolvers.access import Integrator, Operator, Staff, Tenant, Viewer
from resolvers.errors import Code, Conflict, InvalidInput, NotAllowed
from resolvers.imports import Counts, Report, import_stock
from tests.support.stockfile import Cells, contract, house, person, row, stock, unit
from web.demo.stock import FILE, content

pytestmark = pytest.mark.usefixtures("database")

HOME = (house(), unit(), contract())


async def run(*rows: Cells, without: tuple[str, ...] = (), mode: ImportMode = ImportMode.DELTA) -> Report:
    return await import_stock(Operator(), stock(*rows, without=without).encode(), mode=mode)


def counts(report: Report) -> tuple[int, int, int]:
    return report.created, report.updated, report.unchanged


async def test_the_demo_stock_comes_in_and_a_second_time_changes_nothing() -> None:
    first = await import_stock(Operator(), FILE, mode=ImportMode.FULL)
    assert first.problems == []
    assert first.applied
    assert first.kinds == {
        "Quartiere": Counts(created=8),
        "Häuser": Counts(created=60),
        "Einheiten": Counts(created=1206),
        "Personen": Counts(created=1465),
        "Mitgliedschaften": Counts(created=1149),
        "Verträge": Counts(created=1196),
    }
    second = await import_stock(Operator(), FILE, mode=ImportMode.FULL)
    assert counts(second) == (0, 0, first.created)
    assert (second.ended, second.applied) == (0, True)
    stored = [await model.all().count() for model in (District, House, Unit, Member, Membership, Contract)]
    assert stored == [8, 60, 1206, 1465, 1149, 1196]


def test_the_demo_stock_is_what_its_seed_writes() -> None:
    assert FILE.read_text(encoding="utf-8") == content()


async def test_every_column_lands_in_its_field() -> None:
    await run(
        row(
            house(Eingang="B", Breitengrad="49,42150", Längengrad="11,0767", Haus_Merkmale="Heizkreis=2, Aufzug=A"),
            unit(Einheitsart="Garage", Einheitsnummer="007", Geschoss="Erdgeschoss", Lage="links", Einheit_Merkmale="Strang=3"),
            contract(Vertragsnummer="000401.01", Vertragsende="31.12.2026", Preisgebunden="ja", Papier_erforderlich="x"),
            person(
                Status="ausgeschieden", Anrede="Frau", Titel="Dr.", Briefanrede="Sehr geehrte Frau Dr. Muster", Mitgliedsnummer="0012345",
                Post_Straße="Rue de la Paix 12", Post_PLZ="75002", Post_Ort="Paris", Post_Land="Frankreich", Sprache="tr",
                E_Mail="erika@example.org", Vertreter="ja", Auskunftssperre="ja",
            ),
        )
    )  # fmt: skip
    home = await House.get().select_related("district")
    assert (home.external_id, home.street, home.number, home.entrance, home.postal_code, home.city) == (
        "H1", "Amselweg", "12", "B", "90469", "Nürnberg",
    )  # fmt: skip
    assert (home.latitude, home.longitude, home.tags) == (49.4215, 11.0767, ["heating:2", "lift:A"])
    assert home.district is not None
    assert (home.district.external_id, home.district.name) == ("GS", "Gartenstadt")
    flat = await Unit.get()
    assert (flat.external_id, flat.kind, flat.number, flat.floor, flat.position, flat.tags, flat.house_id) == (
        "E1", UnitKind.GARAGE, "007", "Erdgeschoss", "links", ["riser:3"], home.id,
    )  # fmt: skip
    lease = await Contract.get()
    assert (lease.external_id, lease.number, lease.starts_on, lease.ends_on) == ("V1", "000401.01", date(2019, 4, 1), date(2026, 12, 31))
    assert (lease.is_price_bound, lease.paper_required, lease.unit_id) == (True, True, flat.id)
    erika = await Member.get()
    assert (erika.external_id, erika.status, erika.salutation, erika.title) == ("P1", MemberStatus.ENDED, Salutation.MRS, "Dr.")
    assert (erika.name, erika.letter_salutation, erika.language) == ("Erika Muster", "Sehr geehrte Frau Dr. Muster", "tr")
    assert (erika.street, erika.postal_code, erika.city, erika.country) == ("Rue de la Paix 12", "75002", "Paris", "Frankreich")
    assert (erika.erp_email, erika.email, erika.email_state) == ("erika@example.org", None, EmailState.NONE)
    assert (erika.is_representative, erika.information_barred) == (True, True)
    assert (await Membership.get()).number == "0012345"
    assert await MembershipPerson.filter(member_id=erika.id).count() == 1
    assert await ContractPerson.filter(member_id=erika.id, contract_id=lease.id).count() == 1


async def test_spouses_share_a_number_and_a_flat_and_one_person_may_have_two_flats() -> None:
    await run(
        row(*HOME, person(Mitgliedsnummer="0012345")),
        row(*HOME, person("P2", Vorname="Kurt", Mitgliedsnummer="0012345")),
        row(house(), unit("E2"), contract("V2"), person(Mitgliedsnummer="0012345")),
    )
    assert await ContractPerson.filter(contract__external_id="V1").count() == 2
    assert await ContractPerson.filter(member__external_id="P1").count() == 2
    assert await MembershipPerson.filter(membership__number="0012345").count() == 2
    assert await Member.all().count() == 2


async def test_vacant_units_empty_houses_and_members_without_a_flat_come_in() -> None:
    report = await run(
        row(house(), unit(), {"Einheitsart": "Wohnung", "Preisgebunden": "nein", "Vertreter": "nein"}),
        house("H2", Hausnummer="14", **{"Quartier-ID": "", "Quartier": ""}),
        person(Mitgliedsnummer="0000007"),
    )
    assert report.problems == []
    assert (await House.get(external_id="H2")).district_id is None
    assert await Unit.all().count() == 1
    assert await Contract.all().count() == 0
    assert (await Membership.get()).number == "0000007"


async def test_a_row_that_stands_twice_counts_once() -> None:
    line = row(*HOME, person(Mitgliedsnummer="0012345"))
    report = await run(line, line)
    assert (report.rows, report.created, report.problems) == (2, 6, [])
    assert await ContractPerson.all().count() == 1


async def test_an_open_end_may_be_written_as_the_last_day_of_9999() -> None:
    await run(row(house(), unit(), contract(Vertragsende="31.12.9999"), person()))
    assert (await Contract.get()).ends_on is None


async def test_changes_are_found_by_the_id_of_the_erp() -> None:
    await run(row(*HOME, person(Mitgliedsnummer="0012345")))
    before = await Member.get()
    report = await run(
        row(house(Hausnummer="12a"), unit(), contract(Vertragsende="31.12.2027"), person(Nachname="Beispiel", Mitgliedsnummer="0099"))
    )
    assert report.kinds == {
        "Quartiere": Counts(unchanged=1),
        "Häuser": Counts(updated=1),
        "Einheiten": Counts(unchanged=1),
        "Personen": Counts(updated=1),
        "Mitgliedschaften": Counts(created=1),
        "Verträge": Counts(updated=1),
    }
    after = await Member.get()
    assert (after.id, after.last_name) == (before.id, "Beispiel")
    assert (await House.get()).number == "12a"
    assert (await Contract.get()).ends_on == date(2027, 12, 31)
    numbers = await MembershipPerson.filter(member_id=after.id).select_related("membership")
    assert [link.membership.number for link in numbers] == ["0099"]


async def test_what_the_portal_knows_better_stays() -> None:
    await run(row(*HOME, person()))
    await Member.all().update(email="eigene@example.org", email_state=EmailState.VERIFIED)
    await run(row(*HOME, person(Nachname="Neu", E_Mail="alt@example.org")))
    member = await Member.get()
    assert (member.email, member.email_state, member.erp_email) == ("eigene@example.org", EmailState.VERIFIED, "alt@example.org")


async def test_every_language_a_notice_is_told_in_can_be_imported() -> None:
    for language in Language:
        await run(row(*HOME, person(Sprache=language.value.upper())))
        assert language_of((await Member.get()).language) is language


async def test_a_column_that_is_missing_changes_nothing_an_empty_cell_does() -> None:
    await run(row(*HOME, person(Sprache="tr", Mitgliedsnummer="0012345", Briefanrede="Sehr geehrte Frau Muster")))
    await run(row(*HOME, person()), without=("Sprache", "Mitgliedsnummer", "Briefanrede", "Quartier-ID", "Quartier"))
    member = await Member.get()
    assert (member.language, member.letter_salutation) == ("tr", "Sehr geehrte Frau Muster")
    assert await MembershipPerson.all().count() == 1
    assert (await House.get()).district_id is not None
    await run(row(*HOME, person()))
    assert (await Member.get()).letter_salutation == ""
    assert await MembershipPerson.all().count() == 0


async def test_a_third_person_on_a_stored_number_stops_the_file() -> None:
    await run(row(*HOME, person(Mitgliedsnummer="0012345")), row(*HOME, person("P2", Mitgliedsnummer="0012345")))
    report = await run(row(house(), unit("E3"), contract("V3"), person("P3", Mitgliedsnummer="0012345")))
    assert [(found.line, found.column, found.value) for found in report.problems] == [(2, "Mitgliedsnummer", "0012345")]
    assert (report.applied, await Member.all().count(), await Unit.all().count()) == (False, 2, 1)


async def test_a_dry_run_counts_the_same_and_leaves_no_trace() -> None:
    source = stock(row(*HOME, person(Mitgliedsnummer="0012345"))).encode()
    dry = await import_stock(Operator(), source, dry_run=True, batch_key="2026-11")
    assert (dry.applied, dry.is_applicable, dry.run_id) == (False, True, None)
    assert [await model.all().count() for model in (House, Member, ImportRun, AuditEntry)] == [0, 0, 0, 0]
    real = await import_stock(Operator(), source, batch_key="2026-11")
    assert real.applied
    assert counts(dry) == counts(real) == (6, 0, 0)


async def test_a_batch_key_imports_once() -> None:
    source = stock(row(*HOME, person())).encode()
    first = await import_stock(Operator(), source, batch_key="nightly")
    again = await import_stock(Operator(), source, batch_key="nightly")
    assert again == first
    assert (first.created, await ImportRun.all().count()) == (5, 1)
    with pytest.raises(Conflict) as caught:
        await import_stock(Operator(), stock(row(*HOME, person(Nachname="Anders"))).encode(), batch_key="nightly")
    assert caught.value.code is Code.IDEMPOTENCY_CONFLICT
    assert (await Member.get()).last_name == "Muster"


async def test_a_refused_file_does_not_use_up_its_batch_key() -> None:
    refused = await import_stock(Operator(), stock(row(*HOME, person(Nachname=""))).encode(), batch_key="nightly")
    assert not refused.applied
    mended = await import_stock(Operator(), stock(row(*HOME, person())).encode(), batch_key="nightly")
    assert mended.applied


async def test_an_import_is_on_record() -> None:
    report = await import_stock(Operator(), stock(row(*HOME, person())).encode())
    entry = await AuditEntry.get()
    assert (entry.action, entry.object_id) == (AuditAction.STOCK_IMPORTED, str(report.run_id))
    assert entry.details == {"mode": "delta", "rows": 1, "created": 5, "updated": 0, "ended": 0}


async def test_progress_ends_at_the_number_of_rows() -> None:
    seen: list[tuple[int, int]] = []
    await import_stock(Operator(), stock(row(*HOME, person())).encode(), progress=lambda done, total: seen.append((done, total)))
    assert seen == [(0, 1), (1, 1)]


@pytest.mark.parametrize(
    "viewer",
    [
        None,
        Tenant(uuid4(), uuid4(), uuid4(), SessionScope.FULL, SessionKind.COOKIE),
        Integrator(uuid4(), frozenset(set(TokenScope) - {TokenScope.STOCK_WRITE})),
        *[Staff(uuid4(), uuid4(), role) for role in StaffRole if role is not StaffRole.ADMIN],
    ],
)
async def test_nobody_else_may_import(viewer: Viewer) -> None:
    with pytest.raises(NotAllowed):
        await import_stock(viewer, stock(row(*HOME, person())).encode())
    assert await Member.all().count() == 0


@pytest.mark.parametrize("viewer", [Integrator(uuid4(), frozenset({TokenScope.STOCK_WRITE})), Staff(uuid4(), uuid4(), StaffRole.ADMIN)])
async def test_administration_and_tokens_for_it_may(viewer: Viewer) -> None:
    assert (await import_stock(viewer, stock(row(*HOME, person())).encode())).applied


@pytest.mark.parametrize("percent", [-0.1, 100.1])
async def test_the_share_of_bad_rows_is_a_percentage(percent: float) -> None:
    with pytest.raises(InvalidInput):
        await import_stock(Operator(), b"", skip_bad_percent=percent)


async def test_a_path_that_is_no_stock_file_is_refused_whole(tmp_path: Path) -> None:
    path = tmp_path / "stock.csv"
    path.write_bytes(stock(row(*HOME, person())).replace("Vorname", "IBAN").encode())
    report = await import_stock(Operator(), path, skip_bad_percent=100)
    assert (report.applied, [found.column for found in report.problems]) == (False, ["IBAN"])
    assert await House.all().count() == 0
