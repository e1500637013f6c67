"""Zustellung: the run of one notice in figures and single rows, who was not reached, dead letters, and stopping what is unsent."""

from resolvers.delivery.cancel import cancel_unsent
from resolvers.delivery.dead import DeadLetter, dead_letters, drop, retry
from resolvers.delivery.missed import NotReached, not_reached
from resolvers.delivery.progress import ChannelProgress, DeliveryProgress, HouseholdReach, progress
from resolvers.delivery.reached import Export, Household, Stand, as_csv, reached
from resolvers.delivery.single import DeliveryRow, deliveries
from resolvers.delivery.timeline import TimelinePoint, timeline

__all__ = [
    "ChannelProgress",
    "DeadLetter",
    "DeliveryProgress",
    "DeliveryRow",
    "Export",
    "Household",
    "HouseholdReach",
    "NotReached",
    "Stand",
    "TimelinePoint",
    "as_csv",
    "cancel_unsent",
    "dead_letters",
    "deliveries",
    "drop",
    "not_reached",
    "progress",
    "reached",
    "retry",
    "timeline",
]
