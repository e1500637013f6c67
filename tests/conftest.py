"""What all tests share: a fresh database of either kind, strict servers to send to, and no way out of this machine."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from models import clock, keyring, passwords
from models import database as portal_database
from resolvers import account, second_factor, start
from tests.servers.authority import Authority
from tests.servers.fcm_service import FcmService
from tests.servers.mail_server import MailServer
from tests.servers.push_service import PushService
from tests.support import run_directory, sockets
from tests.support.accounts import COOPERATIVE
from tests.support.databases import Databases

pytest_configure = run_directory.pytest_configure
pytest_configure_node = run_directory.pytest_configure_node
pytest_unconfigure = run_directory.pytest_unconfigure


@pytest.fixture(scope="session", autouse=True)
def no_foreign_connections() -> Iterator[None]:
    """Refuse every connection that would leave this machine."""
    with pytest.MonkeyPatch.context() as patch:
        sockets.forbid_foreign_connections(patch)
        yield


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, worker_id: str) -> Iterator[Databases]:
    """The maker of databases of this process."""
    stash = request.config.stash
    maker = Databases(
        stash[run_directory.DIRECTORY],
        worker=worker_id,
        owner=stash[run_directory.OWNER],
        migrate=portal_database.migrate,
    )
    yield maker
    maker.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """A migrated database without rows; every test that asks for it runs once on each kind."""
    url = databases.sqlite() if request.param == "sqlite" else databases.postgresql()
    yield url
    databases.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """A database without any table, for tests of the migrations themselves."""
    url = databases.empty_sqlite() if request.param == "sqlite" else databases.empty_postgresql()
    yield url
    databases.drop(url)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[str]:
    """Open the test's database for Tortoise; yields its URL."""
    async with portal_database.connect(database_url):
        yield database_url


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """The certificate authority of this process; `authority.root` is the file to trust."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
async def push_service() -> AsyncIterator[PushService]:
    """A strict web push service on plain http; `push_service.origin` is what the portal must allow."""
    service = PushService()
    await service.start()
    yield service
    await service.stop()


@pytest.fixture
async def fcm_service() -> AsyncIterator[FcmService]:
    """A strict FCM with its token endpoint; give `endpoint` and `account_file(path)` to the portal."""
    service = FcmService()
    await service.start()
    yield service
    await service.stop()


@pytest.fixture
async def mail_server() -> AsyncIterator[MailServer]:
    """A plain SMTP server on loopback; `mail_server.host` and `mail_server.port` are what the portal needs."""
    server = MailServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def portal(database: str, tmp_path: Path) -> AsyncIterator[str]:
    """The test's database with keys, legal texts and the cheapest password hashes; the clock is set back afterwards."""
    passwords.use(passwords.CHEAPEST)
    second_factor.use(is_mandatory=True)
    account.use_options(account.Options())
    await start.prepare(tmp_path, COOPERATIVE, None)
    yield database
    clock.shift(timedelta())
    passwords.use(passwords.STRONG)
    keyring.use(None)
