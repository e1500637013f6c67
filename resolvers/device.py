"""Devices: where a person wants push messages. Endpoints and keys are secrets and never leave this layer (WP-36)."""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

import structlog
from cryptography.hazmat.primitives.asymmetric import ec
from tortoise.exceptions import IntegrityError
from tortoise.expressions import Subquery

from models import audit, clock, keyring
from models.audit import AuditAction
from models.database import as_uuid, transaction
from models.delivery import Lane, Message
from models.device import Device, DeviceKind
from models.session import SessionKind
from push import outbox
from push.channels.webpush_address import RefusedEndpointError, check_endpoint
from push.devices import STALE_DAYS
from push.statement import run
from resolvers import limits, session, text
from resolvers.access import DESK_ROLES, Operator, Tenant, Viewer, actor, require_staff, require_tenant, visible_members
from resolvers.errors import Conflict, InvalidInput, NotAllowed, NotFound

log: structlog.stdlib.BoundLogger = structlog.get_logger()

MOST_DEVICES = 10
TEST_VALIDITY = timedelta(minutes=5)
FCM_ORIGIN = "https://fcm.googleapis.com"
_INSTALLATION = re.compile(r"[A-Za-z0-9_-]{8,64}")
_FCM_TOKEN = re.compile(r"[A-Za-z0-9_:.%-]{16,2048}")


@dataclass(frozen=True, slots=True)
class DeviceInput:
    """What a browser (WEBPUSH: endpoint, p256dh, auth, vapid_key) or an app (FCM: fcm_token) knows of itself."""

    kind: DeviceKind
    installation_id: str
    label: str = ""
    endpoint: str | None = field(default=None, repr=False)
    p256dh: str | None = field(default=None, repr=False)
    auth: str | None = field(default=None, repr=False)
    vapid_key: str | None = None
    fcm_token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class DeviceCount:
    """Registered devices of one kind; `stale` ones have not been seen for 30 days, so what is sent there may reach nobody (FC-13)."""

    kind: DeviceKind
    registered: int
    stale: int


@dataclass(frozen=True, slots=True)
class _Target:
    """Where to send, checked."""

    endpoint: str
    origin: str
    p256dh: str = ""
    auth: str = ""
    vapid_key: str = ""

    @property
    def endpoint_hash(self) -> str:
        return hashlib.sha256(self.endpoint.encode()).hexdigest()


async def devices(viewer: Viewer) -> list[Device]:
    """The tenant's own devices, the newest first.

    Raises:
        NotAllowed: tenants only.
    """
    tenant = require_tenant(viewer)
    return await Device.filter(member_id=tenant.member_id).order_by("-created_at", "id")


async def counts(viewer: Viewer) -> list[DeviceCount]:
    """How many devices of each kind the members in the viewer's area have, and how many of them are stale (FC-13).

    Raises:
        NotAllowed: staff at a desk only.
    """
    require_staff(viewer, DESK_ROLES)
    there = Device.filter(member_id__in=Subquery(visible_members(viewer).values("id")))
    old = await clock.now() - timedelta(days=STALE_DAYS)
    return [
        DeviceCount(kind, await there.filter(kind=kind).count(), await there.filter(kind=kind, last_seen_at__lt=old).count())
        for kind in DeviceKind
    ]


async def register(viewer: Viewer, given: DeviceInput, *, origins: Sequence[str] = ()) -> Device:
    """Write down where to send; the same installation replaces what it had (WP-17). `origins` are the operator's own push origins.

    Safe to repeat at each start of the app (WP-31). An endpoint of another account moves only with the same keys (WP-24): it is
    the same browser, and its next user must not get the former one's messages.

    Raises:
        NotAllowed: tenants only; mobile tokens from an app's bearer session only.
        InvalidInput: with the field to blame.
        Conflict: the endpoint was registered by somebody else at this very moment.
    """
    tenant = require_tenant(viewer)
    if given.kind is DeviceKind.FCM and tenant.kind is not SessionKind.BEARER:
        raise NotAllowed("Mobile tokens come from an app's session only.", field="kind")
    if not _INSTALLATION.fullmatch(given.installation_id):
        raise InvalidInput("installationId must be 8 to 64 letters, digits, - or _.", field="installationId")
    label = text.line(given.label, field="label", most=120)
    target = _web_push(given, origins) if given.kind is DeviceKind.WEBPUSH else _fcm(given)
    try:
        async with transaction():
            written = await _write(tenant, given, label, target)
            await session.remember_installation(tenant, given.installation_id)
            return written
    except IntegrityError as error:
        raise Conflict("This endpoint was registered a moment ago; try again.", field="endpoint") from error


async def remove(viewer: Viewer, device_id: UUID) -> None:
    """Nothing is sent to this device any more.

    Raises:
        NotAllowed: tenants only.
        NotFound: it is not the tenant's.
    """
    tenant = require_tenant(viewer)
    async with transaction():
        if not await Device.filter(id=device_id, member_id=tenant.member_id).delete():
            raise NotFound
        await audit.record(AuditAction.DEVICE_REMOVED, actor(viewer), object_kind="device", object_id=device_id)


async def send_test(viewer: Viewer, device_id: UUID) -> None:
    """Put a test message to this device into the outbox, at most one in ten seconds (WP-26).

    Raises:
        NotAllowed: tenants only.
        NotFound: it is not the tenant's.
        TooManyAttempts: the last test was a moment ago.
    """
    tenant = require_tenant(viewer)
    if not await Device.filter(id=device_id, member_id=tenant.member_id).exists():
        raise NotFound
    await limits.hit(limits.TEST_PUSH, str(tenant.member_id))
    async with transaction():
        await outbox.announce(
            Message.TEST_PUSH, lane=Lane.URGENT, member_id=tenant.member_id, subject_id=device_id, valid_for=TEST_VALIDITY
        )


async def count_by_vapid_key(viewer: Viewer) -> dict[str, int]:
    """How many subscriptions each VAPID key signs for, ours or not; a key that is missing here has none (WP-30).

    Raises:
        NotAllowed: the command line only.
    """
    if not isinstance(viewer, Operator):
        raise NotAllowed
    found = await run("SELECT vapid_key, COUNT(*) AS number FROM device WHERE kind = $1 GROUP BY vapid_key", DeviceKind.WEBPUSH.value)
    return {row["vapid_key"]: row["number"] for row in found}


async def _write(tenant: Tenant, given: DeviceInput, label: str, target: _Target) -> Device:
    """One statement for each rule; the first one writes."""
    await run(
        "DELETE FROM device WHERE endpoint_hash = $1 AND p256dh = $2 AND auth = $3 AND NOT (member_id = $4 AND installation_id = $5)",
        target.endpoint_hash,
        target.p256dh,
        target.auth,
        tenant.member_id,
        given.installation_id,
    )
    await (
        Device.filter(endpoint_hash=target.endpoint_hash, member_id=tenant.member_id)
        .exclude(installation_id=given.installation_id)
        .delete()
    )
    if await Device.filter(endpoint_hash=target.endpoint_hash).exclude(member_id=tenant.member_id).exists():
        raise InvalidInput("The endpoint belongs to somebody else.", field="endpoint")
    known = await Device.filter(member_id=tenant.member_id, installation_id=given.installation_id).exists()
    now = clock.sql_now()
    written = await run(
        f"""
        INSERT INTO device (id, member_id, kind, installation_id, endpoint, endpoint_hash, origin, p256dh, auth, vapid_key, label,
            created_at, last_seen_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, {now}, {now})
        ON CONFLICT (member_id, installation_id) DO UPDATE SET kind = excluded.kind, endpoint = excluded.endpoint,
            endpoint_hash = excluded.endpoint_hash, origin = excluded.origin, p256dh = excluded.p256dh, auth = excluded.auth,
            vapid_key = excluded.vapid_key, last_seen_at = excluded.last_seen_at,
            label = CASE WHEN excluded.label = '' THEN device.label ELSE excluded.label END
        RETURNING id
        """,  # noqa: S608 - the clock's expression only
        uuid4(),
        tenant.member_id,
        given.kind.value,
        given.installation_id,
        target.endpoint,
        target.endpoint_hash,
        target.origin,
        target.p256dh,
        target.auth,
        target.vapid_key,
        label,
    )
    device_id = as_uuid(written[0]["id"])
    if not known:
        await _drop_oldest(tenant, device_id)
        details: dict[str, object] = {"kind": given.kind.value}
        await audit.record(AuditAction.DEVICE_REGISTERED, actor(tenant), object_kind="device", object_id=device_id, details=details)
    return await Device.get(id=device_id)


async def _drop_oldest(tenant: Tenant, newest: UUID) -> None:
    """An account has ten devices at most; the ones not seen for longest make room (WP-26)."""
    others = await Device.filter(member_id=tenant.member_id).exclude(id=newest).order_by("-last_seen_at", "id")
    surplus = [device.id for device in others[MOST_DEVICES - 1 :]]
    if surplus:
        await Device.filter(id__in=surplus).delete()


def _web_push(given: DeviceInput, origins: Sequence[str]) -> _Target:
    if given.fcm_token is not None:
        raise InvalidInput("A browser has no mobile token.", field="fcmToken")
    try:
        endpoint = check_endpoint(given.endpoint or "", origins)
    except RefusedEndpointError as error:
        # Browsers do introduce new push services: the operator sees which host was asked for, never the endpoint.
        log.warning("device.endpoint_refused", host=error.host[:255])
        raise InvalidInput("This is not the address of a push service we send to.", field="endpoint") from error
    # An older key of ours goes on signing for what was subscribed with it; the page subscribes anew at its next start (WP-30).
    key = given.vapid_key or ""
    if not keyring.current().has_vapid(key):
        raise InvalidInput("The browser subscribed with another key; subscribe again.", field="vapidKey")
    return _Target(
        endpoint=endpoint.url,
        origin=endpoint.origin,
        p256dh=_public_key(given.p256dh or ""),
        auth=_key(given.auth or "", 16, "auth"),
        vapid_key=key,
    )


def _fcm(given: DeviceInput) -> _Target:
    if given.endpoint is not None or given.p256dh is not None or given.auth is not None:
        raise InvalidInput("A mobile token has no endpoint and no keys.", field="endpoint")
    if not _FCM_TOKEN.fullmatch(given.fcm_token or ""):
        raise InvalidInput("This is not a mobile token.", field="fcmToken")
    return _Target(endpoint=given.fcm_token or "", origin=FCM_ORIGIN)


def _public_key(value: str) -> str:
    """An uncompressed point on P-256 (RFC 8291 3.1); one beside the curve would give the key away (WP-25)."""
    encoded = _key(value, 65, "p256dh")
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decoded(encoded))
    except ValueError as error:
        raise InvalidInput("p256dh is not a point on P-256.", field="p256dh") from error
    return encoded


def _key(value: str, length: int, name: str) -> str:
    """Base64url without padding, whichever way the browser wrote it."""
    try:
        data = _decoded(value.replace("+", "-").replace("/", "_").rstrip("="))
    except (binascii.Error, ValueError) as error:
        raise InvalidInput(f"{name} is not base64url.", field=name) from error
    if len(data) != length:
        raise InvalidInput(f"{name} must have {length} bytes.", field=name)
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decoded(value: str) -> bytes:
    return base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True)
