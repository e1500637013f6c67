"""What a stock import says about a file, in German: staff read these sentences. Each says what to do."""

from enum import StrEnum


class Defect(StrEnum):
    """Everything that can be wrong with a stock file (docs/stock-file.md)."""

    ENCODING = "encoding"
    EMPTY = "empty"
    QUOTES = "quotes"
    SEPARATOR = "separator"
    COLUMN_MISSING = "column_missing"
    COLUMN_TWICE = "column_twice"
    BANK_COLUMN = "bank_column"
    CELL_COUNT = "cell_count"
    REQUIRED = "required"
    TOO_LONG = "too_long"
    LINE_BREAK = "line_break"
    CONTROL_CHARACTER = "control_character"
    MOJIBAKE = "mojibake"
    SPREADSHEET_NUMBER = "spreadsheet_number"
    DATE = "date"
    DATE_IMPOSSIBLE = "date_impossible"
    ENDS_BEFORE_START = "ends_before_start"
    DECIMAL = "decimal"
    COORDINATE_RANGE = "coordinate_range"
    COORDINATE_HALF = "coordinate_half"
    POSTAL_CODE = "postal_code"
    CHOICE = "choice"
    LANGUAGE = "language"
    EMAIL = "email"
    TAG = "tag"
    KEY_MISSING = "key_missing"
    DISTRICT_HALF = "district_half"
    UNIT_WITHOUT_HOUSE = "unit_without_house"
    CONTRACT_WITHOUT_UNIT = "contract_without_unit"
    CONTRACT_WITHOUT_PERSON = "contract_without_person"
    PERSON_WITHOUT_CONTRACT = "person_without_contract"
    CONFLICT = "conflict"
    THIRD_PERSON = "third_person"
    UNREADABLE_IN_FULL = "unreadable_in_full"
    MISSING_CONTRACTS = "missing_contracts"
    MISSING_CONTRACT = "missing_contract"
    MISSING_PERSONS = "missing_persons"


GERMAN: dict[Defect, str] = {
    Defect.ENCODING: "Die Datei ist weder UTF-8 noch Windows-1252. Bitte als „CSV UTF-8“ speichern und neu einlesen.",
    Defect.EMPTY: "Die Datei enthält keine Zeilen. Bitte den Export im ERP prüfen.",
    Defect.QUOTES: 'Ein Anführungszeichen ist nicht geschlossen oder steht mitten im Feld. Bitte im Feld verdoppeln ("") oder entfernen.',
    Defect.SEPARATOR: "Die Spalten müssen durch Semikolon getrennt sein. Bitte mit Trennzeichen „;“ exportieren.",
    Defect.COLUMN_MISSING: "Diese Pflichtspalte fehlt. Bitte im Export ergänzen; sie darf leer sein.",
    Defect.COLUMN_TWICE: "Diese Spalte kommt zweimal vor. Bitte eine davon entfernen.",
    Defect.BANK_COLUMN: "Bankdaten gehören nicht in das Mieterportal. Bitte diese Spalte aus dem Export entfernen.",
    Defect.CELL_COUNT: "Die Zeile hat {found} Felder, die Kopfzeile {expected}. Bitte prüfen, ob ein Semikolon in einem Feld ohne "
    "Anführungszeichen steht.",
    Defect.REQUIRED: "Hier fehlt ein Wert. Bitte im ERP ergänzen.",
    Defect.TOO_LONG: "Der Wert hat {found} Zeichen, erlaubt sind {expected}. Bitte kürzen.",
    Defect.LINE_BREAK: "In diesem Feld ist kein Zeilenumbruch erlaubt. Bitte im ERP entfernen.",
    Defect.CONTROL_CHARACTER: "Der Wert enthält ein unsichtbares Steuerzeichen (U+{found}). Bitte im ERP neu eintippen.",
    Defect.MOJIBAKE: "Die Umlaute sind zerstört (doppelt kodiert). Bitte den Export mit richtiger Zeichenkodierung wiederholen.",
    Defect.SPREADSHEET_NUMBER: "Die Nummer wurde von einer Tabellenkalkulation verändert. Bitte direkt aus dem ERP exportieren oder die "
    "Spalte als Text formatieren.",
    Defect.DATE: "Das ist kein Datum der Form TT.MM.JJJJ, zum Beispiel 01.04.2019. Bitte berichtigen.",
    Defect.DATE_IMPOSSIBLE: "Diesen Tag gibt es nicht oder er liegt nicht zwischen 1900 und 2199. Bitte berichtigen.",
    Defect.ENDS_BEFORE_START: "Das Vertragsende liegt vor dem Vertragsbeginn ({other}). Bitte eines von beiden berichtigen.",
    Defect.DECIMAL: "Das ist keine Zahl mit Dezimalkomma, zum Beispiel 49,4521. Bitte berichtigen.",
    Defect.COORDINATE_RANGE: "Die Koordinate muss zwischen {least} und {most} liegen. Bitte prüfen, ob Breite und Länge vertauscht sind.",
    Defect.COORDINATE_HALF: "Breitengrad und Längengrad gehören zusammen. Bitte beide angeben oder beide leer lassen.",
    Defect.POSTAL_CODE: "Eine deutsche Postleitzahl hat fünf Ziffern. Bitte prüfen, ob eine führende Null verloren ging.",
    Defect.CHOICE: "Erlaubt sind: {allowed}. Bitte einen dieser Werte verwenden.",
    Defect.LANGUAGE: "Das ist kein Sprachkürzel aus zwei Buchstaben nach ISO 639-1, zum Beispiel de, en, tr. "
    "Für Einfache Sprache gilt de-plain. Bitte berichtigen.",
    Defect.EMAIL: "Das ist keine vollständige E-Mail-Adresse. Bitte berichtigen oder leer lassen.",
    Defect.TAG: "Merkmale schreibt man Art=Name, mit Komma getrennt, zum Beispiel Aufzug=A, Strang=3. Als Art erlaubt sind: {allowed}.",
    Defect.KEY_MISSING: "In dieser Zeile stehen Angaben zu {noun}, aber die {expected} fehlt. Bitte die ID des ERP mit ausgeben.",
    Defect.DISTRICT_HALF: "Quartier-ID und Quartier gehören zusammen. Bitte beide angeben oder beide leer lassen.",
    Defect.UNIT_WITHOUT_HOUSE: "Zu dieser Einheit fehlt das Haus. Bitte die Haus-ID und die Adresse in derselben Zeile ausgeben.",
    Defect.CONTRACT_WITHOUT_UNIT: "Zu diesem Vertrag fehlt die Einheit. Bitte die Einheit-ID in derselben Zeile ausgeben.",
    Defect.CONTRACT_WITHOUT_PERSON: "Zu diesem Vertrag fehlt die Person. Bitte die Person-ID in derselben Zeile ausgeben.",
    Defect.PERSON_WITHOUT_CONTRACT: "Person und Haus stehen in einer Zeile, aber ohne Vertrag. Bitte die Vertrag-ID ergänzen oder "
    "zwei Zeilen daraus machen.",
    Defect.CONFLICT: "Zu {key} steht in Zeile {first} ein anderer Wert: „{other}“. Bitte im ERP klären, welcher stimmt.",
    Defect.THIRD_PERSON: "Diese Mitgliedsnummer hätte mehr als zwei Personen. Bitte prüfen, wem sie gehört.",
    Defect.UNREADABLE_IN_FULL: "In dieser Zeile ist kein Vertrag zu erkennen. Eine vollständige Einfuhr kann sie nicht überspringen. "
    "Bitte zuerst berichtigen.",
    Defect.MISSING_CONTRACTS: "In dieser Datei fehlen {found} Nutzungsverhältnisse, die es gestern noch gab. Nichts wurde geändert. "
    "Bitte die Liste prüfen und bestätigen, dass sie als beendet übernommen werden sollen (--confirm-ending).",
    Defect.MISSING_PERSONS: "In dieser Datei fehlen {found} Personen, die gestern noch Vertragspartner waren. Nichts wurde geändert. Bitte "
    "den Export prüfen und bestätigen, dass sie nicht mehr Vertragspartner sind (--confirm-ending).",
    Defect.MISSING_CONTRACT: "Dieses Nutzungsverhältnis fehlt in der Datei und würde beendet: {where}.",
}


def german(defect: Defect, **facts: object) -> str:
    """The sentence with its facts; a missing fact raises KeyError."""
    return GERMAN[defect].format(**facts)
