"""The FCM server takes what pyfcm makes and refuses every violation by name."""

import asyncio
import json
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import httpx
import jwt
import pytest
from pyfcm import FCMNotification

from tests.servers.answers import Manner
from tests.servers.fcm_errors import Failure
from tests.servers.fcm_service import GRANT, FcmService
from tests.servers.google_account import AUDIENCE, SCOPE, signing_key

ANDROID = {"priority": "HIGH", "ttl": "3600s", "collapse_key": "n-4711", "notification": {"tag": "n-4711"}}
encode = cast(
    "Callable[..., str]",
    jwt.encode,  # pyright: ignore[reportUnknownMemberType] # its key types name optional packages
)


def assertion(fcm_service: FcmService, head: dict[str, Any] | None = None, **changed: Any) -> str:
    """A correct assertion, with claims changed by name; None removes a claim."""
    account, now = fcm_service.account, int(time.time())
    correct = {"iss": account.email, "aud": AUDIENCE, "scope": SCOPE, "iat": now, "exp": now + 3600}
    claims = {key: value for key, value in (correct | changed).items() if value is not None}
    return encode(claims, signing_key(), algorithm="RS256", headers=head or {"kid": account.key_id})


async def ask_for_token(fcm_service: FcmService, grant: str, kind: str = GRANT) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        return await client.post(f"{fcm_service.origin}/token", data={"grant_type": kind, "assertion": grant})


async def post(fcm_service: FcmService, content: object, project: str = "noris-portal", **headers: str) -> httpx.Response:
    """Send with a fresh access token unless the headers say otherwise."""
    if "Authorization" not in headers:
        token = (await ask_for_token(fcm_service, assertion(fcm_service))).json()["access_token"]
        headers["Authorization"] = f"Bearer {token}"
    url = f"{fcm_service.endpoint}/{project}/messages:send"
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    async with httpx.AsyncClient() as client:
        return await client.post(url, content=body, headers={"Content-Type": "application/json"} | headers)


def message(device: str, **more: Any) -> dict[str, Any]:
    return {"message": {"token": device, "data": {"id": "a1"}, **more}}


async def test_what_pyfcm_makes_is_taken(fcm_service: FcmService, tmp_path: Path) -> None:
    device = fcm_service.register()
    library = FCMNotification(service_account_file=str(fcm_service.account_file(tmp_path / "account.json")))
    headers = cast("dict[str, str]", await asyncio.to_thread(library.request_headers))
    body = library.parse_payload(  # pyright: ignore[reportUnknownMemberType] # pyfcm has no types
        fcm_token=device,
        notification_title="Neuer Aushang",
        data_payload={"id": "a1"},
        android_config=ANDROID,
    )
    response = await post(fcm_service, body, **headers)
    assert response.status_code == 200
    (taken,) = fcm_service.messages
    assert response.json() == {"name": taken.name}
    assert taken.name.startswith("projects/noris-portal/messages/0:")
    assert (taken.token, taken.data, taken.notification) == (device, {"id": "a1"}, {"title": "Neuer Aushang"})
    assert taken.android == ANDROID
    assert fcm_service.rejections == []
    assert fcm_service.tokens_issued == 1


async def test_the_account_file_is_for_its_owner_only(fcm_service: FcmService, tmp_path: Path) -> None:
    path = fcm_service.account_file(tmp_path / "account.json")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text())["token_uri"] == f"{fcm_service.origin}/token"


GRANT_VIOLATIONS: list[tuple[dict[str, Any], str]] = [
    ({"iss": "somebody@else.example"}, "iss is 'somebody@else.example'"),
    ({"aud": "https://push.example.org/token"}, "aud is 'https://push.example.org/token'"),
    ({"scope": "https://www.googleapis.com/auth/cloud-platform"}, "scope is"),
    ({"scope": None}, "scope is None"),
    ({"exp": int(time.time()) + 7200}, "short-lived"),
    ({"iat": 1_000_000_000, "exp": 1_000_003_600}, "reasonable timeframe"),
    ({"exp": None}, "iat and exp must be whole seconds"),
]


@pytest.mark.parametrize(("claims", "reason"), GRANT_VIOLATIONS)
async def test_a_wrong_claim_gets_no_token(fcm_service: FcmService, claims: dict[str, Any], reason: str) -> None:
    response = await ask_for_token(fcm_service, assertion(fcm_service, **claims))
    assert response.status_code == 400
    assert response.json()["error"] == "invalid_grant"
    assert reason in fcm_service.rejections[0].reason
    assert fcm_service.tokens_issued == 0


async def test_a_wrong_signature_key_or_grant_gets_no_token(fcm_service: FcmService) -> None:
    good = assertion(fcm_service)
    head, claims, signature = good.split(".")
    bent = f"{head}.{claims}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
    for grant in (bent, f"{head}.{claims}", "", assertion(fcm_service, {"kid": "another"})):
        assert (await ask_for_token(fcm_service, grant)).status_code == 400
    assert (await ask_for_token(fcm_service, good, "password")).status_code == 400
    assert fcm_service.tokens_issued == 0
    assert len(fcm_service.rejections) == 5


async def test_without_a_live_access_token_nothing_is_taken(fcm_service: FcmService) -> None:
    device = fcm_service.register()
    token = (await ask_for_token(fcm_service, assertion(fcm_service))).json()["access_token"]
    bearer = f"Bearer {token}"
    assert (await post(fcm_service, message(device), Authorization=bearer)).status_code == 200
    for header in ("", "Bearer", f"Basic {token}", "Bearer ya29.invented"):
        response = await post(fcm_service, message(device), Authorization=header)
        assert (response.status_code, response.content) == (401, Failure.UNAUTHENTICATED.body)
    later = time.time() + 3600
    fcm_service.now = lambda: later
    assert (await post(fcm_service, message(device), Authorization=bearer)).status_code == 401
    fcm_service.now = time.time
    fcm_service.expire_access_tokens()
    assert (await post(fcm_service, message(device), Authorization=bearer)).status_code == 401
    assert len(fcm_service.messages) == 1


VIOLATIONS: list[tuple[dict[str, Any], str]] = [
    ({"token": None}, "Recipient of the message is not set."),
    ({"token": ""}, "Recipient of the message is not set."),
    ({"topic": "all"}, "unknown names ['topic']"),
    ({"data": {"count": 3}}, "the value of count is not a string: 3"),
    ({"data": ["a"]}, "not an object"),
    ({"data": {"from": "a"}}, "reserved key from"),
    ({"data": {"gcm.x": "a"}}, "reserved key gcm.x"),
    ({"data": {"google_x": "a"}}, "reserved key google_x"),
    ({"data": {"message_type": "a"}}, "reserved key message_type"),
    ({"data": {"text": "ä" * 2050}}, "Message is too big"),
    ({"notification": {"text": "a"}}, "unknown names ['text']"),
    ({"android": {"priority": "high"}}, "'high' is neither HIGH nor NORMAL"),
    ({"android": {"ttl": "3600"}}, "'3600' is not 0s to 2419200s"),
    ({"android": {"ttl": "3.5s"}}, "'3.5s' is not 0s to 2419200s"),
    ({"android": {"ttl": "2419201s"}}, "'2419201s' is not 0s to 2419200s"),
    ({"android": {"ttl": 60}}, "60 is not 0s to 2419200s"),
    ({"android": {"urgency": "high"}}, "unknown names ['urgency']"),
]


@pytest.mark.parametrize(("change", "reason"), VIOLATIONS)
async def test_a_wrong_message_is_refused(fcm_service: FcmService, change: dict[str, Any], reason: str) -> None:
    response = await post(fcm_service, message(fcm_service.register(), **{"android": ANDROID} | change))
    assert response.status_code == 400
    assert reason in response.json()["error"]["message"]
    assert response.json()["error"]["details"][0]["fieldViolations"][0]["description"] in fcm_service.rejections[0].reason
    assert fcm_service.messages == []


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"message": 3}', b'{"to": "x"}', b"\xff"])
async def test_a_body_that_is_no_request_is_refused(fcm_service: FcmService, body: bytes) -> None:
    assert (await post(fcm_service, body)).status_code == 400
    assert fcm_service.messages == []


async def test_a_message_of_4096_bytes_passes(fcm_service: FcmService) -> None:
    frame = len('{"data":{"text":""}}')
    fitting = message(fcm_service.register(), data={"text": "x" * (4096 - frame)})
    assert (await post(fcm_service, fitting)).status_code == 200
    assert (await post(fcm_service, message(fcm_service.register(), data={"text": "x" * (4097 - frame)}))).status_code == 400


async def test_another_project_or_content_type_is_refused(fcm_service: FcmService) -> None:
    device = fcm_service.register()
    assert (await post(fcm_service, message(device), project="other")).status_code == 403
    assert (await post(fcm_service, message(device), **{"Content-Type": "text/plain"})).status_code == 400
    assert fcm_service.messages == []


async def test_a_removed_app_and_an_invented_token(fcm_service: FcmService) -> None:
    device = fcm_service.register()
    fcm_service.unregister(device)
    response = await post(fcm_service, message(device))
    assert (response.status_code, response.json()["error"]["details"][0]["errorCode"]) == (404, "UNREGISTERED")
    response = await post(fcm_service, message("invented"))
    assert (response.status_code, response.content) == (400, Failure.INVALID_TOKEN.body)


@pytest.mark.parametrize("failure", list(Failure))
async def test_every_failure_can_be_scripted(fcm_service: FcmService, failure: Failure) -> None:
    device = fcm_service.register()
    fcm_service.fail(device, failure, retry_after="7", times=1)
    response = await post(fcm_service, message(device))
    assert (response.status_code, response.content) == (failure.status, failure.body)
    assert response.headers["Retry-After"] == "7"
    assert fcm_service.messages == []
    assert (await post(fcm_service, message(device))).status_code == 200
    assert fcm_service.attempts == [device, device]


@pytest.mark.parametrize(("manner", "taken"), [(Manner.DROP, 0), (Manner.DROP_AFTER_ACCEPTING, 1)])
async def test_a_dropped_connection(fcm_service: FcmService, manner: Manner, taken: int) -> None:
    device = fcm_service.register()
    fcm_service.misbehave(device, manner, times=1)
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        await post(fcm_service, message(device))
    assert len(fcm_service.received(device)) == taken
