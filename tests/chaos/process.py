"""`mieterportal worker` with short leases and pauses: `python -m tests.chaos.process worker`.

Chaos lasts minutes, not hours: what production counts in minutes is seconds here, in the same proportions. The program itself is
imported as it is, and its entry point runs with the arguments given.
"""

from push import queue, retry, worker
from push.channels import gate
from web import cli

URGENT_LEASE_SECONDS = 10.0
BULK_LEASE_SECONDS = 15.0


def main() -> None:
    """Shorten the times and run the command."""
    queue.URGENT_LEASE_SECONDS = URGENT_LEASE_SECONDS
    queue.BULK_LEASE_SECONDS = BULK_LEASE_SECONDS
    worker.HEARTBEAT_SECONDS = 3.0
    retry.MAIL_MINUTES = (0.05, 0.1, 0.2, 0.4)
    retry.PUSH_CAP = 10.0
    retry.FCM_FIRST = 1.0
    gate.PROBE_SECONDS = 3.0
    cli.main()


if __name__ == "__main__":
    main()
