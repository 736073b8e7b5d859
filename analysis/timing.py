"""What the clock says of a conversation, whatever its language. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping
from itertools import accumulate
from statistics import median

from analysis.floors import Heard, Said, Voice, speech, total, union

SHORTEST_CALL_MS = 60_000
"""Below a minute, "per 10 minutes" would blow up single events."""
PATIENCE_FLOOR_MS = 2_000
LONGEST_GAP_MS = 10_000
"""A longer gap is something else than patience: a screen being shared, a line that dropped."""
STORY_MS = 10_000
ACTIVE_SHARE = 0.05
INTERRUPTION_WORDS = 3
INTO_MS, BEFORE_END_MS = 1_000, 500


def _talk_ratio(heard: Heard) -> float | None:
    return _ratio(heard, before=None)


def _talk_ratio_first_third(heard: Heard) -> float | None:
    return _ratio(heard, before=heard.start_ms + heard.length_ms // 3)


def _longest_monologue_s(heard: Heard) -> float | None:
    return _longest_s(heard, Voice.REP)


def _longest_customer_story_s(heard: Heard) -> float | None:
    return _longest_s(heard, Voice.CUSTOMER)


def _switches_per_10_min(heard: Heard) -> float | None:
    if not heard.floors_of(Voice.CUSTOMER):
        return None
    changes = [*heard.handovers(Voice.REP, Voice.CUSTOMER), *heard.handovers(Voice.CUSTOMER, Voice.REP)]
    return per_10_min(heard, len(changes))


def _patience_s(heard: Heard) -> float | None:
    if not heard.is_timed:
        return None
    gaps = [
        min(max(0, reply.start_ms - told.end_ms), LONGEST_GAP_MS)
        for told, reply in heard.handovers(Voice.CUSTOMER, Voice.REP)
        if told.speech_ms >= PATIENCE_FLOOR_MS
    ]
    return median(gaps) / 1000 if gaps else None


def _interruptions_per_10_min(heard: Heard) -> float | None:
    return _interruptions(heard, Voice.REP, Voice.CUSTOMER)


def _customer_interruptions_per_10_min(heard: Heard) -> float | None:
    return _interruptions(heard, Voice.CUSTOMER, Voice.REP)


def _silence_share(heard: Heard) -> float | None:
    if heard.length_ms < SHORTEST_CALL_MS or not heard.is_timed:
        return None
    return 1 - total(speech(heard.parts)) / heard.length_ms


def _active_customers(heard: Heard) -> float | None:
    words = Counter[str]()
    for part in heard.of(Voice.CUSTOMER):
        words[part.utterance.speaker] += len(part.words)
    spoken = words.total()
    return float(sum(count >= ACTIVE_SHARE * spoken for count in words.values())) if spoken else None


def _first_story_min(heard: Heard) -> float | None:
    for floor in heard.floors_of(Voice.CUSTOMER) if heard.is_timed else ():
        if floor.speech_ms >= STORY_MS:
            return max(0, floor.start_ms - heard.start_ms) / 60_000
    return None


METERS: Mapping[str, Callable[[Heard], float | None]] = {
    "talk_ratio": _talk_ratio,
    "talk_ratio_first_third": _talk_ratio_first_third,
    "longest_monologue_s": _longest_monologue_s,
    "longest_customer_story_s": _longest_customer_story_s,
    "switches_per_10_min": _switches_per_10_min,
    "patience_s": _patience_s,
    "interruptions_per_10_min": _interruptions_per_10_min,
    "customer_interruptions_per_10_min": _customer_interruptions_per_10_min,
    "silence_share": _silence_share,
    "active_customers": _active_customers,
    "first_story_min": _first_story_min,
}
"""By name; what each one means is said in `analysis.signals.DEFINITIONS`. None: there was no occasion."""


def per_10_min(heard: Heard, count: float) -> float | None:
    """A count as a rate of the whole call; None for a call of less than a minute."""
    return count * 600_000 / heard.length_ms if heard.length_ms >= SHORTEST_CALL_MS else None


def interruptions(heard: Heard, who: Voice, whom: Voice) -> list[Said]:
    """Utterances of 3 words or more that began while the other side spoke: > 1 s in, > 0.5 s before the end.

    None when the times of the transcript are unreliable.
    """
    if not heard.is_timed:
        return []
    spoken = sorted((part.start_ms, part.end_ms) for part in heard.of(whom))
    starts = [start for start, _ in spoken]
    latest_end = list(accumulate((end for _, end in spoken), max))
    found: list[Said] = []
    for part in heard.of(who):
        begun = bisect_left(starts, part.start_ms - INTO_MS)
        into = begun > 0 and latest_end[begun - 1] - BEFORE_END_MS > part.start_ms
        if into and not part.is_backchannel and len(part.words) >= INTERRUPTION_WORDS:
            found.append(part)
    return found


def _interruptions(heard: Heard, who: Voice, whom: Voice) -> float | None:
    if not heard.of(whom) or not heard.is_timed:
        return None
    return per_10_min(heard, len(interruptions(heard, who, whom)))


def _ratio(heard: Heard, *, before: int | None) -> float | None:
    if not heard.is_timed:
        return _ratio_of_words(heard) if before is None else None
    rep, customer = speech(heard.of(Voice.REP)), speech(heard.of(Voice.CUSTOMER))
    if not total(union(customer)):
        return None
    ours, theirs = total(rep, before=before), total(customer, before=before)
    return ours / (ours + theirs) if ours + theirs else None


def _ratio_of_words(heard: Heard) -> float | None:
    ours, theirs = (sum(len(part.words) for part in heard.of(voice)) for voice in (Voice.REP, Voice.CUSTOMER))
    return ours / (ours + theirs) if theirs else None


def _longest_s(heard: Heard, voice: Voice) -> float | None:
    if not heard.is_timed:
        return None
    longest = max((floor.speech_ms for floor in heard.floors_of(voice)), default=0)
    return longest / 1000 if longest else None
