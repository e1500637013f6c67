"""Settings that name files, the data folder, and the built app."""

import ipaddress
import json
import os
import shutil
import stat
from pathlib import Path

from settings import PushSettings, Settings
from web.doctor.finding import Finding, Part, doubt, fault, fine
from web.shell import DIST

LEAST_FREE_BYTES = 500 * 1024 * 1024
FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def settings(given: Settings) -> list[Finding]:
    """What the settings name, as far as they are right or wrong by themselves."""
    found = [*_logo(given), *_service_account(given.push), *_proxies(given.trusted_proxies)]
    if given.demo:
        remedy = "Unset MIETERPORTAL_DEMO before real tenants come in."
        found.append(doubt(Part.SETTINGS, "This is a demo: everybody can read the mails it sends.", remedy))
    if given.legal_dir is None:
        remedy = "Put your own texts into a folder and set MIETERPORTAL_LEGAL_DIR (docs/configuration.md)."
        found.append(doubt(Part.SETTINGS, "Privacy notice and terms are the samples.", remedy))
    elif not given.legal_dir.is_dir():
        remedy = "Correct MIETERPORTAL_LEGAL_DIR."
        found.append(fault(Part.SETTINGS, f"There is no folder {given.legal_dir}.", remedy))
    return found or [fine(Part.SETTINGS, "The settings are complete.")]


def _logo(given: Settings) -> list[Finding]:
    logo = given.cooperative.logo
    if logo is None or logo.is_file():
        return []
    return [fault(Part.SETTINGS, f"There is no logo at {logo}.", "Correct MIETERPORTAL_COOPERATIVE__LOGO, or unset it.")]


def _service_account(given: PushSettings) -> list[Finding]:
    """FC-15: the file is there, holds a key, and nobody else can read it."""
    path = given.fcm_service_account
    if path is None:
        return []
    try:
        is_complete = {"client_email", "private_key", "token_uri"} <= set(json.loads(path.read_text()))
    except (OSError, ValueError) as error:
        return [
            fault(Part.SETTINGS, f"The FCM service account cannot be read: {error}.", "Correct MIETERPORTAL_PUSH__FCM_SERVICE_ACCOUNT.")
        ]
    if not is_complete:
        remedy = "Download a new key of the service account from the Firebase console."
        return [fault(Part.SETTINGS, f"{path} is not the key file of a service account.", remedy)]
    return _readable_by_others(Part.SETTINGS, [path])


def _proxies(trusted: list[str]) -> list[Finding]:
    found: list[Finding] = []
    for proxy in trusted:
        try:
            ipaddress.ip_network(proxy)
        except ValueError:
            remedy = "Write addresses or networks into MIETERPORTAL_TRUSTED_PROXIES, such as 10.0.0.2 or 10.0.0.0/24."
            found.append(fault(Part.SETTINGS, f"{proxy} is neither an address nor a network.", remedy))
    return found


def data(folder: Path) -> list[Finding]:
    """The data folder can be written, its secrets are read by the portal alone, and there is room."""
    if not folder.is_dir():
        remedy = "It is made at the first start. If the portal has run before, correct MIETERPORTAL_DATA_DIR."
        return [doubt(Part.DATA, f"There is no data folder {folder} yet.", remedy)]
    if not os.access(folder, os.W_OK | os.X_OK):
        return [fault(Part.DATA, f"The portal may not write to {folder}.", "Give the folder to the user that runs the portal (chown).")]
    secrets = folder / "secrets"
    found = _readable_by_others(Part.DATA, [secrets, *sorted(secrets.glob("*"))] if secrets.is_dir() else [])
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        remedy = "Make room: without it neither database nor documents can grow."
        found.append(fault(Part.DATA, f"Only {free // 2**20} MiB are free where {folder} lies.", remedy))
    return found or [fine(Part.DATA, f"{folder} can be written, and its secrets are closed to others.")]


def _readable_by_others(part: Part, paths: list[Path]) -> list[Finding]:
    return [
        fault(part, f"Other users of this machine can open {path}.", f"Run: chmod go= {path}")
        for path in paths
        if path.stat().st_mode & FOR_OTHERS
    ]


def app(dist: Path = DIST) -> list[Finding]:
    """The app of tenants and staff has been built."""
    missing = [name for name in ("index.html", "sw.js") if not (dist / name).is_file()]
    if missing:
        return [fault(Part.APP, f"The app has not been built: {', '.join(missing)} is missing in {dist}.", "Run: make install")]
    return [fine(Part.APP, "The app has been built.")]
