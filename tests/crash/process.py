"""The portal's own command line with one accident planned: `python -m tests.crash.process worker`, or serve, or any other command.

The product has no hooks for this. The program is imported as it is; a few of its functions are wrapped by name, and the commit of
its database driver; then its entry point runs with the arguments given.
"""

from datetime import timedelta

from models import clock, passwords
from tests.crash import defects
from tests.crash.accident import Accident
from tests.crash.plan import Plan
from web import cli


def main() -> None:
    """Arrange the accident and run the command."""
    plan = Plan.from_environment()
    passwords.use(passwords.CHEAPEST)
    clock.shift(timedelta(seconds=plan.clock_shift))
    Accident(plan).arrange()
    if plan.defect is not None:
        defects.plant(plan.defect)
    cli.main()


if __name__ == "__main__":
    main()
