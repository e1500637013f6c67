"""When a delivery is tried again, and how often."""

import random

from models.delivery import Channel

MINUTE = 60.0
MAIL_MINUTES = (5, 15, 30, 60)
MAIL_SPREAD = 0.2
PUSH_BASE = 2.0
PUSH_CAP = 300.0
LARGEST_EXPONENT = 10
FCM_FIRST = 10.0
FCM_SPREAD = 0.3
FCM_LONGEST = 3600.0
# Mail: the schedule, then hourly, within five days (RFC 5321 4.5.4.1). Push: about an hour of back-off; expiry mostly comes first.
MOST_ATTEMPTS = {Channel.MAIL: 120, Channel.WEBPUSH: 24, Channel.FCM: 24, Channel.PAPER: 1}
MOST_CRASHES = 3


def delay(channel: Channel, attempt: int, at_least: float | None = None, first: float | None = None) -> float:
    """Seconds to wait after failed attempt number `attempt` (1 is the first); `at_least` is the network's Retry-After (OB-09).

    Mail: 5, 15, 30, 60 minutes, then hourly, each +-20 % (SM-01). Web push: full jitter below min(cap, base * 2^n). FCM: `first`, then
    twice as much each time, plus up to 30 % (FC-06, FC-07).
    """
    if channel is Channel.MAIL:
        minutes = MAIL_MINUTES[min(attempt, len(MAIL_MINUTES)) - 1]
        seconds = minutes * MINUTE * random.uniform(1 - MAIL_SPREAD, 1 + MAIL_SPREAD)  # noqa: S311 - spreads load, hides nothing
    elif channel is Channel.FCM:
        seconds = _fcm_pause(attempt, first) * random.uniform(1, 1 + FCM_SPREAD)  # noqa: S311 - spreads load, hides nothing
    else:
        ceiling = min(PUSH_CAP, PUSH_BASE * 2 ** min(attempt, LARGEST_EXPONENT))
        seconds = random.uniform(0, ceiling)  # noqa: S311 - spreads load, hides nothing
    return max(seconds, at_least or 0)


def is_over(channel: Channel, attempt: int, at_least: float | None = None, first: float | None = None) -> bool:
    """Whether failed attempt number `attempt` was the last one. FCM: when the next would come more than an hour after the first (FC-07)."""
    if channel is Channel.FCM and (_fcm_pause(attempt + 1, first) - _fcm_pause(1, first) > FCM_LONGEST or (at_least or 0) > FCM_LONGEST):
        return True
    return attempt >= MOST_ATTEMPTS[channel]


def _fcm_pause(attempt: int, first: float | None) -> float:
    """`first` * 1, 2, 4 ..: the pauses before this one are together as long as this one less the first."""
    return (first or FCM_FIRST) * 2 ** min(attempt - 1, LARGEST_EXPONENT)
