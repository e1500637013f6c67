"""Follow-ups word for word, as people read them on the lock screen and in the subject; and every kind in every form."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from models.delivery import Message
from models.notice import Notice, NoticeKind, NoticeState, NoticeUpdate, UpdateKind
from push.message import Letter, PushText
from push.notice_words import Place
from push.render import LONGEST_BODY, LONGEST_TITLE, Renderer
from push.update_words import Form, Told, reminder
from tests.push.test_render import END, HOME, PUBLISHED, START, compare, member, notice
from tests.push.world import BASE_URL, COOPERATIVE

RENDERER = Renderer(COOPERATIVE, BASE_URL)
EVENING = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 24, 12, 20, tzinfo=UTC)
DAYS = timedelta(days=2)
MESSAGES = {
    Form.LEFT: (Message.NOTICE_LEFT, UpdateKind.AREA),
    Form.ENDED: (Message.NOTICE_ENDED, UpdateKind.ENDED),
    Form.CANCELLED: (Message.NOTICE_CANCELLED, UpdateKind.CANCELLED),
    Form.RETRACTED: (Message.NOTICE_RETRACTED, UpdateKind.RETRACTED),
    Form.REMINDER: (Message.NOTICE_REMINDER, UpdateKind.CHANGED),
    Form.SOON: (Message.NOTICE_SOON, UpdateKind.CHANGED),
}


@dataclass(frozen=True)
class Said:
    """What one reader gets."""

    letter: Letter
    push: PushText

    @property
    def first(self) -> str:
        """The first paragraph below the salutation, in one line."""
        return " ".join(self.letter.text.split("\n\n")[1].split())


def told(form: Form, **given: Any) -> Told:
    """The follow-up in this form of the outage of texts-de.md section 5.1."""
    message, kind = MESSAGES.get(form, (Message.NOTICE_CHANGED, UpdateKind(str(form)) if form not in MESSAGES else UpdateKind.CHANGED))
    times: dict[str, Any] = {"was_starts_at": START, "was_ends_at": END, "starts_at": START, "ends_at": END}
    values = {"id": UUID(int=7 + list(Form).index(form)), "number": 1, "kind": kind, "word": "", "created_at": NOW} | times | given
    return Told(str(message), NoticeUpdate(**values))


def said(about: Notice, follow_up: Told, places: list[Place] | None = None) -> Said:
    where = HOME if places is None else places
    return Said(RENDERER.update_mail(member(), about, follow_up, where), RENDERER.update_push(about, follow_up, where))


def test_it_takes_longer() -> None:
    """texts-de.md 5.4."""
    late = END + timedelta(hours=3)
    found = said(notice(ends_at=late), told(Form.LONGER, ends_at=late))
    assert found.letter.subject == "Änderung: Wasser erst ab ca. 17 Uhr wieder da, Amselweg 12"
    assert found.first == (
        "die Arbeiten dauern länger. Das Wasser bleibt heute, 24. November, voraussichtlich bis 17:00 Uhr abgestellt. "
        "Bisher war 14:00 Uhr geplant. Es tut uns leid."
    )
    assert found.push == PushText("Wasser länger aus: bis ca. 17 Uhr", "Amselweg 12, Di 24.11. Bisher geplant: 14 Uhr. Es tut uns leid.")


def test_nobody_knows_how_long() -> None:
    found = said(notice(ends_at=None), told(Form.LONGER, ends_at=None))
    assert found.letter.subject == "Änderung: Wasserabschaltung dauert länger, Amselweg 12"
    assert "Das Ende ist noch offen. Bisher war 14:00 Uhr geplant." in found.first
    assert found.push == PushText("Wasser länger aus", "Amselweg 12, Di 24.11. Ende noch offen. Bisher geplant: 14 Uhr. Es tut uns leid.")


def test_another_day() -> None:
    """texts-de.md 5.5; the calendar entry goes with it, of a higher sequence."""
    moved = notice(starts_at=START + DAYS, ends_at=END + DAYS, revision=1)
    found = said(moved, told(Form.MOVED, starts_at=START + DAYS, ends_at=END + DAYS))
    assert found.letter.subject == "Neuer Termin: Wasserabschaltung Do 26.11., 8–14 Uhr, Amselweg 12"
    assert found.first == (
        "der Termin hat sich geändert. Neu: Donnerstag, 26. November 2026, 8:00 Uhr bis voraussichtlich 14:00 Uhr. "
        "Am Dienstag, 24. November 2026, bleibt das Wasser an."
    )
    assert found.push == PushText("Neuer Termin: kein Wasser Do 26.11.", "Amselweg 12, 8–14 Uhr. Am Di 24.11. bleibt das Wasser an.")
    (entry,) = found.letter.attachments
    assert "SEQUENCE:1\r\n" in entry.text
    assert "DTSTART:20261126T070000Z\r\n" in entry.text
    assert "STATUS:CONFIRMED\r\n" in entry.text


def test_another_hour_of_the_same_day() -> None:
    """The water does not stay on that day."""
    later = START + timedelta(hours=2)
    found = said(notice(starts_at=later), told(Form.MOVED, starts_at=later))
    assert "bleibt das Wasser an" not in found.letter.text
    assert "Bisher war geplant: Dienstag, 24. November 2026, 8:00 Uhr bis voraussichtlich 14:00 Uhr." in found.first
    assert found.push.body == "Amselweg 12, 10–14 Uhr. Bisher: Di 24.11., 8–14 Uhr."


def test_no_more_affected() -> None:
    """texts-de.md 5.6."""
    found = said(notice(), told(Form.LEFT))
    assert found.letter.subject == "Ihr Haus ist doch nicht betroffen: Di 24.11."
    assert (
        found.first
        == "Amselweg 12 ist von der Wasserabschaltung am Dienstag, 24. November 2026, doch nicht betroffen. Ihr Wasser bleibt an."
    )
    assert found.push == PushText("Ihr Haus ist doch nicht betroffen", "Amselweg 12: Am Di 24.11. bleibt das Wasser an.")
    assert "STATUS:CANCELLED\r\n" in found.letter.attachments[0].text


def test_affected_now_too() -> None:
    """texts-de.md 5.6: the announcement, with a first sentence of its own."""
    letter = RENDERER.notice_mail(member(), notice(), HOME, has_joined=True)
    plain = RENDERER.notice_mail(member(), notice(), HOME)
    lead = "Die Wasserabschaltung betrifft jetzt auch Ihr Haus."
    assert letter.text == plain.text.replace("\n\n", f"\n\n{lead}\n\n", 1)
    assert lead in letter.html
    assert lead not in plain.html


def test_the_all_clear() -> None:
    """texts-de.md 5.7."""
    found = said(notice(state=NoticeState.ENDED), told(Form.ENDED))
    assert found.letter.subject == "Das Wasser ist wieder da: Amselweg 12"
    assert found.first == (
        "seit 13:20 Uhr ist das Wasser wieder da. Bitte öffnen Sie die Hähne langsam. "
        "Lassen Sie kaltes Wasser laufen, bis es klar ist. Trübes Wasser bitte nicht trinken."
    )
    assert "Läuft bei Ihnen kein Wasser? Rufen Sie uns an:" in found.letter.text
    assert found.push == PushText(
        "Das Wasser ist wieder da", "Amselweg 12. Hähne langsam öffnen und laufen lassen, bis das Wasser klar ist."
    )
    assert found.letter.attachments == ()


def test_called_off() -> None:
    """texts-de.md 5.8; the entry in the calendar goes."""
    found = said(notice(state=NoticeState.CANCELLED, revision=1), told(Form.CANCELLED, created_at=PUBLISHED))
    assert found.letter.subject == "Abgesagt: keine Wasserabschaltung am Di 24.11., Amselweg 12"
    assert found.first == (
        "die Wasserabschaltung am Dienstag, 24. November 2026, findet nicht statt. Ihr Wasser bleibt an. "
        "Einen neuen Termin kündigen wir rechtzeitig an."
    )
    assert found.push == PushText("Abgesagt: Das Wasser bleibt an", "Amselweg 12: Am Di 24.11. wird das Wasser nicht abgestellt.")
    content = found.letter.attachments[0].text
    assert "METHOD:CANCEL\r\n" in content
    assert "SEQUENCE:1\r\n" in content


def test_an_error() -> None:
    """texts-de.md 5.9."""
    found = said(notice(published_at=NOW - timedelta(hours=4)), told(Form.RETRACTED))
    assert found.letter.subject == "Irrtum: Bitte beachten Sie unsere Nachricht von 9:20 Uhr nicht"
    assert found.first == (
        "unsere Nachricht von heute, 9:20 Uhr, war ein Irrtum. In Ihrem Haus wird das Wasser nicht abgestellt. Bitte entschuldigen Sie."
    )
    assert found.push == PushText("Irrtum: Das Wasser bleibt an", "Unsere Nachricht von 9:20 Uhr gilt nicht. Bitte entschuldigen Sie.")


def test_the_evening_before() -> None:
    """texts-de.md 5.3; nothing touches the calendar."""
    found = said(notice(), reminder(Message.NOTICE_REMINDER, notice(), EVENING))
    assert found.letter.subject == "Erinnerung: morgen kein Wasser, Di 24.11., 8–14 Uhr"
    assert found.first == (
        "zur Erinnerung: Morgen, Dienstag, 24. November, ist in Ihrem Haus Amselweg 12 von 8:00 bis voraussichtlich 14:00 Uhr "
        "kein Wasser da. Bitte füllen Sie heute Abend Wasser ab."
    )
    assert found.push == PushText("Morgen kein Wasser: Di 24.11., 8–14 Uhr", "Amselweg 12. Bitte heute Abend Wasser abfüllen.")
    assert found.letter.attachments == ()


def test_late_on_the_day_itself_it_says_today() -> None:
    """No process ran in the evening: "morgen" would be a day wrong."""
    found = said(notice(), reminder(Message.NOTICE_REMINDER, notice(), START - timedelta(hours=1)))
    assert found.letter.subject == "Erinnerung: heute kein Wasser, Di 24.11., 8–14 Uhr"
    assert "Heute, Dienstag, 24. November, ist in Ihrem Haus" in found.first
    assert "Abend" not in found.first
    assert found.push.title == "Heute kein Wasser: Di 24.11., 8–14 Uhr"


def test_an_hour_before() -> None:
    """texts-de.md 5.3."""
    found = said(notice(), reminder(Message.NOTICE_SOON, notice(), START - timedelta(hours=1)))
    assert found.push == PushText("Ab 8 Uhr kein Wasser", "Di 24.11., Amselweg 12, bis ca. 14 Uhr. Bitte alle Hähne schließen.")


def test_a_long_window_moves_from_the_title_of_the_reminder_to_its_text() -> None:
    half = timedelta(minutes=30)
    about = notice(starts_at=START + half, ends_at=END + half)
    found = said(about, reminder(Message.NOTICE_REMINDER, about, EVENING))
    assert found.push == PushText(
        "Morgen kein Wasser: Di 24.11.", "Amselweg 12, Di 24.11., 8:30–14:30 Uhr. Bitte heute Abend Wasser abfüllen."
    )


def test_the_sentence_of_staff_stands_in_the_mail() -> None:
    found = said(notice(), told(Form.CHANGED, word="Trinkwasser bekommen Sie am Gemeinschaftshaus."))
    assert "Trinkwasser bekommen Sie am Gemeinschaftshaus." in found.letter.text
    assert "Trinkwasser bekommen Sie am Gemeinschaftshaus." in found.letter.html


@pytest.mark.parametrize("form", Form)
def test_mails_read_word_for_word_as_settled(form: Form) -> None:
    """Subject, text and page of each form of the outage of texts-de.md section 5."""
    letter = said(notice(published_at=NOW - timedelta(hours=4)), told(form, word="Danke für Ihre Geduld.")).letter
    compare(f"update_{form}.txt", f"{letter.subject}\n\n{letter.text}")
    compare(f"update_{form}.html", letter.html)


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("kind", NoticeKind)
@pytest.mark.parametrize("end", [END, None])
def test_every_kind_can_be_said_in_every_form(kind: NoticeKind, form: Form, end: datetime | None) -> None:
    """Nothing is missing, nothing is too long for a lock screen, and no place is left open, with one house, many or none."""
    about = notice(kind, title="Ein ungewöhnlich langer Titel für einen Aushang im Treppenhaus", ends_at=end, cause="")
    for places in (HOME, [Place(f"Oberkassler Straße {number}", "Gartenstadt") for number in range(1, 9)], []):
        found = said(about, told(form, ends_at=end), places)
        assert 0 < len(found.push.title) <= LONGEST_TITLE
        assert 0 < len(found.push.body) <= LONGEST_BODY
        for text in (found.letter.subject, found.letter.text, found.push.title, found.push.body):
            assert "{" not in text
            assert "  " not in text.replace("\n", "").replace("-- ", "")
            assert " ." not in text
            assert ".." not in text
            assert ", ," not in text
