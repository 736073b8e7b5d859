"""A golden call as a case for a scorer: its screenplay read, its labels checked against what was said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.call_type import call_type_of
from analysis.case import Case
from analysis.roles import role_from_title
from analysis.transcript import canonical
from gong.bundled import invented_call
from gong.model import Call, Speaker, Transcript
from gong.screenplay import BadScreenplay
from knowledge.errors import BadStandard
from knowledge.golden import Labels
from knowledge.golden_set import GoldenCall
from knowledge.mend import Place
from knowledge.scorecard import Rep


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldenCase:
    """A golden call ready to be judged, and whether we would have found type and role by ourselves."""

    slug: str
    labels: Labels
    case: Case
    found_type: bool
    found_role: bool


def golden_case(golden: GoldenCall) -> GoldenCase:
    """The case of a golden call, with the role and the type of call that its labels name.

    Raises:
        BadStandard: the screenplay breaks the format, or a label points to nothing that was said.
    """
    try:
        call = invented_call(golden.screenplay)
    except (BadScreenplay, OSError, UnicodeDecodeError) as error:
        raise BadStandard(f"golden/{golden.slug}", None, str(error)) from error
    transcript = canonical(call)
    speaker = _speaker(golden, call, transcript)
    _check_turns(golden, len(transcript.utterances))
    labels = golden.labels
    return GoldenCase(
        slug=golden.slug,
        labels=labels,
        case=Case(
            call_id=None,
            title=call.title,
            call_type=labels.call_type,
            language=call.language,
            transcript=transcript,
            speakers={person.id: person for person in call.speakers},
            rep=Rep(
                speaker=speaker.id,
                label=labels.rep,
                name=speaker.name,
                email=speaker.email,
                role=labels.role,
                role_reason="as labelled",
            ),
        ),
        found_type=call_type_of(call).type is labels.call_type,
        found_role=role_from_title(speaker.title).role is labels.role,
    )


def _speaker(golden: GoldenCall, call: Call, transcript: Transcript) -> Speaker:
    labels = {utterance.label: utterance.speaker for utterance in transcript.utterances}
    speaker = next((person for person in call.speakers if person.id == labels.get(golden.labels.rep)), None)
    if speaker is None:
        ours = ", ".join(sorted(label for label in labels if label.startswith("R"))) or "nobody"
        raise golden.document.bad(("rep",), f"{golden.labels.rep} says nothing on this call: write one of {ours}")
    return speaker


def _check_turns(golden: GoldenCall, count: int) -> None:
    for place, turn in _turns(golden.labels):
        if turn >= count:
            raise golden.document.bad(place, f"there is no turn {turn}: the last one is {count - 1}")


def _turns(labels: Labels) -> Iterator[tuple[Place, int]]:
    for dimension, criteria in labels.criteria.items():
        for criterion, label in criteria.items():
            for turn in label.turns:
                yield ("criteria", dimension.value, criterion, "turns"), turn
    for key, items in (("objections", labels.objections), ("claims", labels.claims)):
        for position, item in enumerate(items):
            yield (key, position), item.turn
    for turn in labels.injection_turns:
        yield ("injection_turns",), turn
