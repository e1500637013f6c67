"""The columns of a stock file, by part: house, unit, contract, person (docs/stock-file.md explains each)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from tortoise.models import Model

from models import bulk
from models.contract import Contract
from models.member import Member, Membership, MemberStatus, Salutation
from models.place import District, House, Unit, UnitKind
from resolvers.imports import values
from resolvers.imports.values import Reader

# A bank column is refused by its name: the portal has no use for it (data minimisation, Art. 5 (1) c GDPR).
BANK_COLUMN = re.compile(
    r"iban|\bbic\b|swift|^konto|konto(?:nummer|inhaber|nr)|bank|\bblz\b|kreditinstitut|sepa|mandat|lastschrift|kreditkarte", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Column:
    """`empty` is what an empty cell means; a column that the file does not have changes nothing that is stored."""

    header: str
    attribute: str
    read: Reader = values.text
    limit: int | None = None
    is_mandatory: bool = False
    is_filled: bool = False
    may_break: bool = False
    empty: object | Callable[[], object] = ""

    def of_empty(self) -> object:
        """A fresh value for an empty cell."""
        return self.empty() if callable(self.empty) else self.empty


@dataclass(frozen=True, slots=True)
class Part:
    """A group of columns that describe one record; `noun` as it stands in a sentence, `kind` as in the report."""

    kind: str
    noun: str
    columns: tuple[Column, ...]

    @property
    def key(self) -> Column:
        """The column with the ERP's id."""
        return self.columns[0]


def _flag(header: str, attribute: str) -> Column:
    return Column(header, attribute, values.choice(cast("dict[str, object]", values.FLAGS), "ja, nein"), empty=False)


def _text(header: str, model: type[Model], attribute: str, **options: Any) -> Column:
    return Column(header, attribute, limit=bulk.longest(model, attribute), **options)


def _words(allowed: dict[str, Any], *, as_names: bool = False) -> Reader:
    return values.choice(allowed, ", ".join(word.capitalize() if as_names else word for word in allowed))


HOUSE = Part(
    "Häuser",
    "einem Haus",
    (
        _text("Haus-ID", House, "external_id", read=values.number, is_mandatory=True, is_filled=True),
        Column("Quartier-ID", "district_key", values.number, limit=bulk.longest(District, "external_id")),
        Column("Quartier", "district_name", limit=bulk.longest(District, "name")),
        _text("Straße", House, "street", is_mandatory=True, is_filled=True),
        _text("Hausnummer", House, "number", is_mandatory=True, is_filled=True),
        _text("Eingang", House, "entrance"),
        _text("PLZ", House, "postal_code", read=values.postal_code, is_mandatory=True, is_filled=True),
        _text("Ort", House, "city", is_mandatory=True, is_filled=True),
        Column("Breitengrad", "latitude", values.coordinate(90), empty=None),
        Column("Längengrad", "longitude", values.coordinate(180), empty=None),
        Column("Haus-Merkmale", "tags", values.tags, empty=list),
    ),
)
UNIT = Part(
    "Einheiten",
    "einer Einheit",
    (
        _text("Einheit-ID", Unit, "external_id", read=values.number, is_mandatory=True, is_filled=True),
        Column("Einheitsart", "kind", _words(values.UNIT_KINDS, as_names=True), empty=UnitKind.FLAT),
        _text("Einheitsnummer", Unit, "number", read=values.number, is_mandatory=True, is_filled=True),
        _text("Geschoss", Unit, "floor"),
        _text("Lage", Unit, "position"),
        Column("Einheit-Merkmale", "tags", values.tags, empty=list),
    ),
)
CONTRACT = Part(
    "Verträge",
    "einem Vertrag",
    (
        _text("Vertrag-ID", Contract, "external_id", read=values.number, is_mandatory=True, is_filled=True),
        _text("Vertragsnummer", Contract, "number", read=values.number, is_mandatory=True, is_filled=True),
        Column("Vertragsbeginn", "starts_on", values.first_day, is_mandatory=True, is_filled=True),
        Column("Vertragsende", "ends_on", values.day, is_mandatory=True, empty=None),
        _flag("Preisgebunden", "is_price_bound"),
        _flag("Papier erforderlich", "paper_required"),
    ),
)
PERSON = Part(
    "Personen",
    "einer Person",
    (
        _text("Person-ID", Member, "external_id", read=values.number, is_mandatory=True, is_filled=True),
        Column("Status", "status", _words(values.STATUSES), empty=MemberStatus.ACTIVE),
        Column("Anrede", "salutation", _words(values.SALUTATIONS, as_names=True), empty=Salutation.NEUTRAL),
        _text("Titel", Member, "title"),
        _text("Vorname", Member, "first_name"),
        _text("Nachname", Member, "last_name", is_mandatory=True, is_filled=True),
        _text("Briefanrede", Member, "letter_salutation"),
        Column("Mitgliedsnummer", "membership", values.number, limit=bulk.longest(Membership, "number")),
        _text("Post-Straße", Member, "street", may_break=True),
        _text("Post-PLZ", Member, "postal_code"),
        _text("Post-Ort", Member, "city"),
        _text("Post-Land", Member, "country"),
        Column("Sprache", "language", values.language, empty="de"),
        _text("E-Mail", Member, "erp_email", read=values.email, empty=None),
        _flag("Vertreter", "is_representative"),
        _flag("Auskunftssperre", "information_barred"),
    ),
)
PARTS = (HOUSE, UNIT, CONTRACT, PERSON)
COLUMNS = {column.header.casefold(): column for part in PARTS for column in part.columns}
