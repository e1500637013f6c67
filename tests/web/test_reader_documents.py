"""GET /documents/{id}?for=: what somebody who reads for a member gets, and when it ends (DS-19a)."""

from uuid import UUID, uuid4

import httpx
import pytest

from models import clock
from models.account import Account
from models.document import DocumentReceipt
from models.member import Member
from models.reader import Reader
from models.session import SessionKind, SessionScope
from resolvers import session
from tests.support import reading
from tests.support.clients import client
from tests.support.files import PDF, published
from tests.support.town import Town
from web import documents

pytestmark = pytest.mark.usefixtures("files", "keys")


async def browser(who: Member) -> httpx.AsyncClient:
    """Their own browser, signed in."""
    account = await Account.get(member_id=who.id)
    issued = await session.create_for_account(account, scope=SessionScope.FULL, kind=SessionKind.COOKIE)
    return client(documents.routes("__Host-session"), cookie=issued.token)


async def statement(town: Town, name: str) -> UUID:
    return await published(str(uuid4()), content=PDF, filename="Abrechnung.pdf", member_id=town.members[name].id)


async def test_who_reads_documents_gets_them_for_this_member_and_until_the_end(town: Town) -> None:
    """DS-19a: every byte for Anna; nothing of Emil's, nor without saying for whom; after the end what a missing id gets."""
    carer = await reading.person("Rita Ruf")
    row = await reading.reads(town, "Anna", carer, documents=True)
    hers, foreign = await statement(town, "Anna"), await statement(town, "Emil")
    anna, emil = (town.members[name].id for name in ("Anna", "Emil"))
    async with await browser(carer) as rita:
        got = await rita.get(f"/documents/{hers}?for={anna}")
        assert (got.status_code, got.content) == (200, PDF)
        assert got.headers["cache-control"] == "private, no-store"
        missing = await rita.get(f"/documents/{uuid4()}?for={anna}")
        assert missing.status_code == 404
        refused = [
            await rita.get(f"/documents/{foreign}?for={anna}"),
            await rita.get(f"/documents/{foreign}?for={emil}"),
            await rita.get(f"/documents/{hers}"),
        ]
        await Reader.filter(id=row.id).update(ended_at=await clock.now())
        refused.append(await rita.get(f"/documents/{hers}?for={anna}"))
    assert {(reply.status_code, reply.content) for reply in refused} == {(404, missing.content)}
    assert await DocumentReceipt.filter(member_id=anna).count() == 0, "somebody else's reading is not hers"


async def test_who_reads_notices_alone_gets_no_document(town: Town) -> None:
    """DS-19a: the member has not opened the documents to them."""
    carer = await reading.person("Rita Ruf")
    await reading.reads(town, "Anna", carer)
    hers, anna = await statement(town, "Anna"), town.members["Anna"].id
    async with await browser(carer) as rita:
        refused = await rita.get(f"/documents/{hers}?for={anna}")
        missing = await rita.get(f"/documents/{uuid4()}?for={anna}")
    assert refused.status_code == missing.status_code
    assert refused.content == missing.content
