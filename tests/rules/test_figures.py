"""docs/operations.md explains every figure of /metrics, and its alert rules name figures and labels that exist."""

import re
from pathlib import Path
from typing import cast

from prometheus_client import Counter, Gauge, Histogram

from push import metrics
from push.metrics import Label, Metric
from resolvers import limits
from resolvers.audit import chain
from tests.rules.tracked import ROOT
from web import auth

NAME = re.compile(r"mieterportal_[a-z_]+")
ROW = re.compile(r"^\| ((?:`mieterportal_[a-z_]+`(?:, )?)+) \|([a-z, ]*)\|", re.MULTILINE)
OTHERS = (limits.refusals, auth.misplaced_tokens, chain.broken)
LABEL = re.compile(r"(?:\{|by \()([a-z]+)")


def exposed() -> dict[str, list[str]]:
    """Every figure as a scraper sees it, with its labels."""
    found = dict[str, list[str]]()
    for figure in (*vars(metrics).values(), *OTHERS):
        if isinstance(figure, Counter | Gauge | Histogram):
            (described,) = figure.describe()
            # Nothing public tells the names of the labels.
            labels = [str(label) for label in cast("tuple[str, ...]", vars(figure)["_labelnames"])]
            found[described.name + ("_total" if isinstance(figure, Counter) else "")] = labels
    return found


def documented(page: str) -> dict[str, list[str]]:
    """The rows of the page's tables."""
    return {
        name: [label for label in labels.strip().split(", ") if label]
        for names, labels in ROW.findall(page)
        for name in NAME.findall(names)
    }


def test_every_figure_is_explained() -> None:
    """OB-19: with its labels, and none that does not exist."""
    page = Path(ROOT / "docs/operations.md").read_text()
    assert documented(page) == exposed()
    assert len(exposed()) == len(Metric) + len(OTHERS)
    assert set(NAME.findall(page)) <= set(exposed())
    rules = page.partition("```yaml\ngroups:")[2].partition("```")[0]
    assert rules.count("- alert:") == 5
    assert set(LABEL.findall(rules)) <= {str(label) for label in Label} | {"limit"}


def test_a_planted_figure_is_found() -> None:
    """The page is read, not only looked at."""
    page = "| `mieterportal_a`, `mieterportal_b_total` | lane, host | text |\n| `mieterportal_c` | | text |\n"
    assert documented(page) == {"mieterportal_a": ["lane", "host"], "mieterportal_b_total": ["lane", "host"], "mieterportal_c": []}
