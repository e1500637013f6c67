"""One job to one network: words, secrets minted at the last moment, the content, and the answer as a Result."""

import base64
import time
from dataclasses import replace
from functools import cache
from uuid import UUID

import structlog
from jinja2 import UndefinedError
from prometheus_client import Histogram

from models import codes, login_code
from models.delivery import NOT_TO_THE_MEMBERS, NOTICES, Channel, DeliveryState, Message, Reason
from models.keyring import Keyring
from models.language import Language
from models.member import Member
from models.session import Session
from push import metrics, reader_words, security_words, unsubscribe
from push.bounces.addresses import address_hash
from push.channels import MailSender, PushSender
from push.job import Job, PushWords
from push.message import Failed, Later, Letter, MailContent, Outcome, PushContent, Refused
from push.notice_message import gathered_letter, notice_letter, notice_push
from push.outbox import Ended, Result
from push.recheck import silence, verdict
from push.render import Renderer
from push.words import NoSalutationError

log: structlog.stdlib.BoundLogger = structlog.get_logger()

TOPIC_BYTES = 24
MOST_TAGS = 1000
_GERMAN = Language.DE.tag


@cache
def _latency(channel: Channel) -> Histogram:
    return metrics.latency.labels(channel)


class Dispatcher:
    """Sends jobs; knows every message and every channel."""

    def __init__(self, renderer: Renderer, keyring: Keyring, mail: MailSender, pushes: dict[Channel, PushSender]) -> None:
        self._renderer = renderer
        self._keyring = keyring
        self._mail = mail
        self._pushes = pushes
        self._tags = dict[UUID, str]()

    async def close(self) -> None:
        """Close every network."""
        await self._mail.close()
        for sender in self._pushes.values():
            await sender.close()

    async def send(self, job: Job) -> list[Result]:
        """Send one job, with its company as one mail. Each row that may not go any more ends by itself, the others go without it."""
        if not job.company:
            return [await self._send(job)]
        ended = {one.claimed.id: verdict(one) for one in (job, *job.company)}
        going = [one for one in (job, *job.company) if ended[one.claimed.id] is None]
        results = [await self._send(one) for one in (job, *job.company) if one not in going]
        if going:
            lead, *others = going
            lead.company = tuple(others)
            result = await self._send(lead)
            # The network answered for all of them.
            results += [result, *(replace(result, claimed=one.claimed, notice_id=one.subject.notice_id) for one in others)]
        return results

    async def _send(self, job: Job) -> Result:
        """Whatever goes wrong is an outcome of this row alone; the worker goes on (OB-11)."""
        started, target, channel = time.monotonic(), "", job.claimed.channel
        try:
            outcome: Outcome | Ended | None = verdict(job)
            if outcome is None:
                if channel is Channel.MAIL:
                    mail = await self._mail_content(job)
                    target = mail.address
                    outcome = await self._mail.send(mail)
                elif pause := silence(job):
                    outcome = Later("quiet_hours", pause, counts=False)
                else:
                    push = self._push_content(job)
                    target = push.endpoint
                    sender = self._pushes.get(channel)
                    outcome = Refused("not_configured", was_tried=False) if sender is None else await sender.send(push)
        except codes.NothingToMint:
            outcome = Ended(DeliveryState.CANCELLED, Reason.WITHDRAWN)
        except (NoSalutationError, UndefinedError, _UnknownMessageError) as error:
            log.error("delivery.unsayable", delivery=job.claimed.id, message=job.message, error=type(error).__name__)
            outcome = Failed(Reason.PAYLOAD, type(error).__name__)
        except Exception as error:
            log.exception("delivery.error", delivery=job.claimed.id, message=job.message)
            metrics.worker_errors.labels("send").inc()
            outcome = Later(f"error {type(error).__name__}")
        seconds = time.monotonic() - started
        _latency(channel).observe(seconds)
        return Result(
            job.claimed,
            outcome,
            job.now,
            round(seconds * 1000),
            self._target_hash(target, channel) if target else "",
            job.subject.notice_id,
            job.message not in NOT_TO_THE_MEMBERS,
            target if channel is Channel.MAIL else "",
        )

    def _target_hash(self, target: str, channel: Channel) -> str:
        if channel is Channel.MAIL:
            return address_hash(self._keyring, target)
        return self._keyring.sign("target", target.encode()).hex()

    async def _mail_content(self, job: Job) -> MailContent:
        member = job.member
        if member is None:
            raise _UnknownMessageError("the member is gone")
        address = job.registration.email if job.registration is not None else member.email or ""
        unsubscribe_url = self._unsubscribe_url(job)
        if job.message in security_words.ABOUT_SECURITY:
            letter, address = await security_words.letter(self._renderer, job, member)
        elif job.message in reader_words.ABOUT_READING:
            letter = await reader_words.letter(self._renderer, job, member, unsubscribe_url)
        elif job.company:
            letter = gathered_letter(self._renderer, job, member, unsubscribe_url)
        else:
            letter = await self._letter(job, member, unsubscribe_url)
        return MailContent(
            delivery_id=job.claimed.id,
            created_at=job.claimed.created_at,
            to_name=" ".join(member.name.split()),
            address=address,
            letter=letter,
            is_urgent=job.is_urgent or not job.subject.about,
            unsubscribe_url=unsubscribe_url,
        )

    def _unsubscribe_url(self, job: Job) -> str:
        kind = unsubscribe.optional_kind(job)
        return self._renderer.url(unsubscribe.path(self._keyring, job.claimed.member_id, kind)) if kind else ""

    async def _letter(self, job: Job, member: Member, unsubscribe_url: str) -> Letter:
        match job.message:
            case message if message in NOTICES and job.notice is not None:
                return notice_letter(self._renderer, job, member, job.notice, unsubscribe_url)
            case Message.DOCUMENT_PUBLISHED if job.document is not None:
                return self._renderer.document_mail(member, job.document, unsubscribe_url)
            case Message.PASSWORD_CHANGED:
                return self._renderer.password_changed(member, job.subject.announced_at)
            case Message.LOGIN_ATTEMPTS:
                return self._renderer.login_attempts(member, job.subject.announced_at)
            case Message.NEW_DEVICE:
                session = await Session.get_or_none(id=_subject(job))
                return self._renderer.new_device(member, job.subject.announced_at, session.device_label if session else "")
            case _:
                return await self._letter_with_secret(job, member)

    async def _letter_with_secret(self, job: Job, member: Member) -> Letter:
        """A mail whose link or password exists from this moment on."""
        match job.message:
            case Message.ACTIVATION:
                minted = await codes.mint_activation_token(delivery_id=job.claimed.id, registration_id=_subject(job))
                return self._renderer.activation(member, minted.secret, minted.expires_at)
            case Message.ONE_TIME_PASSWORD:
                minted = await codes.mint_one_time_password(delivery_id=job.claimed.id, account_id=_subject(job))
                return self._renderer.one_time_password(member, minted.secret, minted.expires_at)
            case Message.PASSWORD_RESET:
                minted = await codes.mint_reset_token(delivery_id=job.claimed.id, account_id=_subject(job))
                return self._renderer.password_reset(member, minted.secret)
            case Message.LOGIN_CODE:
                minted = await login_code.mint(self._keyring, delivery_id=job.claimed.id, session_id=_subject(job))
                return self._renderer.login_code(member, minted.secret, minted.expires_at)
            case Message.EMAIL_CONFIRMATION:
                minted = await codes.mint_confirmation_token(delivery_id=job.claimed.id, confirmation_id=_subject(job))
                return self._renderer.email_confirmation(member, minted.secret, minted.expires_at)
            case _:
                raise _UnknownMessageError(job.message)

    def _push_content(self, job: Job) -> PushContent:
        target = job.target
        if target is None:
            raise _UnknownMessageError("the device is gone")
        key = job.places, job.language
        words = job.subject.push_words.get(key)
        if words is None:
            words = job.subject.push_words[key] = self._push_words(job)
        return PushContent(
            job.claimed.id,
            words.text,
            words.path,
            words.tag,
            words.language,
            words.urgency,
            job.now,
            job.claimed.valid_until,
            target.endpoint,
            target.p256dh,
            target.auth,
            target.vapid_key,
        )

    def _push_words(self, job: Job) -> PushWords:
        """Text, path to open, what the topic is about, and RFC 8030's urgency (WP-16)."""
        notice, document, copy = job.notice, job.document, job.subject.copy
        # A copy stands beside what the reader may get as a member, and opens for whom it is.
        query, apart = (f"?fuer={copy.member_id}", copy.reader_id.int) if copy is not None else ("", 0)
        if job.subject.said in NOTICES and notice is not None:
            urgency, topic = "high" if job.is_urgent else "normal", self.topic(UUID(int=notice.id.int ^ apart))
            lang = job.language.tag if job.wanted.speaks(notice) else _GERMAN
            return PushWords(notice_push(self._renderer, job, notice), f"/aushaenge/{notice.id}{query}", topic, urgency, lang)
        if job.message in {Message.DOCUMENT_PUBLISHED, Message.DOCUMENT_FOR_READER} and document is not None:
            return PushWords(
                self._renderer.document_push(), f"/dokumente{query}", self.topic(UUID(int=document.id.int ^ apart)), "low", _GERMAN
            )
        if job.message == Message.TEST_PUSH:
            return PushWords(self._renderer.test_push(), "/profil", self.topic(_subject(job)), "high", _GERMAN)
        raise _UnknownMessageError(job.message)

    def topic(self, subject_id: UUID) -> str:
        """Topic and tag: 32 characters of base64url that say nothing about the notice (WP-18)."""
        tag = self._tags.get(subject_id)
        if tag is None:
            if len(self._tags) >= MOST_TAGS:
                self._tags.clear()
            digest = self._keyring.sign("topic", subject_id.bytes)[:TOPIC_BYTES]
            tag = self._tags[subject_id] = base64.urlsafe_b64encode(digest).decode()
        return tag


class _UnknownMessageError(Exception):
    """A kind of message this version cannot say on this channel."""


def _subject(job: Job) -> UUID:
    if job.subject.id is None:
        raise _UnknownMessageError("an account mail without its subject")
    return job.subject.id
