"""Writes small stock files for tests: each row names only what it is about."""

import csv
import io

HEADER = (
    "Haus-ID", "Quartier-ID", "Quartier", "Straße", "Hausnummer", "Eingang", "PLZ", "Ort", "Breitengrad", "Längengrad", "Haus-Merkmale",
    "Einheit-ID", "Einheitsart", "Einheitsnummer", "Geschoss", "Lage", "Einheit-Merkmale",
    "Vertrag-ID", "Vertragsnummer", "Vertragsbeginn", "Vertragsende", "Preisgebunden", "Papier erforderlich",
    "Person-ID", "Status", "Anrede", "Titel", "Vorname", "Nachname", "Briefanrede", "Mitgliedsnummer",
    "Post-Straße", "Post-PLZ", "Post-Ort", "Post-Land", "Sprache", "E-Mail", "Vertreter", "Auskunftssperre",
)  # fmt: skip

Cells = dict[str, str]

HOUSE: Cells = {
    "Haus-ID": "H1", "Quartier-ID": "GS", "Quartier": "Gartenstadt", "Straße": "Amselweg", "Hausnummer": "12", "PLZ": "90469",
    "Ort": "Nürnberg",
}  # fmt: skip


def house(key: str = "H1", **cells: str) -> Cells:
    """Amselweg in Gartenstadt."""
    return {**HOUSE, "Haus-ID": key, **_named(cells)}


def unit(key: str = "E1", **cells: str) -> Cells:
    """A flat."""
    return {"Einheit-ID": key, "Einheitsnummer": "01", **_named(cells)}


def contract(key: str = "V1", **cells: str) -> Cells:
    """Open-ended since 2019."""
    return {"Vertrag-ID": key, "Vertragsnummer": f"000{key}", "Vertragsbeginn": "01.04.2019", **_named(cells)}


def person(key: str = "P1", **cells: str) -> Cells:
    """Somebody without a Mitgliedsnummer."""
    return {"Person-ID": key, "Vorname": "Erika", "Nachname": "Muster", **_named(cells)}


def _named(cells: dict[str, str]) -> Cells:
    """Keywords cannot hold a hyphen: `Post_PLZ` stands for Post-PLZ."""
    return {name.replace("_", "-") if name.replace("_", "-") in HEADER else name.replace("_", " "): value for name, value in cells.items()}


def row(*parts: Cells) -> Cells:
    """Parts side by side."""
    return {name: value for part in parts for name, value in part.items()}


def stock(*rows: Cells, without: tuple[str, ...] = ()) -> str:
    """A whole file."""
    target = io.StringIO()
    header = [name for name in HEADER if name not in without]
    out: csv.DictWriter[str] = csv.DictWriter(target, header, restval="", delimiter=";", lineterminator="\r\n", extrasaction="ignore")
    out.writeheader()
    out.writerows(rows)
    return target.getvalue()
