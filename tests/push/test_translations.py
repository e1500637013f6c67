"""What people read in their own language: every language has every word, every mail word for word, and every push its length."""

import json
import re
import string
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.language import TRANSLATED, Language
from models.notice import OUTAGE_KINDS, Notice, NoticeKind, UpdateKind
from push.message import Letter
from push.notice_words import Place
from push.render import LONGEST_BODY, LONGEST_TITLE, Renderer
from push.tongue import tongue
from push.translation import FreeText, Wanted
from push.update_words import Form
from tests.push.test_render import END, HOME, PUBLISHED, START, bulletin, compare, emergency, member, notice
from tests.push.test_update_words import NOW, told
from tests.push.world import BASE_URL, COOPERATIVE
from tests.rules.tracked import ROOT

RENDERER = Renderer(COOPERATIVE, BASE_URL)
KINDS = [kind for kind in NoticeKind if kind in OUTAGE_KINDS]
PWA_WORDS = ROOT / "web/pwa/src/i18n/de"
BINDING = "Maßgeblich ist der deutsche Text."
LONG_PLACES = [Place(f"Von-der-Vogelweide-Straße {number}a, Eingang Hof", "Gartenstadt") for number in range(1, 12)]
NIGHT = datetime(2026, 11, 25, 22, 45, tzinfo=UTC)


def _shape(words: dict[str, Any]) -> dict[str, Any]:
    """Every key, and the placeholders of its text; how many sentences a list has is up to the language, but not whether it has any."""
    return {key: _placeholders(text) if isinstance(text, str) else bool(text) for key, text in words.items()}


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _raw(language: Language) -> dict[str, Any]:
    spoken = tongue(language)
    return {"general": spoken.general} | {str(kind): words.raw for kind, words in spoken.kinds.items()}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_language_has_every_word_and_every_placeholder(language: Language) -> None:
    """Those of English, no more and no less; none is empty."""
    found, english = _raw(language), _raw(Language.EN)
    assert {section: _shape(words) for section, words in found.items()} == {section: _shape(words) for section, words in english.items()}
    for words in found.values():
        for text in words.values():
            assert text == [] or all(each == each.strip() and each for each in ([text] if isinstance(text, str) else text))
    assert set(tongue(language).kinds) == OUTAGE_KINDS


def _letter(language: Language, form: str) -> Letter:
    said = Wanted(language)
    if form == "announced":
        return RENDERER.notice_mail(member(), notice(), HOME, wanted=said)
    if form == "joined":
        return RENDERER.notice_mail(member(), notice(), HOME, has_joined=True, wanted=said)
    if form == "emergency":
        return RENDERER.notice_mail(member(), emergency(), HOME, wanted=said)
    late = END + timedelta(hours=3)
    new = {Form.LONGER: {"ends_at": late}, Form.MOVED: {"starts_at": START + timedelta(days=2), "ends_at": END + timedelta(days=2)}}
    about = notice(published_at=NOW - timedelta(hours=4))
    return RENDERER.update_mail(member(), about, told(Form(form), **new.get(Form(form), {})), HOME, wanted=said)


FORMS = ["announced", "joined", "emergency", *map(str, Form)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", TRANSLATED)
def test_mails_read_word_for_word_as_settled(language: Language, form: str) -> None:
    """Subject and text; the page of the announcement. The German text stands below, whole, and is named the binding one."""
    letter, german = _letter(language, form), _letter(Language.DE, form)
    compare(f"translated/{language}_{form}.txt", f"{letter.subject}\n\n{letter.text}")
    above, _, below = letter.text.partition(f"{BINDING}\n")
    assert tongue(language).general["binding"].split()[-1] in above
    assert below.endswith(german.text)
    assert "\ue000" not in letter.text + letter.html
    if form in {"announced", "emergency"}:
        compare(f"translated/{language}_{form}.html", letter.html)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", TRANSLATED)
def test_the_words_of_every_kind_are_settled(language: Language, kind: NoticeKind) -> None:
    """What differs between the kinds: announced, in an emergency, and over."""
    letters = [
        RENDERER.notice_mail(member(), notice(kind, cause=""), HOME, wanted=Wanted(language)),
        RENDERER.notice_mail(member(), emergency(kind, cause=""), HOME, wanted=Wanted(language)),
        RENDERER.update_mail(member(), notice(kind), told(Form.ENDED), HOME, wanted=Wanted(language)),
        RENDERER.update_mail(member(), notice(kind), told(Form.LONGER), HOME, wanted=Wanted(language)),
        RENDERER.update_mail(member(), notice(kind), told(Form.CANCELLED), HOME, wanted=Wanted(language)),
    ]
    above = [f"{letter.subject}\n\n{letter.text.partition('-----')[0].strip()}\n" for letter in letters]
    compare(f"translated/kinds/{language}_{kind}.txt", "\n=====\n".join(above))


def _pushes(language: Language, places: list[Place]) -> dict[str, Any]:
    said, found = Wanted(language), dict[str, Any]()
    for kind in KINDS:
        for name, about in {"announced": notice(kind), "emergency": emergency(kind)}.items():
            found[f"{kind} {name}"] = RENDERER.notice_push(about, places, said)
        for form in Form:
            found[f"{kind} {form}"] = RENDERER.update_push(notice(kind, published_at=NOW - timedelta(hours=4)), told(form), places, said)
    return found


@pytest.mark.parametrize("language", TRANSLATED)
def test_pushes_read_word_for_word_as_settled(language: Language) -> None:
    """Title and body, one message a line."""
    lines = [f"{name}: {push.title} | {push.body}\n" for name, push in _pushes(language, HOME).items()]
    compare(f"translated/{language}_push.txt", "".join(lines))


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("places", [[], HOME, [*HOME, Place("Nachtigallenweg-Süd 112a, Eingang Hof")], LONG_PLACES, LONG_PLACES[:1]])
def test_pushes_keep_their_length(language: Language, places: list[Place]) -> None:
    """At most 40 and 120 characters with the longest values, and nothing is cut off but a place or a title of staff."""
    for kind in NoticeKind:
        for start, end in ((START, END), (START, None), (NIGHT, NIGHT + timedelta(hours=7, minutes=35))):
            given: dict[str, Any] = {"starts_at": start, "ends_at": end, "title": "Ein ungewöhnlich langer Titel im Treppenhaus"}
            said = Wanted(language, FreeText(title=given["title"]))
            times = {
                "starts_at": start,
                "ends_at": end,
                "was_starts_at": START,
                "was_ends_at": NIGHT,
                "created_at": NIGHT + timedelta(days=9),
            }
            pushes = [
                RENDERER.notice_push(notice(kind, **given), places, said),
                RENDERER.notice_push(notice(kind, is_emergency=kind in OUTAGE_KINDS, cause="Rohrbruch", **given), places, said),
                *(RENDERER.update_push(notice(kind, **given), told(form, **times), places, said) for form in Form),
            ]
            for push in pushes:
                assert 0 < len(push.title) <= LONGEST_TITLE
                assert 0 < len(push.body) <= LONGEST_BODY
                if kind in OUTAGE_KINDS:
                    assert "…" not in push.title
                    assert "…" not in push.body.replace("Eingang …", "")


@pytest.mark.parametrize("language", TRANSLATED)
def test_pages_say_their_language_and_their_direction(language: Language) -> None:
    """Right to left for Arabic alone; the German part is German and left to right wherever it stands."""
    html = _letter(language, "announced").html
    assert f'<html lang="{language.tag}" dir="{language.direction}">' in html
    assert (language.direction == "rtl") == (language is Language.AR)
    assert '<div lang="de" dir="ltr">' in html
    assert "<bdi>Amselweg 12 (Quartier Gartenstadt)</bdi>" in html
    assert not re.search(r"(?:margin|padding|border|text-align)-?(?:left|right)", html.partition('<div lang="de"')[0].partition("<body")[2])
    assert html.count("<h1") == 1


def test_numbers_and_addresses_keep_their_own_direction_in_arabic() -> None:
    """UAX #9: each stands in an isolate of its own, in the text and on the phone; other languages need none."""
    text = _letter(Language.AR, "emergency").text
    assert "\u2068Amselweg 12 (Quartier Gartenstadt)\u2069" in text
    assert f"\u2068{COOPERATIVE.emergency_phone}\u2069" in text
    assert "\u2068Amselweg 12\u2069" in RENDERER.notice_push(notice(), HOME, Wanted(Language.AR)).body
    assert text.count("\u2068") == text.count("\u2069")
    assert "\u2068" not in _letter(Language.TR, "emergency").text + RENDERER.notice_push(notice(), HOME, Wanted(Language.TR)).body


def test_what_staff_wrote_cannot_turn_the_direction_or_bring_html_along() -> None:
    evil = "<script>\u202e\u2069alert(1)"
    written = emergency(cause=evil, contact=evil, body=evil, advice_before=[evil])
    found = RENDERER.notice_mail(member(last_name=evil), written, [Place(evil)], wanted=Wanted(Language.AR, FreeText(evil, "", evil)))
    assert "<script>" not in found.html
    assert "\u202e" not in found.subject
    assert found.html.count("<bdi>") + found.html.count('<bdi lang="de">') == found.html.count("</bdi>")


def test_staff_translate_their_own_words() -> None:
    """The cause and the free text: theirs in this language where they wrote it, the German one as it is where not."""
    about = emergency(body="Bitte **Geduld**.\n\nMehr.")
    free = FreeText("", "Please be **patient**.", "Burst pipe")
    translated = RENDERER.notice_mail(member(), about, HOME, wanted=Wanted(Language.EN, free))
    above = translated.text.partition("-----")[0]
    assert "Why: Burst pipe\n" in above
    assert "Please be patient." in above
    assert "Rohrbruch" not in above
    assert "Geduld" not in above
    plain = RENDERER.notice_mail(member(), about, HOME, wanted=Wanted(Language.EN))
    assert "Why: Rohrbruch\n" in plain.text
    assert '<p lang="de" dir="ltr"' in plain.html
    assert "Bitte Geduld." in plain.text.partition("-----")[0]
    assert RENDERER.notice_push(about, HOME, Wanted(Language.EN, free)).title == "The water is off now (Burst pipe)"


def test_advice_that_the_desk_offers_is_said_in_every_language() -> None:
    """Word for word as the desk has it; what staff changed in it stays German and is marked."""
    offered = json.loads((PWA_WORDS / "staffCompose.json").read_text(encoding="utf-8"))["template"]["water"]
    lines = [line for text in offered.values() for line in text.split("\n")]
    assert len(lines) == 8
    for language in TRANSLATED:
        told = [tongue(language).line(line) for line in lines]
        assert all(told), language
        assert len(set(told)) == len(told)
    own = notice(advice_before=[*offered["before"].split("\n"), "Bitte Keller 3 aufschließen."], advice_after=["Danke."])
    spoken = RENDERER.speaker(own, HOME, Wanted(Language.EN)).announcement()
    assert [(section.title, section.is_german, len(section.items)) for section in spoken.sections] == [
        ("Please do this before", False, 3),
        ("", True, 1),
        ("Afterwards", True, 1),
    ]
    mail = RENDERER.notice_mail(member(), own, HOME, wanted=Wanted(Language.AR))
    assert '<bdi lang="de">Bitte Keller 3 aufschließen.</bdi>' in mail.html
    assert tongue(Language.AR).line(lines[0]) in mail.text.partition("-----")[0]


def test_another_notice_is_translated_by_staff_or_stays_german() -> None:
    """What is no outage has no words of its own in other languages."""
    assert RENDERER.notice_mail(member(), bulletin(), HOME, wanted=Wanted(Language.TR)) == RENDERER.notice_mail(member(), bulletin(), HOME)
    free = FreeText("Courtyard party on 5 December", "We meet in the courtyard.", "")
    found = RENDERER.notice_mail(member(), bulletin(), HOME, wanted=Wanted(Language.EN, free))
    assert found.subject == "New notice: Courtyard party on 5 December, Amselweg 12"
    assert "We meet in the courtyard." in found.text
    assert found.text.endswith(RENDERER.notice_mail(member(), bulletin(), HOME).text)
    push = RENDERER.notice_push(bulletin(), HOME, Wanted(Language.EN, free))
    assert (push.title, push.body) == ("New notice", "Amselweg 12. Courtyard party on 5 December.")


def test_the_sentence_of_staff_about_a_change_stays_german() -> None:
    letter = RENDERER.update_mail(member(), notice(), told(Form.CHANGED, word="Trinkwasser am Hof."), HOME, wanted=Wanted(Language.UK))
    assert letter.text.count("Trinkwasser am Hof.") == 2
    assert '<p lang="de" dir="ltr"' in letter.html


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("kind", list(UpdateKind))
def test_no_follow_up_leaves_a_gap(language: Language, kind: UpdateKind) -> None:
    """No placeholder, doubled mark or empty label in any kind and form."""
    for about in (notice(outage, ends_at=end, cause="") for outage in NoticeKind for end in (END, None)):
        form = Form(str(kind))
        for places in (HOME, LONG_PLACES, []):
            said = Wanted(language, FreeText(title="Titel"))
            text = RENDERER.update_mail(member(), about, told(form, ends_at=about.ends_at), places, wanted=said).text.partition("-----")[0]
            assert not re.search(r"[{}]|\.\.|,,|: \n|\n: |  | ,|None", text), text


def test_a_page_tells_how_the_notice_stands() -> None:
    """An all-clear is no danger, and a planned end that has passed is no all-clear."""

    def page(about: Notice, now: datetime = PUBLISHED) -> Any:
        return RENDERER.speaker(about, HOME, Wanted(Language.EN)).page(now)

    assert page(emergency()).is_danger
    over = page(notice(ends_at=END), END + timedelta(minutes=1))
    assert (over.is_danger, over.band) == (False, "The planned end has passed. We have not heard from the site yet.")
    for state, title in (
        ("ended", "The water is back"),
        ("cancelled", "Cancelled: Water shut-off"),
        ("retracted", "Mistake: Water shut-off"),
    ):
        found = page(emergency(state=state, ended_at=NOW))
        assert (found.title, found.is_danger) == (title, False)
