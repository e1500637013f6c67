"""What the strict servers took, target by target, against what was announced."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

Target = tuple[str, str]
"""The notice's id, and the device's endpoint or the mail's address."""


@dataclass
class Count:
    """`identity` of a message is what the receiving side replaces or recognises a repetition by: Topic, tag or Message-ID."""

    taken: defaultdict[Target, list[Hashable]] = field(default_factory=lambda: defaultdict[Target, list[Hashable]](list))

    def add(self, target: Target, identity: Hashable) -> None:
        """One accepted message."""
        self.taken[target].append(identity)

    def report(self, expected: Iterable[Target]) -> dict[str, int]:
        """The figures; `holds` says whether they are as promised."""
        wanted = set(expected)
        repeated = [found for found in self.taken.values() if len(found) > 1]
        return {
            "targets": len(wanted),
            "messages": sum(len(found) for found in self.taken.values()),
            "missed": len(wanted - self.taken.keys()),
            "uninvited": len(self.taken.keys() - wanted),
            "repeated_targets": len(repeated),
            "most_for_one_target": max((len(found) for found in self.taken.values()), default=0),
            "repeated_differently": sum(len(set(found)) > 1 or None in found for found in repeated),
        }


def holds(report: dict[str, int]) -> bool:
    """Every target at least once, nobody else, and each repetition recognisable as one."""
    return report["targets"] > 0 and not any(report[name] for name in ("missed", "uninvited", "repeated_differently"))
