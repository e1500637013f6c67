"""Houses, districts and members: staff and tokens get those of their area."""

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from models.contract import ContractPerson
from models.member import Member, MemberStatus
from models.place import District, House
from models.session import SessionScope
from models.token import TokenScope
from resolvers.access.roles import DESK_ROLES, NOTICE_READERS
from resolvers.access.viewer import Integrator, Operator, Staff, Tenant, Viewer, has_role, is_limited


def area(viewer: Staff | Integrator) -> Q:
    """The houses staff work in, or a token is for, as a condition on House."""
    houses = viewer.houses if isinstance(viewer, Staff) else ()
    return Q(id__in=list(houses)) | Q(district_id__in=list(viewer.districts))


def area_houses(viewer: Staff | Integrator) -> Subquery:
    """The ids of these houses, for `house_id__in`."""
    return Subquery(House.filter(area(viewer)).values("id"))


def visible_houses(viewer: Viewer) -> QuerySet[House]:
    """Staff and tokens: the houses of their area. Tenants see houses only through their own contracts and notices."""
    if not _sees_places(viewer):
        return House.filter(id__in=[])
    return House.filter(area(viewer)) if is_limited(viewer) else House.all()


def visible_districts(viewer: Viewer) -> QuerySet[District]:
    """Staff and tokens: the districts they work in, whole or in part."""
    if not _sees_places(viewer):
        return District.filter(id__in=[])
    if is_limited(viewer):
        return District.filter(id__in=Subquery(House.filter(area(viewer), district_id__isnull=False).values("district_id")))
    return District.all()


def visible_members(viewer: Viewer) -> QuerySet[Member]:
    """Tenants: themselves. Staff at a desk: the members with a contract, also an ended one, in their area."""
    match viewer:
        case Operator():
            return _members()
        case Integrator(scopes=scopes) if TokenScope.MEMBERS_READ in scopes:
            return _members_of_area(viewer)
        case Tenant(scope=SessionScope.FULL):
            return Member.filter(id=viewer.member_id)
        case Staff() if has_role(viewer, DESK_ROLES):
            return _members_of_area(viewer)
        case _:
            return Member.filter(id__in=[])


def _sees_places(viewer: Viewer) -> bool:
    return isinstance(viewer, Operator | Integrator) or has_role(viewer, NOTICE_READERS)


def _members() -> QuerySet[Member]:
    """Who only reads for somebody is no member of the cooperative."""
    return Member.exclude(status=MemberStatus.READER)


def _members_of_area(viewer: Viewer) -> QuerySet[Member]:
    if not is_limited(viewer):
        return _members()
    there = ContractPerson.filter(contract__unit__house_id__in=area_houses(viewer))
    return Member.filter(id__in=Subquery(there.values("member_id")))
