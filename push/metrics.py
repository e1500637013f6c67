"""The figures of the push module; names and labels are enums (style rule 13)."""

from enum import StrEnum

from prometheus_client import Counter, Gauge, Histogram


class Metric(StrEnum):
    """Every name under which something is counted."""

    SETTLED = "mieterportal_deliveries_settled"
    LATENCY = "mieterportal_send_seconds"
    ZOMBIES = "mieterportal_zombie_results"
    FANNED_OUT = "mieterportal_broadcasts_fanned_out"
    QUEUE_DEPTH = "mieterportal_queue_depth"
    OLDEST_AGE = "mieterportal_queue_oldest_seconds"
    CIRCUIT_OPEN = "mieterportal_circuit_open"
    REFUSED_HOSTS = "mieterportal_push_hosts_refused"
    WORKER_ERRORS = "mieterportal_worker_errors"


class Label(StrEnum):
    """What the figures are split by."""

    CHANNEL = "channel"
    STATE = "state"
    LANE = "lane"
    HOST = "host"
    PLACE = "place"


settled = Counter(Metric.SETTLED, "Results written to the ledger", [Label.CHANNEL, Label.STATE])
latency = Histogram(Metric.LATENCY, "Time one send took", [Label.CHANNEL])
zombies = Counter(Metric.ZOMBIES, "Results that came after their lease had ended")
fanned_out = Counter(Metric.FANNED_OUT, "Broadcasts completely in the ledger", [Label.LANE])
queue_depth = Gauge(Metric.QUEUE_DEPTH, "Open deliveries", [Label.LANE])
oldest_age = Gauge(Metric.OLDEST_AGE, "Age of the oldest open delivery in seconds", [Label.LANE])
circuit_open = Gauge(Metric.CIRCUIT_OPEN, "1 while a push origin is paused", [Label.HOST])
refused_hosts = Counter(Metric.REFUSED_HOSTS, "Subscriptions refused because of their push host")
worker_errors = Counter(Metric.WORKER_ERRORS, "Unexpected errors the worker survived", [Label.PLACE])
