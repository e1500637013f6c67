"""The statements that run all day do not read the ledger whole; `make bench-plans` shows the same with five million rows."""

import pytest

from tests.support import plans

pytestmark = pytest.mark.usefixtures("database")


async def test_no_statement_reads_the_ledger_whole() -> None:
    """OB-05, OB-19, OB-25: claim, settle, expiry, figures, lists and purge go through an index, as the planner finds it by itself."""
    newest, *_ = await plans.build(notices=20, members=500)
    assert await plans.ledger_size() == 20_000
    found = await plans.measure(newest, batch=50)
    assert {one.name: one.whole for one in found} == {one.name: [] for one in found}
    assert [one.name for one in found if not one.is_intended] == []
    assert {one.name for one in found} == set(plans.INTENDED)


async def test_a_statement_that_reads_it_whole_is_found() -> None:
    """The check can fail: none of these columns has an index."""
    await plans.build(notices=20, members=500)
    for sql in (
        "SELECT count(*) FROM delivery WHERE last_status = 'x'",
        "UPDATE delivery SET attempt = 1 WHERE last_status = 'x'",
        "SELECT count(*) FROM delivery d WHERE d.state = 'failed' AND d.attempt > 3",
        "SELECT id FROM delivery_attempt WHERE provider_id = 'x'",
    ):
        assert (await plans.explain(sql, [])).whole != (), sql
