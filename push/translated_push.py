"""The push in the reader's language: at most 40 and 120 characters, the longest wording that fits."""

from push import notice_words
from push.message import PushText
from push.notice_words import LONGEST_CAUSE
from push.tongue import KindWords, isolated, sentence
from push.translation import Speaker
from push.update_words import Form, Told

LONGEST_TITLE = 40
LONGEST_BODY = 120


def announcement(speaker: Speaker) -> PushText:
    """The first word about a notice."""
    said, notice, start = speaker.tongue, speaker.notice, speaker.start
    match notice_words.form(notice), speaker.kind:
        case "emergency", KindWords() as kind:
            cause = speaker.free.cause or notice.cause
            short = [f"{kind['now']} ({isolated(cause.rstrip('.'))})"] if cause and len(cause) <= LONGEST_CAUSE else []
            since = said.say("since_push", time=said.short_moment(start, notice.published_at))
            end = said.general["open_push"] if notice.ends_at is None else _capital(said.until("till", notice.ends_at, start))
            return _text(speaker, [*short, kind["now"]], [[since, end, kind["push_now"]], [since, end], [since]])
        case "outage", KindWords() as kind:
            window = said.short_window(start, notice.ends_at)
            whole = f"{kind['head']}: {window}"
            is_whole = len(said.plain(whole)) <= LONGEST_TITLE
            bodies = [[kind["push_before"]]] if is_whole else [[window, kind["push_before"]], [window]]
            return _text(speaker, [whole, f"{kind['head']}: {said.short_day(start)}", kind["head"]], bodies)
        case _:
            return _text(speaker, [said.general["notice"]], [[speaker.head]])


def follow_up(speaker: Speaker, told: Told) -> PushText:
    """What became of it; times are those of the update."""
    said, say, update, form = speaker.tongue, speaker.tongue.general, told.update, told.form
    start, end, was = update.starts_at, update.ends_at, update.was_starts_at
    day = said.short_day(start) if start else ""
    window = said.short_window(start, end) if start else ""
    stays = speaker.kind["stays"] if speaker.kind else ""
    label, has_place = "", True
    match form:
        case Form.MOVED:
            old = f"{say['old_date']}: {said.short_window(was, update.was_ends_at)}" if was else ""
            old_day = f"{say['old_date']}: {said.short_day(was)}" if was else ""
            titles = [said.listed([f"{say['new_date']}: {speaker.noun}", day]), f"{say['new_date']}: {day}", say["new_date"]]
            bodies = [[window, old], [window, old_day], [window]]
        case Form.LONGER:
            name = speaker.kind["longer"] if speaker.kind else f"{say['longer']}: {speaker.noun}"
            until = said.until("till", end, start) if end else ""
            planned = f"{say['old_end']}: {said.until('until', update.was_ends_at, start)}" if update.was_ends_at else ""
            titles = [f"{name}: {until}", name] if until else [name]
            is_whole = len(said.plain(titles[0])) <= LONGEST_TITLE and bool(until)
            news = [day] if is_whole else [day, _capital(until) if until else say["open_push"]]
            bodies = [[*news, planned, say["sorry"]], [*news, planned], news]
        case Form.CHANGED:
            titles, bodies = [f"{say['change']}: {speaker.noun}"], [[window, say["read_change"]], [say["read_change"]]]
        case Form.AREA:
            titles, bodies = [f"{say['change']}: {speaker.noun}"], [[say["area_text"]], [say["read_change"]]]
            label = say["affected"]
        case Form.LEFT:
            titles, bodies = [say["left"]], [[day, stays or speaker.noun], [stays or speaker.noun]]
        case Form.ENDED:
            titles = [speaker.kind["back"] if speaker.kind else f"{say['all_clear']}: {speaker.noun}"]
            bodies = [[speaker.kind["push_back"] if speaker.kind else say["over"]]]
        case Form.CANCELLED:
            titles = [f"{say['cancelled']}: {speaker.noun}", say["cancelled"]]
            bodies = [[day, stays or say["cancelled_text"]], [stays or say["cancelled_text"]]]
        case Form.REMINDER | Form.SOON:
            titles = [f"{say['reminder']}: {speaker.head}", say["reminder"]]
            advice = speaker.kind["push_before" if form is Form.REMINDER else "push_now"] if speaker.kind else ""
            bodies = [[window, advice], [window]]
        case Form.RETRACTED:
            sent = speaker.notice.published_at or speaker.notice.created_at
            ignore = said.say("ignore", time=said.short_moment(sent, update.created_at))
            titles = [f"{say['mistake']}: {speaker.noun}", say["mistake"]]
            bodies, has_place = [[ignore, stays, say["excuse"]], [ignore, stays], [ignore]], False
    return _text(speaker, titles, bodies, has_place=has_place, label=label)


def _text(speaker: Speaker, titles: list[str], bodies: list[list[str]], *, has_place: bool = True, label: str = "") -> PushText:
    """The first title and the first body that fit: a wording is left away before a place is."""
    places = speaker.tongue.few(speaker.places) if has_place else [""]
    named = [f"{label}: {place}" if label and place else place for place in places]
    tried = [(place, *parts) for parts in bodies for place in named] + [tuple(parts) for parts in bodies]
    candidates = [" ".join(_capital(sentence(part)) for part in parts if part) for parts in tried]
    return PushText(speaker.tongue.fits(titles, LONGEST_TITLE), speaker.tongue.fits(candidates, LONGEST_BODY))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
