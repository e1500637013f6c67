"""From bytes to numbered lines: encoding, separator, quotes and header of a stock file."""

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from resolvers.imports.columns import BANK_COLUMN, COLUMNS, PARTS
from resolvers.imports.messages import Defect
from resolvers.imports.report import Problem, problem

UTF8_MARK = b"\xef\xbb\xbf"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Line:
    """`number` is the line of the file where the row begins; the header is usually line 1."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """`positions` maps a header's casefolded name to its index in the cells."""

    encoding: str
    headers: list[str]
    positions: dict[str, int]
    ignored: list[str]
    lines: list[Line]


class Unreadable(Exception):
    """The file as a whole cannot be used; nothing of it is imported, whatever --skip-bad says."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems[0].message)
        self.problems = problems


def read(source: bytes) -> Table:
    """The table of a semicolon CSV in UTF-8 (with or without byte order mark) or Windows-1252.

    Raises:
        Unreadable: encoding, quotes or header cannot be used.
    """
    content, encoding = decoded(source)
    lines = _lines(content)
    header = next(lines, None)
    if header is not None and header.cells[0].casefold().startswith("sep="):
        header = next(lines, None)
    if header is None:
        raise Unreadable([problem(1, "", "", Defect.EMPTY)])
    headers = [cell.strip() for cell in header.cells]
    positions = _checked(header.number, headers)
    found = list(lines)
    if not found:
        raise Unreadable([problem(header.number, "", "", Defect.EMPTY)])
    ignored = [name for name in headers if name and name.casefold() not in COLUMNS]
    return Table(encoding, headers, positions, ignored, found)


def decoded(source: bytes) -> tuple[str, str]:
    """The text, in composed characters (NFC), and the name of its encoding; strict, nothing is replaced.

    Raises:
        Unreadable: it is neither UTF-8 nor Windows-1252.
    """
    marked = source.startswith(UTF8_MARK)
    if not source.startswith(UTF16_MARKS) and b"\x00" not in source[:3]:
        for encoding in ("utf-8-sig",) if marked else ("utf-8", "cp1252"):
            try:
                content = source.decode(encoding)
            except UnicodeDecodeError:
                continue
            return unicodedata.normalize("NFC", content), encoding
    raise Unreadable([problem(1, "", "", Defect.ENCODING)])


def _lines(content: str) -> Iterator[Line]:
    """Rows with content; a quoted line break does not shift the numbers."""
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=";", strict=True)
    for _ in count():
        number = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise Unreadable([problem(number, "", "", Defect.QUOTES)]) from error
        if cells is None:
            return
        if any(cell and not cell.isspace() for cell in cells):
            yield Line(number, cells)


def _checked(line: int, headers: list[str]) -> dict[str, int]:
    if len(headers) == 1:
        raise Unreadable([problem(line, headers[0], "", Defect.SEPARATOR)])
    positions: dict[str, int] = {}
    problems: list[Problem] = []
    for index, name in enumerate(headers):
        key = name.casefold()
        if key in COLUMNS:
            if key in positions:
                problems.append(problem(line, name, "", Defect.COLUMN_TWICE))
            positions[key] = index
        elif BANK_COLUMN.search(name):
            problems.append(problem(line, name, "", Defect.BANK_COLUMN))
    for column in (column for part in PARTS for column in part.columns if column.is_mandatory):
        if column.header.casefold() not in positions:
            problems.append(problem(line, column.header, "", Defect.COLUMN_MISSING))
    if problems:
        raise Unreadable(problems)
    return positions
