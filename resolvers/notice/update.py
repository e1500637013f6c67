"""Follow-ups: a notice changes, ends, is called off or taken back, and everybody who knows of the old is told of the new, once.

Each update stops what is still unsent of the words before it. Who knew of the notice by then is told what changed; who did not gets it
as it stands now; who is affected newly hears that it concerns them, too, and who is no more, that it does not (push/readers.py).
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from models import audit, clock
from models.audience import AudienceRule
from models.audit import AuditAction
from models.database import as_uuid, transaction
from models.delivery import Broadcast, Lane, Message
from models.event import Topic
from models.notice import Notice, NoticeState, NoticeUpdate, UpdateKind, Urgency
from push import live, outbox
from resolvers import audience, delivery, idempotency, text
from resolvers.access import Operator, Staff, Viewer, actor, is_limited
from resolvers.audience import Rule
from resolvers.errors import Code, Conflict, InvalidInput, NotAllowed, NotFound
from resolvers.notice import timing, told, translate, wide
from resolvers.notice.board import NoticeView, get, views
from resolvers.notice.form import OUTAGE_ON_BOARD, NoticeInput, Translation, check, check_translations, leaves_board_at, valid_until
from resolvers.notice.publish import head_count, is_wide, require_sender, rules_of

MUTATION = "change_notice"
LONGEST_WORD = 300
LAST_WORD_VALID = timedelta(hours=24)
_MESSAGES = {
    UpdateKind.ENDED: Message.NOTICE_ENDED,
    UpdateKind.CANCELLED: Message.NOTICE_CANCELLED,
    UpdateKind.RETRACTED: Message.NOTICE_RETRACTED,
}
_ACTIONS = {
    UpdateKind.ENDED: AuditAction.NOTICE_ENDED,
    UpdateKind.CANCELLED: AuditAction.NOTICE_CANCELLED,
    UpdateKind.RETRACTED: AuditAction.NOTICE_RETRACTED,
}
_STATES = {
    UpdateKind.ENDED: NoticeState.ENDED,
    UpdateKind.CANCELLED: NoticeState.CANCELLED,
    UpdateKind.RETRACTED: NoticeState.RETRACTED,
}


@dataclass(frozen=True, slots=True)
class Changed:
    """The update and its head counts: persons told of the change, newly told, told that it concerns them no more, not told before."""

    notice: Notice
    kind: UpdateKind
    told: int
    joined: int
    left: int
    untold: int
    dry_run: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    """What makes two calls of the same name the same."""

    notice_id: UUID
    form: NoticeInput
    word: str


class _RollBack(Exception):
    """Ends a dry run's transaction."""

    def __init__(self, result: Changed) -> None:
        super().__init__()
        self.result = result


async def change(
    viewer: Viewer, notice_id: UUID, form: NoticeInput, client_mutation_id: str, *, word: str = "", dry_run: bool = False
) -> Changed:
    """Put other texts, times or another audience in, and tell whom it concerns. A dry run does the same and takes it back.

    Raises:
        NotAllowed: the role does not send this, it reaches beyond the viewer's area, or approval_required, as so many are newly affected
            by now that a second person must let it go, or other texts are for so many; reauthentication_required, as a word is.
        NotFound: there is no such notice for the viewer.
        InvalidInput: the form, another kind or urgency, an unknown target, or an audience in which nobody is.
        Conflict: it is over or cancelled, nothing would change, or idempotency_conflict.
    """
    found = await _reached(viewer, notice_id)
    require_sender(viewer, form.urgency)
    now = await clock.now()
    form = check(form, _checked_at(found.notice, form, now))
    word = text.line(word, field="word", most=LONGEST_WORD)
    if (form.kind, form.urgency) != (found.notice.kind, found.notice.urgency):
        raise InvalidInput("Kind and urgency stay; cancel it and publish anew.", field="kind")
    await audience.check(viewer, form.audience)
    try:
        async with transaction():
            if dry_run:
                raise _RollBack((await _change(viewer, notice_id, form, word, is_free=True))[0])
            claimed = await idempotency.claim(viewer, MUTATION, client_mutation_id, _Asked(notice_id, form, word))
            if claimed.result_id:
                return await _earlier(claimed.result_id)
            done, update = await _change(viewer, notice_id, form, word)
            await idempotency.finish(claimed, update.id)
            return done
    except _RollBack as done:
        return dataclasses.replace(done.result, dry_run=True)


async def reschedule(
    viewer: Viewer,
    notice_id: UUID,
    starts_at: datetime,
    ends_at: datetime | None,
    client_mutation_id: str,
    *,
    word: str = "",
    dry_run: bool = False,
) -> Changed:
    """Another window and nothing else: moved, longer, shorter, or with an end nobody knows (None).

    Raises:
        NotAllowed, NotFound, InvalidInput, Conflict: see `change`.
    """
    found = await _reached(viewer, notice_id)
    given: dict[str, Any] = {name: getattr(found.notice, name) for name in _FIELDS}
    given |= {name: tuple(cast("list[str]", value)) for name, value in given.items() if isinstance(value, list)}
    given |= {"starts_at": starts_at, "ends_at": ends_at}
    form = NoticeInput(kind=found.notice.kind, urgency=found.notice.urgency, audience=tuple(await _rules(notice_id)), **given)
    return await change(viewer, notice_id, form, client_mutation_id, word=word, dry_run=dry_run)


async def translate_notice(viewer: Viewer, notice_id: UUID, translations: Sequence[Translation]) -> NoticeView:
    """Put other translations in. Nobody is told anew: what binds is the German text, and it is the same.

    Raises:
        NotAllowed: the role does not send this, it reaches beyond the viewer's area, or approval_required, as it is for so many.
        NotFound: there is no such notice for the viewer.
        InvalidInput: German, a language twice, or a text too long.
        Conflict: it is over or cancelled.
    """
    found = await _reached(viewer, notice_id)
    checked = check_translations(translations)
    async with transaction():
        if not await Notice.filter(id=notice_id, state=NoticeState.PUBLISHED).update(updated_at=await clock.now()):
            raise Conflict("The notice is over or cancelled already.")
        if checked != await translate.of(notice_id):
            await wide.require(viewer, found.notice, has_new_text=True)
            await translate.replace_all(viewer, found.notice, checked)
    return (await views(viewer, [await Notice.get(id=notice_id)]))[0]


async def end(viewer: Viewer, notice_id: UUID, word: str = "") -> NoticeView:
    """The all-clear. Only staff release it, and only who may send the notice may end it; it goes to who knows of the outage.

    Raises:
        NotAllowed: the role does not send this, or it reaches beyond the viewer's area; reauthentication_required (notice/wide.py).
        NotFound: there is no such notice for the viewer.
        InvalidInput: the word is too long.
        Conflict: it is not running any more, or has not begun (then it is cancelled, not ended).
    """
    return await _close(viewer, notice_id, UpdateKind.ENDED, word)


async def cancel(viewer: Viewer, notice_id: UUID, word: str = "") -> NoticeView:
    """Call it off. What was not sent yet is not sent any more (OB-14); who knows of it is told.

    Raises:
        NotAllowed: the role does not send this, or it reaches beyond the viewer's area; reauthentication_required (notice/wide.py).
        NotFound: there is no such notice for the viewer.
        InvalidInput: the word is too long.
        Conflict: it is over or cancelled already.
    """
    return await _close(viewer, notice_id, UpdateKind.CANCELLED, word)


async def retract(viewer: Viewer, notice_id: UUID, word: str = "") -> NoticeView:
    """It was an error: off the board at once, and who knows of it is told that it does not hold.

    Raises:
        NotAllowed: the role does not send this, or it reaches beyond the viewer's area; reauthentication_required (notice/wide.py).
        NotFound: there is no such notice for the viewer.
        InvalidInput: the word is too long.
        Conflict: it is over or cancelled already.
    """
    return await _close(viewer, notice_id, UpdateKind.RETRACTED, word)


async def _reached(viewer: Viewer, notice_id: UUID) -> NoticeView:
    """The notice, which the viewer may send. An area limits staff to their own notices, and those they could have sent."""
    found = await get(viewer, notice_id)
    if found is None:
        raise NotFound
    require_sender(viewer, found.notice.urgency)
    is_own = isinstance(viewer, Staff) and found.notice.created_by_id == viewer.staff_id
    if not is_own and is_limited(viewer):
        await audience.require_area(viewer, [rule for rule in await _rules(notice_id) if not rule.is_exclusion])
    return found


async def _rules(notice_id: UUID) -> list[Rule]:
    """The rules it stands under now."""
    rows = await AudienceRule.filter(notice_id=notice_id)
    targets = [row.district_id or row.house_id or row.unit_id or row.member_id for row in rows]
    return [Rule(row.scope, row.is_exclusion, as_uuid(target) if target else None) for row, target in zip(rows, targets, strict=True)]


def _checked_at(notice: Notice, form: NoticeInput, now: datetime) -> datetime:
    """A window that stays as it is may have passed its end: its texts can still be mended."""
    is_same = notice.ends_at is not None and form.ends_at == notice.ends_at and form.starts_at == notice.starts_at
    return min(now, notice.ends_at - timedelta(seconds=1)) if is_same and notice.ends_at else now


async def _change(viewer: Viewer, notice_id: UUID, form: NoticeInput, word: str, *, is_free: bool = False) -> tuple[Changed, NoticeUpdate]:
    """`is_free`: it will not be kept, so nobody has to approve it."""
    now = await clock.now()
    notice = await _begin(notice_id, now)
    update = await _write_update(viewer, notice, _kind(notice, form, now), word, form=form)
    changed = {name for name in _FIELDS if name not in _WINDOW and _kept(getattr(form, name)) != getattr(notice, name)}
    await translate.drop_outdated(notice_id, changed)
    if form.translations is not None and form.translations != await translate.of(notice_id):
        await translate.put(notice_id, form.translations)
        changed.add("translations")
    for name in _FIELDS:
        setattr(notice, name, _kept(getattr(form, name)))
    notice.valid_until, notice.archived_at = valid_until(form, now), leaves_board_at(form, now)
    await delivery.cancel_unsent(now=now, notice_id=notice_id, without=[Message.NOTICE_LEFT])
    await told.mark(notice_id)
    before = set(await _rules(notice_id))
    await AudienceRule.filter(notice_id=notice_id).delete()
    rules = await rules_of(form.audience)
    for rule in rules:
        rule.notice_id = notice_id
    await AudienceRule.bulk_create(rules)
    await told.move(notice, update, form.audience)
    counts = await told.count(notice_id, update.number)
    if update.kind is UpdateKind.AREA and before == set(form.audience) and not (counts.told or counts.joined or counts.left):
        raise Conflict("Nothing would change.")
    notice.household_count, notice.member_count, _ = await head_count(notice_id)
    if not notice.member_count:
        raise InvalidInput("Nobody is in this audience.", field="audience")
    if counts.joined and not is_free and await _grew_wide(viewer, notice_id):
        raise NotAllowed("A second person has to approve so wide a notice.", code=Code.APPROVAL_REQUIRED)
    if not is_free:
        await wide.require(viewer, notice, has_new_text=bool(changed), word=word)
    update.told_count, update.joined_count, update.left_count = counts.told, counts.joined, counts.left
    if update.kind is not UpdateKind.AREA:
        notice.changed_at = now
        await Broadcast.filter(notice_id=notice_id).update(is_superseded=True)
    await update.save(update_fields=["told_count", "joined_count", "left_count"])
    await notice.save()
    await timing.plan(notice)
    for message, number in (
        (Message.NOTICE_CHANGED, counts.told),
        (Message.NOTICE_JOINED, counts.joined),
        (Message.NOTICE_PUBLISHED, counts.untold),
        (Message.NOTICE_LEFT, counts.left),
    ):
        if number:
            await _announce(notice, message, update, valid_until=notice.valid_until)
    await _record(viewer, notice, AuditAction.NOTICE_CHANGED, update)
    return Changed(notice, update.kind, counts.told, counts.joined, counts.left, counts.untold, dry_run=False), update


async def _grew_wide(viewer: Viewer, notice_id: UUID) -> bool:
    """Whether all updates together brought in so many that a second person must let it go: ten small steps are one wide one (AU-16).

    What began wide was let go then, and newcomers count by themselves; what began narrow counts as a whole. As when a notice is published,
    the command line decides for itself.
    """
    if isinstance(viewer, Operator):
        return False
    members, districts = await told.ever(notice_id, by_updates=False)
    was_released = is_wide(members=members, districts=districts)
    members, districts = await (told.ever(notice_id, by_updates=True) if was_released else told.ever_at_all(notice_id))
    return is_wide(members=members, districts=districts)


_WINDOW = ("starts_at", "ends_at")
_APART = {"kind", "urgency", "audience", "translations"}
_FIELDS = tuple(field.name for field in dataclasses.fields(NoticeInput) if field.name not in _APART)


def _kind(notice: Notice, form: NoticeInput, now: datetime) -> UpdateKind:
    has_begun = notice.starts_at is not None and notice.starts_at <= now
    if form.starts_at != notice.starts_at and form.starts_at is not None and not has_begun:
        return UpdateKind.MOVED
    is_later = notice.ends_at is not None and (form.ends_at is None or form.ends_at > notice.ends_at)
    if form.starts_at == notice.starts_at and is_later:
        return UpdateKind.LONGER
    is_same = all(_kept(getattr(form, name)) == getattr(notice, name) for name in _FIELDS)
    return UpdateKind.AREA if is_same else UpdateKind.CHANGED


def _kept(given: object) -> object:
    """A field of the form as the row keeps it."""
    return list(cast("tuple[str, ...]", given)) if isinstance(given, tuple) else given


async def _begin(notice_id: UUID, now: datetime) -> Notice:
    """One statement decides between two who update it at the same time: the second sees what the first made of it."""
    if not await Notice.filter(id=notice_id, state=NoticeState.PUBLISHED).update(updated_at=now):
        raise Conflict("The notice is over or cancelled already.")
    notice = await Notice.get(id=notice_id)
    notice.revision += 1
    return notice


async def _write_update(viewer: Viewer, notice: Notice, kind: UpdateKind, word: str, *, form: NoticeInput | None = None) -> NoticeUpdate:
    after = form or notice
    return await NoticeUpdate.create(
        notice_id=notice.id,
        number=notice.revision,
        kind=kind,
        word=word,
        was_starts_at=notice.starts_at,
        was_ends_at=notice.ends_at,
        starts_at=after.starts_at,
        ends_at=after.ends_at,
        created_by_id=viewer.staff_id if isinstance(viewer, Staff) else None,
        created_at=notice.updated_at,
    )


async def _close(viewer: Viewer, notice_id: UUID, kind: UpdateKind, word: str) -> NoticeView:
    found = await _reached(viewer, notice_id)
    word = text.line(word, field="word", most=LONGEST_WORD)
    now = await clock.now()
    if kind is UpdateKind.ENDED and found.notice.starts_at and found.notice.starts_at > now:
        raise Conflict("It has not begun; cancel it instead.")
    async with transaction():
        notice = await _begin(notice_id, now)
        await wide.require(viewer, notice, word=word)
        update = await _write_update(viewer, notice, kind, word)
        await delivery.cancel_unsent(now=now, notice_id=notice_id)
        await told.mark(notice_id)
        counts = await told.count(notice_id, update.number)
        notice.state, notice.ended_at, notice.archived_at = _STATES[kind], now, now + OUTAGE_ON_BOARD
        await notice.save()
        await timing.drop(notice.id)
        if counts.told and _is_news(notice, kind):
            update.told_count = counts.told
            await update.save(update_fields=["told_count"])
            await _announce(notice, _MESSAGES[kind], update, valid_until=max(now + LAST_WORD_VALID, notice.ends_at or now))
        await _record(viewer, notice, _ACTIONS[kind], update)
    return (await views(viewer, [notice]))[0]


def _is_news(notice: Notice, kind: UpdateKind) -> bool:
    """A bulletin without a date just leaves the board; an error is taken back whatever it was."""
    return kind is UpdateKind.RETRACTED or notice.is_outage or (kind is UpdateKind.CANCELLED and notice.starts_at is not None)


async def _announce(notice: Notice, message: Message, update: NoticeUpdate, *, valid_until: datetime) -> None:
    lane = Lane.URGENT if notice.urgency is Urgency.URGENT else Lane.BULK
    await outbox.announce(message, lane=lane, notice_id=notice.id, subject_id=update.id, valid_until=valid_until)


async def _record(viewer: Viewer, notice: Notice, action: AuditAction, update: NoticeUpdate) -> None:
    counts: dict[str, object] = {"told": update.told_count, "joined": update.joined_count, "left": update.left_count}
    await audit.record(action, actor(viewer), object_kind="notice", object_id=notice.id, details={"kind": update.kind.value} | counts)
    await live.notify(Topic.NOTICE, notice.id)
    await live.notify(Topic.DELIVERY, notice.id)


async def _earlier(update_id: UUID) -> Changed:
    update = await NoticeUpdate.get(id=update_id).prefetch_related("notice")
    return Changed(update.notice, update.kind, update.told_count, update.joined_count, update.left_count, 0, dry_run=False)
