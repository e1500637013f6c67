"""The words that writing a notice begins with: staff's own where they made some, else the portal's, which the page has."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from models import audit, clock
from models.audit import AuditAction
from models.database import transaction
from models.notice import NoticeKind
from models.staff import Staff as Employee
from models.template import NoticeTemplate
from resolvers import text
from resolvers.access import Operator, Staff, Viewer, actor, is_limited
from resolvers.errors import NotAllowed
from resolvers.notice.form import ADVICE_COUNT, ADVICE_LENGTH, LONGEST_BODY
from resolvers.notice.publish import require_writer

_WORDS = ("title", "body", "advice_before", "advice_during", "advice_after", "changed_by_id", "changed_at")


@dataclass(frozen=True, slots=True)
class TemplateForm:
    """What staff fill in. An empty title leaves the suggestion made of kind and place."""

    kind: NoticeKind
    title: str = ""
    body: str = ""
    advice_before: tuple[str, ...] = ()
    advice_during: tuple[str, ...] = ()
    advice_after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """Staff's own words of one kind, and who chose them when; `by` is empty where that person is gone, or it was no employee."""

    form: TemplateForm
    by: str
    changed_at: datetime


async def templates(viewer: Viewer) -> list[Template]:
    """Staff's own ones, in the order of the kinds.

    Raises:
        NotAllowed: the viewer writes no notices.
    """
    require_writer(viewer)
    rows = {row.kind: row for row in await NoticeTemplate.all().prefetch_related("changed_by")}
    return [_view(rows[kind]) for kind in NoticeKind if kind in rows]


async def save(viewer: Viewer, form: TemplateForm) -> Template:
    """The words that a notice of this kind begins with from now on, for everybody. What hangs or is being written stays.

    Raises:
        NotAllowed: the viewer writes no notices, or only for a part of the stock.
        InvalidInput: with the field to blame.
    """
    _require_whole(viewer)
    form = _checked(form)
    now = await clock.now()
    async with transaction():
        author = await Employee.get(id=viewer.staff_id) if isinstance(viewer, Staff) else None
        row = NoticeTemplate(
            kind=form.kind,
            title=form.title,
            body=form.body,
            advice_before=list(form.advice_before),
            advice_during=list(form.advice_during),
            advice_after=list(form.advice_after),
            changed_by=author,
            changed_at=now,
        )
        # Two who save at the same moment: the last one counts.
        await NoticeTemplate.bulk_create([row], on_conflict=["kind"], update_fields=_WORDS)
        await _record(viewer, await NoticeTemplate.get(kind=form.kind))
    return Template(form, author.name if author else "", now)


async def reset(viewer: Viewer, kind: NoticeKind) -> bool:
    """Back to the portal's own words; False where these were used already.

    Raises:
        NotAllowed: see `save`.
    """
    _require_whole(viewer)
    async with transaction():
        row = await NoticeTemplate.get_or_none(kind=kind)
        if row is None:
            return False
        await row.delete()
        await _record(viewer, row)
    return True


def _require_whole(viewer: Viewer) -> None:
    require_writer(viewer)
    if not isinstance(viewer, Staff | Operator) or is_limited(viewer):
        raise NotAllowed("Templates are for the whole stock.")


def _checked(form: TemplateForm) -> TemplateForm:
    return replace(
        form,
        title=text.line(form.title, field="title", most=160),
        body=text.text(form.body, field="body", most=LONGEST_BODY),
        advice_before=_lines(form.advice_before, "adviceBefore"),
        advice_during=_lines(form.advice_during, "adviceDuring"),
        advice_after=_lines(form.advice_after, "adviceAfter"),
    )


def _lines(given: Sequence[str], field: str) -> tuple[str, ...]:
    return text.lines(given, field=field, most=ADVICE_LENGTH, count=ADVICE_COUNT)


def _view(row: NoticeTemplate) -> Template:
    advice = (tuple(row.advice_before), tuple(row.advice_during), tuple(row.advice_after))
    return Template(TemplateForm(row.kind, row.title, row.body, *advice), row.changed_by.name if row.changed_by else "", row.changed_at)


async def _record(viewer: Viewer, row: NoticeTemplate) -> None:
    details: dict[str, object] = {"template": row.kind.value}
    await audit.record(AuditAction.TEMPLATE_CHANGED, actor(viewer), object_kind="template", object_id=row.id, details=details)
