"""pyfcm's own asynchronous batch, `async_notify_multiple_devices`, as a careful user calls it: in bounded batches, on uvloop.

Written as fairly as we would want ours to be. Nothing is written down, which only makes it cheaper. That it connects anew for each
message and asks for an access token for each batch is how pyfcm works.
"""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any, cast

import uvloop
from pyfcm import FCMNotification  # pyright: ignore[reportMissingTypeStubs] - the package has none

from bench.peers.talk import reply
from bench.words import BODY, TITLE

BATCH = 100


def main(devices: Path) -> None:
    """Read the devices and wait to be asked."""
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())  # pyright: ignore[reportDeprecated] - pyfcm makes its own loop
    tokens = [device["endpoint"] for device in json.loads(devices.read_text())]
    fcm = cast("Any", FCMNotification)(service_account_file=os.environ["MIETERPORTAL_PUSH__FCM_SERVICE_ACCOUNT"])
    fcm.FCM_END_POINT_BASE = os.environ["MIETERPORTAL_PUSH__FCM_ENDPOINT"]

    def message(token: str) -> dict[str, Any]:
        android = {"priority": "HIGH", "ttl": "86400s", "collapse_key": "t" * 32, "notification": {"tag": "t" * 32}}
        data = {"v": "1", "url": "/aushaenge/7d6c1d5e-8a0f-4f0e-9a43-0b1c5c6f7a11", "tag": "t" * 32, "lang": "de"}
        return {
            "fcm_token": token,
            "notification_title": TITLE,
            "notification_body": BODY,
            "data_payload": data,
            "android_config": android,
        }

    def work(question: dict[str, Any]) -> dict[str, Any]:
        accepted = 0
        for start in range(0, question["count"], BATCH):
            batch = tokens[start : min(start + BATCH, question["count"])]
            answers = fcm.async_notify_multiple_devices([message(token) for token in batch], timeout=30)
            accepted += sum("name" in answer for answer in answers)
        return {"accepted": accepted}

    reply(work)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
