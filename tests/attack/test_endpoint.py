"""Documents made to cost, ids of others, addresses inside, and many ranges at once."""

import asyncio
import secrets
import time
from typing import Any
from uuid import uuid4

import httpx

from models.device import Device
from tests.attack.conftest import Target, Tell
from tests.support.files import PDF
from tests.support.operations import ship

KILL_SECONDS = 5.0
_SPREADS = " ".join(f"fragment F{level} on Query {{ ...F{level + 1} ...F{level + 1} }}" for level in range(30))
BOMBS = {
    "nested fragments": "{ ...F0 } " + _SPREADS + " fragment F30 on Query { __typename }",
    "fragment circle": "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
    "aliases": "{ " + " ".join(f"a{number}: __typename" for number in range(500)) + " }",
    "tokens": "{ " + "__typename " * 5000 + "}",
    "directives": "{ __typename " + "@include(if: true) " * 60 + "}",
    "deep list": "{ members(filter: " + "[" * 200 + "]" * 200 + ") { totalCount } }",
    "long number": "{ members(first: " + "9" * 10_000 + ") { totalCount } }",
    "introspection circle": "{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }",
    "security mutations": "mutation { "
    + " ".join(f'a{n}: login(input: {{number: "1", password: "{n}"}}) {{ token }}' for n in range(10))
    + " }",
    "page of a million": "{ members(first: 1000000) { totalCount } }",
}


async def test_documents_made_to_cost(target: Target, tell: Tell) -> None:
    """GQ-01, GQ-01a, GQ-02, GQ-03, GQ-04: refused before anything runs, and at once."""
    slowest = 0.0
    for name, document in BOMBS.items():
        began = time.monotonic()
        reply = await target.post(json={"query": document})
        slowest = max(slowest, time.monotonic() - began)
        assert reply.status_code < 500, name
        errors = reply.json().get("errors")
        assert errors, name
        assert all(error["extensions"]["code"] not in {"internal", "timeout"} for error in errors), (name, errors)
    bodies: dict[str, dict[str, Any]] = {
        "batch": {"json": [{"query": "{ __typename }"}] * 10},
        "no object": {"json": "{ __typename }"},
        "not UTF-8": {"content": b'{"query": "\xff\xfe"}'},
        "compressed": {"content": b"\x1f\x8b", "headers": {"Content-Encoding": "gzip"}},
        "300 KiB": {"json": {"query": "{ __typename }", "variables": {"a": "x" * 300_000}}},
    }
    statuses = {name: await _raw(target, **body) for name, body in bodies.items()}
    assert all(400 <= status < 500 for status in statuses.values()), statuses
    assert slowest < KILL_SECONDS
    tell(f"{len(BOMBS)} documents and {len(bodies)} bodies refused, the slowest after {slowest * 1000:.0f} ms")


async def _raw(target: Target, **request: Any) -> int:
    headers = {"Authorization": f"Bearer {target.token}", "Content-Type": "application/json", **request.pop("headers", {})}
    async with httpx.AsyncClient(base_url=target.portal.url, timeout=30) as client:
        return (await client.post("/graphql", headers=headers, **request)).status_code


async def test_ids_of_other_people(target: Target, tell: Tell) -> None:
    """GQ-14, FI-05: a foreign id gets what a made-up one gets, in the endpoint and at the files."""
    foreign, made_up = str(target.document_id), str(uuid4())
    emil = target.emil.browser.http
    files = [await emil.get(f"/documents/{one}") for one in (foreign, made_up)]
    assert [(reply.status_code, reply.content) for reply in files[:1]] == [(files[1].status_code, files[1].content)]
    assert files[0].status_code == 404
    operations = {
        "document": "query ($id: UUID!) { document(id: $id) { id } }",
        "notice": "query ($id: UUID!) { notice(id: $id) { id } }",
        "removeDevice": "mutation ($id: UUID!) { removeDevice(id: $id) }",
    }
    for name, text in operations.items():
        key, answers = await ship(text), list[str]()
        for one in (foreign, made_up):
            question = {"documentId": key, "variables": {"id": one}}
            reply = await emil.post("/graphql", json=question, headers={"GraphQL-Require-Preflight": "1"})
            answers.append(reply.text.replace(one, "ID"))
        assert answers[0] == answers[1], (name, answers)
    tell(f"files and {len(operations)} operations: the same answer as for ids that do not exist (all of them: tests/schema/matrix)")


async def test_addresses_inside(target: Target, tell: Tell) -> None:
    """WP-20, WP-22: nobody makes the portal call what only the portal can reach."""
    called = list[str]()

    async def take(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        called.append("called")
        writer.close()

    async with await asyncio.start_server(take, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        endpoints = [
            f"http://127.0.0.1:{port}/",
            f"https://127.0.0.1:{port}/",
            f"https://localhost:{port}/",
            f"https://[::ffff:127.0.0.1]:{port}/",
            "https://169.254.169.254/latest/meta-data/",
            f"https://fcm.googleapis.com@127.0.0.1:{port}/",
            f"https://fcm.googleapis.com:{port}/",
            "https://fcm.googleapis.com.evil.example/",
            "https://2130706433/",
            "file:///etc/passwd",
            "gopher://127.0.0.1/",
        ]
        key = await ship("mutation ($input: DeviceInput!) { registerDevice(input: $input) { id } }")
        mine = target.portal.push.subscribe((await target.anna.browser.ask("{ vapidPublicKey }"))["vapidPublicKey"])
        for endpoint in endpoints:
            device = {
                "kind": "WEBPUSH",
                "installationId": secrets.token_hex(8),
                "endpoint": endpoint,
                "p256dh": mine.p256dh,
                "auth": mine.auth,
                "vapidKey": "",
            }
            question = {"documentId": key, "variables": {"input": device}}
            reply = await target.anna.browser.http.post("/graphql", json=question, headers={"GraphQL-Require-Preflight": "1"})
            assert [error["extensions"]["code"] for error in reply.json()["errors"]] == ["invalid_input"], endpoint
    assert await Device.all().count() == 0
    assert called == []
    tell(f"{len(endpoints)} push endpoints inside or beside the list refused, none was called")


async def test_storm_of_ranges(target: Target, tell: Tell) -> None:
    """FI-07: a thousand ranges, overlapping or not, cost no more than the file once."""
    size = len(PDF) + 60_000
    storms = {
        "1,000 ranges": "bytes=" + ",".join(f"{start}-{start + 10}" for start in range(0, 10_000, 10)),
        "overlapping": "bytes=" + ",".join("0-" for _ in range(500)),
        "backwards": "bytes=900-1",
        "behind the end": f"bytes={size}-",
        "huge": "bytes=0-" + "9" * 40,
    }
    seen = list[str]()
    for name, wanted in storms.items():
        began = time.monotonic()
        reply = await target.anna.browser.http.get(f"/documents/{target.document_id}", headers={"Range": wanted})
        assert reply.status_code in {200, 206, 416}, name
        assert len(reply.content) <= size
        assert time.monotonic() - began < KILL_SECONDS
        seen.append(f"{name} {reply.status_code}")
    tell(", ".join(seen))
