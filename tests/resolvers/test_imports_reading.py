"""Encodings, separators and headers of a stock file."""

import pytest

from resolvers.imports.messages import GERMAN, Defect
from resolvers.imports.reading import Unreadable, decoded, read
from resolvers.imports.rows import gather
from tests.support.stockfile import contract, house, person, row, stock, unit

TEXT = stock(row(house(Ort="Nürnberg"), unit(), contract(), person(Nachname="Süß", Vorname="Jörg")))


def problem_of(source: bytes) -> tuple[int, str, Defect]:
    with pytest.raises(Unreadable) as caught:
        read(source)
    first = caught.value.problems[0]
    return first.line, first.column, first.defect


@pytest.mark.parametrize(
    ("source", "encoding"),
    [
        (TEXT.encode("utf-8"), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("cp1252"), "cp1252"),
    ],
)
def test_the_three_encodings_read_the_same(source: bytes, encoding: str) -> None:
    table = read(source)
    assert table.encoding == encoding
    persons = gather(table).records["Personen"]
    assert persons["P1"].record["last_name"] == "Süß"
    assert persons["P1"].record["first_name"] == "Jörg"


@pytest.mark.parametrize(
    "source",
    [
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("cp1252").replace(b"S\xfc\xdf", b"S\x81\xdf"),
        b"\xef\xbb\xbf" + TEXT.encode("cp1252"),
    ],
    ids=["utf-16", "utf-16 without mark", "a byte Windows-1252 does not have", "a mark that lies"],
)
def test_other_encodings_are_refused(source: bytes) -> None:
    assert problem_of(source) == (1, "", Defect.ENCODING)


def test_umlauts_of_two_characters_become_one() -> None:
    assert decoded("Müller".encode())[0] == "Müller"


def test_a_file_without_rows_is_refused() -> None:
    assert problem_of(b"") == (1, "", Defect.EMPTY)
    assert problem_of(stock().encode()) == (1, "", Defect.EMPTY)
    assert problem_of(stock({}, {}).encode()) == (1, "", Defect.EMPTY)


def test_commas_are_no_separator() -> None:
    line, _, defect = problem_of(TEXT.replace(";", ",").encode())
    assert (line, defect) == (1, Defect.SEPARATOR)


def test_an_open_quotation_mark_is_found_where_its_row_begins() -> None:
    broken = TEXT + TEXT.splitlines()[1].replace("Muster", "").replace("Süß", '"Süß') + "\r\n"
    assert problem_of(broken.encode()) == (3, "", Defect.QUOTES)


def test_a_quotation_mark_inside_a_field_is_refused() -> None:
    assert problem_of(TEXT.replace("Süß", '"Sü"ß').encode()) == (2, "", Defect.QUOTES)


@pytest.mark.parametrize(
    "name", ["IBAN", "BIC", "Konto", "Kontonummer", "Bank", "Bankleitzahl", "BLZ", "SEPA-Mandat", "iban_1", "Kontoinhaber"]
)
def test_bank_data_is_refused_by_the_name_of_its_column(name: str) -> None:
    lines = TEXT.splitlines()
    source = f"{lines[0]};{name}\r\n{lines[1]};x\r\n"
    assert problem_of(source.encode()) == (1, name, Defect.BANK_COLUMN)


def test_a_column_may_stand_once() -> None:
    lines = TEXT.splitlines()
    assert problem_of(f"{lines[0]};Nachname\r\n{lines[1]};x\r\n".encode()) == (1, "Nachname", Defect.COLUMN_TWICE)


def test_each_missing_column_is_named() -> None:
    with pytest.raises(Unreadable) as caught:
        read(stock(row(house(), unit()), without=("Haus-ID", "Vertragsende")).encode())
    assert [(found.line, found.column, found.defect) for found in caught.value.problems] == [
        (1, "Haus-ID", Defect.COLUMN_MISSING),
        (1, "Vertragsende", Defect.COLUMN_MISSING),
    ]


def test_other_columns_are_not_read_and_are_told() -> None:
    lines = TEXT.splitlines()
    table = read(
        f"{lines[0]};Mandant;Bemerkung\r\n{lines[1]};01;Bitte\n klingeln\r\n".replace("Bitte\n klingeln", '"Bitte\n klingeln"').encode()
    )
    assert table.ignored == ["Mandant", "Bemerkung"]
    assert gather(table).problems == []


def test_headers_are_known_in_any_case_and_after_a_separator_line() -> None:
    lines = TEXT.splitlines()
    source = f"sep=;\r\n{lines[0].upper().replace('STRASSE', 'Strasse')}\r\n{lines[1]}\r\n"
    table = read(source.encode())
    assert [line.number for line in table.lines] == [3]
    assert gather(table).problems == []


def test_line_numbers_count_quoted_line_breaks_and_empty_lines() -> None:
    first = row(house(), unit(), contract(), person(Post_Straße="c/o Löhr\r\nHintere Gasse 3,\nRückgebäude"))
    source = stock(first, {}, row(house(), unit("E2"), contract("V2"), person("P2", Nachname="")))
    table = read(source.encode())
    assert [line.number for line in table.lines] == [2, 6]
    found = gather(table)
    assert found.records["Personen"]["P1"].record["street"] == "c/o Löhr, Hintere Gasse 3, Rückgebäude"
    assert [(each.line, each.column) for each in found.problems] == [(6, "Nachname")]


@pytest.mark.parametrize("bad", ["\x00", "\x07", "\x1b", "\x85", "\u2028", "\u202e", "\ufeff", "\ufffd"])
@pytest.mark.parametrize("column", ["Nachname", "Vorname", "Briefanrede", "Mitgliedsnummer", "Post_Ort", "Titel"])
def test_no_control_character_passes(column: str, bad: str) -> None:
    """SM-13: refused at input, so that no name carries a header into a mail."""
    found = gather(read(stock(row(house(), unit(), contract(), person(**{column: f"Mus{bad}ter"}))).encode())).problems
    assert [(each.line, each.column, each.defect) for each in found] == [(2, column.replace("_", "-"), Defect.CONTROL_CHARACTER)]


@pytest.mark.parametrize("bad", ["\r", "\n", "\r\n"])
@pytest.mark.parametrize("column", ["Nachname", "Vorname", "Briefanrede", "Mitgliedsnummer", "Person_ID", "E_Mail"])
def test_no_line_break_passes_into_names_and_numbers(column: str, bad: str) -> None:
    found = gather(read(stock(row(house(), unit(), contract(), person(**{column: f"Mus{bad}ter"}))).encode())).problems
    assert [(each.line, each.column, each.defect) for each in found] == [(2, column.replace("_", "-"), Defect.LINE_BREAK)]


def test_every_defect_has_its_sentence() -> None:
    assert set(GERMAN) == set(Defect)
    assert all(sentence.endswith((".", "{allowed}.", "(--confirm-ending).", "{where}.")) for sentence in GERMAN.values())
