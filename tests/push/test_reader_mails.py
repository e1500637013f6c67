"""The mails about reading along, word for word (golden files; tests/push/test_render.py says how to record them)."""

from uuid import UUID

import pytest

from models.delivery import Message
from models.member import Member
from models.reader import Reader, ReaderKind
from push.copies import Copy
from push.message import Letter
from tests.push.test_render import END, HOME, PUBLISHED, RENDERER, compare, document, member, notice

pytestmark = pytest.mark.usefixtures("database")


async def letters() -> dict[str, Letter]:
    """Petra Helfer reads for Frau Brückner-Hohenadl."""
    maria = member(external_id="M-1")
    await maria.save()
    petra = await Member.create(external_id="M-2", first_name="Petra", last_name="Helfer")
    copy = Copy(UUID(int=1), UUID(int=2), maria.name, notice().id, None, Message.NOTICE_PUBLISHED, None)

    def reader(kind: ReaderKind = ReaderKind.INVITED) -> Reader:
        return Reader(
            kind=kind, member=maria, name="Petra Helfer", email="petra.helfer@example.net", invited_at=PUBLISHED, reads_documents=True
        )

    return {
        "reader_invitation": RENDERER.reader_invitation(petra, reader(), "TOKEN", END),
        "reader_invitation_guardian": RENDERER.reader_invitation(petra, reader(ReaderKind.GUARDIAN), "TOKEN", END),
        "reader_started": RENDERER.reading(Message.READER_STARTED, maria, reader()),
        "reader_ended": RENDERER.reading(Message.READER_ENDED, maria, reader()),
        "reading_started": RENDERER.reading(Message.READING_STARTED, petra, reader()),
        "reading_ended": RENDERER.reading(Message.READING_ENDED, petra, reader()),
        "notice_for_reader": RENDERER.notice_mail(petra, notice(), HOME, "", copy),
        "document_for_reader": RENDERER.document_for_reader(petra, document(), copy),
    }


async def test_mails_about_reading_along_read_word_for_word_as_settled() -> None:
    """DS-19a: subject, text and page."""
    for name, letter in (await letters()).items():
        compare(f"{name}.txt", f"{letter.subject}\n\n{letter.text}")
        compare(f"{name}.html", letter.html)
