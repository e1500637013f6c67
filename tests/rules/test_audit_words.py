"""The audit log is read by people: whatever it may say has German words in the staff pages (AL-01)."""

import re
from enum import StrEnum
from pathlib import Path

import pytest

from models.delivery import Channel, Message, Reason
from models.device import DeviceKind
from models.document import DocumentCategory
from models.imports import ImportMode
from models.language import Language
from models.letter import LetterKind, LetterOrder
from models.member import MemberTaskKind
from models.notice import NoticeKind, UpdateKind, Urgency
from models.reader import ReaderEnd, ReaderKind
from models.second_factor import Factor
from models.session import SessionScope
from models.staff import StaffRole
from models.token import TokenScope
from push.unsubscribe import Kind
from resolvers.document.link import Refusal
from resolvers.letter.choice import LetterScope
from resolvers.member_access.helping import IdentityCheck

ROOT = Path(__file__).parents[2]
DETAILS = (ROOT / "web/pwa/src/staff/audit/details.ts").read_text()
# `reason` may also be what an employee typed; `by` also says "mailed link".
VALUES: tuple[tuple[str, type[StrEnum]], ...] = (
    ("by", ReaderEnd),
    ("category", DocumentCategory),
    ("channel", Channel),
    ("check", IdentityCheck),
    ("factor", Factor),
    ("kind", DeviceKind),
    ("kind", LetterKind),
    ("kind", ReaderKind),
    ("kind", UpdateKind),
    ("languages", Language),
    ("mails", Kind),
    ("mode", ImportMode),
    ("reason", Reason),
    ("reason", Refusal),
    ("scope", LetterScope),
    ("scope", SessionScope),
    ("scopes", TokenScope),
    ("sorting", LetterOrder),
    ("task", MemberTaskKind),
    ("template", NoticeKind),
    ("urgency", Urgency),
)
WRITERS = [path for folder in ("models", "push", "resolvers") for path in sorted((ROOT / folder).rglob("*.py"))]
KIND = re.compile(r"""object_kind="([a-z_]+)"|_refuse\(request, "([a-z_]+)"|\("([a-z_]+)", ""\)$""", re.MULTILINE)
KINDS = {kind for path in WRITERS for found in KIND.findall(path.read_text()) for kind in found if kind}
PARTS = {
    part
    for path in WRITERS
    for entry in re.findall(r"details(?:: dict\[str, object\] = |=| \|= )(\{[^}]*\})", path.read_text())
    for part in re.findall(r'"([a-z_0-9]+)": ', entry)
    if "audit.record" in path.read_text()
}


@pytest.mark.parametrize(("part", "values"), VALUES)
def test_each_value_has_a_word(part: str, values: type[StrEnum]) -> None:
    assert [value for value in values if f'"{part}.{value}": ' not in DETAILS] == []


def test_each_message_and_role_has_a_word() -> None:
    assert [message for message in Message if f'  {message.name}: "' not in DETAILS] == []
    assert [role for role in StaffRole if f'"{role}"' not in DETAILS] == []


def test_each_kind_of_thing_and_each_part_has_a_word() -> None:
    assert {"member", "staff_email", "caretaker_link"} <= KINDS
    assert len(PARTS) > 20
    keys = set(re.findall(r"^  (\w+): ", DETAILS, re.MULTILINE))
    assert KINDS - keys == set()
    assert PARTS - keys == set()
