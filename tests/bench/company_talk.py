"""What is said in an invented company: words as often as they are said on the bundled calls, and a long tail."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import accumulate

from gong.bundled import bundled_export

TAIL = 12_000
"""Names of jobs, tables and customers that hardly anybody says twice."""
SYLLABLES = "ba bel cor dan dor fen gil har jun kal lin mer nor ost pra quen rav sol tam ul ven wick yar zan".split()


@cache
def vocabulary() -> tuple[list[str], list[float]]:
    """The words, and how often one of them or of those before it is said."""
    text = " ".join(turn.text for call in bundled_export().calls for turn in call.turns)
    counted = Counter(re.findall(r"[a-z][a-z']+", text.lower()))
    words = [word for word, _ in counted.most_common()]
    counts = [float(count) for _, count in counted.most_common()]
    draw = random.Random(1)
    made = dict.fromkeys("".join(draw.choices(SYLLABLES, k=3)) + draw.choice(["", "s", "ing"]) for _ in range(TAIL))
    words += made
    counts += [3.0 / (1 + rank / 50) for rank in range(len(made))]
    return words, list(accumulate(counts))


def turns(draw: random.Random, number: int) -> Iterator[str]:
    """That many turns: short ones and long ones, some of them questions."""
    words, weights = vocabulary()
    lengths = [min(90, max(2, int(draw.expovariate(1 / 19)))) for _ in range(number)]
    said = iter(draw.choices(words, cum_weights=weights, k=sum(lengths)))
    for length in lengths:
        text = " ".join(next(said) for _ in range(length))
        yield text[0].upper() + text[1:] + ("?" if draw.random() < 0.2 else ".")
