"""The cookie of a known device over HTTP (AU-05), and the session that waits for mailed digits (AU-29)."""

from collections.abc import AsyncIterator

import httpx
import pytest

from models import keyring, login_code
from models.session import Session, SessionScope
from resolvers import account, known_device
from resolvers.account import Options
from tests.support.accounts import OTHER_PASSWORD, PASSWORD, activated, invited, one_time_password, settled, tenant
from tests.web.endpoint.test_http import ask, code

NUMBER = "0012345"
DEVICE = "__Host-device"
LOGIN = "mutation ($input: LoginInput!) { login(input: $input) { viewer { session { id scope } } } }"
CHANGE = "mutation ($password: String!) { changePassword(newPassword: $password) { viewer { session { scope } } } }"
ENTER = "mutation ($code: String!) { enterLoginCode(code: $code) { token viewer { session { scope } } } }"
RESEND = "mutation { resendLoginCode }"
END = "mutation ($id: UUID!) { endSession(id: $id) }"
OWN = "{ viewer { tenant { name email numbers homes { unitNumber } unreadNotices } } }"


@pytest.fixture
async def digits_asked() -> AsyncIterator[None]:
    """The client's portal has started without the switch; it is switched on in the process."""
    yield
    account.use_options(Options())


async def sign_in(client: httpx.AsyncClient, password: str = PASSWORD, number: str = NUMBER) -> httpx.Response:
    return await ask(client, LOGIN, input={"number": number, "password": password})


def device_cookie(reply: httpx.Response) -> str:
    """The header that sets it, or ""."""
    return next((header for header in reply.headers.get_list("set-cookie") if header.startswith(f"{DEVICE}=")), "")


async def test_a_full_sign_in_makes_the_browser_known(client: httpx.AsyncClient) -> None:
    """AU-05, AU-09: HttpOnly, Secure, for the whole host, a year; a logout leaves it; it says nothing to whoever reads it."""
    await settled(NUMBER)
    reply = await sign_in(client)
    header = device_cookie(reply)
    assert set(header.lower().split("; ")[1:]) == {"httponly", "max-age=31536000", "path=/", "samesite=strict", "secure"}
    value = header.partition("=")[2].partition(";")[0]
    assert value not in reply.text
    assert NUMBER not in value
    ended = await ask(client, "mutation { logout }")
    assert device_cookie(ended) == ""
    assert client.cookies.get(DEVICE) == value
    assert (await ask(client, OWN)).json() == {"data": {"viewer": None}}


async def test_the_own_device_is_heard_while_strangers_guess(client: httpx.AsyncClient) -> None:
    """AU-05: the whole way, behind the same address as the guesser: 429 for the stranger, a session for the member."""
    await settled(NUMBER)
    await sign_in(client)
    value = client.cookies.get(DEVICE) or ""
    client.cookies.clear()
    for _ in range(12):
        await sign_in(client, "wrong")
    for _ in range(2):
        refused = await sign_in(client)
        assert (refused.status_code, code(refused)) == (429, "too_many_attempts")
        assert device_cookie(refused) == ""
    welcome = await ask(client, LOGIN, {"Cookie": f"{DEVICE}={value}"}, input={"number": NUMBER, "password": PASSWORD})
    assert welcome.json()["data"]["login"]["viewer"]["session"]["scope"] == "FULL"
    # Account and device stay the same, the day is a new one.
    assert device_cookie(welcome).partition("=")[2][:42] == value[:42]


async def test_half_a_sign_in_makes_nothing_known(client: httpx.AsyncClient) -> None:
    """AU-05, AU-24: a one-time password alone does not; the own password does."""
    owner = await activated(await invited(NUMBER))
    reply = await sign_in(client, await one_time_password(owner))
    assert (reply.json()["data"]["login"]["viewer"]["session"]["scope"], device_cookie(reply)) == ("CHANGE_PASSWORD", "")
    reply = await ask(client, CHANGE, password=OTHER_PASSWORD)
    assert device_cookie(reply) != ""


async def test_refusals_and_apps_get_no_cookie(client: httpx.AsyncClient) -> None:
    """AU-05, GQ-09: a wrong password, an app with a token, an operation with a token."""
    await settled(NUMBER)
    assert device_cookie(await sign_in(client, "wrong")) == ""
    bearer = "mutation ($n: String!, $p: String!) { login(input: {number: $n, password: $p, session: BEARER}) { token } }"
    reply = await ask(client, bearer, n=NUMBER, p=PASSWORD)
    assert "set-cookie" not in reply.headers
    token = reply.json()["data"]["login"]["token"]
    change = "mutation ($c: String!, $p: String!) { changePassword(newPassword: $p, currentPassword: $c) { token } }"
    reply = await ask(client, change, {"Authorization": f"Bearer {token}"}, c=PASSWORD, p=OTHER_PASSWORD)
    assert reply.json()["data"]["changePassword"]["token"]
    assert "set-cookie" not in reply.headers


async def test_ending_a_session_leaves_this_browser_known(client: httpx.AsyncClient) -> None:
    """AU-05: the lost phone becomes a stranger, the browser that asks gets its cookie anew."""
    phone = await settled(NUMBER)
    await sign_in(client)
    member = [tenant(phone).member_id]
    before = client.cookies.get(DEVICE) or ""
    assert len(await known_device.recognise(before, member)) == 1
    for turn in range(2):
        ending = ask(client, END, id=str(phone.session.id)) if turn == 0 else ask(client, "mutation { endOtherSessions }")
        reply = await ending
        assert "errors" not in reply.json()
        assert device_cookie(reply) != ""
        assert await known_device.recognise(before, member) == []
        before = client.cookies.get(DEVICE) or ""
        assert len(await known_device.recognise(before, member)) == 1


@pytest.mark.usefixtures("digits_asked")
async def test_a_browser_nobody_knows_types_digits(client: httpx.AsyncClient) -> None:
    """AU-29: until then it sees the name alone; then it is known, and signs in without digits."""
    await settled(NUMBER)
    account.use_options(Options(code_on_new_device=True))
    reply = await sign_in(client)
    shown = reply.json()["data"]["login"]["viewer"]["session"]
    assert (shown["scope"], device_cookie(reply)) == ("LOGIN_CODE", "")
    hidden: dict[str, object] = {"name": "Erika Beispiel", "email": None, "numbers": [], "homes": [], "unreadNotices": 0}
    assert (await ask(client, OWN)).json()["data"]["viewer"]["tenant"] == hidden
    assert code(await ask(client, "{ documents(first: 1) { totalCount } }")) == "login_code_required"
    assert (await ask(client, RESEND)).json() == {"data": {"resendLoginCode": True}}
    waiting = await Session.get(id=shown["id"])
    digits = (await login_code.mint(keyring.current(), delivery_id=9, session_id=waiting.id)).secret
    wrong = await ask(client, ENTER, code="12")
    assert (code(wrong), device_cookie(wrong)) == ("credentials_refused", "")
    opened = await ask(client, ENTER, code=digits)
    assert opened.json()["data"]["enterLoginCode"] == {"token": None, "viewer": {"session": {"scope": "FULL"}}}
    assert device_cookie(opened) != ""
    assert code(await ask(client, RESEND)) == "not_allowed"
    await ask(client, "mutation { logout }")
    again = await sign_in(client)
    assert again.json()["data"]["login"]["viewer"]["session"]["scope"] == "FULL"
    assert await Session.filter(scope=SessionScope.LOGIN_CODE, revoked_at=None).count() == 0


async def test_nobody_waits_for_digits_by_accident(client: httpx.AsyncClient) -> None:
    """AU-29: visitors and fully signed-in members are refused."""
    assert code(await ask(client, ENTER, code="123456")) == "not_signed_in"
    await settled(NUMBER)
    await sign_in(client)
    assert code(await ask(client, ENTER, code="123456")) == "not_allowed"
