"""From rows to words: Jinja2 templates, one folder per message. A missing variable raises; nothing half-said leaves the house."""

import re
import textwrap
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from models.delivery import Message
from models.document import Document
from models.member import Member
from models.notice import Notice
from models.reader import Reader
from models.staff_mail import StaffMessage
from push import calendar, notice_words, update_words, words
from push.copies import Copy
from push.message import Attachment, Letter, PushText
from push.notice_words import Place
from push.update_words import Form, Told
from push.worded import Versions, Worded
from settings import CooperativeSettings

TEMPLATES = Path(__file__).parent / "templates"
LINE = 78
LONGEST_TITLE = 40
LONGEST_BODY = 120
MOST_WORDED = 2000
MOST_LETTERS = 500
# Private characters that stand for what differs between the readers of one notice, until each mail gets its own.
_SALUTATION = "\ue000\ue001"
_CHOICES = "\ue000\ue002"
_NO_BREAK = "\u2060"
_TOGETHER = re.compile(r"(?<=\d) (?=\d|Uhr)|(?<=\d\.) (?=[A-ZÄÖÜ])")
_PHONE = re.compile(r"(?<![\w@.])\+?\d[\d\s/()-]{4,}\d")


class Renderer:
    """Words every message for one cooperative."""

    def __init__(
        self,
        cooperative: CooperativeSettings,
        base_url: str,
        number_word: str = "Mitgliedsnummer",
        *,
        own_password_at_activation: bool = False,
    ) -> None:
        self._cooperative = cooperative
        self._base_url = base_url
        self._environment = _environment()
        names = cast("dict[str, Any]", self._environment.globals)
        names |= {"cooperative": cooperative, "base_url": base_url, "number_word": number_word}
        self._own_password_at_activation = own_password_at_activation
        self._versions = Versions()
        self._variables = Worded[Mapping[str, Any]](MOST_WORDED)
        self._pushes = Worded[PushText](MOST_WORDED)
        self._letters = Worded[Letter](MOST_LETTERS)
        self._document_push = self._push(str(Message.DOCUMENT_PUBLISHED), {})

    def url(self, path: str) -> str:
        """A page of the portal as it stands in a mail."""
        return f"{self._base_url}{path}"

    def notice_mail(
        self,
        member: Member,
        notice: Notice,
        places: Sequence[Place],
        unsubscribe_url: str = "",
        copy: Copy | None = None,
        *,
        has_joined: bool = False,
    ) -> Letter:
        """The mail about a notice; an outage brings its calendar entry along. With `unsubscribe_url` it says where to switch them off.

        `copy`: `member` reads it for somebody else, who is named below the salutation; the link opens it for them. `has_joined`: it
        concerns the places of the member from an update on.

        Raises:
            words.NoSalutationError: the member has no last name.
        """
        key = self._versions.number(notice), tuple(places), has_joined
        letter = self._letters.get(key, lambda: self._notice_letter(notice, places, has_joined=has_joined))
        return self._for_reader(self._addressed(letter, member, unsubscribe_url, copy), notice, copy)

    def _for_reader(self, addressed: Letter, notice: Notice, copy: Copy | None) -> Letter:
        if copy is None:
            return addressed
        path = self.url(f"/aushaenge/{notice.id}")
        text, html = (part.replace(path, f"{path}?fuer={copy.member_id}") for part in (addressed.text, addressed.html))
        return Letter(addressed.subject, text, html, addressed.attachments)

    def _addressed(self, letter: Letter, member: Member, unsubscribe_url: str, copy: Copy | None) -> Letter:
        """The letter with what differs between its readers in place of the marks."""
        salutation, choices_url = words.salutation(member), unsubscribe_url or self.url("/profil")
        line = words.reading_line(copy.name) if copy is not None else ""
        text = letter.text.replace(_CHOICES, choices_url).replace(_SALUTATION, f"{salutation}\n\n{_fill(line)}" if line else salutation)
        head = escape(salutation) + Markup("<br><br>") + escape(line) if line else escape(salutation)
        return Letter(
            letter.subject, text, letter.html.replace(_CHOICES, escape(choices_url)).replace(_SALUTATION, head), letter.attachments
        )

    def _notice_letter(self, notice: Notice, places: Sequence[Place], *, has_joined: bool) -> Letter:
        """The mail with marks for what differs between readers; templates only print both, and never look into them."""
        lead = notice_words.joined(notice, places) if has_joined else ""
        given = {**self._notice(notice, places), "salutation": _SALUTATION, "choices_url": _CHOICES, "lead": lead}
        letter = self._written(self._notice_folder(notice), given)
        if notice_words.form(notice) != "outage":
            return letter
        entry = calendar.entry(notice, places, letter.subject, base_url=self._base_url)
        return Letter(letter.subject, letter.text, letter.html, (Attachment("termin.ics", "text/calendar", entry),))

    def notice_push(self, notice: Notice, places: Sequence[Place]) -> PushText:
        """The push about a notice, for the lock screen."""
        return self._pushes.get((self._versions.number(notice), tuple(places)), lambda: self._notice_push(notice, places))

    def _notice_push(self, notice: Notice, places: Sequence[Place]) -> PushText:
        folder = self._notice_folder(notice)
        given = dict(self._notice(notice, places))
        found = self._push(folder, given)
        if len(found.body) <= LONGEST_BODY and len(found.title) <= LONGEST_TITLE:
            return found
        given["where_short"] = f"{len(places)} Ihrer Häuser" if len(places) > 1 else _cut(given["where_short"], LINE // 2)
        shorter = self._push(folder, given)
        return PushText(_cut(shorter.title, LONGEST_TITLE), _cut(shorter.body, LONGEST_BODY))

    def update_mail(
        self,
        member: Member,
        notice: Notice,
        told: Told,
        places: Sequence[Place],
        *,
        unsubscribe_url: str = "",
        copy: Copy | None = None,
    ) -> Letter:
        """The mail about a follow-up of a notice, for who knows of it; a new time brings a new calendar entry along (RFC 5546 2.1.4).

        Raises:
            words.NoSalutationError: the member has no last name.
        """
        key = self._versions.number(notice), tuple(places), told.message, told.update.id
        letter = self._letters.get(key, lambda: self._update_letter(notice, told, places))
        return self._for_reader(self._addressed(letter, member, unsubscribe_url, copy), notice, copy)

    def update_push(self, notice: Notice, told: Told, places: Sequence[Place]) -> PushText:
        """The push about a follow-up; it takes the place of the earlier one."""
        given = self._update(notice, told, places)
        found = self._push(f"notice_update/{told.form}", given)
        if len(found.body) <= LONGEST_BODY and len(found.title) <= LONGEST_TITLE:
            return found
        given["where_short"] = f"{len(places)} Ihrer Häuser" if len(places) > 1 else _cut(given["where_short"], LINE // 2)
        shorter = self._push(f"notice_update/{told.form}", given)
        return PushText(_cut(shorter.title, LONGEST_TITLE), _cut(shorter.body, LONGEST_BODY))

    def _update(self, notice: Notice, told: Told, places: Sequence[Place]) -> dict[str, Any]:
        return update_words.variables(notice, told.update, self._notice(notice, places))

    def _update_letter(self, notice: Notice, told: Told, places: Sequence[Place]) -> Letter:
        folder = f"notice_update/{told.form}"
        given = self._update(notice, told, places) | {"salutation": _SALUTATION, "choices_url": _CHOICES}
        given["subject"] = self._line(f"{folder}/subject.txt", given)
        given["title"] = self._line(f"{folder}/push_title.txt", given)
        given["band"] = update_words.BANDS[told.form]
        given["paragraphs"] = update_words.paragraphs(self._render(f"{folder}/text.txt", given), told.update.word)
        given["calls_for_more"] = told.form not in {Form.LEFT, Form.RETRACTED}
        body = self._render("notice_update/body.txt", given).strip()
        footer = self._render("_shared/footer.txt", given).strip()
        html = self._render("notice_update/body.html", given)
        return Letter(given["subject"], f"{body}\n\n{footer}\n", html, self._calendar(notice, told, places, given["subject"]))

    def _calendar(self, notice: Notice, told: Told, places: Sequence[Place], summary: str) -> tuple[Attachment, ...]:
        """A new time replaces the entry, an end that is no longer to come takes it away; nothing else touches it."""
        if not notice.is_outage or notice.is_emergency or notice.starts_at is None:
            return ()
        if told.form in {Form.ENDED, Form.CHANGED}:
            return ()
        is_off = told.form in {Form.CANCELLED, Form.RETRACTED, Form.LEFT}
        title = summary if is_off else self._line(f"{self._notice_folder(notice)}/subject.txt", dict(self._notice(notice, places)))
        entry = calendar.entry(notice, places, title, base_url=self._base_url, is_cancelled=is_off)
        return (Attachment("termin.ics", "text/calendar", entry),)

    def document_mail(self, member: Member, document: Document, unsubscribe_url: str = "") -> Letter:
        """The mail about a document: its kind is named where that gives nothing away."""
        given = {
            "category": notice_words.document_category(document),
            "published_at": document.published_at or document.created_at,
            "link": f"{self._base_url}/dokumente",
        }
        return self._letter(str(Message.DOCUMENT_PUBLISHED), member, given, unsubscribe_url)

    def document_for_reader(self, member: Member, document: Document, copy: Copy, unsubscribe_url: str = "") -> Letter:
        """The mail about a document of somebody whom the member reads for."""
        given = {
            "category": notice_words.document_category(document),
            "published_at": document.published_at or document.created_at,
            "link": f"{self._base_url}/dokumente?fuer={copy.member_id}",
            "name": copy.name,
            "salutation": _SALUTATION,
            "choices_url": _CHOICES,
        }
        return self._addressed(self._written(str(Message.DOCUMENT_FOR_READER), given), member, unsubscribe_url, copy)

    def reader_invitation(self, person: Member, reader: Reader, token: str, expires_at: datetime) -> Letter:
        """The mail that asks somebody to read along; the token stands behind `#`, where no server log sees it."""
        link = self.url(f"/mitlesen#{token}")
        return self._letter(str(Message.READER_INVITATION), person, {**_about(reader), "link": link, "expires_at": expires_at})

    def reading(self, message: str, to: Member, reader: Reader) -> Letter:
        """A word to either side that it began or ended."""
        return self._letter(message, to, {**_about(reader), "link": self._base_url})

    def document_push(self) -> PushText:
        """Neutral, as the lock screen may be read by anybody (WP-35)."""
        return self._document_push

    def test_push(self) -> PushText:
        """What a person sends to an own device to see that it works."""
        return self._push(str(Message.TEST_PUSH), {})

    def activation(self, member: Member, token: str, expires_at: datetime) -> Letter:
        """The mail with the link that ends the registration; it says which page it opens (AU-27)."""
        link = f"{self._base_url}/aktivieren/{token}"
        given = {"link": link, "expires_at": expires_at, "own_password": self._own_password_at_activation}
        return self._letter(str(Message.ACTIVATION), member, given)

    def one_time_password(self, member: Member, password: str, expires_at: datetime) -> Letter:
        """The second mail; the membership number never stands in it."""
        return self._letter(str(Message.ONE_TIME_PASSWORD), member, {"password": password, "expires_at": expires_at})

    def password_reset(self, member: Member, token: str) -> Letter:
        """The token stands behind `#`, where no server log sees it."""
        return self._letter(str(Message.PASSWORD_RESET), member, {"link": f"{self._base_url}/neues-passwort#{token}"})

    def email_confirmation(self, member: Member, token: str, expires_at: datetime) -> Letter:
        """The mail that proves that an address works again."""
        link = self.url(f"/e-mail-bestaetigen/{token}")
        return self._letter(str(Message.EMAIL_CONFIRMATION), member, {"link": link, "expires_at": expires_at})

    def login_code(self, member: Member, digits: str, expires_at: datetime) -> Letter:
        """Six digits for a login with a device nobody knows (AU-29)."""
        return self._letter(str(Message.LOGIN_CODE), member, {"digits": digits, "expires_at": expires_at})

    def login_attempts(self, member: Member, tried_at: datetime) -> Letter:
        """A word to the owner when somebody guesses (AU-05)."""
        return self._letter(str(Message.LOGIN_ATTEMPTS), member, {"tried_at": tried_at})

    def new_device(self, member: Member, signed_in_at: datetime, device: str) -> Letter:
        """A word to the owner when the password was used where it never was before (AU-05); `device` is what the browser says of itself."""
        return self._letter(str(Message.NEW_DEVICE), member, {"signed_in_at": signed_in_at, "device": _cut(" ".join(device.split()), LINE)})

    def password_changed(self, member: Member, changed_at: datetime) -> Letter:
        """A word to the owner after each change."""
        return self._letter(str(Message.PASSWORD_CHANGED), member, {"changed_at": changed_at})

    def email_change(self, member: Member, token: str, expires_at: datetime) -> Letter:
        """The mail that proves a new address; the token stands behind `#`, where no server log sees it."""
        link = self.url(f"/neue-e-mail#{token}")
        return self._letter(str(Message.EMAIL_CHANGE), member, {"link": link, "expires_at": expires_at})

    def email_change_asked(self, member: Member, email: str, asked_at: datetime) -> Letter:
        """A word to the address of before that another one is wanted."""
        return self._letter(str(Message.EMAIL_CHANGE_ASKED), member, {"masked": words.masked(email), "asked_at": asked_at})

    def email_changed(self, member: Member, email: str) -> Letter:
        """A word to the old and to the new address."""
        return self._letter(str(Message.EMAIL_CHANGED), member, {"masked": words.masked(email)})

    def passkey_changed(self, message: str, member: Member, changed_at: datetime) -> Letter:
        """A word to the owner of a passkey that came or went."""
        return self._letter(message, member, {"changed_at": changed_at})

    def staff_mail(self, message: StaffMessage, name: str, given: Mapping[str, Any]) -> Letter:
        """A mail to an employee, who has no choices of mails to make."""
        return self._written(str(message), {**given, "salutation": f"Guten Tag {' '.join(name.split())},", "choices_url": ""})

    @staticmethod
    def _notice_folder(notice: Notice) -> str:
        return f"{Message.NOTICE_PUBLISHED}/{notice_words.form(notice)}"

    def _notice(self, notice: Notice, places: Sequence[Place]) -> Mapping[str, Any]:
        key = self._versions.number(notice), tuple(places)
        phone = self._cooperative.service_phone
        return self._variables.get(key, lambda: notice_words.variables(notice, places, base_url=self._base_url, service_phone=phone))

    def _letter(self, folder: str, member: Member, common: Mapping[str, Any], unsubscribe_url: str = "") -> Letter:
        given = {**common, "salutation": words.salutation(member), "choices_url": unsubscribe_url or self.url("/profil")}
        return self._written(folder, given)

    def _written(self, folder: str, given: dict[str, Any]) -> Letter:
        given["subject"] = self._line(f"{folder}/subject.txt", given)
        body = self._render(f"{folder}/body.txt", given).strip()
        footer = self._render("_shared/footer.txt", given).strip()
        return Letter(given["subject"], f"{body}\n\n{footer}\n", self._render(f"{folder}/body.html", given))

    def _push(self, folder: str, given: dict[str, Any]) -> PushText:
        return PushText(self._line(f"{folder}/push_title.txt", given), self._line(f"{folder}/push_body.txt", given))

    def _line(self, template: str, given: dict[str, Any]) -> str:
        return " ".join(self._render(template, given).split())

    def _render(self, template: str, given: dict[str, Any]) -> str:
        return self._environment.get_template(template).render(given)


def _about(reader: Reader) -> dict[str, Any]:
    """Who reads for whom, as the mails of either side say it."""
    return {
        "member": reader.member.name,
        "reader": reader.name,
        "reads_documents": reader.reads_documents,
        "is_by_deed": reader.is_by_deed,
        "kind": reader.kind.value,
    }


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        auto_reload=False,
    )
    filters = cast("dict[str, Any]", environment.filters)
    filters |= {
        "long_day": words.long_day,
        "plain_day": words.plain_day,
        "long_moment": words.long_moment,
        "fill": _fill,
        "pad": _pad,
        "sentence": _sentence,
        "tel": _tel,
        "phones": _phones,
    }
    return environment


def _fill(text: str) -> str:
    """Lines of at most 78 characters; words, links, telephone numbers and dates stay whole."""
    kept = _TOGETHER.sub(_NO_BREAK, text)
    return textwrap.fill(kept, LINE, break_long_words=False, break_on_hyphens=False).replace(_NO_BREAK, " ")


def _pad(label: str, facts: list[tuple[str, str]]) -> str:
    """A label as wide as the widest, so that the values stand below each other."""
    return label.ljust(max(len(name) for name, _ in facts) + 2)


def _sentence(text: str) -> str:
    """The text with the full stop that ends it, unless it ends already."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _tel(number: str) -> str:
    """`tel:` form of a German number: digits, a leading 0 as +49 (RFC 3966)."""
    digits = "".join(character for character in number if character.isdigit() or character == "+")
    return f"+49{digits[1:]}" if digits.startswith("0") and not digits.startswith("00") else digits


def _phones(text: str) -> Markup:
    """Text with every telephone number as a link."""
    style = "font-weight:700;white-space:nowrap;"
    found, position = Markup(), 0
    for match in _PHONE.finditer(text):
        found += escape(text[position : match.start()]) + Markup('<a href="tel:{}" style="{}">{}</a>').format(
            _tel(match[0]), style, match[0]
        )
        position = match.end()
    return found + escape(text[position:])


def _cut(text: str, longest: int) -> str:
    """At most `longest` characters, cut between words with an ellipsis."""
    if len(text) <= longest:
        return text
    return textwrap.shorten(text, longest, placeholder=" …") if " " in text[:longest] else f"{text[: longest - 1]}…"
