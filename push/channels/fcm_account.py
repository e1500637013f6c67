"""The service account of Firebase: payloads and credentials come from pyfcm, which knows Google's formats; the transport is ours.

pyfcm ships no types, so everything it gives is pinned down here, once.
"""

import asyncio
import math
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, cast

from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import Request
from pyfcm import FCMNotification  # pyright: ignore[reportMissingTypeStubs] - the package has none
from pyfcm.errors import FCMError  # pyright: ignore[reportMissingTypeStubs] - the package has none

RENEW_BEFORE_SECONDS = 300.0


class FcmAccountError(ValueError):
    """The service-account file cannot be used; the message says what to do."""


class NoAccessTokenError(Exception):
    """Google gave no access token; `why` names the error, never the account."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class FcmAccount:
    """Makes request bodies and holds one access token until five minutes before its end (FC-15).

    Whoever needs a new token while one is being fetched waits for that one. It is fetched in a thread of its own, as Google's library
    blocks; nobody waits longer than `timeout` seconds, and the end of the program does not wait for it at all.
    """

    def __init__(self, account_file: Path, endpoint: str, *, timeout: float = 10.0) -> None:
        try:
            mode = account_file.stat().st_mode
            self._fcm = cast("Any", FCMNotification)(service_account_file=str(account_file))
            self._fcm.FCM_END_POINT_BASE = endpoint
            self.url = str(self._fcm.fcm_end_point)
        except (OSError, ValueError, AttributeError, FCMError, GoogleAuthError) as error:
            # AttributeError is how Google's library says that the JSON is no object.
            raise FcmAccountError(f"{account_file} is no service account of Firebase: {type(error).__name__}") from error
        if mode & 0o077:
            raise FcmAccountError(f"{account_file} must be readable by the portal alone: chmod 600 {account_file}")
        self._timeout = timeout
        self._headers: Mapping[str, str] | None = None
        self._valid_until = 0.0
        self._fetching: asyncio.Task[Mapping[str, str]] | None = None

    @property
    def body(self) -> Callable[..., bytes]:
        """pyfcm's maker of the JSON of one message."""
        return self._fcm.parse_payload

    async def headers(self) -> Mapping[str, str]:
        """Content-Type and Authorization.

        Raises:
            NoAccessTokenError: Google gave none, or not in time.
        """
        if self._headers is not None and time.monotonic() < self._valid_until:
            return self._headers
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.create_task(self._fetch())
        return await asyncio.shield(self._fetching)

    def forget(self, headers: Mapping[str, str]) -> None:
        """Google did not take this token; fetch a new one unless somebody already has."""
        if self._headers is headers:
            self._headers = None

    async def _fetch(self) -> Mapping[str, str]:
        try:
            async with asyncio.timeout(self._timeout):
                token, seconds = await _in_thread(self._refresh)
        except TimeoutError as error:
            raise NoAccessTokenError("timeout") from error
        except GoogleAuthError as error:
            raise NoAccessTokenError(type(error).__name__) from error
        # A token that lives for minutes only is used for half of them.
        self._valid_until = time.monotonic() + max(seconds - RENEW_BEFORE_SECONDS, seconds / 2)
        self._headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        return self._headers

    def _refresh(self) -> tuple[str, float]:
        """The access token and for how many seconds it is valid. Blocks."""
        credentials = self._fcm.credentials
        credentials.refresh(partial(Request(), timeout=math.ceil(self._timeout)))
        # Google's library keeps naive datetimes in UTC.
        return str(credentials.token), (credentials.expiry.replace(tzinfo=UTC) - datetime.now(UTC)).total_seconds()


async def _in_thread(work: Callable[[], tuple[str, float]]) -> tuple[str, float]:
    """Like asyncio.to_thread, in a daemon thread: the executor's threads would keep a stopping program until they end (OB-20)."""
    loop = asyncio.get_running_loop()
    done = loop.create_future()

    def finish(result: tuple[str, float] | None, error: Exception | None) -> None:
        if done.done():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)

    def run() -> None:
        result, failure = None, None
        try:
            result = work()
        except Exception as error:
            failure = error
        try:
            loop.call_soon_threadsafe(finish, result, failure)
        except RuntimeError:
            # The loop has ended; nobody waits.
            return

    threading.Thread(target=run, name="fcm-access-token", daemon=True).start()
    return await done
