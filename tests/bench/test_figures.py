"""What a figure says: the median of its runs, and whether the must holds."""

import json

import pytest

from bench.figure import BOUNDS, Figure, Line
from bench.figures.versus import Pair
from bench.profiled import area
from bench.smoke import LINES, faults
from bench.stock import Reach


@pytest.mark.parametrize(
    ("figure", "runs", "holds", "reached"),
    [
        (Figure.WEBPUSH_VS_NAIVE, [5.9, 6.0, 9.0], True, False),
        (Figure.WEBPUSH_VS_NAIVE, [5.9, 5.99, 12.0], False, False),
        (Figure.WEBPUSH_VS_NAIVE, [10.0, 10.0, 1.0], True, True),
        (Figure.WEBPUSH_VS_FLOOR, [2.0, 1.6, 9.0], True, False),
        (Figure.WEBPUSH_VS_FLOOR, [2.01, 2.01, 1.0], False, False),
        (Figure.WEBPUSH_VS_FLOOR, [1.5, 1.4, 1.6], True, True),
    ],
)
def test_the_median_decides_whether_the_must_holds(figure: Figure, runs: list[float], holds: bool, reached: bool) -> None:
    told = json.loads(Line(figure, runs).json())
    assert (told["holds"], told["reached"]) == (holds, reached)


def test_a_line_says_everything_that_the_issue_of_a_run_needs() -> None:
    line = Line(Figure.ALERT_BEHIND_BULK_SECONDS, [3.0, 4.0, 5.0], {"targets": 5000})
    assert json.loads(line.json()) == {
        "figure": "alert_behind_bulk_seconds",
        "value": 4.0,
        "unit": "seconds",
        "runs": [3.0, 4.0, 5.0],
        "must": "<= 30",
        "holds": True,
        "goal": None,
        "reached": True,
        "targets": 5000,
    }


def test_every_figure_has_a_bound() -> None:
    assert set(BOUNDS) == set(Figure)


def test_a_smaller_run_measures_at_least_one_message_of_each() -> None:
    pair = Pair(Figure.FCM_VS_PYFCM, Reach.FCM, 10_000, 500).scaled(0.001)
    assert (pair.ours, pair.theirs) == (10, 1)


def test_a_function_belongs_to_the_area_its_path_names() -> None:
    assert area("/portal/push/channels/encryption.py", "encrypt") == "encryption"
    assert area("/portal/push/channels/webpush.py", "send") == "web push channel"
    assert area("~", "<built-in method _hashlib.hmac_digest>") == "encryption"
    assert area("/python/selectors.py", "register") == "other"


def _lines(value: float = 1.5) -> list[str]:
    """A whole run of `make bench-smoke` as it should be."""
    return [Line(figure, [value], {"database": "any"}).json() for figure in Figure for _ in range(LINES.get(figure, 1))]


def test_a_smoke_run_with_every_line_is_without_fault_whatever_the_values_are() -> None:
    assert faults(_lines()) == []
    assert faults(_lines(999.0)) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"value": 0.0, "runs": [0.0]}, "not a value above 0"),
        ({"value": float("nan"), "runs": [float("nan")]}, "not a value above 0"),
        ({"value": None, "runs": [None]}, "not a value above 0"),
        ({"runs": []}, "not one run and its value"),
        ({"unit": "seconds"}, "not its unit and bounds"),
        ({"must": ">= 1"}, "not its unit and bounds"),
        ({"holds": "yes"}, "not yes or no"),
    ],
)
def test_a_line_that_is_not_as_its_readers_expect_is_a_fault(change: dict[str, object], fault: str) -> None:
    broken = json.loads(_lines()[0]) | change
    assert any(found.startswith(fault) for found in faults([json.dumps(broken), *_lines()[1:]]))


def test_a_figure_that_is_missing_doubled_or_no_json_is_a_fault() -> None:
    assert faults(_lines()[1:]) == ["webpush_vs_naive: 0 lines instead of 1"]
    assert faults([*_lines(), _lines()[0]]) == ["webpush_vs_naive: 2 lines instead of 1"]
    assert faults([*_lines(), "Traceback"])[0].startswith("no line of a figure")
    assert faults([*_lines(), '{"figure": "unheard_of"}'])[0].startswith("without goal, holds")
