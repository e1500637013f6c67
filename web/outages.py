"""What everybody may read without signing in and without script, no word about a household: outages, their feed, and a notice by its link.

`/stoerungen` shows all districts, `/stoerungen/{district}` one; each has an Atom feed (RFC 4287) beside it, `.atom` at its end.
`/s/{code}` is where the QR code of a poster leads.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import cast
from xml.etree import ElementTree as Xml

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from models.language import Language
from models.notice import NoticeState
from push import notice_link, words
from push.tongue import tongue
from resolvers import traffic
from resolvers.errors import TooManyAttempts
from resolvers.notice import Phase, StepView, outside
from resolvers.notice.outside import OutsideDistrict, OutsideNotice, OutsideOutage
from web.auth import address_of
from web.links import Pages, language_of, wait

PATH = "/stoerungen"
FEED = ".atom"
ATOM = "http://www.w3.org/2005/Atom"
TONES = {
    Phase.COMING: ("coming", "warning"),
    Phase.RUNNING: ("running", "warning"),
    Phase.OVERRUN: ("overrun", "warning"),
    Phase.ENDED: ("clear", "ok"),
    Phase.CANCELLED: ("cancelled", "ok"),
    Phase.NONE: ("cancelled", "mail"),
}
_SHORT = {"Cache-Control": "public, max-age=30"}


def routes(pages: Pages) -> list[BaseRoute]:
    """To be mounted before the app's own routes, which take every path."""

    current = _Current()

    async def show(request: Request) -> Response:
        return await _show(pages, request, current)

    async def feed(request: Request) -> Response:
        return await _feed(pages, request, current)

    async def notice(request: Request) -> Response:
        return await _notice(pages, request)

    def counted(answer: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        """As the endpoint counts its visitors (GQ-17): one address cannot read without end."""

        async def handle(request: Request) -> Response:
            try:
                await traffic.request(None, address_of(request))
            except TooManyAttempts as error:
                return wait(pages, request, error.retry_after_seconds)
            return await answer(request)

        return handle

    return [
        Route(PATH, counted(show), methods=["GET"]),
        Route(PATH + FEED, counted(feed), methods=["GET"]),
        Route(f"{PATH}/{{district}}{FEED}", counted(feed), methods=["GET"]),
        Route(f"{PATH}/{{district}}", counted(show), methods=["GET"]),
        Route(f"{notice_link.PATH}/{{code}}", counted(notice), methods=["GET"]),
    ]


class _Current:
    """What is current, asked for once however many ask at the same moment: a whole town that looks costs as much as one neighbour."""

    def __init__(self) -> None:
        self._running: asyncio.Task[tuple[list[OutsideDistrict], datetime]] | None = None

    async def outages(self) -> tuple[list[OutsideDistrict], datetime]:
        """Who comes while it is asked gets the same answer; who gives up takes it from nobody."""
        if self._running is None:
            self._running = asyncio.create_task(outside.outages())
            self._running.add_done_callback(self._forget)
        return await asyncio.shield(self._running)

    def _forget(self, _: object) -> None:
        self._running = None


async def _show(pages: Pages, request: Request, current: _Current) -> Response:
    listed, now = await current.outages()
    slug = request.path_params.get("district", "")
    chosen = [one for one in listed if one.slug == slug] if slug else listed
    if not chosen and slug:
        return _missing(pages, request)
    word = _Words(pages, request)
    path = f"{PATH}/{slug}" if slug else PATH
    return pages.render(
        request,
        "outages.html",
        title="outages_title",
        heading=word("outages_of_title", district=word.district(chosen[0])) if slug else word("outages_title"),
        districts=[
            {"heading": word.district(one), "slug": one.slug or "other", "outages": [word.outage(each) for each in one.outages]}
            for one in chosen
            if one.outages
        ],
        others=[{"heading": word.district(one), "slug": one.slug} for one in listed if one.slug and one.slug != slug],
        is_whole=not slug,
        as_of=word.moment(now),
        path=path,
        feed=path + FEED,
    )


async def _notice(pages: Pages, request: Request) -> Response:
    found = await outside.posted(request.path_params["code"])
    word = _Words(pages, request)
    if found is None:
        text = word("notice_gone_text")
        return pages.message(request, "notice_gone_title", status=404, text=text, way_out=PATH, label="to_outages")
    row = found.notice
    tone, icon = TONES[found.phase]
    is_retracted = row.state is NoticeState.RETRACTED
    return pages.render(
        request,
        "notice.html",
        title="outages_title",
        heading=row.title,
        tone=tone,
        icon=icon,
        state=word.state_of(found),
        text=word.text_of(found),
        window="" if is_retracted or row.starts_at is None else word.window(row.starts_at, row.ends_at),
        where=", ".join(house.address for house in found.houses) or word("notice_all"),
        cause=row.cause,
        contact=row.contact,
        body_html=found.body_html,
        advice=[] if found.phase is Phase.CANCELLED else word.advice(found),
        steps=[word.step(step) for step in reversed(found.steps)],
        is_retracted=is_retracted,
        as_of=word.moment(found.as_of),
        path=request.url.path,
    )


async def _feed(pages: Pages, request: Request, current: _Current) -> Response:
    """Atom of one district or all, with a strong ETag: a reader that has it already is told so (RFC 9110, 13.1.2)."""
    listed, now = await current.outages()
    slug = request.path_params.get("district", "")
    chosen = [one for one in listed if one.slug == slug] if slug else listed
    if not chosen and slug:
        return _missing(pages, request)
    word = _Words(pages, request)
    content = _atom(pages, word, chosen, now, is_whole=not slug)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {**_SHORT, "ETag": etag}
    if etag in [each.strip() for each in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type="application/atom+xml; charset=utf-8")


def _atom(pages: Pages, word: "_Words", districts: Sequence[OutsideDistrict], now: datetime, *, is_whole: bool) -> bytes:
    """One entry for each outage and district; its id stays when the outage changes, its `updated` moves (RFC 4287, 4.2.6 and 4.2.15)."""
    title = word("outages_title") if is_whole else word("outages_of_title", district=word.district(districts[0]))
    path = PATH if is_whole else f"{PATH}/{districts[0].slug}"
    Xml.register_namespace("", ATOM)
    feed = Xml.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": word.language})
    entries = [(district, outage) for district in districts for outage in district.outages]
    newest = max((outage.changed_at for _, outage in entries), default=now.replace(minute=0, second=0, microsecond=0))
    _leaf(feed, "id", f"{pages.origin}{path}")
    _leaf(feed, "title", f"{title} · {pages.cooperative.name}")
    _leaf(feed, "updated", _stamp(newest))
    _leaf(feed, "link", rel="self", type="application/atom+xml", href=f"{pages.origin}{path}{FEED}{word.query}")
    _leaf(feed, "link", rel="alternate", type="text/html", href=f"{pages.origin}{path}{word.query}")
    _leaf(Xml.SubElement(feed, f"{{{ATOM}}}author"), "name", pages.cooperative.name)
    for district, outage in sorted(entries, key=lambda each: each[1].changed_at, reverse=True):
        shown = word.outage(outage)
        entry = Xml.SubElement(feed, f"{{{ATOM}}}entry")
        _leaf(entry, "id", f"{pages.origin}{PATH}/{district.slug or '-'}#{outage.notice.id}")
        _leaf(entry, "title", f"{shown['kind']} · {word.district(district)} · {shown['state']}")
        _leaf(entry, "updated", _stamp(outage.changed_at))
        _leaf(entry, "published", _stamp(outage.notice.published_at or outage.changed_at))
        _leaf(entry, "link", rel="alternate", type="text/html", href=f"{pages.origin}{PATH}/{district.slug}".rstrip("/") + word.query)
        _leaf(entry, "content", " · ".join(part for part in (shown["window"], shown["where"]) if part), type="text")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + cast("bytes", Xml.tostring(feed, encoding="utf-8"))


def _leaf(parent: Xml.Element, name: str, text: str = "", **attributes: str) -> None:
    Xml.SubElement(parent, f"{{{ATOM}}}{name}", attributes).text = text or None


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _missing(pages: Pages, request: Request) -> Response:
    return pages.message(request, "missing_title", status=404, text=pages.word(request, "missing_text"), way_out=PATH, label="to_outages")


class _Words:
    """Dates, times and states in the language of a request."""

    def __init__(self, pages: Pages, request: Request) -> None:
        self.language = language_of(request)
        self.query = "" if self.language == "de" else f"?sprache={self.language}"
        self._words = pages.words[self.language]

    def __call__(self, key: str, **given: str) -> str:
        return str(self._words[key]).format(**given)

    def district(self, district: OutsideDistrict) -> str:
        if not district.name:
            return self("outages_other")
        return district.name if district.name.startswith("Quartier") else self("district", name=district.name)

    def moment(self, moment: datetime) -> str:
        return words.long_moment(moment) if self.language == "de" else tongue(Language.EN).plain(tongue(Language.EN).moment(moment))

    def window(self, start: datetime, end: datetime | None) -> str:
        if self.language == "de":
            return f"{words.long_day(start)}, {words.long_window(start, end)}"
        english = tongue(Language.EN)
        return english.plain(english.listed([english.long_day(start), english.window(start, end)]))

    def state(self, phase: Phase, ended_at: datetime | None) -> str:
        return self(f"phase_{phase}", **({"moment": self.moment(ended_at)} if phase is Phase.ENDED and ended_at else {}))

    def outage(self, outage: OutsideOutage) -> dict[str, str]:
        """What the list and the feed say of it; no word of it was typed by anybody."""
        row = outage.notice
        tone, icon = TONES[outage.phase]
        return {
            "kind": self(f"kind_{row.kind}"),
            "tone": tone,
            "icon": icon,
            "state": self.state(outage.phase, row.ended_at),
            "window": self.window(row.starts_at, row.ends_at) if row.starts_at and outage.phase is not Phase.ENDED else "",
            "where": ", ".join(house.address for house in outage.houses),
        }

    def state_of(self, found: OutsideNotice) -> str:
        row = found.notice
        if row.state is NoticeState.RETRACTED:
            return self("notice_retracted")
        if found.phase is Phase.NONE or (found.phase is Phase.ENDED and not row.is_outage):
            return self("notice_posted").rstrip(".") if found.phase is Phase.NONE else self("step_ended").rstrip(".")
        return self.state(found.phase, row.ended_at)

    def text_of(self, found: OutsideNotice) -> str:
        if found.notice.state is NoticeState.RETRACTED:
            return self("notice_retracted_text")
        if found.phase is Phase.CANCELLED:
            return self("notice_cancelled_text")
        return self("notice_overrun_text") if found.phase is Phase.OVERRUN else ""

    def advice(self, found: OutsideNotice) -> list[tuple[str, list[str]]]:
        row = found.notice
        parts = [("before", row.advice_before), ("during", row.advice_during), ("after", row.advice_after)]
        return [(self(f"notice_{name}"), lines) for name, lines in parts if lines]

    def step(self, step: StepView) -> dict[str, str]:
        now = ""
        if step.starts_at is not None and (step.starts_at, step.ends_at) != (step.was_starts_at, step.was_ends_at):
            now = f" {self('now', window=self.window(step.starts_at, step.ends_at))}"
        return {"at": self.moment(step.at), "what": self(f"step_{step.step}") + now, "word": step.word}
