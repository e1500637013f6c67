"""Each kind of trouble is found, named, and comes with a remedy; what is well is called well."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response

from models import database as portal_database
from models.device import Device, DeviceKind
from models.keyring import Keyring, rotate_vapid
from models.member import Member
from settings import MailSettings, PushSettings, Settings
from tests.servers.authority import Authority
from tests.servers.loopback import LoopbackServer
from tests.servers.mail_server import MailServer, Security
from web.doctor import database, disk, examine, mail, push
from web.doctor.finding import Finding, Level, Part

COOPERATIVE: dict[str, Any] = {
    "name": "Wohnungsgenossenschaft Noris eG",
    "short_name": "Noris eG",
    "street": "Musterstraße 1",
    "city": "90402 Nürnberg",
    "seat": "Nürnberg",
    "register_court": "Amtsgericht Nürnberg",
    "register_number": "123",
    "board": "Erika Beispiel",
    "chair": "Martina Muster",
    "service_phone": "0911 000000-0",
    "service_hours": "Mo bis Fr 8 bis 16 Uhr",
    "service_email": "service@noris.example",
    "emergency_phone": "0911 000000-99",
    "website": "https://noris.example",
}


def given(data_dir: Path, **changes: Any) -> Settings:
    """Settings of a portal that lacks nothing."""
    legal_dir = data_dir / "legal"
    legal_dir.mkdir(parents=True)
    base = {"base_url": "https://portal.noris.example", "cooperative": COOPERATIVE, "legal_dir": legal_dir, "data_dir": data_dir}
    return Settings.model_validate(base | changes)


def levels(found: list[Finding]) -> list[Level]:
    return [finding.level for finding in found]


@pytest.fixture
async def clock_server() -> AsyncIterator[LoopbackServer]:
    """Answers 404 to everything, with an honest Date."""

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            Request(scope)
            await Response(status_code=404, headers={"Date": format_datetime(datetime.now(UTC), usegmt=True)})(scope, receive, send)

    server = LoopbackServer(answer)
    await server.start()
    yield server
    await server.stop()


# ---------------------------------------------------------------- the whole


async def test_a_healthy_portal_has_nothing_to_mend(
    database_url: str, mail_server: MailServer, clock_server: LoopbackServer, tmp_path: Path
) -> None:
    settings = given(
        tmp_path / "data",
        database_url=database_url,
        mail=MailSettings(host=mail_server.host, port=mail_server.port, security="plain"),
    )
    parts = [part for part in Part if part is not Part.APP]
    found = await examine(settings, only=parts, push_origins=[clock_server.origin])
    assert set(levels(found)) == {Level.OK}
    assert {finding.part for finding in found} == set(parts)
    assert all(finding.message and not finding.remedy for finding in found)
    assert mail_server.mails == []


async def test_only_limits_the_visit(tmp_path: Path) -> None:
    found = await examine(given(tmp_path / "data"), only=[Part.DATA])
    assert [finding.part for finding in found] == [Part.DATA]


# ---------------------------------------------------------------- settings and disk


def test_samples_and_demo_are_doubts(tmp_path: Path) -> None:
    found = disk.settings(given(tmp_path / "data", legal_dir=None, demo=True))
    assert levels(found) == [Level.WARNING, Level.WARNING]
    assert "MIETERPORTAL_DEMO" in found[0].remedy
    assert "MIETERPORTAL_LEGAL_DIR" in found[1].remedy


def test_files_that_are_not_there_are_named(tmp_path: Path) -> None:
    settings = given(
        tmp_path / "data",
        legal_dir=tmp_path / "nowhere",
        cooperative=COOPERATIVE | {"logo": tmp_path / "logo.svg"},
        trusted_proxies=["10.0.0.0/24", "proxy.noris.example"],
    )
    found = disk.settings(settings)
    assert levels(found) == [Level.ERROR] * 3
    assert [finding.message for finding in found] == [
        f"There is no logo at {tmp_path / 'logo.svg'}.",
        "proxy.noris.example is neither an address nor a network.",
        f"There is no folder {tmp_path / 'nowhere'}.",
    ]


def test_a_service_account_must_be_one_and_closed(tmp_path: Path) -> None:
    path = tmp_path / "account.json"
    settings = given(tmp_path / "data", push=PushSettings(fcm_service_account=path))
    assert "cannot be read" in disk.settings(settings)[0].message
    path.write_text('{"project_id": "noris"}')
    path.chmod(0o600)
    assert "is not the key file of a service account" in disk.settings(settings)[0].message
    path.write_text(json.dumps({"client_email": "a@b.example", "private_key": "k", "token_uri": "https://token.example"}))
    assert levels(disk.settings(settings)) == [Level.OK]
    path.chmod(0o640)
    assert disk.settings(settings)[0].remedy == f"Run: chmod go= {path}"


def test_open_secrets_are_a_fault(tmp_path: Path) -> None:
    secrets = tmp_path / "secrets"
    secrets.mkdir(mode=0o700)
    (secrets / "server.key").touch(mode=0o600)
    assert levels(disk.data(tmp_path)) == [Level.OK]
    (secrets / "server.key").chmod(0o604)
    assert disk.data(tmp_path)[0].remedy == f"Run: chmod go= {secrets / 'server.key'}"
    assert levels(disk.data(tmp_path / "not-yet")) == [Level.WARNING]


def test_an_app_that_was_not_built_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "index.html").touch()
    assert disk.app(tmp_path)[0].message == f"The app has not been built: sw.js is missing in {tmp_path}."
    (tmp_path / "sw.js").touch()
    assert levels(disk.app(tmp_path)) == [Level.OK]


# ---------------------------------------------------------------- database


async def test_a_database_without_tables_is_behind(empty_database_url: str) -> None:
    if empty_database_url.startswith("sqlite://"):
        assert levels(await database.reachable(empty_database_url)) == [Level.WARNING]
        assert levels(await database.reachable(empty_database_url)) == [Level.WARNING], "looking made no file"
        async with portal_database.connect(empty_database_url):
            await portal_database.rows("CREATE TABLE something (id INTEGER)")
    found = await database.reachable(empty_database_url)
    assert levels(found) == [Level.ERROR]
    assert "0001_initial" in found[0].message
    assert found[0].remedy == "Run: mieterportal migrate"


async def test_a_database_that_does_not_answer_is_named_without_its_password() -> None:
    found = await database.reachable("postgresql://portal:geheim@127.0.0.1:9/portal")
    assert levels(found) == [Level.ERROR]
    assert found[0].message.startswith("The database portal on 127.0.0.1 does not answer")
    assert "geheim" not in found[0].message


# ---------------------------------------------------------------- mail


async def test_the_login_is_tried(authority: Authority) -> None:
    server = MailServer(Security.STARTTLS, authority.server_context(), login=("portal", "geheim"))
    await server.start()
    settings = MailSettings(host="localhost", port=server.port, username="portal", ca_file=authority.root)
    right = await mail.relay(settings.model_copy(update={"password": SecretStr("geheim")}))
    wrong = await mail.relay(settings)
    stranger = await mail.relay(settings.model_copy(update={"ca_file": None}))
    await server.stop()
    assert levels(right) == [Level.OK]
    assert levels(wrong) == [Level.ERROR]
    assert "refuses the login of portal" in wrong[0].message
    assert levels(stranger) == [Level.ERROR]
    assert "certificate" in stranger[0].remedy


async def test_a_relay_without_starttls_is_a_fault(mail_server: MailServer) -> None:
    found = await mail.relay(MailSettings(host=mail_server.host, port=mail_server.port))
    assert levels(found) == [Level.ERROR]
    assert "587" in found[0].remedy


async def test_a_relay_that_refuses_this_machine_is_a_fault(mail_server: MailServer) -> None:
    mail_server.refuse_connections("554 Bad DNS PTR")
    found = await mail.relay(MailSettings(host=mail_server.host, port=mail_server.port, security="plain"))
    assert levels(found) == [Level.ERROR]
    assert "reverse DNS" in found[0].remedy


async def test_a_relay_that_is_not_there_is_a_fault() -> None:
    found = await mail.relay(MailSettings(host="127.0.0.1", port=9, security="plain"))
    assert levels(found) == [Level.ERROR]
    assert "MIETERPORTAL_MAIL__HOST" in found[0].remedy


# ---------------------------------------------------------------- push and clock


@pytest.mark.parametrize(
    ("contact", "level"),
    [
        ("mailto:service@noris.example", Level.OK),
        ("https://noris.example/kontakt", Level.OK),
        ("mailto:root@localhost", Level.ERROR),
        ("mailto:", Level.ERROR),
        ("service@noris.example", Level.ERROR),
        ("https://portal", Level.ERROR),
    ],
)
def test_the_contact_for_push_services(contact: str, level: Level) -> None:
    assert push.subscriber(PushSettings(subscriber=contact)).level is level


async def test_a_push_service_that_cannot_be_reached_is_named(clock_server: LoopbackServer) -> None:
    dead = "http://127.0.0.1:9"
    found = await push.services(PushSettings(subscriber="mailto:a@noris.example"), [clock_server.origin, dead])
    assert levels(found) == [Level.OK, Level.OK, Level.ERROR]
    assert found[2].message.startswith(f"{dead} cannot be reached: ")
    assert "{" not in found[2].message
    assert "refused" in found[2].message


async def test_a_wrong_clock_is_measured_against_the_world(clock_server: LoopbackServer, monkeypatch: pytest.MonkeyPatch) -> None:
    real = push.time.time
    monkeypatch.setattr(push.time, "time", lambda: real() + timedelta(minutes=10).total_seconds())
    found = await push.clock("sqlite:///unused", [clock_server.origin])
    assert levels(found) == [Level.ERROR]
    assert "seconds ahead of" in found[0].message
    assert "NTP" in found[0].remedy


async def test_without_any_service_the_clock_stays_a_doubt() -> None:
    assert levels(await push.clock("sqlite:///unused", ["http://127.0.0.1:9"])) == [Level.WARNING]


async def test_older_vapid_keys_are_named_until_they_are_retired(database_url: str, tmp_path: Path) -> None:
    """WP-30: how many browsers need one, and what to do when none does."""
    first = Keyring.load(tmp_path).vapid
    assert await push.keys(tmp_path, database_url) == []
    rotate_vapid(tmp_path)
    async with portal_database.connect(database_url):
        member = await Member.create(external_id="P1", first_name="Erika", last_name="Muster")
        now = datetime.now(UTC)
        values: dict[str, Any] = {"kind": DeviceKind.WEBPUSH, "origin": "https://push.example", "created_at": now, "last_seen_at": now}
        await Device.create(
            member=member, installation_id="i", endpoint="https://push.example/1", endpoint_hash="h", vapid_key=first.public, **values
        )
    (found,) = await push.keys(tmp_path, database_url)
    assert found.level is Level.OK
    assert f"{first.id} still signs for 1 subscriptions" in found.message
    async with portal_database.connect(database_url):
        await Device.all().delete()
    (found,) = await push.keys(tmp_path, database_url)
    assert (found.level, found.remedy) == (Level.WARNING, "Run: mieterportal vapid-keys --retire")
    (tmp_path / "vapid-2.pem").write_text("nonsense")
    assert levels(await push.keys(tmp_path, database_url)) == [Level.ERROR]
