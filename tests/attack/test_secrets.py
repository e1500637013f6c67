"""Where secrets must not stand: logs, and tables that a stolen copy of the database would show."""

import pytest

from models.database import rows
from tests.attack.conftest import Target, Tell
from tests.support import accounts
from tests.support.running import Refused

LOGIN = "mutation ($input: LoginInput!) { login(input: $input) { token } }"
REGISTER = "mutation ($input: RegisterInput!) { register(input: $input) { registrationId } }"
DEVICE = "mutation ($input: DeviceInput!) { registerDevice(input: $input) { id } }"


async def _database() -> str:
    """Every row of every table as text."""
    tables = await rows("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
    found = [await rows(f'SELECT t::text AS line FROM "{table["table_name"]}" t') for table in tables]  # noqa: S608 - the database's own names
    return "\n".join(str(row["line"]) for lines in found for row in lines)


async def test_canaries_in_logs_and_tables(target: Target, tell: Tell, capfd: pytest.CaptureFixture[str]) -> None:
    """AL-03: a password, a code, a token, a mailed link and a cookie were used; none of them stands in a log or a table."""
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
    canaries = {
        "typed password": typed,
        "own password": accounts.PASSWORD,
        "activation code": target.letter.code,
        "activation code, joined": target.letter.code.replace("-", ""),
        "activation link": link.rpartition("/")[2],
        "token": target.token,
        "cookie": next(iter(target.anna.browser.http.cookies.jar)).value or "",
    }
    logs, tables = capfd.readouterr(), await _database()
    assert target.numbers["Anna"] in tables, "the dump has rows"
    for name, canary in canaries.items():
        assert len(canary) > 8, name
        assert canary not in logs.out + logs.err, f"{name} stands in a log"
        assert canary not in tables, f"{name} stands in a table"
    tell(f"{len(canaries)} secrets used: 0 in {len(logs.out) + len(logs.err)} characters of log, 0 in {len(tables)} of tables")
