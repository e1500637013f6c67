"""Documents: own ones, those of a contract in its time, of the house and the district; staff by role and area."""

from collections.abc import Collection
from uuid import UUID

from tortoise.expressions import F, Q, Subquery
from tortoise.queryset import QuerySet

from models.contract import ContractPerson
from models.database import as_uuid
from models.document import Document, Upload
from models.place import House
from models.session import SessionScope
from resolvers.access.homes import current_contracts, today_in_berlin
from resolvers.access.places import area, area_houses
from resolvers.access.readers import still_reads
from resolvers.access.roles import DESK_ROLES, PERSONAL_DOCUMENT_READERS
from resolvers.access.viewer import Operator, Reader, Staff, Tenant, Viewer, actor, has_role, is_limited


async def visible_documents(viewer: Viewer) -> QuerySet[Document]:
    """Published documents of the viewer; withdrawn ones stay in the list, without their file.

    Tenants: their own; those of a contract they are on, if its time overlaps the document's (a former tenant keeps these, DS-19);
    those of the house and district they live in today. Their readers the same, where they may read documents. Staff: personal ones
    need the member desk or the administration.
    """
    published = Document.filter(published_at__isnull=False)
    match viewer:
        case Operator():
            return published
        case Tenant(scope=SessionScope.FULL):
            return published.filter(await documents_of_member(viewer.member_id))
        case Reader() if await still_reads(viewer, documents=True):
            return published.filter(await documents_of_member(viewer.member_id))
        case Staff() if has_role(viewer, DESK_ROLES):
            return published.filter(_documents_for_staff(viewer))
        case _:
            return Document.filter(id__in=[])


async def documents_of_member(member_id: UUID) -> Q:
    """The documents a member may read today, as a condition on Document; for staff to look over the member's shoulder."""
    mine = ContractPerson.filter(member_id=member_id)
    homes = current_contracts(member_id, await today_in_berlin())
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


async def readers_of(document: Document, member_ids: Collection[UUID]) -> set[UUID]:
    """`documents_of_member` the other way round: which of these members may read this published document today."""
    ids, today = list(member_ids), await today_in_berlin()
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


def _documents_for_staff(viewer: Staff) -> Q:
    own, reads_personal = Q(created_by_id=viewer.staff_id), viewer.role in PERSONAL_DOCUMENT_READERS
    if is_limited(viewer):
        houses = area_houses(viewer)
        districts = Subquery(House.filter(area(viewer), district_id__isnull=False).values("district_id"))
        people = ContractPerson.filter(contract__unit__house_id__in=houses)
        posted = Q(house_id__in=houses) | Q(district_id__in=districts)
        personal = Q(contract__unit__house_id__in=houses) | Q(member_id__in=Subquery(people.values("member_id")))
    else:
        posted = Q(house_id__isnull=False) | Q(district_id__isnull=False)
        personal = Q(member_id__isnull=False) | Q(contract_id__isnull=False)
    return posted | own | personal if reads_personal else posted | own
