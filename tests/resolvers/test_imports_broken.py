"""The broken stock file: every defect is found at its line and column, with the sentence staff read."""

from pathlib import Path

import pytest

from models.contract import Contract
from models.imports import ImportMode, ImportRun
from models.member import Member
from resolvers.access import Operator
from resolvers.imports import Defect, import_stock

BROKEN = Path(__file__).parents[1] / "data" / "broken-stock.csv"

EXPECTED = [
    (3, "PLZ", "9469", "Eine deutsche Postleitzahl hat fünf Ziffern. Bitte prüfen, ob eine führende Null verloren ging."),
    (4, "Vertragsbeginn", "2019-04-01", "Das ist kein Datum der Form TT.MM.JJJJ, zum Beispiel 01.04.2019. Bitte berichtigen."),
    (5, "Vertragsbeginn", "31.02.2019", "Diesen Tag gibt es nicht oder er liegt nicht zwischen 1900 und 2199. Bitte berichtigen."),
    (6, "Vertragsende", "31.03.2018", "Das Vertragsende liegt vor dem Vertragsbeginn (01.04.2019). Bitte eines von beiden berichtigen."),
    (7, "Nachname", "", "Hier fehlt ein Wert. Bitte im ERP ergänzen."),
    (8, "Nachname", "Mus\\nter", "In diesem Feld ist kein Zeilenumbruch erlaubt. Bitte im ERP entfernen."),
    (10, "Nachname", "Mus\\x07ter", "Der Wert enthält ein unsichtbares Steuerzeichen (U+0007). Bitte im ERP neu eintippen."),
    (
        11,
        "Nachname",
        "MÃ¼ller",
        "Die Umlaute sind zerstört (doppelt kodiert). Bitte den Export mit richtiger Zeichenkodierung wiederholen.",
    ),
    (
        12,
        "Mitgliedsnummer",
        "1,23E+05",
        "Die Nummer wurde von einer Tabellenkalkulation verändert. Bitte direkt aus dem ERP exportieren oder die Spalte als Text "
        "formatieren.",
    ),
    (13, "Breitengrad", "49.4521", "Das ist keine Zahl mit Dezimalkomma, zum Beispiel 49,4521. Bitte berichtigen."),
    (
        14,
        "Breitengrad",
        "494,521",
        "Die Koordinate muss zwischen -90 und 90 liegen. Bitte prüfen, ob Breite und Länge vertauscht sind.",
    ),
    (15, "Längengrad", "", "Breitengrad und Längengrad gehören zusammen. Bitte beide angeben oder beide leer lassen."),
    (16, "Einheitsart", "Villa", "Erlaubt sind: Wohnung, Garage, Laden, Sonstiges. Bitte einen dieser Werte verwenden."),
    (17, "Papier erforderlich", "vielleicht", "Erlaubt sind: ja, nein. Bitte einen dieser Werte verwenden."),
    (
        18,
        "Sprache",
        "deutsch",
        "Das ist kein Sprachkürzel aus zwei Buchstaben nach ISO 639-1, zum Beispiel de, en, tr. "
        "Für Einfache Sprache gilt de-plain. Bitte berichtigen.",
    ),
    (19, "E-Mail", "erika.muster@", "Das ist keine vollständige E-Mail-Adresse. Bitte berichtigen oder leer lassen."),
    (
        20,
        "Einheit-Merkmale",
        "Lift=A",
        "Merkmale schreibt man Art=Name, mit Komma getrennt, zum Beispiel Aufzug=A, Strang=3. Als Art erlaubt sind: "
        "Aufzug, Strang, Heizkreis.",
    ),
    (
        21,
        "Einheit-ID",
        "01",
        "In dieser Zeile stehen Angaben zu einer Einheit, aber die Einheit-ID fehlt. Bitte die ID des ERP mit ausgeben.",
    ),
    (22, "Quartier", "", "Quartier-ID und Quartier gehören zusammen. Bitte beide angeben oder beide leer lassen."),
    (23, "Haus-ID", "", "Zu dieser Einheit fehlt das Haus. Bitte die Haus-ID und die Adresse in derselben Zeile ausgeben."),
    (24, "Einheit-ID", "", "Zu diesem Vertrag fehlt die Einheit. Bitte die Einheit-ID in derselben Zeile ausgeben."),
    (25, "Person-ID", "", "Zu diesem Vertrag fehlt die Person. Bitte die Person-ID in derselben Zeile ausgeben."),
    (
        26,
        "Vertrag-ID",
        "",
        "Person und Haus stehen in einer Zeile, aber ohne Vertrag. Bitte die Vertrag-ID ergänzen oder zwei Zeilen daraus machen.",
    ),
    (27, "Hausnummer", "14", "Zu H1 steht in Zeile 2 ein anderer Wert: „12“. Bitte im ERP klären, welcher stimmt."),
    (29, "Mitgliedsnummer", "0012345", "Diese Mitgliedsnummer hätte mehr als zwei Personen. Bitte prüfen, wem sie gehört."),
    (30, "Nachname", "M" * 80, "Der Wert hat 121 Zeichen, erlaubt sind 120. Bitte kürzen."),
    (31, "Post-PLZ", "9040", "Eine deutsche Postleitzahl hat fünf Ziffern. Bitte prüfen, ob eine führende Null verloren ging."),
    (
        32,
        "",
        "",
        "Die Zeile hat 6 Felder, die Kopfzeile 39. Bitte prüfen, ob ein Semikolon in einem Feld ohne Anführungszeichen steht.",
    ),
]


@pytest.mark.usefixtures("database")
async def test_every_defect_is_named_and_nothing_is_imported() -> None:
    report = await import_stock(Operator(), BROKEN)
    assert [(found.line, found.column, found.value, found.message) for found in report.problems] == EXPECTED
    assert (report.rows, report.bad_rows, report.problem_count) == (30, 28, 28)
    assert not report.applied
    assert not report.is_applicable
    assert [await model.all().count() for model in (Member, Contract, ImportRun)] == [0, 0, 0]


def test_the_file_has_at_least_fifteen_kinds_of_defects() -> None:
    assert len({line[3] for line in EXPECTED}) >= 15


@pytest.mark.usefixtures("database")
async def test_good_rows_come_in_when_the_bad_ones_may_be_left_out() -> None:
    report = await import_stock(Operator(), BROKEN, skip_bad_percent=93.3)
    assert (report.applied, report.bad_rows) == (False, 28)
    assert await Member.all().count() == 0
    report = await import_stock(Operator(), BROKEN, skip_bad_percent=93.4)
    assert (report.applied, report.bad_rows) == (True, 28)
    assert [member.external_id for member in await Member.all().order_by("external_id")] == ["P01", "P26"]


@pytest.mark.usefixtures("database")
async def test_a_full_import_never_leaves_out_a_row_whose_contract_it_cannot_read() -> None:
    report = await import_stock(Operator(), BROKEN, mode=ImportMode.FULL, skip_bad_percent=100)
    assert not report.applied
    assert [(found.line, found.defect) for found in report.problems if found.defect is Defect.UNREADABLE_IN_FULL] == [
        (32, Defect.UNREADABLE_IN_FULL)
    ]
    assert await Member.all().count() == 0
