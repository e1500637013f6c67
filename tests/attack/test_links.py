"""Addresses that open a document once (FI-06), in the hands of somebody who found one."""

import asyncio
import base64

import httpx

from models.audit import AuditAction, AuditEntry
from models.session import SessionKind
from tests.attack.conftest import Target, Tell
from tests.support.clients import tenant_secret

MINT = "mutation ($id: UUID!) { createDocumentLink(id: $id) { url } }"


async def mint(target: Target, secret: str) -> str:
    """A fresh address for Anna's app, as path and query."""
    async with httpx.AsyncClient(base_url=target.portal.url, headers={"Authorization": f"Bearer {secret}"}) as app:
        reply = await app.post("/graphql", json={"query": MINT, "variables": {"id": str(target.document_id)}})
    return reply.json()["data"]["createDocumentLink"]["url"].removeprefix(target.portal.url)


async def test_found_document_links(target: Target, tell: Tell) -> None:
    """FI-06: twenty thieves at once, every bit turned over, another document, and after the session's end."""
    secret = await tenant_secret(target.town, "Anna", kind=SessionKind.BEARER)
    path = await mint(target, secret)
    async with httpx.AsyncClient(base_url=target.portal.url) as thief:
        race = await asyncio.gather(*(thief.get(path) for _ in range(20)))
        assert sorted(reply.status_code for reply in race) == [200] + [404] * 19
        later = [await thief.get(path, headers={"Range": asked}) for asked in ("bytes=1-", "bytes=-10", "bytes=0-1,5-9")]
        fresh = await mint(target, secret)
        head, _, text = fresh.partition("=")
        content = base64.urlsafe_b64decode(text + "==")
        turned = [content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :] for at in range(len(content))]
        forged = [await thief.get(f"{head}={base64.urlsafe_b64encode(one).decode().rstrip('=')}") for one in turned]
        named = await thief.get(f"{fresh}&for={target.town.members['Emil'].id}", headers={"Authorization": "Bearer nonsense"})
        assert named.status_code == 200, "nothing beside the link counts"
        unused = await mint(target, secret)
        async with httpx.AsyncClient(base_url=target.portal.url, headers={"Authorization": f"Bearer {secret}"}) as app:
            await app.post("/graphql", json={"query": "mutation { logout }"})
        ended = await thief.get(unused)
    refused = [*(reply for reply in race if reply.status_code != 200), *later, *forged, ended]
    assert len({(reply.status_code, reply.content) for reply in refused}) == 1
    assert await AuditEntry.filter(action=AuditAction.DOCUMENT_OPENED, object_id=str(target.document_id)).count() == 2
    tell(f"of 20 at once 1 got it; {len(later)} parts after it, {len(forged)} forged and 1 of an ended session: all 404")
