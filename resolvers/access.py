"""Who asks, and which rows they get. The only way from a viewer to rows a tenant may see; the default is no.

A foreign id and a missing id look the same: both are absent from these queries.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from tortoise.expressions import F, Q, Subquery
from tortoise.queryset import QuerySet

from models import clock
from models.audience import AudienceMember, AudienceRule, AudienceScope
from models.audit import ActorKind
from models.contract import Contract, ContractPerson
from models.database import as_uuid
from models.document import Document, Upload
from models.member import Member
from models.notice import OUTAGE_KINDS, Notice, NoticeState
from models.place import District, House
from models.session import SessionKind, SessionScope
from models.staff import StaffRole
from models.token import TokenScope
from resolvers.errors import Code, NotAllowed

# Drafts are nobody's yet; a retracted notice was an error and is taken off the board.
POSTED_STATES = (NoticeState.PUBLISHED, NoticeState.ENDED, NoticeState.CANCELLED)

DESK_ROLES = frozenset({StaffRole.ADMIN, StaffRole.MEMBER_DESK, StaffRole.EDITOR, StaffRole.ALERT_SENDER, StaffRole.READER})
NOTICE_READERS = DESK_ROLES | {StaffRole.CARETAKER}
PERSONAL_DOCUMENT_READERS = frozenset({StaffRole.ADMIN, StaffRole.MEMBER_DESK})


@dataclass(frozen=True, slots=True)
class Tenant:
    """A signed-in member."""

    session_id: UUID
    account_id: UUID
    member_id: UUID
    scope: SessionScope
    kind: SessionKind


@dataclass(frozen=True, slots=True)
class Staff:
    """A signed-in employee. Empty `districts` and `houses` mean the whole stock (a caretaker: nothing)."""

    session_id: UUID
    staff_id: UUID
    role: StaffRole
    districts: frozenset[UUID] = field(default_factory=frozenset[UUID])
    houses: frozenset[UUID] = field(default_factory=frozenset[UUID])
    scope: SessionScope = SessionScope.FULL


@dataclass(frozen=True, slots=True)
class Integrator:
    """An API token."""

    token_id: UUID
    scopes: frozenset[TokenScope]


@dataclass(frozen=True, slots=True)
class Operator:
    """The command line on the portal's own machine: may do everything staff may."""


Viewer = Tenant | Staff | Integrator | Operator | None


def actor(viewer: Viewer) -> tuple[ActorKind, str]:
    """Kind and id for audit entries and idempotency keys."""
    match viewer:
        case Tenant():
            return ActorKind.TENANT, str(viewer.member_id)
        case Staff():
            return ActorKind.STAFF, str(viewer.staff_id)
        case Integrator():
            return ActorKind.TOKEN, str(viewer.token_id)
        case Operator():
            return ActorKind.OPERATOR, ""
        case None:
            return ActorKind.ANONYMOUS, ""


def require_tenant(viewer: Viewer) -> Tenant:
    """The signed-in member.

    Raises:
        NotAllowed: a visitor, staff or a token asks, or the session may only set a password (AU-24).
    """
    if viewer is None:
        raise NotAllowed(code=Code.NOT_SIGNED_IN)
    if not isinstance(viewer, Tenant):
        raise NotAllowed
    if viewer.scope is not SessionScope.FULL:
        raise NotAllowed(code=Code.PASSWORD_CHANGE_REQUIRED)
    return viewer


def require_staff(viewer: Viewer, roles: Collection[StaffRole], *, scope: TokenScope | None = None) -> Staff | Integrator | Operator:
    """Staff in one of `roles`, an integrator whose token has `scope` (none unless named), or the operator (AU-13).

    Raises:
        NotAllowed: anybody else, and staff who have to set their own password first.
    """
    match viewer:
        case None:
            raise NotAllowed(code=Code.NOT_SIGNED_IN)
        case Operator():
            return viewer
        case Staff(role=role, scope=SessionScope.FULL) if role in roles:
            return viewer
        case Integrator(scopes=scopes) if scope is not None and scope in scopes:
            return viewer
        case Tenant(scope=SessionScope.CHANGE_PASSWORD) | Staff(scope=SessionScope.CHANGE_PASSWORD):
            raise NotAllowed(code=Code.PASSWORD_CHANGE_REQUIRED)
        case _:
            raise NotAllowed


def is_limited(viewer: Viewer) -> bool:
    """Whether this is staff who work in some houses only; a caretaker always does."""
    return isinstance(viewer, Staff) and (bool(viewer.districts or viewer.houses) or viewer.role is StaffRole.CARETAKER)


def area(viewer: Staff) -> Q:
    """The houses staff work in, as a condition on House."""
    return Q(id__in=list(viewer.houses)) | Q(district_id__in=list(viewer.districts))


def area_houses(viewer: Staff) -> Subquery:
    """The ids of the houses staff work in, for `house_id__in`."""
    return Subquery(House.filter(area(viewer)).values("id"))


def visible_houses(viewer: Viewer) -> QuerySet[House]:
    """Staff: the houses of their area. Tenants see houses only through their own contracts and notices."""
    if _has_role(viewer, NOTICE_READERS):
        return House.filter(area(viewer)) if isinstance(viewer, Staff) and is_limited(viewer) else House.all()
    return House.all() if isinstance(viewer, Operator | Integrator) else House.filter(id__in=[])


def visible_districts(viewer: Viewer) -> QuerySet[District]:
    """Staff: the districts they work in, whole or in part."""
    if isinstance(viewer, Staff) and is_limited(viewer) and _has_role(viewer, NOTICE_READERS):
        return District.filter(id__in=Subquery(House.filter(area(viewer), district_id__isnull=False).values("district_id")))
    return District.all() if isinstance(viewer, Operator | Integrator) or _has_role(viewer, DESK_ROLES) else District.filter(id__in=[])


def visible_members(viewer: Viewer) -> QuerySet[Member]:
    """Tenants: themselves. Staff at a desk: the members with a contract, also an ended one, in their area."""
    match viewer:
        case Operator():
            return Member.all()
        case Integrator(scopes=scopes) if TokenScope.MEMBERS_READ in scopes:
            return Member.all()
        case Tenant(scope=SessionScope.FULL):
            return Member.filter(id=viewer.member_id)
        case Staff() if _has_role(viewer, DESK_ROLES):
            if not is_limited(viewer):
                return Member.all()
            there = ContractPerson.filter(contract__unit__house_id__in=area_houses(viewer))
            return Member.filter(id__in=Subquery(there.values("member_id")))
        case _:
            return Member.filter(id__in=[])


async def visible_notices(viewer: Viewer) -> QuerySet[Notice]:
    """Tenants: what the audience snapshot says, and running or coming outages of a house they moved into since. Staff: their area."""
    match viewer:
        case Operator():
            return Notice.all()
        case Integrator(scopes=scopes) if TokenScope.NOTICES_READ in scopes:
            return Notice.filter(state__in=POSTED_STATES)
        case Tenant(scope=SessionScope.FULL):
            told = AudienceMember.filter(member_id=viewer.member_id)
            moved_in = await newcomer_houses(viewer)
            return Notice.filter(Q(id__in=Subquery(told.values("notice_id"))) | Q(id__in=list(moved_in)), state__in=POSTED_STATES)
        case Staff() if _has_role(viewer, NOTICE_READERS):
            if not is_limited(viewer):
                return Notice.all()
            there = AudienceMember.filter(house_id__in=area_houses(viewer))
            return Notice.filter(Q(id__in=Subquery(there.values("notice_id"))) | Q(created_by_id=viewer.staff_id))
        case _:
            return Notice.filter(id__in=[])


async def visible_documents(viewer: Viewer) -> QuerySet[Document]:
    """Published documents of the viewer; withdrawn ones stay in the list, without their file.

    Tenants: their own; those of a contract they are on, if its time overlaps the document's (a former tenant keeps these, DS-19);
    those of the house and district they live in today. Staff: personal ones need the member desk or the administration.
    """
    published = Document.filter(published_at__isnull=False)
    match viewer:
        case Operator():
            return published
        case Tenant(scope=SessionScope.FULL):
            return published.filter(await documents_of_member(viewer.member_id))
        case Staff() if _has_role(viewer, DESK_ROLES):
            return published.filter(_documents_for_staff(viewer))
        case _:
            return Document.filter(id__in=[])


async def documents_of_member(member_id: UUID) -> Q:
    """The documents a member may read today, as a condition on Document; for staff to look over the member's shoulder."""
    mine = ContractPerson.filter(member_id=member_id)
    homes = _current_contracts(member_id, await _today())
    overlaps = (Q(period_until__isnull=True) | Q(contract__starts_on__lte=F("period_until"))) & (
        Q(period_from__isnull=True) | Q(contract__ends_on__isnull=True) | Q(contract__ends_on__gte=F("period_from"))
    )
    return (
        Q(member_id=member_id)
        | (Q(contract_id__in=Subquery(mine.values("contract_id"))) & overlaps)
        | Q(house_id__in=Subquery(homes.values("unit__house_id")))
        | Q(district_id__in=Subquery(homes.values("unit__house__district_id")))
    )


def visible_uploads(viewer: Viewer) -> QuerySet[Upload]:
    """What the viewer put in and no mutation has used yet."""
    kind, name = actor(viewer)
    return Upload.filter(owner=f"{kind}:{name}", used_at__isnull=True) if viewer is not None else Upload.filter(id__in=[])


async def newcomer_houses(viewer: Tenant) -> dict[UUID, list[House]]:
    """Notice id > houses: outages without an all-clear that concern a house the member moved into after publication.

    A contract that ran at publication is a matter of the snapshot alone: who was left out then stays out.
    """
    today = await _today()
    homes = await _current_contracts(viewer.member_id, today).select_related("unit__house")
    if not homes:
        return {}
    latest = datetime.combine(max(home.starts_on for home in homes), time(), clock.BERLIN)
    outages = await Notice.filter(state=NoticeState.PUBLISHED, kind__in=list(OUTAGE_KINDS), published_at__lt=latest)
    rules: dict[object, list[AudienceRule]] = {}
    for rule in await AudienceRule.filter(notice_id__in=[outage.id for outage in outages]):
        rules.setdefault(rule.notice_id, []).append(rule)
    found: dict[UUID, list[House]] = {}
    for outage in outages:
        published_on = outage.published_at.astimezone(clock.BERLIN).date() if outage.published_at else today
        houses = {
            home.unit.house.id: home.unit.house
            for home in homes
            if home.starts_on > published_on and _concerns(rules.get(outage.id, []), home, viewer.member_id)
        }
        if houses:
            found[outage.id] = list(houses.values())
    return found


async def newcomers(notice: Notice, member_ids: Collection[UUID]) -> dict[UUID, list[House]]:
    """`newcomer_houses` the other way round: of these members who moved in after publication, and the houses it concerns them for."""
    if notice.state is not NoticeState.PUBLISHED or notice.kind not in OUTAGE_KINDS or notice.published_at is None:
        return {}
    today, published_on = await _today(), notice.published_at.astimezone(clock.BERLIN).date()
    lives_there = Q(contract__starts_on__gt=published_on, contract__starts_on__lte=today)
    stays = Q(contract__ends_on__isnull=True) | Q(contract__ends_on__gte=today)
    people = await ContractPerson.filter(lives_there, stays, member_id__in=list(member_ids)).select_related("contract__unit__house")
    rules = await AudienceRule.filter(notice_id=notice.id) if people else []
    found: dict[UUID, dict[UUID, House]] = {}
    for person in people:
        house, member_id = person.contract.unit.house, as_uuid(person.member_id)
        if _concerns(rules, person.contract, member_id):
            found.setdefault(member_id, {})[house.id] = house
    return {member_id: list(houses.values()) for member_id, houses in found.items()}


async def readers_of(document: Document, member_ids: Collection[UUID]) -> set[UUID]:
    """`documents_of_member` the other way round: which of these members may read this published document today."""
    ids, today = list(member_ids), await _today()
    people = ContractPerson.filter(member_id__in=ids)
    found = {member_id for member_id in ids if document.member_id == member_id}
    if document.contract_id is not None:
        overlaps = Q()
        if document.period_until is not None:
            overlaps &= Q(contract__starts_on__lte=document.period_until)
        if document.period_from is not None:
            overlaps &= Q(contract__ends_on__isnull=True) | Q(contract__ends_on__gte=document.period_from)
        found |= await _members(people.filter(overlaps, contract_id=document.contract_id))
    current = people.filter(Q(contract__ends_on__isnull=True) | Q(contract__ends_on__gte=today), contract__starts_on__lte=today)
    if document.house_id is not None:
        found |= await _members(current.filter(contract__unit__house_id=document.house_id))
    if document.district_id is not None:
        found |= await _members(current.filter(contract__unit__house__district_id=document.district_id))
    return found


async def _members(people: QuerySet[ContractPerson]) -> set[UUID]:
    return {as_uuid(member_id) for member_id in await people.values_list("member_id", flat=True)}


def _concerns(rules: list[AudienceRule], home: Contract, member_id: UUID) -> bool:
    """Whether a home lies in the included places and in none of the excluded ones."""

    def covers(rule: AudienceRule) -> bool:
        match rule.scope:
            case AudienceScope.STOCK:
                return True
            case AudienceScope.DISTRICT:
                return rule.district_id == home.unit.house.district_id
            case AudienceScope.HOUSE:
                return rule.house_id == home.unit.house.id
            case AudienceScope.UNIT:
                return rule.unit_id == home.unit.id
            case AudienceScope.MEMBER:
                return rule.member_id == member_id
            case AudienceScope.ALL_MEMBERS:
                return False

    return any(covers(rule) for rule in rules if not rule.is_exclusion) and not any(covers(rule) for rule in rules if rule.is_exclusion)


def _documents_for_staff(viewer: Staff) -> Q:
    if is_limited(viewer):
        houses = area_houses(viewer)
        districts = Subquery(House.filter(area(viewer), district_id__isnull=False).values("district_id"))
        people = ContractPerson.filter(contract__unit__house_id__in=houses)
        posted = Q(house_id__in=houses) | Q(district_id__in=districts)
        personal = Q(contract__unit__house_id__in=houses) | Q(member_id__in=Subquery(people.values("member_id")))
    else:
        posted = Q(house_id__isnull=False) | Q(district_id__isnull=False)
        personal = Q(member_id__isnull=False) | Q(contract_id__isnull=False)
    own = Q(created_by_id=viewer.staff_id)
    return posted | own | personal if viewer.role in PERSONAL_DOCUMENT_READERS else posted | own


def _current_contracts(member_id: UUID, today: date) -> QuerySet[Contract]:
    return Contract.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), persons__member_id=member_id, starts_on__lte=today)


def _has_role(viewer: Viewer, roles: Collection[StaffRole]) -> bool:
    return isinstance(viewer, Staff) and viewer.scope is SessionScope.FULL and viewer.role in roles


async def _today() -> date:
    return (await clock.now()).astimezone(clock.BERLIN).date()
