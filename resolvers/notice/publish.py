"""Publishing: audience, snapshot, broadcast and record in one transaction, once per client mutation id."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from models import audit, clock
from models.audience import AudienceRule, AudienceScope
from models.audit import AuditAction
from models.database import transaction
from models.delivery import Lane, Message
from models.event import Topic
from models.notice import Notice, NoticeState, Urgency
from models.token import TokenScope
from push import live, outbox, pressure
from push.statement import run
from resolvers import audience, idempotency
from resolvers.access import ROLES, Operator, Staff, Task, Viewer, actor, require_staff
from resolvers.audience import Rule
from resolvers.errors import Code, InvalidInput, NotAllowed, Unavailable
from resolvers.notice import timing, together, translate
from resolvers.notice.form import NoticeInput, check, draft, leaves_board_at, valid_until

MUTATION = "publish_notice"
WIDE_MEMBERS = 500
SENDERS = ROLES[Task.SEND_ALERTS]
WRITERS = ROLES[Task.WRITE_NOTICES]


@dataclass(frozen=True, slots=True)
class Published:
    """The head count is that of the snapshot. After a dry run `notice` is in no database."""

    notice: Notice
    households: int
    members: int
    dry_run: bool
    districts: int = 0


class _RollBack(Exception):
    """Ends a dry run's transaction."""

    def __init__(self, result: Published) -> None:
        super().__init__()
        self.result = result


def require_sender(viewer: Viewer, urgency: Urgency) -> Staff | None:
    """Urgent notices need the administration or an alert sender; tokens send ordinary ones only. Staff, where it is one.

    Raises:
        NotAllowed: the role does not send this.
    """
    is_urgent = urgency is Urgency.URGENT
    sender = require_staff(viewer, SENDERS if is_urgent else WRITERS, scope=None if is_urgent else TokenScope.NOTICES_WRITE)
    return sender if isinstance(sender, Staff) else None


def require_writer(viewer: Viewer) -> None:
    """Employees who write notices, and tokens that may.

    Raises:
        NotAllowed: everybody else.
    """
    require_staff(viewer, WRITERS, scope=TokenScope.NOTICES_WRITE)


async def publish(viewer: Viewer, form: NoticeInput, client_mutation_id: str, *, dry_run: bool = False) -> Published:
    """Post a notice and put its message into the outbox. A dry run does the same and takes it back.

    Raises:
        NotAllowed: the role does not send this, or the audience reaches beyond its area; approval_required, as the audience is so wide
            that a second person must let it go (resolvers/approval/), which a dry run does not ask for.
        InvalidInput: the form, an unknown target, or an audience in which nobody is.
        Conflict: idempotency_conflict.
        Unavailable: queue_full, as so many messages wait already (OB-19).
    """
    staff = require_sender(viewer, form.urgency)
    form = check(form, await clock.now())
    await audience.check(viewer, form.audience)
    author = staff.staff_id if staff else None
    try:
        async with transaction():
            if dry_run:
                raise _RollBack(await post(viewer, author, form, dry_run=True))
            claimed = await idempotency.claim(viewer, MUTATION, client_mutation_id, form)
            if claimed.result_id:
                first = await Notice.get(id=claimed.result_id)
                return Published(first, first.household_count, first.member_count, dry_run=False)
            posted = await post(viewer, author, form)
            await idempotency.finish(claimed, posted.notice.id)
            return posted
    except _RollBack as done:
        return done.result


def is_wide(*, members: int, districts: int) -> bool:
    """More than one district or 500 people: one person alone does not send this (AU-16)."""
    return members > WIDE_MEMBERS or districts > 1


async def post(viewer: Viewer, author: UUID | None, form: NoticeInput, *, dry_run: bool = False, is_released: bool = False) -> Published:
    """Write the notice and its message in the caller's transaction; whether it is wide is judged by the audience that is written.

    `is_released`: a second person approved it, or one person took it upon themselves. The command line is the machine's own operator,
    who could write into the database as well.

    Raises:
        NotAllowed: approval_required.
        InvalidInput: an audience in which nobody is.
        Unavailable: queue_full.
    """
    rules = await rules_of(form.audience)
    lane = Lane.URGENT if form.urgency is Urgency.URGENT else Lane.BULK
    if await pressure.is_full(lane):
        raise Unavailable("Too many messages wait to be sent.", code=Code.QUEUE_FULL)
    now = await clock.now()
    notice = draft(form, now)
    notice.state = NoticeState.PUBLISHED
    notice.created_by_id = author
    notice.published_at = now
    notice.valid_until = valid_until(form, now)
    notice.archived_at = leaves_board_at(form, now)
    await notice.save(force_create=True)
    for rule in rules:
        rule.notice_id = notice.id
    await AudienceRule.bulk_create(rules)
    await translate.put(notice.id, form.translations or ())
    await audience.resolve_into_snapshot(notice.id, form.audience)
    notice.household_count, notice.member_count, districts = await head_count(notice.id)
    if not notice.member_count:
        raise InvalidInput("Nobody is in this audience.", field="audience")
    may_send = is_released or dry_run or isinstance(viewer, Operator)
    if not may_send and is_wide(members=notice.member_count, districts=districts):
        raise NotAllowed("A second person has to approve so wide a notice.", code=Code.APPROVAL_REQUIRED)
    await notice.save(update_fields=["household_count", "member_count"])
    await outbox.announce(
        Message.NOTICE_PUBLISHED,
        lane=lane,
        notice_id=notice.id,
        valid_until=notice.valid_until,
    )
    await timing.plan(notice)
    if author and not dry_run and form.urgency is Urgency.URGENT and not is_wide(members=notice.member_count, districts=districts):
        await _watch(author, notice)
    details: dict[str, object] = {"households": notice.household_count, "members": notice.member_count, "urgency": form.urgency.value}
    await audit.record(AuditAction.NOTICE_PUBLISHED, actor(viewer), object_kind="notice", object_id=notice.id, details=details)
    await live.notify(Topic.NOTICE, notice.id)
    return Published(notice, notice.household_count, notice.member_count, dry_run, districts)


async def _watch(author: UUID, notice: Notice) -> None:
    """Where this one makes the author's alerts of an hour together as wide as none goes alone, the administration hears of it."""
    before, (members, districts) = await together.reach(author, without=notice.id), await together.reach(author)
    if is_wide(members=members, districts=districts) and not is_wide(members=before[0], districts=before[1]):
        await together.tell(author, notice, members)


async def head_count(notice_id: UUID) -> tuple[int, int, int]:
    """Households, persons and districts it concerns now."""
    counted = await run(
        "SELECT COUNT(DISTINCT household) AS households, COUNT(DISTINCT member_id) AS members, COUNT(DISTINCT district_id) AS districts"
        " FROM audience_member a LEFT JOIN house h ON h.id = a.house_id WHERE a.notice_id = $1 AND a.left_in IS NULL",
        notice_id,
    )
    return counted[0]["households"], counted[0]["members"], counted[0]["districts"]


async def rules_of(chosen: Sequence[Rule]) -> list[AudienceRule]:
    """The rules as rows, with the words for their targets: places get renamed and go, the record stays."""
    words = await audience.describe(chosen)
    rules: list[AudienceRule] = []
    for rule in chosen:
        row = AudienceRule(scope=rule.scope, is_exclusion=rule.is_exclusion, target_name=words[rule][:200])
        match rule.scope:
            case AudienceScope.DISTRICT:
                row.district_id = rule.id
            case AudienceScope.HOUSE:
                row.house_id = rule.id
            case AudienceScope.UNIT:
                row.unit_id = rule.id
            case AudienceScope.MEMBER:
                row.member_id = rule.id
            case AudienceScope.STOCK | AudienceScope.ALL_MEMBERS:
                pass
        rules.append(row)
    return rules
