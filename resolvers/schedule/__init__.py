"""What time brings: planned in the caller's transaction, done by whichever process is there when it is due.

    await schedule.plan(TaskKind.X, notice.id, notice.publish_at)
    await schedule.cancel(TaskKind.X, notice.id)

planning.py writes and claims rows, times.py knows Berlin's clocks, registry.py says what is done, scheduler.py is the loop.
"""

from resolvers.schedule.planning import cancel, plan

__all__ = ["cancel", "plan"]
