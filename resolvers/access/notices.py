"""Notices: by the audience snapshot, and running outages for whoever moved in since."""

from collections.abc import Collection
from datetime import datetime, time
from uuid import UUID

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from models import clock
from models.audience import AudienceMember, AudienceRule, AudienceScope
from models.contract import Contract, ContractPerson
from models.database import as_uuid
from models.notice import OUTAGE_KINDS, Notice, NoticeState
from models.place import House
from models.session import SessionScope
from models.token import TokenScope
from resolvers.access.homes import current_contracts, today_in_berlin
from resolvers.access.places import area_houses
from resolvers.access.readers import still_reads
from resolvers.access.roles import NOTICE_READERS
from resolvers.access.viewer import Integrator, Operator, Reader, Staff, Tenant, Viewer, has_role, is_limited

# Drafts are nobody's yet; a retracted notice was an error and is taken off the board.
POSTED_STATES = (NoticeState.PUBLISHED, NoticeState.ENDED, NoticeState.CANCELLED)


async def visible_notices(viewer: Viewer) -> QuerySet[Notice]:
    """Tenants: what the audience snapshot says, and running or coming outages of a house they moved into since; their readers the same.

    Staff: their area.
    """
    match viewer:
        case Operator():
            return Notice.all()
        case Integrator(scopes=scopes) if TokenScope.NOTICES_READ in scopes:
            return _notices_of_area(viewer).filter(state__in=POSTED_STATES)
        case Tenant(scope=SessionScope.FULL):
            return await _notices_of_member(viewer.member_id)
        case Reader() if await still_reads(viewer):
            return await _notices_of_member(viewer.member_id)
        case Staff() if has_role(viewer, NOTICE_READERS):
            return _notices_of_area(viewer)
        case _:
            return Notice.filter(id__in=[])


async def _notices_of_member(member_id: UUID) -> QuerySet[Notice]:
    told = AudienceMember.filter(member_id=member_id)
    moved_in = await newcomer_houses(member_id)
    return Notice.filter(Q(id__in=Subquery(told.values("notice_id"))) | Q(id__in=list(moved_in)), state__in=POSTED_STATES)


def _notices_of_area(viewer: Staff | Integrator) -> QuerySet[Notice]:
    """What somebody there was told, and what the viewer wrote."""
    if not is_limited(viewer):
        return Notice.all()
    told = Q(id__in=Subquery(AudienceMember.filter(house_id__in=area_houses(viewer)).values("notice_id")))
    return Notice.filter(told | Q(created_by_id=viewer.staff_id) if isinstance(viewer, Staff) else told)


async def newcomer_houses(member_id: UUID) -> dict[UUID, list[House]]:
    """Notice id > houses: outages without an all-clear that concern a house the member moved into after publication.

    A contract that ran at publication is a matter of the snapshot alone: who was left out then stays out.
    """
    today = await today_in_berlin()
    homes = await current_contracts(member_id, today).select_related("unit__house")
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
            if home.starts_on > published_on and _concerns(rules.get(outage.id, []), home, member_id)
        }
        if houses:
            found[outage.id] = list(houses.values())
    return found


async def newcomers(notice: Notice, member_ids: Collection[UUID]) -> dict[UUID, list[House]]:
    """`newcomer_houses` the other way round: of these members who moved in after publication, and the houses it concerns them for."""
    if notice.state is not NoticeState.PUBLISHED or notice.kind not in OUTAGE_KINDS or notice.published_at is None:
        return {}
    today, published_on = await today_in_berlin(), notice.published_at.astimezone(clock.BERLIN).date()
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
