"""The service account of Firebase: payloads and access tokens come from pyfcm, which knows Google's formats; the transport is ours.

pyfcm ships no types, so everything it gives is pinned down here, once.
"""

import asyncio
import time
from pathlib import Path
from typing import Any, cast

from pyfcm import FCMNotification  # pyright: ignore[reportMissingTypeStubs] - the package has none

RENEW_BEFORE_SECONDS = 300.0
TOKEN_LIFE_SECONDS = 3600.0


class FcmAccount:
    """Makes request bodies and holds one access token until five minutes before its end, fetched by one caller at a time (FC-15)."""

    def __init__(self, account_file: Path, endpoint: str) -> None:
        if account_file.stat().st_mode & 0o077:
            raise PermissionError(f"{account_file} must be readable by the portal alone: chmod 600 {account_file}")
        self._fcm = cast("Any", FCMNotification)(service_account_file=str(account_file))
        self._fcm.FCM_END_POINT_BASE = endpoint
        self._fetching = asyncio.Lock()
        self._headers: dict[str, str] | None = None
        self._valid_until = 0.0

    @property
    def url(self) -> str:
        """Where messages go: `{endpoint}/{project}/messages:send`."""
        return str(self._fcm.fcm_end_point)

    def body(self, **message: object) -> bytes:
        """The JSON of one message."""
        return bytes(self._fcm.parse_payload(**message))

    async def headers(self) -> dict[str, str]:
        """Content-Type and Authorization.

        Raises:
            pyfcm.errors.InvalidDataError: Google gave no token.
        """
        async with self._fetching:
            if self._headers is None or time.monotonic() > self._valid_until:
                self._headers = dict(await asyncio.to_thread(self._fcm.request_headers))
                self._valid_until = time.monotonic() + TOKEN_LIFE_SECONDS - RENEW_BEFORE_SECONDS
            return self._headers

    def forget(self, headers: dict[str, str]) -> None:
        """Google did not take this token; fetch a new one unless somebody already has."""
        if self._headers is headers:
            self._headers = None
