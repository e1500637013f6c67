"""Every message word for word (golden files), and the rules of texts-de.md section 0.

Record anew after a wanted change with `MIETERPORTAL_RECORD=1 pytest tests/push/test_render.py` and read the difference.
"""

import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from jinja2 import UndefinedError
from markupsafe import escape

from models.delivery import Message
from models.document import Document, DocumentCategory
from models.draft import DraftFailure
from models.member import Member, Salutation
from models.notice import Notice, NoticeKind, NoticeState
from models.staff_mail import StaffMessage, StaffSecurityChange
from push import preview
from push.message import Letter, PushText
from push.notice_words import Place, brief, document_category, first_paragraph
from push.render import Renderer
from push.words import NoSalutationError, long_window, salutation, short_window
from tests.push.world import BASE_URL, COOPERATIVE

GOLDEN = Path(__file__).parent / "golden"
RENDERER = Renderer(COOPERATIVE, BASE_URL)
OPTIONAL = f"{BASE_URL}/abbestellen/TOKEN"
HOME = [Place("Amselweg 12", "Gartenstadt")]
START, END = datetime(2026, 11, 24, 7, tzinfo=UTC), datetime(2026, 11, 24, 13, tzinfo=UTC)
PUBLISHED = datetime(2026, 11, 22, 8, 10, tzinfo=UTC)


def member(**given: Any) -> Member:
    """Frau Brückner-Hohenadl."""
    values: dict[str, Any] = {"salutation": Salutation.MRS, "first_name": "Maria", "last_name": "Brückner-Hohenadl"}
    return Member(**values | given)


def notice(kind: NoticeKind = NoticeKind.WATER, **given: Any) -> Notice:
    """The outage of texts-de.md section 5.1."""
    values: dict[str, Any] = {
        "id": UUID("7d3f0c9e-5a51-4f0e-9f58-0a2f4f6d1b11"),
        "kind": kind,
        "state": NoticeState.PUBLISHED,
        "title": "Wasserabschaltung",
        "cause": "Wir tauschen ein Absperrventil aus.",
        "starts_at": START,
        "ends_at": END,
        **dict.fromkeys(("created_at", "updated_at", "published_at"), PUBLISHED),
    }
    return Notice(**values | given)


def emergency(kind: NoticeKind = NoticeKind.WATER, **given: Any) -> Notice:
    """The burst pipe of section 5.2."""
    values: dict[str, Any] = {"is_emergency": True, "cause": "Rohrbruch", "starts_at": PUBLISHED, "ends_at": None}
    return notice(kind, **values | given)


def bulletin(**given: Any) -> Notice:
    """Words on the board."""
    body = "Am **Samstag** treffen wir uns im [Hof](https://noris.example).\nBringen Sie Kuchen mit.\n\nDer Grill steht bereit."
    return notice(NoticeKind.BULLETIN, **{"title": "Hoffest am 5. Dezember", "body": body, "starts_at": None, "ends_at": None} | given)


def document(**given: Any) -> Document:
    """A statement with its period."""
    values: dict[str, Any] = {
        "category": DocumentCategory.OPERATING_COSTS,
        "title": "Nachzahlung 312,40 EUR",
        "period_from": datetime(2025, 1, 1, tzinfo=UTC).date(),
        "period_until": datetime(2025, 12, 31, tzinfo=UTC).date(),
        "published_at": datetime(2026, 11, 24, 9, tzinfo=UTC),
    }
    return Document(**values | given)


NOTICES: dict[str, tuple[Notice, list[Place]]] = {
    "bulletin": (bulletin(), HOME),
    "bulletin_all_members": (bulletin(), []),
    "water": (notice(), HOME),
    "water_two_houses": (notice(), [*HOME, Place("Finkenweg 1", "Gartenstadt")]),
    "water_emergency": (emergency(), HOME),
    **{str(kind): (notice(kind, cause="Wartung"), HOME) for kind in list(NoticeKind)[1:5]},
    **{f"{kind}_emergency": (emergency(kind, cause="Defekt"), HOME) for kind in list(NoticeKind)[1:5]},
}
LETTERS: dict[str, Letter] = {
    "activation": RENDERER.activation(member(), "TOKEN", END),
    "one_time_password": RENDERER.one_time_password(member(), "xvbdx-34768-kfmpq", END),
    "password_reset": RENDERER.password_reset(member(), "TOKEN"),
    "email_confirmation": RENDERER.email_confirmation(member(), "TOKEN", END),
    "activation_own_password": Renderer(COOPERATIVE, BASE_URL, own_password_at_activation=True).activation(member(), "TOKEN", END),
    "login_code": RENDERER.login_code(member(), "123 456", END),
    "login_attempts": RENDERER.login_attempts(member(), PUBLISHED),
    "new_device": RENDERER.new_device(member(), PUBLISHED, "Firefox auf Windows"),
    "password_changed": RENDERER.password_changed(member(), PUBLISHED),
    "email_change": RENDERER.email_change(member(), "TOKEN", END),
    "email_change_asked": RENDERER.email_change_asked(member(), "maria.neu@post.example", PUBLISHED),
    "email_changed": RENDERER.email_changed(member(), "maria.neu@post.example"),
    "passkey_added": RENDERER.passkey_changed(Message.PASSKEY_ADDED, member(), PUBLISHED),
    "passkey_removed": RENDERER.passkey_changed(Message.PASSKEY_REMOVED, member(), PUBLISHED),
    "document_published": RENDERER.document_mail(member(), document()),
    "bulletin_optional": RENDERER.notice_mail(member(), bulletin(), HOME, OPTIONAL),
    **{name: RENDERER.notice_mail(member(), written, places) for name, (written, places) in NOTICES.items()},
    "notices_gathered": RENDERER.notices_mail(member(), [(bulletin(), HOME), (bulletin(title="Rad", body=""), HOME)], OPTIONAL),
    "documents_gathered": RENDERER.documents_mail(member(), [document(), document(category=DocumentCategory.LETTER)], OPTIONAL),
}
WIDE = {
    "title": "Wasser & Wärme",
    "households": "1240",
    "persons": "2311",
    "author": "Bernd Beispiel",
    "is_program": "",
    "reason": "Die Uhrzeit <14 Uhr> stimmt nicht.",
}
STAFF_LETTERS: dict[str, Letter] = {
    "caretaker_link": RENDERER.staff_mail(
        StaffMessage.CARETAKER_LINK, "Karl Wölfel", {"link": f"{BASE_URL}/hausmeister#geheim", "expires_at": END, "changed_at": PUBLISHED}
    ),
    "caretaker_link_void": RENDERER.staff_mail(
        StaffMessage.CARETAKER_LINK_VOID, "Anna Beispiel", {"caretaker": "Karl Wölfel", "changed_at": PUBLISHED}
    ),
    **{
        str(message): RENDERER.staff_mail(message, "Anna Beispiel", WIDE)
        for message in (
            StaffMessage.APPROVAL_WAITING,
            StaffMessage.APPROVAL_RETURNED,
            StaffMessage.APPROVAL_EXPIRED,
            StaffMessage.NOTICE_OVERRIDDEN,
        )
    },
    **{
        f"notice_overridden_{how}": RENDERER.staff_mail(StaffMessage.NOTICE_OVERRIDDEN, "Anna Beispiel", {**WIDE, mark: "yes"})
        for how, mark in (("together", "is_together"), ("by_a_word", "is_follow_up"))
    },
    **{
        f"notice_not_sent_{failure}": RENDERER.staff_mail(
            StaffMessage.NOTICE_NOT_SENT,
            "Anna Beispiel",
            {"title": "Hoffest & Grillen", "failure": failure.value, "author": "Bernd Beispiel"},
        )
        for failure in DraftFailure
    },
    "notice_overrun": RENDERER.staff_mail(
        StaffMessage.NOTICE_OVERRUN, "Anna Beispiel", {"notice_id": "7d3f0c9e-5a51-4f0e-9f58-0a2f4f6d1b11", **brief(notice())}
    ),
    "approval_waiting_of_a_program": RENDERER.staff_mail(
        StaffMessage.APPROVAL_WAITING,
        "Anna Beispiel",
        {**WIDE, "author": "Leitwarte", "is_program": "yes", "households": "1", "persons": "1"},
    ),
    "staff_invitation": RENDERER.staff_mail(
        StaffMessage.STAFF_INVITATION, "Anna Beispiel", {"password": "xvbdx-34768-kfmpq", "expires_at": END}
    ),
    **{
        f"staff_{change}": RENDERER.staff_mail(
            StaffMessage.STAFF_SECURITY_CHANGED, "Anna Beispiel", {"change": change.value, "changed_at": PUBLISHED}
        )
        for change in StaffSecurityChange
    },
    "staff_access_reset": RENDERER.staff_mail(
        StaffMessage.STAFF_ACCESS_RESET, "Anna Beispiel", {"password": "xvbdx-34768-kfmpq", "expires_at": END}
    ),
}
PUSHES: dict[str, PushText] = {
    "push": PushText("", ""),
    "document_published": RENDERER.document_push(),
    "bulletin": RENDERER.notice_push(bulletin(), HOME),
    "bulletin_all_members": RENDERER.notice_push(bulletin(), []),
    "water": RENDERER.notice_push(notice(), HOME),
    "water_two_houses": RENDERER.notice_push(notice(), [*HOME, Place("Finkenweg 1")]),
    "water_emergency": RENDERER.notice_push(emergency(), HOME),
    **{str(kind): RENDERER.notice_push(notice(kind), HOME) for kind in list(NoticeKind)[1:5]},
    **{f"{kind}_emergency": RENDERER.notice_push(emergency(kind), HOME) for kind in list(NoticeKind)[1:5]},
}


def compare(name: str, found: str) -> None:
    """Against the golden file, or into it."""
    path = GOLDEN / name
    if os.environ.get("MIETERPORTAL_RECORD"):
        path.write_text(found, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == found


@pytest.mark.parametrize("name", LETTERS)
def test_mails_read_word_for_word_as_settled(name: str) -> None:
    """Subject and text."""
    compare(f"{name}.txt", f"{LETTERS[name].subject}\n\n{LETTERS[name].text}")


@pytest.mark.parametrize("name", STAFF_LETTERS)
def test_mails_to_employees_read_word_for_word_as_settled(name: str) -> None:
    """Subject, text and page; they have no choices of mails to make."""
    letter = STAFF_LETTERS[name]
    compare(f"{name}.txt", f"{letter.subject}\n\n{letter.text}")
    compare(f"{name}.html", letter.html)
    assert "Welche E-Mails" not in letter.text


def test_every_mail_to_employees_is_settled() -> None:
    """AU-16: none goes out whose words nobody has read."""
    assert {str(message) for message in StaffMessage} - set(STAFF_LETTERS) == {"staff_security_changed", "notice_not_sent"}


def test_pushes_read_word_for_word_as_settled() -> None:
    """Title and body, one message a line."""
    compare("push.txt", "".join(f"{name}: {push.title} | {push.body}\n" for name, push in PUSHES.items() if push.title))


@pytest.mark.parametrize("name", LETTERS)
def test_html_mails_are_as_designed(name: str) -> None:
    """The whole page."""
    compare(f"{name}.html", LETTERS[name].html)


@pytest.mark.parametrize("name", NOTICES)
def test_a_mail_of_a_notice_is_worded_for_its_reader_alone(name: str) -> None:
    """SM-08: what is remembered of a notice's mail holds no reader; nor does a reader's name reach the next one, escaped or not."""
    written, places = NOTICES[name]
    for reader in (member(last_name="<b>O'Hara & Söhne"), member(salutation=Salutation.COMPANY), member()):
        found = RENDERER.notice_mail(reader, written, places)
        assert found == Renderer(COOPERATIVE, BASE_URL).notice_mail(reader, written, places)
        assert found.text.count(salutation(reader)) == 1
        assert found.html.count(str(escape(salutation(reader)))) == 1
        assert "\ue000" not in found.text + found.html
    assert RENDERER.notice_mail(member(), written, places) == LETTERS[name]


@pytest.mark.parametrize("name", LETTERS)
def test_mails_hold_no_data_but_links_to_the_portal(name: str) -> None:
    """SM-20: no IBAN, no amount of money, no file but the public calendar entry, and no link that leads anywhere else."""
    letter = LETTERS[name]
    said = letter.subject + letter.text + letter.html
    assert not re.search(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,}", said)
    assert not re.search(r"(?i)\d\s?(?:€|EUR|Euro)\b|\bIBAN\b|Kontostand|Saldo|Nachzahlung|Guthaben", said)
    assert all(link.startswith(f"{BASE_URL}/") for link in re.findall(r"https?://[^\s<>\"]+", said))
    assert [attachment.content_type for attachment in letter.attachments] in ([], ["text/calendar"])


@pytest.mark.parametrize("name", LETTERS)
def test_html_says_what_the_text_says_and_asks_nobody_else(name: str) -> None:
    """SM-16, DS-14: every word of the text stands in the HTML; no image, script, form or foreign address."""
    letter = LETTERS[name]
    assert not re.search(r"<(img|script|form|iframe|link|object|video|audio)\b|url\(|@import", letter.html)
    addresses = re.findall(r'(?:href|src)="([^"]+)"', letter.html)
    assert addresses
    assert all(address.startswith((f"{BASE_URL}/", "tel:+49")) for address in addresses), addresses
    plain = re.sub(r"<[^>]+>", " ", letter.html.partition("<body")[2])
    missing = set(re.findall(r"\w+", letter.text)) - set(re.findall(r"\w+", plain)) - set(re.findall(r"\w+", BASE_URL))
    # Labels and numbering that the page words or draws in its own way.
    assert missing <= {"Grund", "Ganzer", "2", "3", "impressum", "datenschutz", "profil", "abbestellen", "TOKEN"}, missing


@pytest.mark.parametrize("name", LETTERS)
def test_every_mail_carries_the_footer_of_section_25a(name: str) -> None:
    """DS-19b: legal form, seat, register, the whole board, the chair, imprint; and the line about passwords."""
    for must in (
        "Wohnungsgenossenschaft Noris eG · Musterplatz 1 · 90402 Nürnberg",
        "Sitz Nürnberg · Amtsgericht Nürnberg, GnR 0000",
        "Vorstand: Renate Kühnlein, Jörg Achatz · Aufsichtsratsvorsitz: Friederike Sandner",
    ):
        assert must in LETTERS[name].text
        assert must in LETTERS[name].html
    assert f"Impressum: {BASE_URL}/impressum" in LETTERS[name].text
    assert LETTERS[name].text.count("Wir fragen Sie nie per E-Mail oder am Telefon nach Ihrem Passwort.") == 1


def test_a_personal_document_is_never_named_in_subject_or_push() -> None:
    """WP-35, SM-20: neither title nor amount; its kind only where it gives nothing away."""
    letter = LETTERS["document_published"]
    for text in (letter.subject, letter.text, letter.html, PUSHES["document_published"].title, PUSHES["document_published"].body):
        assert "312" not in text
        assert "Nachzahlung" not in text
    assert "Betriebskosten" not in letter.subject
    named = {category: bool(document_category(document(category=category))) for category in DocumentCategory}
    assert [category for category, is_named in named.items() if not is_named] == [DocumentCategory.LETTER, DocumentCategory.FORM]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "Sehr geehrte Frau Brückner-Hohenadl,"),
        ({"salutation": Salutation.MR, "title": "Dr."}, "Sehr geehrter Herr Dr. Brückner-Hohenadl,"),
        ({"salutation": Salutation.NEUTRAL}, "Guten Tag Maria Brückner-Hohenadl,"),
        ({"salutation": Salutation.NEUTRAL, "first_name": ""}, "Guten Tag Brückner-Hohenadl,"),
        ({"salutation": Salutation.COMPANY, "first_name": ""}, "Sehr geehrte Damen und Herren,"),
        ({"letter_salutation": "Liebe Frau Maria"}, "Liebe Frau Maria,"),
        ({"letter_salutation": " Hallo Maria!\r\n", "last_name": ""}, "Hallo Maria!"),
    ],
)
def test_salutations(given: dict[str, Any], words: str) -> None:
    """The table of section 0; the ERP's Briefanrede goes first."""
    assert salutation(member(**given)) == words


@pytest.mark.parametrize("kind", list(Salutation))
def test_without_a_last_name_nothing_is_said(kind: Salutation) -> None:
    """Not sent, but reported; never "Sehr geehrter" and nothing."""
    with pytest.raises(NoSalutationError):
        salutation(member(salutation=kind, last_name=" "))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of November 2026 in UTC."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "short", "long"),
    [
        (at(24, 7), at(24, 13), "Di 24.11., 8–14 Uhr", "8:00 Uhr bis voraussichtlich 14:00 Uhr"),
        (at(24, 7, 30), at(24, 13), "Di 24.11., 8:30–14 Uhr", "8:30 Uhr bis voraussichtlich 14:00 Uhr"),
        (at(24, 7), None, "Di 24.11., ab 8 Uhr", "ab 8:00 Uhr, Ende noch offen"),
        (
            at(24, 21),
            at(25, 4),
            "Di 24.11., 22 Uhr, bis Mi 25.11., 5 Uhr",
            "22:00 Uhr bis voraussichtlich Mittwoch, 25. November 2026, 5:00 Uhr",
        ),
        (at(24, 23, 30), at(25, 1), "Mi 25.11., 0:30–2 Uhr", "0:30 Uhr bis voraussichtlich 2:00 Uhr"),
    ],
)
def test_windows_are_times_of_berlin(start: datetime, end: datetime | None, short: str, long: str) -> None:
    """Also across midnight, where the day in UTC is another."""
    assert short_window(start, end) == short
    assert long_window(start, end) == long


PLACES = [[], HOME, [*HOME, Place("Nachtigallenweg-Süd 112a, Eingang Hof")], [Place(f"Von-der-Vogelweide-Straße {n}") for n in range(9)]]


@pytest.mark.parametrize("places", PLACES)
@pytest.mark.parametrize("kind", list(NoticeKind))
@pytest.mark.parametrize("is_emergency", [True, False])
def test_pushes_keep_their_length(places: list[Place], kind: NoticeKind, is_emergency: bool) -> None:
    """At most 40 and 120 characters, whatever the place, cause or title; never empty."""
    for ends_at in (None, END, at(29, 4, 30)):
        for text in ("Rohrbruch", "x" * 160, "Ein sehr langer Grund mit vielen Wörtern und noch mehr Wörtern"):
            found = RENDERER.notice_push(notice(kind, is_emergency=is_emergency, ends_at=ends_at, cause=text, title=text), places)
            assert 0 < len(found.title) <= 40
            assert 0 < len(found.body) <= 120


def test_what_staff_wrote_replaces_the_usual_advice() -> None:
    """Own advice wins as a whole; a free text stands in the mail."""
    own = notice(advice_before=["Katze einsperren"], body="Es wird *laut*.")
    text = RENDERER.notice_mail(member(), own, HOME).text
    assert "Bitte vorher\n- Katze einsperren\n" in text
    assert "Wasser abfüllen: zum Trinken" not in text
    assert "\nEs wird laut.\n" in text


def test_what_staff_wrote_cannot_bring_html_along() -> None:
    """Every field is escaped."""
    evil = "<script>alert(1)</script>"
    written = notice(cause=evil, contact=evil, body=evil, advice_before=[evil])
    found = RENDERER.notice_mail(member(last_name=evil), written, [Place(evil, evil)])
    assert "<script>" not in found.html
    assert found.html.count("&lt;script&gt;") >= 5


def test_the_first_paragraph_is_plain() -> None:
    """Marks, links and images fall away; headings are no paragraph."""
    text = "# Titel\n\n![Bild](x.png)\n\nEin *schöner*\n[Tag](https://x.example) mit `Kuchen`.\n\nZweiter."
    assert first_paragraph(text) == "Ein schöner Tag mit Kuchen."
    assert first_paragraph("") == first_paragraph("# Nur Titel") == ""


def test_a_missing_variable_raises() -> None:
    """Nothing half-said leaves the house."""
    with pytest.raises(UndefinedError):
        RENDERER._letter("activation", member(), {"expires_at": END})  # pyright: ignore[reportPrivateUsage] # the promise of the environment


def test_the_calendar_entry_is_what_calendars_read() -> None:
    """RFC 5545: UTC times, CRLF, lines of 75 octets, the notice's id as UID."""
    (entry,) = RENDERER.notice_mail(member(), notice(), [Place("Ä" * 60), *HOME]).attachments
    lines = entry.text.split("\r\n")
    assert "\n" not in entry.text.replace("\r\n", "")
    assert max(len(line.encode()) for line in lines) <= 75
    unfolded = entry.text.replace("\r\n ", "").split("\r\n")
    assert "UID:7d3f0c9e-5a51-4f0e-9f58-0a2f4f6d1b11@mieterportal.noris.example" in unfolded
    assert {"DTSTART:20261124T070000Z", "DTEND:20261124T130000Z", "SEQUENCE:0", "STATUS:CONFIRMED"} <= set(unfolded)
    assert f"LOCATION:{'Ä' * 60}\\, Amselweg 12" in unfolded
    assert RENDERER.notice_mail(member(), emergency(), HOME).attachments == ()
    assert "DTEND" not in RENDERER.notice_mail(member(), notice(ends_at=None), HOME).attachments[0].text


def test_staff_see_the_very_words() -> None:
    """The preview is the mail and the push, for an invented reader."""
    mail, push = preview.notice_mail(RENDERER, notice(), HOME), preview.notice_push(RENDERER, notice(), HOME)
    assert mail.title == LETTERS["water"].subject
    assert mail.body == LETTERS["water"].text.replace("Brückner-Hohenadl", "Muster")
    assert push == PUSHES["water"]
