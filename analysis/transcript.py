"""The canonical transcript: one turn per change of speaker, its hash, and how a prompt shows it. Pure."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from gong.model import Call, Sentence, Side, Span, Speaker, SpeakerId, Transcript, Turn, Utterance

RENDERER_VERSION = "1"
"""Changes when the same transcript would read differently to the judge."""

SIDE_LETTER = {Side.US: "R", Side.CUSTOMER: "C", Side.UNKNOWN: "U"}
SIDE_WORDS = {Side.US: "our side", Side.CUSTOMER: "customer", Side.UNKNOWN: "side not known"}

# Controls and separators end a word; what hides or reorders text (soft hyphens, zero-width characters, bidi marks,
# embeddings and isolates, fillers, variation selectors, tags) is only taken out; half a character is none.
BREAKS = re.compile("[\u0000-\u001f\u007f-\u009f\u2028\u2029]+")
HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]+"
)
HALVES = re.compile("[\ud800-\udfff]")
ANGLES = str.maketrans("<>＜＞﹤﹥", "‹›‹›‹›")


def canonical(call: Call) -> Transcript:
    """The turns of a call in order of time, neighbours of one speaker merged, invisible characters gone.

    Two recordings with the same words by the same people at the same times have the same hash,
    whatever order or grouping Gong delivered them in.
    """
    merged = [
        Turn(speaker=speaker, sentences=tuple(sentence for _, sentence in said))
        for speaker, said in groupby(_in_order(call.turns), key=itemgetter(0))
    ]
    speakers = {speaker.id: speaker for speaker in call.speakers}
    labels = _labels((turn.speaker for turn in merged), speakers)
    utterances = tuple(_utterance(seq, turn, labels[turn.speaker]) for seq, turn in enumerate(merged))
    return Transcript(hash=_hash(utterances, labels, speakers), utterances=utterances)


def render(utterances: Sequence[Utterance], speakers: Mapping[SpeakerId, Speaker]) -> str:
    """The fenced block a judge reads: who is who, then one line `[i|m:ss] R1: text` per turn.

    `i` counts from the first utterance given, so that the same stretch of talk is the same text
    wherever it stands in a call; turns that are left out between are counted.
    """
    roster = dict.fromkeys((utterance.label, utterance.speaker) for utterance in utterances)
    lines = [f"{label} = {fenced(speakers[id_].name)} ({SIDE_WORDS[speakers[id_].side]})" for label, id_ in roster]
    start = utterances[0].seq if utterances else 0
    said = [
        f"[{utterance.seq - start}|{clock(utterance.start_ms)}] {utterance.label}: {fenced(utterance.text)}"
        for utterance in utterances
    ]
    return "\n".join(["<call_transcript>", *lines, "", *said, "</call_transcript>"])


def fenced(text: str) -> str:
    """Text from a stranger as it may stand inside a fence: it cannot open or close a tag, or start a line."""
    return visible(text).translate(ANGLES)


def visible(text: str) -> str:
    """Text without invisible characters, its white space folded, its accents composed (NFC)."""
    text = HALVES.sub("\ufffd", HIDDEN.sub("", BREAKS.sub(" ", text)))
    return " ".join(unicodedata.normalize("NFC", text).split())


def clock(ms: int) -> str:
    """Milliseconds as m:ss, or h:mm:ss from an hour on."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _in_order(turns: Iterable[Turn]) -> list[tuple[SpeakerId, Sentence]]:
    """Every sentence by time, with its speaker; within a turn none overtakes those before it."""
    timed: list[tuple[int, SpeakerId, Sentence]] = []
    for turn in turns:
        latest = 0
        for sentence in _clean(turn):
            latest = max(latest, sentence.start_ms)
            timed.append((latest, turn.speaker, sentence))
    timed.sort(key=itemgetter(0))
    return [(speaker, sentence) for _, speaker, sentence in timed]


def _clean(turn: Turn) -> Iterator[Sentence]:
    for sentence in turn.sentences:
        start = max(0, sentence.start_ms)
        if text := visible(sentence.text):
            yield Sentence(start_ms=start, end_ms=max(start, sentence.end_ms), text=text)


def _labels(order: Iterable[SpeakerId], speakers: Mapping[SpeakerId, Speaker]) -> dict[SpeakerId, str]:
    labels: dict[SpeakerId, str] = {}
    counts = dict.fromkeys(Side, 0)
    for id_ in order:
        if id_ not in labels:
            side = speakers[id_].side
            counts[side] += 1
            labels[id_] = f"{SIDE_LETTER[side]}{counts[side]}"
    return labels


def _utterance(seq: int, turn: Turn, label: str) -> Utterance:
    return Utterance(seq=seq, speaker=turn.speaker, label=label, text=turn.text, spans=tuple(_spans(turn.sentences)))


def _spans(sentences: Iterable[Sentence]) -> Iterator[Span]:
    start = 0
    for sentence in sentences:
        yield Span(start_char=start, start_ms=sentence.start_ms, end_ms=sentence.end_ms)
        start += len(sentence.text) + 1


def _hash(
    utterances: Sequence[Utterance], labels: Mapping[SpeakerId, str], speakers: Mapping[SpeakerId, Speaker]
) -> str:
    roster = [[label, visible(speakers[id_].name)] for id_, label in labels.items()]
    said = [
        [utterance.label, utterance.text, [[span.start_char, span.start_ms, span.end_ms] for span in utterance.spans]]
        for utterance in utterances
    ]
    return hashlib.sha256(json.dumps([roster, said], ensure_ascii=False).encode()).hexdigest()
