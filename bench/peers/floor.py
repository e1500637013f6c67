"""The floor: what no sender can save. A fresh P-256 key, one ECDH, one HTTP/2 POST of the same client, and nothing else.

The devices' public keys are read beforehand, the body and every header are ready, nobody looks into a database, and the answer's
status is all that is read. As many requests are under way to each origin as ours has.
"""

import asyncio
import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import uvloop
from cryptography.hazmat.primitives.asymmetric import ec
from pyreqwest.client import Client, ClientBuilder

from bench.peers.talk import answer
from bench.words import ENCRYPTED_BODY
from push.channels.http import start_client_thread

PER_ORIGIN = 20
DEVICES = 1000
HEADERS = {
    "Authorization": f"vapid t={'j' * 280}, k={'k' * 87}",
    "TTL": "86000",
    "Urgency": "normal",
    "Topic": "t" * 32,
    "Content-Encoding": "aes128gcm",
    "Content-Type": "application/octet-stream",
}


async def _send(client: Client, origin: str, numbers: Iterator[int], devices: list[ec.EllipticCurvePublicKey]) -> int:
    accepted = 0
    for number in numbers:
        private = ec.generate_private_key(ec.SECP256R1())
        private.exchange(ec.ECDH(), devices[number % DEVICES])
        url = f"{origin}/fcm/send/{number:016x}:{'e' * 140}"
        reply = await client.post(url).headers(HEADERS).body_bytes(ENCRYPTED_BODY).build().send()
        accepted += reply.status == 201
    return accepted


async def main() -> None:
    """Open one client per origin and wait to be asked."""
    origins = os.environ["MIETERPORTAL_PUSH__ORIGINS"].split(",")
    devices = [ec.generate_private_key(ec.SECP256R1()).public_key() for _ in range(DEVICES)]
    clients = list[Client]()
    for origin in origins:
        port = urlsplit(origin).port or 443
        clients.append(ClientBuilder().http2(True).no_proxy().follow_redirects(False).resolve("localhost", "127.0.0.1", port).build())

    async def work(question: dict[str, Any]) -> dict[str, Any]:
        shares = [iter(range(number, question["count"], len(origins))) for number in range(len(origins))]
        hands = [
            _send(client, origin, share, devices)
            for client, origin, share in zip(clients, origins, shares, strict=True)
            for _ in range(PER_ORIGIN)
        ]
        return {"accepted": sum(await asyncio.gather(*hands))}

    await answer(work)
    for client in clients:
        await client.close()


if __name__ == "__main__":
    start_client_thread()
    uvloop.run(main())
