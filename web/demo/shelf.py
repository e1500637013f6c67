"""The documents of the demo: contracts, statements and house rules, put in as staff would."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from models import storage
from models.contract import ContractPerson
from models.database import as_uuid
from models.document import Document, DocumentCategory, UploadPurpose
from resolvers import document, upload
from resolvers.access import Staff
from resolvers.document import DocumentInput
from settings import CooperativeSettings
from web.demo import papers
from web.demo.board import Places
from web.demo.papers import Home
from web.demo.people import Registered

DISTRICTS = ("Gartenstadt", "Johannis", "Maxfeld")
PERIOD = (date(papers.YEAR, 1, 1), date(papers.YEAR, 12, 31))


class Shelf:
    """Publishes documents for one employee."""

    def __init__(self, desk: Staff, cooperative: CooperativeSettings, now: datetime) -> None:
        self._desk = desk
        self._cooperative = cooperative
        self._now = now

    async def fill(self, tenants: Sequence[Registered], where: Places) -> None:
        """House rules, then for each contract the contract itself and last year's statement; the older ones are moved into the past."""
        for name in DISTRICTS:
            pdf = await asyncio.to_thread(papers.house_rules, self._cooperative, name)
            form = (DocumentCategory.HOUSE_RULES, f"Hausordnung {name}")
            await self._age(await self._put(pdf, "Hausordnung.pdf", *form, district_id=where.districts[name]), days=300)
        for home in await self._homes(tenants):
            await self._put_home(home)

    async def _put_home(self, home: Home) -> None:
        contract_id = as_uuid(home.contract.id)
        pdf = await asyncio.to_thread(papers.contract, self._cooperative, home)
        agreed = await self._put(pdf, "Nutzungsvertrag.pdf", DocumentCategory.CONTRACT, "Nutzungsvertrag", contract_id=contract_id)
        await self._age(agreed, days=90)
        if home.contract.starts_on > PERIOD[1]:
            return
        pdf = await asyncio.to_thread(papers.statement, self._cooperative, home)
        title = f"Betriebskostenabrechnung {papers.YEAR}"
        await self._put(pdf, f"{title}.pdf", DocumentCategory.OPERATING_COSTS, title, contract_id=contract_id, period=PERIOD)

    async def _homes(self, tenants: Sequence[Registered]) -> list[Home]:
        """Each contract once, with everybody on it."""
        contracts = {tenant.contract.id: tenant.contract for tenant in tenants if tenant.contract}
        found: list[Home] = []
        for contract in contracts.values():
            links = await ContractPerson.filter(contract_id=contract.id).order_by("member__external_id").select_related("member")
            found.append(Home(contract, [link.member for link in links], self._now.date()))
        return found

    async def _put(
        self,
        pdf: bytes,
        filename: str,
        category: DocumentCategory,
        title: str,
        *,
        contract_id: UUID | None = None,
        district_id: UUID | None = None,
        period: tuple[date, date] | tuple[None, None] = (None, None),
    ) -> UUID:
        """Upload and publish as the desk does it in the browser."""

        async def content() -> AsyncIterator[bytes]:
            yield pdf

        taken = await upload.receive(self._desk, storage.current(), content(), purpose=UploadPurpose.DOCUMENT, filename=filename)
        form = DocumentInput(
            upload_id=taken.id,
            category=category,
            title=title,
            period_from=period[0],
            period_until=period[1],
            contract_id=contract_id,
            district_id=district_id,
        )
        published = await document.publish(self._desk, form, f"demo-{taken.id}")
        if published.document is None:
            raise LookupError(f"{title} was not published")
        return published.document.document.id

    async def _age(self, document_id: UUID, *, days: int) -> None:
        then = self._now - timedelta(days=days)
        await Document.filter(id=document_id).update(created_at=then, published_at=then)
