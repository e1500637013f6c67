"""docs/stock-file.md lists every column of a stock file, in order, and says which must be there."""

import re

from resolvers.imports.columns import PARTS
from tests.rules.tracked import ROOT

ROW = re.compile(r"^\| `([^`]+)` \| (yes)? ?\|", re.MULTILINE)


def test_every_column_is_documented() -> None:
    documented = ROW.findall((ROOT / "docs/stock-file.md").read_text())
    assert documented == [(column.header, "yes" if column.is_mandatory else "") for part in PARTS for column in part.columns]
