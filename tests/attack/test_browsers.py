"""Somebody else's page in a tenant's browser, and headers that lie."""

from collections.abc import Callable
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin, Subprotocol

from models.consent import Preference
from tests.attack.conftest import Target, Tell
from tests.support.operations import ship

CHANGE = "mutation { setPreferences(input: {noticeMail: false}) { id } }"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
LYING = {
    "no custom header": {},
    "foreign origin": {"GraphQL-Require-Preflight": "1", "Origin": "https://evil.example"},
    "null origin": {"GraphQL-Require-Preflight": "1", "Origin": "null"},
    "cross-site": {"GraphQL-Require-Preflight": "1", "Sec-Fetch-Site": "cross-site"},
    "same-site": {"GraphQL-Require-Preflight": "1", "Sec-Fetch-Site": "same-site"},
}


async def test_csrf(target: Target, tell: Tell, browser_post: Callable[..., Any]) -> None:
    """GQ-07, GQ-08, GQ-09: another page cannot act with the tenant's cookie."""
    seen = [f"{name} {(await browser_post(CHANGE, headers)).status_code}" for name, headers in LYING.items()]
    http, key = target.anna.browser.http, await ship(CHANGE)
    preflight = {"GraphQL-Require-Preflight": "1"}
    body = f'{{"documentId": "{key}"}}'
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        reply = await http.post("/graphql", content=body, headers={**preflight, "Content-Type": kind})
        seen.append(f"{kind.partition(';')[0]} {reply.status_code}")
    reply = await http.get("/graphql", params={"documentId": key}, headers=preflight)
    seen.append(f"GET {reply.status_code}")
    assert all(line[-3:] in {"400", "403", "405", "415"} for line in seen), seen
    assert await Preference.filter(notice_mail=False).count() == 0, "nothing was changed"
    tell(", ".join(seen))


async def test_cross_site_websocket_hijacking(target: Target, tell: Tell) -> None:
    """GQ-10: a foreign page cannot open a socket with the tenant's cookie."""
    url = target.portal.url.replace("http", "ws", 1) + "/graphql"
    refused = list[str]()
    for origin in ("https://evil.example", "null", None, target.portal.url + ".evil.example"):
        with pytest.raises(InvalidStatus) as answer:
            async with connect(
                url,
                origin=Origin(origin) if origin else None,
                subprotocols=[Subprotocol("graphql-transport-ws")],
                additional_headers={"Cookie": target.anna.browser.cookie_header},
                user_agent_header=BROWSER,
                proxy=None,
            ):
                pass
        refused.append(f"{origin or 'no origin'} {answer.value.response.status_code}")
    assert all(line.endswith("403") for line in refused), refused
    tell(", ".join(refused))


async def test_header_injection(target: Target, tell: Tell) -> None:
    """AU-06, AL-03: what a client says of hosts and lines ends up in no mail and in no header."""
    reset = "mutation ($number: String!, $email: String!) { requestPasswordReset(number: $number, email: $email) }"
    question = {"documentId": await ship(reset), "variables": {"number": target.numbers["Anna"], "email": "anna@example.org"}}
    lies = {
        "GraphQL-Require-Preflight": "1",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "ftp",
        "Forwarded": "host=evil.example",
    }
    assert (await target.portal.person().http.post("/graphql", json=question, headers=lies)).status_code == 200
    mails = await target.portal.mail.wait_for(2, to="anna@example.org", deadline=15)
    (mail,) = [one for one in mails if "/neues-passwort#" in one.text]
    assert "evil.example" not in mail.text
    assert f"{target.portal.url}/neues-passwort#" in mail.text
    register = "mutation ($input: RegisterInput!) { register(input: $input) { registrationId } }"
    form = {"number": target.letter.number, "activationPassword": target.letter.code, "acceptsPrivacy": True, "acceptsTerms": True}
    injected = {**form, "email": "anna@example.org\r\nBcc: mallory@evil.example"}
    question = {"documentId": await ship(register), "variables": {"input": injected}}
    reply = await target.portal.person().http.post("/graphql", json=question, headers={"GraphQL-Require-Preflight": "1"})
    assert [error["extensions"]["code"] for error in reply.json()["errors"]] == ["invalid_email"]
    split = await target.portal.person().http.get("/%0d%0aSet-Cookie:%20session=evil")
    assert "set-cookie" not in split.headers
    assert len(target.portal.mail.mails) == len(mails)
    tell("links keep the configured address; an e-mail address with a line break is refused; no header is split")


async def test_framing_and_foreign_scripts(target: Target, tell: Tell) -> None:
    """GQ-18: every kind of answer forbids to be framed and to run what is not ours."""
    http = target.anna.browser.http
    answers = {
        path: await http.get(path)
        for path in ("/", "/aushaenge", "/graphql", "/health/live", "/nowhere", f"/documents/{target.document_id}")
    }
    for path, answer in answers.items():
        policy = answer.headers["content-security-policy"]
        assert "unsafe-inline" not in policy, path
        assert "frame-ancestors 'none'" in policy or "sandbox" in policy, path
        assert answer.headers["x-content-type-options"] == "nosniff", path
    tell(f"{len(answers)} kinds of answers with a policy each")
