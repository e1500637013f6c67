"""Welcome letters and reminders: choose, order, print; and who has not registered yet."""

from resolvers.letter.choice import (
    MOST_LETTERS,
    LeftOut,
    LetterChoice,
    LetterPreview,
    LetterScope,
    Omitted,
)
from resolvers.letter.printing import Printed, Printer, print_run
from resolvers.letter.run import Ordered, RunView, discard, find, order, runs, waiting_for
from resolvers.letter.unregistered import Unregistered, as_csv, unregistered

__all__ = [
    "MOST_LETTERS",
    "LeftOut",
    "LetterChoice",
    "LetterPreview",
    "LetterScope",
    "Omitted",
    "Ordered",
    "Printed",
    "Printer",
    "RunView",
    "Unregistered",
    "as_csv",
    "discard",
    "find",
    "order",
    "print_run",
    "runs",
    "unregistered",
    "waiting_for",
]
