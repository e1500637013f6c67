"""What makes an own password good enough (AU-02): long enough, and not easy to guess. No rules of composition, nothing cut off.

Guesses are estimated offline by zxcvbn (MIT), which brings some 30,000 leaked passwords; the words below add what German members choose.
"""

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass

from zxcvbn import matching, scoring

LONGEST = 128
_LOOKED_AT = 40  # The estimate's cost grows fast with the length; forty hard characters are hard already.
_WORD = re.compile(r"\w{3,}")
_GERMAN: list[str] = _WORD.findall(
    "passwort kennwort geheim hallo schatz schatzi liebling liebe familie sommer winter frühling herbst sonne sonnenschein blume "
    "fussball fußball bayern dortmund schalke deutschland berlin hamburg münchen nürnberg mieter mieterportal wohnung genossenschaft "
    "mitglied mitgliedsnummer nutzungsvertrag willkommen muster mustermann katze hund mausi hase baby engel prinzessin ficken arschloch "
    "qwertz qwertzui qwertzuiop asdfghjkl yxcvbnm montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar april "
    "august september oktober november dezember oma opa mama papa danke bitte"
)
_ONE_TIME_LOOK = re.compile(r"[a-z]{5}-?[0-9]{5}-?[a-z]{5}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Policy:
    """`hardest_weak` guesses are still too easy: 10^6 is where zxcvbn's own "somewhat guessable" begins."""

    shortest: int
    hardest_weak: float


TENANT = Policy(shortest=8, hardest_weak=1e6)
STAFF = Policy(shortest=12, hardest_weak=1e8)


_portal_words: list[str] = []


def use_words(words: Iterable[str]) -> None:
    """Words every password of this portal is judged with: the cooperative's name."""
    _portal_words[:] = words


async def is_good(password: str, policy: Policy, context: Iterable[str] = ()) -> bool:
    """Whether `password` may be set. `context` are words an attacker would try first: names, numbers, the address of mail."""
    if not policy.shortest <= len(password) <= LONGEST or _ONE_TIME_LOOK.fullmatch(password):
        return False
    words = {
        word.lower()
        for text in [*context, *_portal_words]
        for word in [text, text.partition("@")[0], *_WORD.findall(text)]
        if len(word) >= 3
    }
    return await asyncio.to_thread(_guesses, password[:_LOOKED_AT], sorted(words)) > policy.hardest_weak


def _guesses(password: str, words: list[str]) -> float:
    dictionaries = {
        **matching.RANKED_DICTIONARIES,
        "context": matching.build_ranked_dict(words),
        "german": matching.build_ranked_dict(_GERMAN),
    }
    matches = matching.omnimatch(password, dictionaries)
    return float(scoring.most_guessable_match_sequence(password, matches)["guesses"])
