"""What one reader is told in their own language; the binding German text always stands below it.

Texts are those of push/locales; times and places stand beside labels. What staff wrote stays as they wrote it, unless they translated it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from models.language import Language
from models.notice import Notice, NoticeState, NoticeTranslation, NoticeUpdate
from push import notice_words
from push.notice_words import Place, first_paragraph
from push.tongue import KindWords, Tongue, isolated, sentence, tongue
from push.update_words import Form


@dataclass(frozen=True, slots=True)
class FreeText:
    """What staff translated of a notice; empty where they did not."""

    title: str = ""
    body: str = ""
    cause: str = ""

    @classmethod
    def of(cls, row: NoticeTranslation) -> "FreeText":
        """As it is kept."""
        return cls(row.title, row.body, row.cause)


NOTHING = FreeText()


@dataclass(frozen=True, slots=True)
class Wanted:
    """In which language a notice is said to one reader, with what staff translated into it."""

    language: Language = Language.DE
    free: FreeText = NOTHING

    def speaks(self, notice: Notice) -> bool:
        """Whether there is anything to say beside the German text: outages are worded in every language, other notices by staff alone."""
        return self.language is not Language.DE and (notice.is_outage or self.free != NOTHING)


GERMAN = Wanted()


def wanted(language: Language, translations: Mapping[Language, FreeText]) -> Wanted:
    """For a reader of this language."""
    return Wanted(language, translations.get(language, NOTHING)) if language is not Language.DE else GERMAN


@dataclass(frozen=True, slots=True)
class Section:
    """What to do, one sentence each; `is_german` as staff wrote it."""

    title: str
    items: tuple[str, ...]
    is_german: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """The text above the German one, without salutation. Isolates of direction stand in it (push/tongue.py)."""

    language: Language
    subject: str
    band: str
    title: str
    is_danger: bool = False
    paragraphs: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    german: str = ""
    sections: tuple[Section, ...] = ()
    closing: tuple[str, ...] = ()
    mail_only: tuple[str, ...] = ()


class Speaker:
    """Says one notice in one language to who lives at these places."""

    def __init__(self, notice: Notice, places: Sequence[Place], said: Wanted, *, contact: str, emergency_phone: str) -> None:
        self.notice, self.places, self.free = notice, places, said.free
        self.tongue: Tongue = tongue(said.language)
        self.kind: KindWords | None = self.tongue.kinds.get(notice.kind)
        self.contact = (notice.contact or contact).strip().rstrip(".")
        self.emergency_phone = emergency_phone

    @property
    def start(self) -> datetime:
        """When it begins."""
        return self.notice.starts_at or self.notice.published_at or self.notice.created_at

    @property
    def noun(self) -> str:
        """What it is called."""
        return self.kind["noun"] if self.kind else self._title

    @property
    def head(self) -> str:
        """What is missing."""
        return self.kind["head"] if self.kind else self._title

    @property
    def _title(self) -> str:
        return isolated(self.free.title or self.notice.title)

    def announcement(self, *, has_joined: bool = False) -> Spoken:
        """The first word about it. `has_joined`: it concerns the reader from an update on."""
        say = self.tongue.general
        lead = (say["joined"],) if has_joined else ()
        match notice_words.form(self.notice), self.kind:
            case "emergency", KindWords() as kind:
                said = Spoken(
                    self.tongue.language,
                    self.headed(kind["now"], ":"),
                    f"{say['now']}: {kind['head']}",
                    kind["now"],
                    is_danger=True,
                    paragraphs=(*lead, kind["still"], kind["care"]),
                    facts=self.facts(
                        since=self.tongue.moment(self.start),
                        end=self.tongue.until("until", self.notice.ends_at, self.start, is_long=True),
                        why=self.cause,
                    ),
                    sections=self.advice() or (Section("", (kind["at_once"],)),),
                    closing=(self._questions(),),
                )
            case "outage", KindWords() as kind:
                window = self.tongue.short_window(self.start, self.notice.ends_at)
                day = self.tongue.long_day(self.start)
                said = Spoken(
                    self.tongue.language,
                    self.headed(f"{kind['noun']}: {window}"),
                    f"{say['announced']}: {kind['noun']}",
                    say["title"].format(head=kind["head"], day=day),
                    paragraphs=(*lead, kind["off"]),
                    facts=self.facts(day=day, time=self.tongue.window(self.start, self.notice.ends_at), what=kind["what"], why=self.cause),
                    sections=self.advice() or self._usual_advice(kind),
                    closing=(f"{kind['help']} {self._call_us()}",),
                    mail_only=(say["calendar"], say["neighbours"]),
                )
            case _:
                said = Spoken(
                    self.tongue.language,
                    self.headed(f"{say['notice']}: {self._title}"),
                    say["notice"],
                    self._title,
                    paragraphs=(*lead, say["notice_text"]),
                    facts=self.facts(**self._dates(), why=self.cause),
                    sections=self.advice(),
                    closing=(self._questions(),),
                )
        return self._with_body(said)

    def follow_up(self, update: NoticeUpdate, form: Form) -> Spoken:
        """What became of it, for who knows of it. Times are those of the update."""
        say, language = self.tongue.general, self.tongue
        start, end = update.starts_at, update.ends_at
        now = {"day": language.long_day(start), "time": language.window(start, end)} if start else {}
        was = self._whole_window(update.was_starts_at, update.was_ends_at)
        window = language.short_window(start, end) if start else ""
        stays = self._of_kind("stays")
        match form:
            case Form.MOVED:
                said = self._about("new_date", window, say["moved_text"])
                said = replace(said, facts=self.facts(new_date=language.listed(list(now.values())), old_date=was))
            case Form.LONGER:
                said = self._about("longer", "", say["longer_text"], self._of_kind("stays_off"))
                until = language.until("until", end, start, is_long=True)
                planned = language.until("until", update.was_ends_at, start, is_long=True) if update.was_ends_at else ""
                said = replace(said, facts=self.facts(new_end=until, old_end=planned), closing=(say["sorry"],))
            case Form.CHANGED:
                said = replace(self._about("change", window, say["change_text"]), facts=self.facts(**now))
            case Form.AREA:
                said = replace(self._about("change", window, say["area_text"]), facts=self._affected(now))
            case Form.LEFT:
                day = language.short_day(start) if start else ""
                said = replace(self._about("left", day, sentence(say["left"]), stays), facts=self.facts(day=now.get("day", "")))
                said = replace(said, subject=language.plain(": ".join(part for part in (say["left"], day) if part)))
            case Form.ENDED:
                said = self.ended(update.created_at)
            case Form.CANCELLED:
                later = (say["later_date"],) if self.kind else ()
                said = replace(
                    self._about("cancelled", language.short_day(start) if start else "", say["cancelled_text"], stays), closing=later
                )
                said = replace(said, facts=self.facts(cancelled_date=now.get("day", "")))
            case Form.REMINDER | Form.SOON:
                what = self._of_kind("what")
                said = replace(self._about("reminder", window, say["reminder_text"]), facts=self.facts(**now, what=what))
                said = replace(said, sections=self.advice() or (self._usual_advice(self.kind)[:1] if self.kind else ()))
            case Form.RETRACTED:
                sent = self.notice.published_at or self.notice.created_at
                said = self._about("mistake", "", say["mistake_text"], stays)
                said = replace(said, facts=self.facts(our_message=language.moment(sent)), closing=(say["excuse"],))
        return replace(said, german=update.word)

    def ended(self, at: datetime) -> Spoken:
        """The all-clear, given by staff at this time."""
        say, kind = self.tongue.general, self.kind
        facts = self.facts(time=self.tongue.moment(at))
        if kind is None:
            return replace(self._about("all_clear", "", say["over"]), facts=facts)
        call = self.tongue.say("call", contact=self.contact, emergency=self.emergency_phone)
        closing = (f"{kind['still_out']} {call}", say["thanks"])
        paragraphs = (sentence(kind["back"]), kind["back_advice"])
        return Spoken(
            self.tongue.language,
            self.headed(kind["back"], ":"),
            say["all_clear"],
            kind["back"],
            paragraphs=paragraphs,
            facts=facts,
            closing=closing,
        )

    def page(self, now: datetime, *, is_affected: bool = True) -> Spoken:
        """How it stands, for its page: an all-clear is never shown as an open danger, and a planned end is none.

        `is_affected`: false for a reader whom an update let go.
        """
        notice, say = self.notice, self.tongue.general
        match notice.state:
            case NoticeState.RETRACTED:
                return self._about("mistake", "", say["mistake_text"], self._of_kind("stays"))
            case _ if not is_affected:
                return replace(self._about("left", "", sentence(say["left"]), self._of_kind("stays")), title=self.noun)
            case NoticeState.ENDED:
                return self.ended(notice.ended_at or now)
            case NoticeState.CANCELLED:
                said = self._about("cancelled", "", say["cancelled_text"], self._of_kind("stays"))
                return replace(said, facts=self.facts(cancelled_date=self._dates().get("day", "")))
            case NoticeState.DRAFT | NoticeState.PUBLISHED:
                return self._so_far(self.announcement(), now)

    def _so_far(self, said: Spoken, now: datetime) -> Spoken:
        """The announcement under the band that is true by now."""
        notice, say = self.notice, self.tongue.general
        if not notice.is_outage or notice.starts_at is None or now < notice.starts_at:
            return said
        if notice.ends_at is not None and notice.ends_at <= now:
            return replace(said, band=say["overdue"], is_danger=False)
        return replace(said, band=f"{say['now']}: {self.head}")

    def is_german(self, fact: str) -> bool:
        """Whether what stands beside this label is as staff wrote it."""
        return fact == self.tongue.general["why"] and not self.free.cause

    @property
    def cause(self) -> str:
        """In the reader's language where staff translated it."""
        found = " ".join((self.free.cause or self.notice.cause).split())
        return isolated(found) if found else ""

    def facts(self, **given: str) -> tuple[tuple[str, str], ...]:
        """The labelled facts that are known, and where."""
        where = self.tongue.listed([isolated(place.with_district) for place in self.places])
        known = {"where": where} if "where" not in given else {}
        first = [name for name in given if name not in {"what", "why"}]
        ordered = {name: given[name] for name in first} | known | {name: text for name, text in given.items() if name not in first}
        return tuple((self.tongue.general[name], text) for name, text in ordered.items() if text)

    def advice(self) -> tuple[Section, ...]:
        """What the notice brings: lines that the desk offers in this language, then what staff wrote of their own, as they wrote it."""
        say, notice = self.tongue.general, self.notice
        own = ((say["before"], notice.advice_before), (say["during"], notice.advice_during), (say["after"], notice.advice_after))
        return tuple(section for title, items in own for section in self._sections(title, items))

    def _sections(self, title: str, items: Sequence[str]) -> list[Section]:
        offered = tuple(line for line in map(self.tongue.line, items) if line)
        written = tuple(item for item in items if not self.tongue.line(item))
        found = [Section(title, offered)] if offered else []
        return [*found, Section("" if offered else title, written, is_german=True)] if written else found

    def headed(self, text: str, mark: str = "") -> str:
        """A subject with its place, for the list of mails."""
        where = self.tongue.few(self.places)[0]
        return " ".join(self.tongue.plain(f"{text}{mark or self.tongue.general['comma']} {where}" if where else text).split())

    def _usual_advice(self, kind: KindWords) -> tuple[Section, ...]:
        say = self.tongue.general
        found = (Section(say["before"], kind.items("before")), Section(say["after"], kind.items("after")))
        return tuple(section for section in found if section.items)

    def _about(self, band: str, when: str, *paragraphs: str) -> Spoken:
        """A follow-up under its band."""
        banded = self.tongue.general[band]
        title = f"{banded}: {self.noun}"
        subject = self.headed(self.tongue.listed([title, when]))
        return Spoken(self.tongue.language, subject, banded, title, paragraphs=tuple(text for text in paragraphs if text))

    def _affected(self, now: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        where = self.tongue.places(self.places)
        return self.facts(where="", affected=where, **now)

    def _of_kind(self, key: str) -> str:
        return self.kind[key] if self.kind else ""

    def _dates(self) -> dict[str, str]:
        start = self.notice.starts_at
        return {"day": self.tongue.long_day(start), "time": self.tongue.window(start, self.notice.ends_at)} if start else {}

    def _whole_window(self, start: datetime | None, end: datetime | None) -> str:
        return self.tongue.listed([self.tongue.long_day(start), self.tongue.window(start, end)]) if start else ""

    def _call_us(self) -> str:
        return self.tongue.say("call_us", contact=self.contact, emergency=self.emergency_phone)

    def _questions(self) -> str:
        return self.tongue.say("questions", contact=self.contact, emergency=self.emergency_phone)

    def _with_body(self, said: Spoken) -> Spoken:
        """The free text of staff: theirs in this language, or the German one as it is."""
        if self.free.body:
            return replace(said, paragraphs=(*said.paragraphs, isolated(first_paragraph(self.free.body))))
        return replace(said, german=first_paragraph(self.notice.body))
