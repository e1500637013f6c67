"""Programs for Node that speak to the portal with packages of web/pwa."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from tests.rules.tracked import ROOT

PACKAGES = ROOT / "web" / "pwa" / "package.json"
NODE = Path(sys.prefix) / "nodejs" / "bin" / "node"
SECONDS = 60


async def run(program: str, *arguments: str) -> Any:
    """What `program` of this folder prints, read as JSON. Raises AssertionError with what it complained about when it fails."""
    process = await asyncio.create_subprocess_exec(
        NODE,
        Path(__file__).parent / program,
        PACKAGES,
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={"PATH": os.environ["PATH"]},
    )
    try:
        async with asyncio.timeout(SECONDS):
            output, complaints = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.communicate()
        raise
    assert process.returncode == 0, complaints.decode()
    return json.loads(output)
