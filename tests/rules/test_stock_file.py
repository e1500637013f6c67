"""docs/stock-file.md tells every column of the stock file, and tells it right."""

import re
from pathlib import Path

from resolvers.imports.columns import PARTS
from tests.support.stockfile import HEADER
from web.demo.stock import HEADER as DEMO_HEADER

DOCUMENT = Path(__file__).parents[2] / "docs" / "stock-file.md"
ROW = re.compile(r"^\| `([^`]+)` \| (yes)? *\| ([^|]*?) *\| (\d*) *\|", re.MULTILINE)
SHORTER_BY_FORM = {"PLZ": "5", "Sprache": "8"}


def test_the_table_is_the_code() -> None:
    told = {
        name: (bool(mandatory), filled == "yes", longest) for name, mandatory, filled, longest in ROW.findall(DOCUMENT.read_text("utf-8"))
    }
    known = {
        column.header: (column.is_mandatory, column.is_filled, SHORTER_BY_FORM.get(column.header, str(column.limit or "")))
        for part in PARTS
        for column in part.columns
    }
    assert told == known
    assert list(told) == list(HEADER) == list(DEMO_HEADER)
