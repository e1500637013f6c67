"""The figures of the push module; names and labels are enums (style rule 13). What the database knows is in push/figures.py."""

from enum import StrEnum
from functools import cache

from prometheus_client import Counter, Gauge, Histogram

from models.delivery import Channel, DeliveryState, Lane


class Metric(StrEnum):
    """Every name under which something is counted."""

    SETTLED = "mieterportal_deliveries_settled"
    LAG = "mieterportal_delivery_lag_seconds"
    LATENCY = "mieterportal_send_seconds"
    ZOMBIES = "mieterportal_zombie_results"
    FANNED_OUT = "mieterportal_broadcasts_fanned_out"
    QUEUE_DEPTH = "mieterportal_queue_depth"
    OLDEST_AGE = "mieterportal_queue_oldest_seconds"
    OVERDUE = "mieterportal_queue_overdue_seconds"
    BROADCASTS = "mieterportal_broadcasts_waiting"
    BROADCAST_OVERDUE = "mieterportal_broadcasts_overdue_seconds"
    DATABASE_UP = "mieterportal_database_up"
    CIRCUIT_OPEN = "mieterportal_circuit_open"
    RATE_WAITED = "mieterportal_rate_limit_waited_seconds"
    RATE_PUT_OFF = "mieterportal_rate_limit_put_off"
    CLOCK_SKEW = "mieterportal_clock_skew_seconds"
    REFUSED_HOSTS = "mieterportal_push_hosts_refused"
    WORKER_ERRORS = "mieterportal_worker_errors"


class Label(StrEnum):
    """What the figures are split by."""

    CHANNEL = "channel"
    STATE = "state"
    OUTCOME = "outcome"
    LANE = "lane"
    HOST = "host"
    PLACE = "place"


LAG_SECONDS = (0.5, 1, 2, 5, 10, 30, 60, 120, 300, 900, 3600, 21_600, 86_400)

settled = Counter(Metric.SETTLED, "Results written to the ledger", [Label.LANE, Label.CHANNEL, Label.STATE, Label.OUTCOME])
lag = Histogram(Metric.LAG, "From announced to accepted by the network", [Label.LANE, Label.CHANNEL], buckets=LAG_SECONDS)
latency = Histogram(Metric.LATENCY, "Time one send took", [Label.CHANNEL])
zombies = Counter(Metric.ZOMBIES, "Results that came after their lease had ended")
fanned_out = Counter(Metric.FANNED_OUT, "Broadcasts completely in the ledger", [Label.LANE])
queue_depth = Gauge(Metric.QUEUE_DEPTH, "Open deliveries", [Label.LANE, Label.CHANNEL])
oldest_age = Gauge(Metric.OLDEST_AGE, "Seconds since the oldest open delivery was announced", [Label.LANE, Label.CHANNEL])
overdue = Gauge(Metric.OVERDUE, "Seconds that the longest waiting delivery has been due and in nobody's hand", [Label.LANE, Label.CHANNEL])
broadcasts = Gauge(Metric.BROADCASTS, "Broadcasts not completely in the ledger yet", [Label.LANE])
broadcast_overdue = Gauge(Metric.BROADCAST_OVERDUE, "Seconds that the oldest of them has been due", [Label.LANE])
database_up = Gauge(Metric.DATABASE_UP, "1 while the figures that come from the database could be read")
circuit_open = Gauge(Metric.CIRCUIT_OPEN, "1 while a push origin is paused", [Label.HOST])
clock_skew = Gauge(Metric.CLOCK_SKEW, "Seconds our clock is ahead of a push service's", [Label.HOST])
rate_waited = Counter(Metric.RATE_WAITED, "Seconds that messages waited because of a rate limit of ours", [Label.LANE, Label.CHANNEL])
rate_put_off = Counter(Metric.RATE_PUT_OFF, "Messages put off because that wait would be too long", [Label.LANE, Label.CHANNEL])
refused_hosts = Counter(Metric.REFUSED_HOSTS, "Subscriptions refused because of their push host")
worker_errors = Counter(Metric.WORKER_ERRORS, "Unexpected errors the worker survived", [Label.PLACE])


@cache
def settled_as(lane: Lane, channel: Channel, state: DeliveryState, outcome: type) -> Counter:
    """The counter of one kind of result; looked up once for each kind. `outcome` is a class of push.message, or Ended."""
    return settled.labels(lane, channel, state, outcome.__name__.lower())


@cache
def lag_of(lane: Lane, channel: Channel) -> Histogram:
    """Looked up once for each pair."""
    return lag.labels(lane, channel)
