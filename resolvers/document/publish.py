"""Putting a document in, and taking it back."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from models import audit, clock
from models.audit import AuditAction
from models.contract import Contract
from models.database import transaction
from models.delivery import Lane, Message
from models.document import Document, DocumentCategory, StoredFile, UploadPurpose
from models.event import Topic
from models.member import Member
from models.place import District, House
from models.token import TokenScope
from push import live, outbox, pressure
from push.readers import document_readers
from push.statement import run
from resolvers import delivery, idempotency, text, upload
from resolvers.access import ROLES, Staff, Task, Viewer, actor, area, area_houses, is_limited, require_staff, visible_documents
from resolvers.document.shelf import DocumentView, views
from resolvers.errors import Code, Conflict, InvalidInput, NotAllowed, NotFound, Unavailable

MUTATION = "publish_document"
PUBLISHERS = ROLES[Task.PUBLISH_DOCUMENTS]
MESSAGE_VALIDITY = timedelta(days=14)
EARLIEST = date(1900, 1, 1)
LATEST = date(2200, 1, 1)


@dataclass(frozen=True, slots=True)
class DocumentInput:
    """A document before it is one; exactly one of member, contract, house and district says whose it is."""

    upload_id: UUID
    category: DocumentCategory
    title: str
    period_from: date | None = None
    period_until: date | None = None
    member_id: UUID | None = None
    contract_id: UUID | None = None
    house_id: UUID | None = None
    district_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class DocumentPublished:
    """`recipients` may read it now; `by_mail` of them get a mail. After a dry run `document` is None."""

    document: DocumentView | None
    recipients: int
    by_mail: int
    dry_run: bool


class _RollBack(Exception):
    """Ends a dry run's transaction."""

    def __init__(self, result: DocumentPublished) -> None:
        super().__init__()
        self.result = result


async def publish(viewer: Viewer, form: DocumentInput, client_mutation_id: str, *, dry_run: bool = False) -> DocumentPublished:
    """Put an uploaded file on its readers' shelf and announce it. A dry run does the same and takes it back.

    Raises:
        NotAllowed: the role does not publish documents, or not for this place.
        InvalidInput: the form, an unknown target, or a document nobody could read.
        NotFound: the upload is not there.
        Conflict: idempotency_conflict.
        Unavailable: queue_full, as so many messages wait already (OB-19).
    """
    staff = require_staff(viewer, PUBLISHERS, scope=TokenScope.DOCUMENTS_WRITE)
    form = _check(form)
    await _check_target(viewer, form)
    try:
        async with transaction():
            if dry_run:
                raise _RollBack(await _post(viewer, staff, form, dry_run=True))
            claimed = await idempotency.claim(viewer, MUTATION, client_mutation_id, form)
            if claimed.result_id:
                first = await Document.get(id=claimed.result_id)
                recipients, by_mail = await _reach(first.id)
                return DocumentPublished((await views(viewer, [first]))[0], recipients, by_mail, dry_run=False)
            posted = await _post(viewer, staff, form, dry_run=False)
            if posted.document:
                await idempotency.finish(claimed, posted.document.document.id)
            return posted
    except _RollBack as done:
        return done.result


async def withdraw(viewer: Viewer, document_id: UUID) -> DocumentView:
    """Take it back: it stays in the list as withdrawn, without its file; mails not sent yet are not sent any more.

    Raises:
        NotAllowed: the role does not publish documents, or not for the whole district it hangs in.
        NotFound: there is no such document for the viewer.
        Conflict: it is withdrawn already.
    """
    require_staff(viewer, PUBLISHERS)
    found = await (await visible_documents(viewer)).get_or_none(id=document_id)
    if found is None:
        raise NotFound
    if is_limited(viewer) and isinstance(viewer, Staff) and _hangs_beyond(viewer, found):
        raise NotAllowed("The document hangs beyond the houses you work in.")
    now = await clock.now()
    async with transaction():
        if not await Document.filter(id=document_id, withdrawn_at__isnull=True).update(withdrawn_at=now):
            raise Conflict("The document is withdrawn already.")
        await delivery.cancel_unsent(document_id=document_id, now=now)
        await audit.record(AuditAction.DOCUMENT_WITHDRAWN, actor(viewer), object_kind="document", object_id=document_id)
        await live.notify(Topic.DOCUMENT, document_id)
    return (await views(viewer, [await Document.get(id=document_id)]))[0]


def _hangs_beyond(viewer: Staff, document: Document) -> bool:
    """Whether others put it up for a whole district, of which the viewer has some houses only."""
    return document.district_id is not None and document.district_id not in viewer.districts and document.created_by_id != viewer.staff_id


async def _post(viewer: Viewer, staff: Any, form: DocumentInput, *, dry_run: bool) -> DocumentPublished:
    if await pressure.is_full(Lane.BULK):
        raise Unavailable("Too many messages wait to be sent.", code=Code.QUEUE_FULL)
    file: StoredFile = await upload.take(viewer, form.upload_id, UploadPurpose.DOCUMENT)
    now = await clock.now()
    document = await Document.create(
        id=uuid4(),
        category=form.category,
        title=form.title,
        period_from=form.period_from,
        period_until=form.period_until,
        file_id=file.id,
        member_id=form.member_id,
        contract_id=form.contract_id,
        house_id=form.house_id,
        district_id=form.district_id,
        created_by_id=staff.staff_id if isinstance(staff, Staff) else None,
        created_at=now,
        published_at=now,
    )
    recipients, by_mail = await _reach(document.id)
    if not recipients and (form.contract_id or form.member_id):
        raise InvalidInput("Nobody could read this: the contract does not overlap the document's period.", field="periodFrom")
    await outbox.announce(Message.DOCUMENT_PUBLISHED, lane=Lane.BULK, document_id=document.id, valid_for=MESSAGE_VALIDITY)
    details: dict[str, object] = {"category": form.category.value, "recipients": recipients, "sha256": file.sha256}
    await audit.record(AuditAction.DOCUMENT_PUBLISHED, actor(viewer), object_kind="document", object_id=document.id, details=details)
    await live.notify(Topic.DOCUMENT, document.id)
    view = None if dry_run else (await views(viewer, [document]))[0]
    return DocumentPublished(view, recipients, by_mail, dry_run)


def _check(form: DocumentInput) -> DocumentInput:
    chosen = [form.member_id, form.contract_id, form.house_id, form.district_id]
    if sum(one is not None for one in chosen) != 1:
        raise InvalidInput("Exactly one of memberId, contractId, houseId and districtId says whose it is.", field="memberId")
    for name, day in (("periodFrom", form.period_from), ("periodUntil", form.period_until)):
        if day is not None and not EARLIEST <= day <= LATEST:
            raise InvalidInput(f"{name} is out of range.", field=name)
    if form.period_from and form.period_until and form.period_until < form.period_from:
        raise InvalidInput("The period ends before it begins.", field="periodUntil")
    return replace(form, title=text.line(form.title, field="title", least=3, most=160))


async def _check_target(viewer: Viewer, form: DocumentInput) -> None:
    """The target exists, and who has an area publishes for its houses only; what lies outside looks like what does not exist."""
    if is_limited(viewer):
        inside = House.filter(area(viewer))
        found = {
            "memberId": Member.filter(id=form.member_id, contracts__contract__unit__house_id__in=area_houses(viewer)),
            "contractId": inside.filter(units__contracts__id=form.contract_id),
            "houseId": inside.filter(id=form.house_id),
            "districtId": District.filter(id=form.district_id, id__in=list(viewer.districts)),
        }
    else:
        found = {
            "memberId": Member.filter(id=form.member_id),
            "contractId": Contract.filter(id=form.contract_id),
            "houseId": House.filter(id=form.house_id),
            "districtId": District.filter(id=form.district_id),
        }
    chosen = {"memberId": form.member_id, "contractId": form.contract_id, "houseId": form.house_id, "districtId": form.district_id}
    for name, target in chosen.items():
        if target is not None and not await found[name].exists():
            raise InvalidInput(f"{name} is unknown.", field=name)


async def _reach(document_id: UUID) -> tuple[int, int]:
    """Who may read it now, and how many of them get a mail about it."""
    readers = await document_readers(document_id)
    counted = await run(f"""
        SELECT COUNT(DISTINCT m.id) AS recipients, COUNT(DISTINCT CASE WHEN m.email_state = 'verified' AND m.email IS NOT NULL
            AND m.status <> 'deceased' AND EXISTS (SELECT 1 FROM account a WHERE a.member_id = m.id)
            AND COALESCE(p.document_mail, true) THEN m.id END) AS by_mail
        FROM ({readers}) AS r JOIN member m ON m.id = r.member_id LEFT JOIN preference p ON p.member_id = m.id
    """)  # noqa: S608 - built by push.readers from UUIDs and dates
    return counted[0]["recipients"], counted[0]["by_mail"]
