"""A full file ends what it does not name, asks above two per cent; deceased persons are silenced at once."""

from datetime import date, timedelta

import pytest

from models import clock
from models.contract import Contract, ContractPerson
from models.imports import ImportMode
from resolvers.access import Operator
from resolvers.imports import Defect, Report, import_stock
from tests.support.stockfile import Cells, contract, house, person, row, stock, unit

pytestmark = pytest.mark.usefixtures("database")


def flats(count: int) -> list[Cells]:
    return [row(house(), unit(f"E{n:03d}", Einheitsnummer=f"{n:03d}"), contract(f"V{n:03d}"), person(f"P{n:03d}")) for n in range(count)]


async def full(*rows: Cells, confirm: bool = False, dry_run: bool = False, skip_bad_percent: float = 0) -> Report:
    return await import_stock(
        Operator(),
        stock(*rows).encode(),
        mode=ImportMode.FULL,
        confirm_ending=confirm,
        dry_run=dry_run,
        skip_bad_percent=skip_bad_percent,
    )


async def today() -> date:
    return (await clock.now()).astimezone(clock.BERLIN).date()


async def ended() -> list[str]:
    return [row.external_id for row in await Contract.filter(ends_on__isnull=False).order_by("external_id")]


async def test_up_to_two_per_cent_end_without_a_question_yesterday() -> None:
    await full(*flats(100))
    report = await full(*flats(98))
    assert (report.applied, report.ended, report.needs_confirmation) == (True, 2, False)
    assert await ended() == ["V098", "V099"]
    assert (await Contract.get(external_id="V099")).ends_on == await today() - timedelta(days=1)


@pytest.mark.parametrize("dry_run", [False, True])
async def test_more_than_two_per_cent_change_nothing_and_ask(dry_run: bool) -> None:
    await full(*flats(100))
    report = await full(*flats(97), row(house(), unit("NEW"), contract("NEW"), person("NEW")), dry_run=dry_run)
    assert (report.applied, report.is_applicable, report.needs_confirmation, report.ended) == (False, False, True, 3)
    assert [(found.line, found.value, found.defect) for found in report.problems] == [
        (0, "3", Defect.MISSING_CONTRACTS),
        (0, "V097", Defect.MISSING_CONTRACT),
        (0, "V098", Defect.MISSING_CONTRACT),
        (0, "V099", Defect.MISSING_CONTRACT),
    ]
    assert report.problems[0].message.startswith(
        "In dieser Datei fehlen 3 Nutzungsverhältnisse, die es gestern noch gab. Nichts wurde geändert."
    )
    assert report.problems[1].message == (
        "Dieses Nutzungsverhältnis fehlt in der Datei und würde beendet: Amselweg 12, Einheit 097, Vertrag 000V097."
    )
    assert await ended() == []
    assert not await Contract.exists(external_id="NEW")


async def test_confirmed_they_end() -> None:
    await full(*flats(10))
    report = await full(*flats(5), confirm=True)
    assert (report.applied, report.ended, report.needs_confirmation, report.problems) == (True, 5, False, [])
    assert await ended() == ["V005", "V006", "V007", "V008", "V009"]


async def test_a_delta_ends_nothing() -> None:
    await full(*flats(10))
    report = await import_stock(Operator(), stock(*flats(1)).encode())
    assert (report.applied, report.ended, await ended()) == (True, 0, [])


async def test_what_ended_before_and_what_has_not_begun() -> None:
    future = await today() + timedelta(days=40)
    await full(
        *flats(1),
        row(house(), unit("E8"), contract("PAST", Vertragsende="30.06.2020"), person("P8")),
        row(house(), unit("E9"), contract("FUTURE", Vertragsbeginn=f"{future:%d.%m.%Y}"), person("P9")),
    )
    report = await full(*flats(1), confirm=True)
    assert report.ended == 1
    assert (await Contract.get(external_id="PAST")).ends_on == date(2020, 6, 30)
    assert (await Contract.get(external_id="FUTURE")).ends_on == future - timedelta(days=1)


async def test_a_contract_that_comes_back_runs_again() -> None:
    await full(*flats(2))
    await full(*flats(1), confirm=True)
    assert await ended() == ["V001"]
    report = await full(*flats(2))
    assert (report.updated, await ended()) == (1, [])


async def test_the_contract_of_a_skipped_row_does_not_end() -> None:
    await full(*flats(3))
    broken = flats(3)
    broken[2]["Nachname"] = ""
    report = await full(*broken, skip_bad_percent=50)
    assert (report.applied, report.bad_rows, report.ended, await ended()) == (True, 1, 0, [])
    assert await ContractPerson.filter(contract__external_id="V002").count() == 1


async def test_a_row_with_an_unreadable_contract_stops_a_full_import() -> None:
    await full(*flats(3))
    broken = flats(3)
    broken[2]["Vertrag-ID"] = ""
    report = await full(*broken, confirm=True, skip_bad_percent=50)
    assert (report.applied, report.is_applicable) == (False, False)
    assert [(found.line, found.defect) for found in report.problems] == [(4, Defect.KEY_MISSING), (4, Defect.UNREADABLE_IN_FULL)]
    assert await ended() == []


async def test_a_full_file_drops_who_left_a_contract_a_delta_does_not() -> None:
    pair = [row(*home, person(key)) for home in [(house(), unit(), contract())] for key in ("P1", "P2")]
    await full(*pair, *flats(98))
    await import_stock(Operator(), stock(pair[0]).encode())
    assert await ContractPerson.filter(contract__external_id="V1").count() == 2
    report = await full(pair[0], *flats(98))
    assert (report.applied, report.updated, report.ended) == (True, 1, 0)
    assert [link.member.external_id for link in await ContractPerson.filter(contract__external_id="V1").select_related("member")] == ["P1"]


async def test_many_persons_missing_from_their_contracts_is_a_question_too() -> None:
    pair = [row(house(), unit(), contract(), person(key)) for key in ("P1", "P2")]
    await full(*pair)
    report = await full(pair[0])
    assert (report.applied, report.needs_confirmation) == (False, True)
    assert [(found.column, found.value, found.defect) for found in report.problems] == [("Person-ID", "1", Defect.MISSING_PERSONS)]
    assert await ContractPerson.all().count() == 2
    assert (await full(pair[0], confirm=True)).applied
    assert await ContractPerson.all().count() == 1
