"""From rows to words: Jinja2 templates, one folder per message. A missing variable raises; nothing half-said leaves the house."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from markupsafe import Markup, escape

from models.delivery import Message
from models.document import Document
from models.language import Language
from models.member import Member
from models.notice import Notice
from models.reader import Reader
from models.staff_mail import StaffMessage
from push import calendar, notice_words, translated_push, update_words, words
from push.copies import Copy
from push.environment import LINE, cut, environment, fill, isolates
from push.message import Attachment, Letter, PushText
from push.notice_words import Place
from push.tongue import tongue
from push.translated_push import LONGEST_BODY, LONGEST_TITLE
from push.translation import GERMAN, Speaker, Spoken, Wanted
from push.update_words import Form, Told
from push.worded import Versions, Worded
from settings import CooperativeSettings

MOST_WORDED = 2000
MOST_LETTERS = 1000
# Private characters that stand for what differs between the readers of one notice, until each mail gets its own.
_SALUTATION = "\ue000\ue001"
_CHOICES = "\ue000\ue002"
_GREETING = "\ue000\ue003"


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
        self._environment = environment()
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
        wanted: Wanted = GERMAN,
    ) -> Letter:
        """The mail about a notice; an outage brings its calendar entry along. With `unsubscribe_url` it says where to switch them off.

        `copy`: `member` reads it for somebody else, who is named below the salutation; the link opens it for them. `has_joined`: it
        concerns the places of the member from an update on. `wanted`: the language that stands above the German text.

        Raises:
            words.NoSalutationError: the member has no last name.
        """
        key = self._versions.number(notice), tuple(places), has_joined, wanted
        letter = self._letters.get(key, lambda: self._notice_letter(notice, places, wanted, has_joined=has_joined))
        return self._for_reader(self._addressed(letter, member, unsubscribe_url, copy, wanted.language), notice, copy)

    def _for_reader(self, addressed: Letter, notice: Notice, copy: Copy | None) -> Letter:
        if copy is None:
            return addressed
        path = self.url(f"/aushaenge/{notice.id}")
        text, html = (part.replace(path, f"{path}?fuer={copy.member_id}") for part in (addressed.text, addressed.html))
        return Letter(addressed.subject, text, html, addressed.attachments)

    def _addressed(
        self, letter: Letter, member: Member, unsubscribe_url: str, copy: Copy | None, language: Language = Language.DE
    ) -> Letter:
        """The letter with what differs between its readers in place of the marks."""
        choices_url = unsubscribe_url or self.url("/profil")
        heads = {_SALUTATION: (escape, words.salutation(member), words.reading_line(copy.name) if copy is not None else "")}
        if language is not Language.DE:
            told = tongue(language)
            line = told.say("reading", name=copy.name) if copy is not None else ""
            heads[_GREETING] = (isolates, told.plain(told.say("greeting", name=member.name)), told.plain(line))
        text, html = letter.text.replace(_CHOICES, choices_url), letter.html.replace(_CHOICES, escape(choices_url))
        for mark, (markup, salutation, line) in heads.items():
            text = text.replace(mark, f"{salutation}\n\n{fill(line)}" if line else salutation)
            html = html.replace(mark, markup(salutation) + Markup("<br><br>") + markup(line) if line else markup(salutation))
        return Letter(letter.subject, text, html, letter.attachments)

    def _notice_letter(self, notice: Notice, places: Sequence[Place], wanted: Wanted, *, has_joined: bool) -> Letter:
        """The mail with marks for what differs between readers; templates only print both, and never look into them."""
        lead = notice_words.joined(notice, places) if has_joined else ""
        given = {**self._notice(notice, places), "salutation": _SALUTATION, "choices_url": _CHOICES, "lead": lead}
        spoken = self.speaker(notice, places, wanted).announcement(has_joined=has_joined) if wanted.speaks(notice) else None
        letter = self._written(self._notice_folder(notice), given, spoken)
        if notice_words.form(notice) != "outage":
            return letter
        entry = calendar.entry(notice, places, letter.subject, base_url=self._base_url)
        return Letter(letter.subject, letter.text, letter.html, (Attachment("termin.ics", "text/calendar", entry),))

    def speaker(self, notice: Notice, places: Sequence[Place], wanted: Wanted) -> Speaker:
        """Who says it in another language than German."""
        phones = self._cooperative.service_phone, self._cooperative.emergency_phone
        return Speaker(notice, places, wanted, contact=phones[0], emergency_phone=phones[1])

    def notice_push(self, notice: Notice, places: Sequence[Place], wanted: Wanted = GERMAN) -> PushText:
        """The push about a notice, for the lock screen."""
        key = self._versions.number(notice), tuple(places), wanted
        if wanted.speaks(notice):
            return self._pushes.get(key, lambda: translated_push.announcement(self.speaker(notice, places, wanted)))
        return self._pushes.get(key, lambda: self._notice_push(notice, places))

    def _notice_push(self, notice: Notice, places: Sequence[Place]) -> PushText:
        folder = self._notice_folder(notice)
        given = dict(self._notice(notice, places))
        found = self._push(folder, given)
        if len(found.body) <= LONGEST_BODY and len(found.title) <= LONGEST_TITLE:
            return found
        given["where_short"] = f"{len(places)} Ihrer Häuser" if len(places) > 1 else cut(given["where_short"], LINE // 2)
        shorter = self._push(folder, given)
        return PushText(cut(shorter.title, LONGEST_TITLE), cut(shorter.body, LONGEST_BODY))

    def update_mail(
        self,
        member: Member,
        notice: Notice,
        told: Told,
        places: Sequence[Place],
        *,
        unsubscribe_url: str = "",
        copy: Copy | None = None,
        wanted: Wanted = GERMAN,
    ) -> Letter:
        """The mail about a follow-up of a notice, for who knows of it; a new time brings a new calendar entry along (RFC 5546 2.1.4).

        Raises:
            words.NoSalutationError: the member has no last name.
        """
        key = self._versions.number(notice), tuple(places), told.message, told.update.id, told.update.created_at, wanted
        letter = self._letters.get(key, lambda: self._update_letter(notice, told, places, wanted))
        return self._for_reader(self._addressed(letter, member, unsubscribe_url, copy, wanted.language), notice, copy)

    def update_push(self, notice: Notice, told: Told, places: Sequence[Place], wanted: Wanted = GERMAN) -> PushText:
        """The push about a follow-up; it takes the place of the earlier one."""
        if wanted.speaks(notice):
            return translated_push.follow_up(self.speaker(notice, places, wanted), told)
        given = self._update(notice, told, places)
        found = self._push(f"notice_update/{told.form}", given)
        if len(found.body) <= LONGEST_BODY and len(found.title) <= LONGEST_TITLE:
            return found
        given["where_short"] = f"{len(places)} Ihrer Häuser" if len(places) > 1 else cut(given["where_short"], LINE // 2)
        shorter = self._push(f"notice_update/{told.form}", given)
        return PushText(cut(shorter.title, LONGEST_TITLE), cut(shorter.body, LONGEST_BODY))

    def _update(self, notice: Notice, told: Told, places: Sequence[Place]) -> dict[str, Any]:
        return update_words.variables(notice, told.update, self._notice(notice, places))

    def _update_letter(self, notice: Notice, told: Told, places: Sequence[Place], wanted: Wanted) -> Letter:
        folder = f"notice_update/{told.form}"
        given = self._update(notice, told, places) | {"salutation": _SALUTATION, "choices_url": _CHOICES}
        given["subject"] = self._line(f"{folder}/subject.txt", given)
        given["title"] = self._line(f"{folder}/push_title.txt", given)
        given["band"] = update_words.BANDS[told.form]
        given["paragraphs"] = update_words.paragraphs(self._render(f"{folder}/text.txt", given), told.update.word)
        given["calls_for_more"] = told.form not in {Form.LEFT, Form.RETRACTED}
        speaker = self.speaker(notice, places, wanted) if wanted.speaks(notice) else None
        spoken = speaker.follow_up(told.update, told.form) if speaker else None
        letter = self._printed("notice_update", given, spoken)
        announced = speaker.announcement().subject if speaker else ""
        entry = self._calendar(notice, told, places, letter.subject, announced)
        return Letter(letter.subject, letter.text, letter.html, entry)

    def _calendar(self, notice: Notice, told: Told, places: Sequence[Place], summary: str, announced: str) -> tuple[Attachment, ...]:
        """A new time replaces the entry, called what was `announced`; an end that is no longer to come takes it away."""
        if not notice.is_outage or notice.is_emergency or notice.starts_at is None:
            return ()
        if told.form in {Form.ENDED, Form.CHANGED, Form.REMINDER, Form.SOON}:
            return ()
        is_off = told.form in {Form.CANCELLED, Form.RETRACTED, Form.LEFT}
        german = self._line(f"{self._notice_folder(notice)}/subject.txt", dict(self._notice(notice, places)))
        title = summary if is_off else announced or german
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

    def notices_mail(self, member: Member, notices: Sequence[tuple[Notice, Sequence[Place]]], unsubscribe_url: str = "") -> Letter:
        """One mail about several new notices on the board.

        Raises:
            words.NoSalutationError: the member has no last name.
        """
        given = [self._notice(notice, places) for notice, places in notices]
        places = {place for _, of_notice in notices for place in of_notice}
        where = words.listed([place.address for place in sorted(places, key=lambda place: place.order)])
        return self._letter("notices_gathered", member, {"items": given, "where": where}, unsubscribe_url)

    def documents_mail(self, member: Member, documents: Sequence[Document], unsubscribe_url: str = "") -> Letter:
        """One mail about several new documents; each is named where that gives nothing away."""
        rows = [
            (notice_words.document_category(document) or "Ein Dokument für Sie", document.published_at or document.created_at)
            for document in documents
        ]
        return self._letter("documents_gathered", member, {"items": rows, "link": f"{self._base_url}/dokumente"}, unsubscribe_url)

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
        return self._letter(str(Message.NEW_DEVICE), member, {"signed_in_at": signed_in_at, "device": cut(" ".join(device.split()), LINE)})

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

    def _written(self, folder: str, given: dict[str, Any], spoken: Spoken | None = None) -> Letter:
        given["subject"] = self._line(f"{folder}/subject.txt", given)
        return self._printed(folder, given, spoken)

    def _printed(self, folder: str, given: dict[str, Any], spoken: Spoken | None) -> Letter:
        """The German letter, below what the reader's own language says of it."""
        footer = self._render("_shared/footer.txt", given).strip()
        text = f"{self._render(f'{folder}/body.txt', given).strip()}\n\n{footer}\n"
        if spoken is None:
            return Letter(given["subject"], text, self._render(f"{folder}/body.html", given))
        told, language = tongue(spoken.language), spoken.language
        given |= {"spoken": spoken, "tongue": told.general, "greeting": _GREETING, "lang": language.tag, "dir": language.direction}
        given["subject"] = spoken.subject
        above = told.plain(self._render("_shared/translation.txt", given)).strip()
        return Letter(spoken.subject, f"{above}\n\n{text}", self._render(f"{folder}/body.html", given))

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
