"""docs/configuration.md lists every setting with its default, and nothing else."""

import re
from pathlib import Path
from types import NoneType
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from settings import Settings
from tests.rules.tracked import ROOT

ROW = re.compile(r"^\| `(MIETERPORTAL_[A-Z0-9_]+)` \| ([^|]+?) \|", re.MULTILINE)


def default_of(field: FieldInfo) -> str:
    """How the page writes a default."""
    if field.is_required():
        return "required"
    value: Any = field.get_default(call_default_factory=True)
    if value in (None, "", []):
        return "empty"
    return f"`{str(value).lower()}`" if isinstance(value, bool) else f"`{value}`"


def part_of(field: FieldInfo) -> type[BaseModel] | None:
    """The nested settings a field holds, if it does."""
    kinds = [kind for kind in (field.annotation, *get_args(field.annotation)) if kind is not NoneType]
    return next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)


def settings_of(model: type[BaseModel], prefix: str) -> dict[str, str]:
    """Environment variable and default of every field, nested ones with two underscores."""
    found: dict[str, str] = {}
    for name, field in model.model_fields.items():
        variable = prefix + name.upper()
        part = part_of(field)
        found |= settings_of(part, variable + "__") if part else {variable: default_of(field)}
    return found


def documented(page: str) -> dict[str, str]:
    """The rows of the page's tables."""
    return dict(ROW.findall(page))


def test_every_setting_is_documented_with_its_default() -> None:
    page = Path(ROOT / "docs/configuration.md").read_text()
    assert documented(page) == settings_of(Settings, "MIETERPORTAL_")


def test_a_planted_setting_is_found() -> None:
    class Part(BaseModel):
        port: int = 25
        names: list[str] = []

    class Planted(BaseModel):
        url: str
        quick: bool = True
        part: Part = Part()

    expected = {"X_URL": "required", "X_QUICK": "`true`", "X_PART__PORT": "`25`", "X_PART__NAMES": "empty"}
    assert settings_of(Planted, "X_") == expected
    page = "| `MIETERPORTAL_A` | required | text |\n| `MIETERPORTAL_B__C` | `1` | text, see `MIETERPORTAL_A` |\n"
    assert documented(page) == {"MIETERPORTAL_A": "required", "MIETERPORTAL_B__C": "`1`"}
