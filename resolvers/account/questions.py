"""The two questions after the first login, and what a person may choose later (DS-01 to DS-05)."""

from dataclasses import dataclass
from datetime import time

from models import audit, clock
from models.account import Account
from models.audit import AuditAction
from models.consent import Consent, ConsentPurpose, LegalKind, LegalText, Preference
from models.database import placeholders, rows, transaction
from models.language import Language
from resolvers import legal
from resolvers.access import Tenant, actor
from resolvers.account.request import RequestInfo
from resolvers.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Quiet:
    """The times of day in Berlin between which nothing ordinary makes a sound; over midnight where the first is the later one.

    Both None: no such hours.
    """

    first: time | None = None
    last: time | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """None leaves a preference as it is."""

    notice_mail: bool | None = None
    notice_push: bool | None = None
    document_mail: bool | None = None
    document_push: bool | None = None
    documents_on_paper: bool | None = None
    outage_mail: bool | None = None
    outage_push: bool | None = None
    reminder_evening: bool | None = None
    reminder_hour: bool | None = None
    quiet: Quiet | None = None
    language: Language | None = None


_SWITCHES = (
    "notice_mail",
    "notice_push",
    "document_mail",
    "document_push",
    "outage_mail",
    "outage_push",
    "reminder_evening",
    "reminder_hour",
)


async def answer_paper_question(request: RequestInfo, viewer: Tenant, *, electronic_only: bool) -> None:
    """Keep the answer to the one question about paper; "Nur Mieterportal" is a stored agreement (DS-05).

    Raises:
        Unavailable: the text of the agreement was not loaded.
    """
    text = await legal.current(LegalKind.ELECTRONIC_DELIVERY)
    async with transaction():
        await _hold(viewer)
        await Account.filter(id=viewer.account_id).update(paper_question_answered_at=await clock.now())
        await _choose_paper(request, viewer, text, on_paper=not electronic_only)


async def answer_push_question(viewer: Tenant) -> None:
    """The question about messages on the phone was answered; a yes is the device itself, registered by its browser."""
    async with transaction():
        await _hold(viewer)
        await Account.filter(id=viewer.account_id).update(push_question_answered_at=await clock.now())


async def set_preferences(request: RequestInfo, viewer: Tenant, choices: Choices) -> None:
    """Change what is not None. Choosing paper again withdraws the agreement, in the same place and as easily (Art. 7(3) GDPR, DS-04).

    Raises:
        InvalidInput: quiet hours that begin when they end, or have one end only.
        Unavailable: the text of the agreement was not loaded.
    """
    quiet = _checked(choices.quiet)
    text = await legal.current(LegalKind.ELECTRONIC_DELIVERY) if choices.documents_on_paper is not None else None
    wanted: dict[str, bool | int | str | None] = {name: value for name in _SWITCHES if (value := getattr(choices, name)) is not None}
    if quiet is not None:
        wanted |= {"quiet_from": _minute(quiet.first), "quiet_until": _minute(quiet.last)}
    if choices.language is not None:
        wanted["language"] = choices.language.value
    async with transaction():
        await _hold(viewer)
        preference = await preferences(viewer)
        if wanted:
            for name, value in wanted.items():
                setattr(preference, name, value)
            await preference.save()
        if text is not None and choices.documents_on_paper is not None:
            await _choose_paper(request, viewer, text, on_paper=choices.documents_on_paper)


def _checked(quiet: Quiet | None) -> Quiet | None:
    if quiet is not None and (quiet.first is None) != (quiet.last is None):
        raise InvalidInput("Quiet hours need a beginning and an end.", field="quietHours")
    if quiet is not None and quiet.first is not None and _minute(quiet.first) == _minute(quiet.last):
        raise InvalidInput("Quiet hours cannot begin when they end.", field="quietHours")
    return quiet


def _minute(at: time | None) -> int | None:
    return None if at is None else at.hour * 60 + at.minute


async def preferences(viewer: Tenant) -> Preference:
    """The viewer's preferences; a row of defaults, not stored yet, where nothing was ever chosen."""
    return await Preference.get_or_none(member_id=viewer.member_id) or Preference(member_id=viewer.member_id)


async def _hold(viewer: Tenant) -> None:
    """Lock the account's row first: two tabs answering at once leave one agreement, not two."""
    await rows(
        f"UPDATE account SET locked_at = locked_at WHERE id = {placeholders(1)[0]} RETURNING id",  # noqa: S608 - a placeholder
        [str(viewer.account_id)],
    )


async def _choose_paper(request: RequestInfo, viewer: Tenant, text: LegalText, *, on_paper: bool) -> None:
    preference = await preferences(viewer)
    preference.documents_on_paper = on_paper
    await preference.save()
    agreed = Consent.filter(member_id=viewer.member_id, purpose=ConsentPurpose.ELECTRONIC_ONLY, withdrawn_at=None)
    now = await clock.now()
    if on_paper:
        if await agreed.update(withdrawn_at=now):
            await _audit(AuditAction.CONSENT_WITHDRAWN, request, viewer)
    elif not await agreed.filter(text_sha256=text.sha256).exists():
        await agreed.update(withdrawn_at=now)
        await Consent.create(
            member_id=viewer.member_id,
            purpose=ConsentPurpose.ELECTRONIC_ONLY,
            text_sha256=text.sha256,
            text_version=text.version,
            language=text.language,
            channel="portal",
            action="chosen while signed in",
            given_at=now,
        )
        await _audit(AuditAction.CONSENT_GIVEN, request, viewer)


async def _audit(action: AuditAction, request: RequestInfo, viewer: Tenant) -> None:
    details: dict[str, object] = {"purpose": ConsentPurpose.ELECTRONIC_ONLY.value}
    await audit.record(
        action,
        actor(viewer),
        object_kind="member",
        object_id=viewer.member_id,
        correlation_id=request.correlation_id,
        details=details,
    )
