"""Where secrets must not stand: logs, and tables that a stolen copy of the database would show."""

from collections.abc import Iterator

import pytest

from tests.attack.conftest import Target, Tell
from tests.flows.people import sign_in, sign_in_staff
from tests.flows.test_alert import PUBLISH, water_shutoff
from tests.support import accounts
from tests.support.databases import Databases
from tests.support.dump import contents
from tests.support.running import Refused
from tests.support.waiting import eventually

LOGIN = "mutation ($input: LoginInput!) { login(input: $input) { token } }"
REGISTER = "mutation ($input: RegisterInput!) { register(input: $input) { registrationId } }"
DEVICE = "mutation ($input: DeviceInput!) { registerDevice(input: $input) { id } }"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """Both: a copy of SQLite's one file is the easier to steal."""
    url = databases.sqlite() if request.param == "sqlite" else databases.postgresql()
    yield url
    databases.drop(url)


async def test_canaries_in_logs_and_tables(target: Target, tell: Tell, capfd: pytest.CaptureFixture[str]) -> None:
    """AL-03: everything secret was used, and an alert went out; no log holds any of it, and no table but for where a push goes.

    The address of a device is needed to send to it; it stands in the table of devices alone, and in no ledger or log.
    """
    typed = "Kanarienvogel-Passwort-4711"
    with pytest.raises(Refused):
        await target.portal.person().ask(LOGIN, input={"number": target.numbers["Anna"], "password": typed})
    await target.portal.person().ask(LOGIN, input={"number": target.numbers["Emil"], "password": accounts.PASSWORD + "Emil"})
    form = {"number": target.letter.number, "activationPassword": target.letter.code, "email": accounts.EMAIL}
    await target.portal.person().ask(REGISTER, input={**form, "acceptsPrivacy": True, "acceptsTerms": True})
    (activation,) = await target.portal.mail.wait_for(1, to=accounts.EMAIL, deadline=15)
    link = activation.link("/aktivieren/")
    await target.portal.person().http.get(link)
    await target.post(json={"query": "{ members { totalCount } }"})
    await target.portal.person().http.get("/graphql", params={"access_token": target.token})
    home = await sign_in(target.portal, target.town, "Felix", web_push=True, app=True)
    assert home.subscription is not None
    assert home.fcm_token is not None
    desk = await sign_in_staff(target.portal)
    await desk.ask(PUBLISH, input=water_shutoff(target.town) | {"audience": [{"scope": "MEMBER", "id": str(home.member.id)}]}, key="alert")
    await eventually(lambda: len(target.portal.push.messages) == 1 and len(target.portal.fcm.messages) == 1, deadline=20)
    canaries = {
        "typed password": typed,
        "own password": accounts.PASSWORD,
        "activation code": target.letter.code,
        "activation code, joined": target.letter.code.replace("-", ""),
        "activation link": link.rpartition("/")[2],
        "token": target.token,
        "cookie": next(iter(target.anna.browser.http.cookies.jar)).value or "",
        "employee's cookie": next(iter(desk.http.cookies.jar)).value or "",
        "employee's second factor": desk.totp or "",
        "device's address": home.subscription.endpoint,
        "device's key": home.subscription.auth,
        "app's address": home.fcm_token,
    }
    logs, dump = capfd.readouterr(), await contents()
    devices = str(dump.pop("device"))
    assert home.fcm_token in devices, "the dump has rows"
    tables = str(dump)
    assert target.numbers["Anna"] in tables, "the dump has rows"
    for name, canary in canaries.items():
        assert len(canary) > 8, name
        assert canary not in logs.out + logs.err, f"{name} stands in a log"
        assert canary not in tables, f"{name} stands in a table"
    tell(f"{len(canaries)} secrets used: 0 in {len(logs.out) + len(logs.err)} characters of log, 0 in {len(tables)} of tables")
