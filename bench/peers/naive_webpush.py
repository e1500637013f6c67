"""Web push as a careful user of `webpush` writes it: httpx over HTTP/2, bounded concurrency, and one UPDATE for each message.

Written as fairly as we would want ours to be: one client with warm connections, uvloop, a pool of database connections with
prepared statements, all subscriptions read at once. What it leaves out compared to ours (leases, re-checks, retries, a row per
attempt, topics) only makes it cheaper.
"""

import asyncio
import os
import ssl
from pathlib import Path
from typing import Any, cast

import asyncpg
import httpx
import uvloop
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from webpush import WebPush, WebPushSubscription

from bench.peers.talk import answer
from bench.words import PAYLOAD, SUBSCRIBER

CONCURRENCY = 60
_ROWS = "SELECT id, endpoint, p256dh, auth FROM bench_message ORDER BY id LIMIT $1"
_DONE = "UPDATE bench_message SET state = $2, status = $3, attempts = attempts + 1, settled_at = now() WHERE id = $1"


def _push() -> WebPush:
    private = Path(os.environ["MIETERPORTAL_DATA_DIR"], "secrets", "vapid.pem").read_bytes()
    public = load_pem_private_key(private, password=None).public_key()
    return WebPush(private_key=private, public_key=public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


async def main() -> None:
    """Open the connections and wait to be asked."""
    push = _push()
    pool = cast("Any", await asyncpg.create_pool(os.environ["MIETERPORTAL_DATABASE_URL"], min_size=4, max_size=10))  # pyright: ignore[reportUnknownMemberType] - asyncpg is untyped
    trust = ssl.create_default_context(cafile=os.environ["SSL_CERT_FILE"])
    async with httpx.AsyncClient(http2=True, verify=trust, timeout=30) as client:
        gate = asyncio.Semaphore(CONCURRENCY)

        async def send(row: Any) -> bool:
            async with gate:
                subscription = WebPushSubscription.model_validate(
                    {"endpoint": row["endpoint"], "keys": {"p256dh": row["p256dh"], "auth": row["auth"]}}
                )
                message = push.get(PAYLOAD, subscription, subscriber=SUBSCRIBER, ttl=86400)
                headers = cast("dict[str, str]", message.headers) | {"urgency": "normal"}
                reply = await client.post(row["endpoint"], content=message.encrypted, headers=headers)
                is_accepted = reply.status_code in {200, 201, 202}
                await pool.execute(_DONE, row["id"], "accepted" if is_accepted else "failed", reply.status_code)
                return is_accepted

        async def work(question: dict[str, Any]) -> dict[str, Any]:
            rows = await pool.fetch(_ROWS, question["count"])
            return {"accepted": sum(await asyncio.gather(*(send(row) for row in rows)))}

        await answer(work)
    await pool.close()


if __name__ == "__main__":
    uvloop.run(main())
