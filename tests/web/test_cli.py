"""The command line as an operator runs it: real processes, plain sentences, secrets shown once."""

import asyncio
import json
import os
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from models.audit import AuditAction
from models.codes import normalise_code, normalise_one_time_password
from models.keyring import Keyring
from resolvers.token import is_api_token
from tests.rules.tracked import ROOT
from tests.support.accounts import COOPERATIVE
from tests.support.databases import Databases
from tests.support.waiting import eventually

COMMAND = [str(Path(sys.executable).with_name("mieterportal"))]


@pytest.fixture
def environment(tmp_path: Path, databases: Databases) -> dict[str, str]:
    """The settings of a small portal, and nothing else of the portal's."""
    values = {name: value for name, value in os.environ.items() if not name.startswith("MIETERPORTAL_")}
    values |= {
        "MIETERPORTAL_BASE_URL": "http://localhost:8000",
        "MIETERPORTAL_DATA_DIR": str(tmp_path / "var"),
        "MIETERPORTAL_DATABASE_URL": databases.sqlite(),
        "COLUMNS": "200",
    }
    described: dict[str, Any] = COOPERATIVE.model_dump(exclude={"logo"})
    described["board"] = ", ".join(COOPERATIVE.board)
    for name, value in described.items():
        values[f"MIETERPORTAL_COOPERATIVE__{name.upper()}"] = str(value)
    return values


def run(environment: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    """One command, to its end."""
    return subprocess.run([*COMMAND, *arguments], env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


def test_a_missing_setting_is_named(environment: dict[str, str]) -> None:
    del environment["MIETERPORTAL_COOPERATIVE__CHAIR"]
    environment["MIETERPORTAL_BASE_URL"] = "http://portal.example.org"
    environment["MIETERPORTAL_MAIL__PORT"] = "many"
    done = run(environment, "migrate")
    assert (done.returncode, done.stdout) == (2, "")
    assert "MIETERPORTAL_COOPERATIVE__CHAIR is missing (docs/configuration.md)." in done.stderr
    assert "MIETERPORTAL_MAIL__PORT: " in done.stderr
    assert "Traceback" not in done.stderr


def test_a_setting_that_contradicts_another_is_explained(environment: dict[str, str]) -> None:
    environment["MIETERPORTAL_BASE_URL"] = "http://portal.example.org"
    done = run(environment, "migrate")
    assert done.returncode == 2
    assert done.stderr == "MIETERPORTAL_BASE_URL must start with https:// (http:// is allowed on localhost only).\n"


def test_staff_and_tokens_are_made_and_their_secret_is_shown_alone(environment: dict[str, str]) -> None:
    arguments = ["create-staff", "--email", "Anna.Amt@example.org", "--name", "Anna Amt", "--role", "admin"]
    done = run(environment, *arguments)
    assert done.returncode == 0, done.stderr
    assert normalise_one_time_password(done.stdout.splitlines()[-1])
    again = run(environment, *arguments)
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr == "There is an employee with the address anna.amt@example.org.\n"
    made = run(environment, "create-token", "--name", "ERP", "--scope", "stock:write", "--days", "30")
    assert made.returncode == 0, made.stderr
    assert is_api_token(made.stdout.splitlines()[-1])
    refused = run(environment, "create-token", "--name", "ERP", "--scope", "stock:write", "--days", "400")
    assert (refused.returncode, refused.stdout) == (1, "")


def test_au_28_an_administrator_who_lost_every_factor_is_let_in_from_the_machine(environment: dict[str, str]) -> None:
    """AU-28, AU-14, AU-10: factors and password are void, a one-time password is shown once, the log and a mail say so."""
    run(environment, "create-staff", "--email", "anna.amt@example.org", "--name", "Anna Amt", "--role", "admin")
    with sqlite3.connect(environment["MIETERPORTAL_DATABASE_URL"].removeprefix("sqlite://")) as connection:
        [(staff_id, before)] = connection.execute("SELECT id, password_hash FROM staff").fetchall()
        connection.execute("UPDATE staff SET must_change_password = 0")
        connection.execute("INSERT INTO totp (id, staff_id, secret, last_step) VALUES ('t', ?, 'sealed', 0)", [staff_id])
    done = run(environment, "forget-factors", " Anna.Amt@example.org")
    assert done.returncode == 0, done.stderr
    secret = done.stdout.splitlines()[-1]
    assert normalise_one_time_password(secret)
    with sqlite3.connect(environment["MIETERPORTAL_DATABASE_URL"].removeprefix("sqlite://")) as connection:
        [(after, owes, ends)] = connection.execute("SELECT password_hash, must_change_password, secret_expires_at FROM staff").fetchall()
        assert (after != before, owes, ends is not None) == (True, 1, True)
        assert connection.execute("SELECT count(*) FROM totp").fetchone() == (0,)
        actions = [action for (action,) in connection.execute("SELECT action FROM audit_entry WHERE actor_kind = 'operator' ORDER BY id")]
        assert actions == ["staff_created", "second_factors_forgotten", "staff_access_reset"]
        [(details,)] = connection.execute("SELECT details FROM staff_mail").fetchall()
        assert (json.loads(details), secret in details) == ({"change": "factors_forgotten"}, False)
    unknown = run(environment, "forget-factors", "niemand@example.org")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert unknown.stderr == "Nobody who may sign in has this address.\n"


def test_activation_codes_for_letters(environment: dict[str, str]) -> None:
    """All or none, and the same member's earlier code ends."""
    with sqlite3.connect(environment["MIETERPORTAL_DATABASE_URL"].removeprefix("sqlite://")) as connection:
        for number, name in enumerate(("Erika", "Emil")):
            connection.execute(
                "INSERT INTO member (id, external_id, status, salutation, title, first_name, last_name, letter_salutation, street,"
                " postal_code, city, country, language, email_state, information_barred, is_representative)"
                " VALUES (?, ?, 'active', 'neutral', '', ?, 'Muster', '', '', '', '', '', 'de', 'none', 0, 0)",
                [f"00000000-0000-4000-8000-00000000000{number}", f"P{number}", name],
            )
    connection.close()
    done = run(environment, "activation-codes", "--member", "P1", "--member", "P0")
    assert done.returncode == 0, done.stderr
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert [(line[0], line[1]) for line in lines] == [("P1", "Emil Muster"), ("P0", "Erika Muster")]
    assert all(normalise_code(line[3]) for line in lines)
    refused = run(environment, "activation-codes", "--member", "P1", "--member", "P9")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "P9" in refused.stderr
    with sqlite3.connect(environment["MIETERPORTAL_DATABASE_URL"].removeprefix("sqlite://")) as connection:
        assert connection.execute("SELECT count(*) FROM activation_code WHERE voided_at IS NULL").fetchone() == (2,)
        written = connection.execute(
            "SELECT actor_kind, way FROM audit_entry WHERE action = ?", [AuditAction.CODES_ISSUED.value]
        ).fetchall()
        assert set(written) == {("operator", "command_line")}
    connection.close()


def test_the_keys_are_made_once_and_only_the_public_one_is_shown(environment: dict[str, str]) -> None:
    first = run(environment, "vapid-keys")
    assert re.fullmatch(r"[A-Za-z0-9_-]{87}\n", first.stdout)
    assert run(environment, "vapid-keys").stdout == first.stdout
    secrets = Path(environment["MIETERPORTAL_DATA_DIR"]) / "secrets"
    assert Keyring.load(secrets).vapid.public == first.stdout.strip()
    assert {stat.S_IMODE(path.stat().st_mode) for path in secrets.iterdir()} == {0o600}


def test_al_02_the_audit_log_is_verified_and_exported(environment: dict[str, str]) -> None:
    """AL-02: exit code 1 and the entry's number once somebody has changed it; the export goes on behind its last line."""
    run(environment, "create-staff", "--email", "vera@noris.example.org", "--name", "Vera Verwaltung", "--role", "admin")
    good = run(environment, "audit", "verify")
    assert (good.returncode, good.stdout) == (0, "The audit log holds: 1 entries.\n")
    lines = [json.loads(line) for line in run(environment, "audit", "export").stdout.splitlines()]
    assert [(line["action"], line["way"], line["seal"]["position"]) for line in lines] == [("staff_created", "command_line", 1)]
    assert run(environment, "audit", "export", "--after", str(lines[0]["id"])).stdout == ""
    with sqlite3.connect(environment["MIETERPORTAL_DATABASE_URL"].removeprefix("sqlite://")) as connection:
        connection.execute("DROP TRIGGER audit_entry_no_update")
        connection.execute("UPDATE audit_entry SET action = 'staff_locked'")
    connection.close()
    bad = run(environment, "audit", "verify")
    assert (bad.returncode, bad.stdout) == (1, "")
    assert bad.stderr == f"Entry {lines[0]['id']} was changed after it was sealed, or its seal was. The 0 entries before it hold.\n"


def test_keys_are_rotated_and_retired_when_nobody_needs_them(environment: dict[str, str]) -> None:
    """WP-30: the old key stays as long as one subscription was made with it."""
    first = run(environment, "vapid-keys").stdout.strip()
    rotated = run(environment, "vapid-keys", "--rotate")
    second = rotated.stdout.strip()
    assert second != first
    folder = Path(environment["MIETERPORTAL_DATA_DIR"]) / "secrets"
    old = Keyring.load(folder).older_vapid[0]
    assert old.public == first
    assert f"The older key {old.id} signs for 0 subscriptions." in rotated.stderr
    with sqlite3.connect(environment["MIETERPORTAL_DATABASE_URL"].removeprefix("sqlite://")) as connection:
        member, now = "00000000-0000-4000-8000-000000000001", "2026-11-23 12:00:00+00:00"
        connection.execute(
            "INSERT INTO member (id, external_id, status, salutation, title, first_name, last_name, letter_salutation, street,"
            " postal_code, city, country, language, email_state, information_barred, is_representative)"
            " VALUES (?, 'P1', 'active', 'neutral', '', 'Erika', 'Muster', '', '', '', '', '', 'de', 'none', 0, 0)",
            [member],
        )
        connection.execute(
            "INSERT INTO device (id, member_id, kind, installation_id, endpoint, endpoint_hash, origin, p256dh, auth, vapid_key, label,"
            " created_at, last_seen_at) VALUES (?, ?, 'webpush', 'i', 'e', 'h', 'o', '', '', ?, '', ?, ?)",
            [member, member, first, now, now],
        )
    connection.close()
    kept = run(environment, "vapid-keys", "--retire")
    assert (kept.stdout.strip(), kept.stderr.strip()) == (second, f"The older key {old.id} signs for 1 subscriptions.")
    with sqlite3.connect(environment["MIETERPORTAL_DATABASE_URL"].removeprefix("sqlite://")) as connection:
        connection.execute("DELETE FROM device")
    connection.close()
    retired = run(environment, "vapid-keys", "--retire")
    assert (retired.stdout.strip(), retired.stderr.strip()) == (second, f"The older key {old.id} was deleted: no subscription needs it.")
    ring = Keyring.load(folder)
    assert (ring.vapid.public, ring.older_vapid) == (second, ())


def test_the_schema_needs_no_settings(tmp_path: Path) -> None:
    output = tmp_path / "schema.graphql"
    assert run({"PATH": os.environ["PATH"]}, "export-schema", "--output", str(output)).returncode == 0
    assert output.read_text(encoding="utf-8") == (ROOT / "schema/schema.graphql").read_text(encoding="utf-8")


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


async def figures_at(port: int) -> str:
    """What a scraper reads there; empty while nobody listens."""
    async with httpx.AsyncClient(trust_env=False) as client:
        try:
            return (await client.get(f"http://127.0.0.1:{port}/metrics")).text
        except httpx.TransportError:
            return ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_the_worker_ends_when_it_is_told(environment: dict[str, str], number: signal.Signals) -> None:
    """OB-20: gracefully, with exit code 0. OB-19: until then it shows its own figures on loopback."""
    port = free_port()
    environment |= {"MIETERPORTAL_MAIL__SECURITY": "plain", "MIETERPORTAL_WORKER_METRICS_PORT": str(port)}
    process = await asyncio.create_subprocess_exec(
        *COMMAND, "worker", env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    async with asyncio.timeout(30):
        line = await process.stderr.readline()
    assert b"worker_started" in line
    assert "mieterportal_zombie_results_total 0.0" in await eventually(lambda: figures_at(port))
    process.send_signal(number)
    async with asyncio.timeout(30):
        assert await process.wait() == 0
