"""Calls and users out of whole lists of Gong's JSON: pairs them up, and one bad element never spoils the others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeVar

from gong.errors import CallRefused, NotGongJson, UserRefused
from gong.model import Call, CallId, Turn, User, UserId
from gong.shapes import NO_ID, CallData, CallTranscript, json_list, json_object, read_call, read_transcript
from gong.wire import NO_WORDS_YET, late_sentences, to_call, to_details, to_turns, to_user

CALLS: Final = "calls"
TRANSCRIPTS: Final = "callTranscripts"
USERS: Final = "users"
KINDS: Final = {
    CALLS: {"metaData", "parties", "started"},
    TRANSCRIPTS: {"callId", "transcript"},
    USERS: {"emailAddress", "firstName", "lastName", "managerId"},
}
"""Gong's name for each list, and the keys by which an element of it is known."""
WANTED: Final = "calls (with metaData), callTranscripts (with callId) or users (with emailAddress)"
NO_WORDS_GIVEN: Final = "no transcripts were given; add the transcripts.json of the same export"
NO_CALLS_GIVEN: Final = "no calls were given, only transcripts; add the calls.json of the same export"
ONLY_WORDS: Final = "there is a transcript for it, but no call data; add the calls.json of the same export"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What was chosen or changed about a call that was taken."""

    call_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What was in some JSON.

    Calls whose transcript is not there are in `details` (without turns), transcripts whose call is not there in
    `words`, by Gong id; both are in `refused` as well. `titles` of calls leaves out those of private ones.
    """

    calls: tuple[Call, ...]
    users: tuple[User, ...] = ()
    refused: tuple[CallRefused, ...] = ()
    refused_users: tuple[UserRefused, ...] = ()
    remarks: tuple[Remark, ...] = ()
    details: Mapping[str, Call] = field(default_factory=dict[str, Call])
    words: Mapping[str, tuple[Turn, ...]] = field(default_factory=dict[str, tuple[Turn, ...]])
    titles: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Element:
    """One element of one of Gong's lists, and where it stands, in words."""

    kind: str
    where: str
    item: object


class _HasId(Protocol):
    @property
    def id(self) -> str | None: ...


Shape = TypeVar("Shape", bound=_HasId)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """The last of each id that can be read, and what there is to say about the rest."""

    calls: dict[str, CallData] = field(default_factory=dict[str, CallData])
    transcripts: dict[str, CallTranscript] = field(default_factory=dict[str, CallTranscript])
    refused: list[CallRefused] = field(default_factory=list[CallRefused])
    copies: list[Remark] = field(default_factory=list[Remark])
    details: dict[str, Call] = field(default_factory=dict[str, Call])
    words: dict[str, tuple[Turn, ...]] = field(default_factory=dict[str, tuple[Turn, ...]])


def to_export(
    documents: Iterable[tuple[str, object]], *, allow_private: bool = False, broken: Sequence[str] = ()
) -> Export:
    """The calls and users in JSON values, each with the name of where it came from.

    What a value holds is told by its keys. Of several elements with one id the last one counts. `broken` are files
    of the same export that could not be read: what is missing may be in them.

    Raises:
        NotGongJson: one of the values is not of Gong's shape.
    """
    elements = [element for source, document in documents for element in _elements(source, document)]
    given = _Given()
    given.calls.update(_latest("call data", _of_kind(CALLS, elements), read_call, given))
    nameless = len({refusal.call_id for refusal in given.refused} & {element.where for element in elements})
    given.transcripts.update(_latest("transcript", _of_kind(TRANSCRIPTS, elements), read_transcript, given))
    kinds = {element.kind for element in elements}
    settled = {refusal.call_id for refusal in given.refused}
    taken = tuple(_paired(given, _no_words(kinds, broken), settled, allow_private=allow_private))
    _left_over(given, _no_call(kinds, broken), settled, nameless=nameless)
    refused_users: list[UserRefused] = []
    users = tuple(_users(_of_kind(USERS, elements), refused_users).values())
    ids = dict.fromkeys(call.id for call in taken)
    refused = {(refusal.call_id, refusal.reason): refusal for refusal in given.refused if refusal.call_id not in ids}
    return Export(
        calls=taken,
        users=users,
        refused=tuple(refused.values()),
        refused_users=tuple(refused_users),
        remarks=tuple(_remarks(given, ids)),
        details=given.details,
        words=given.words,
        titles={id_: call.meta_data.title or id_ for id_, call in given.calls.items() if not call.meta_data.is_private},
    )


def check_shape(source: str, document: object) -> None:
    """Nothing, if there is something of Gong's in it.

    Raises:
        NotGongJson: the value is not of Gong's shape.
    """
    for _ in _elements(source, document):
        pass


def _elements(source: str, document: object) -> Iterator[_Element]:
    for kind, items in _lists(source, document):
        for number, item in enumerate(items, 1):
            yield _Element(kind=_kind(item) or kind, where=f"number {number} in {source}", item=item)


def _lists(source: str, document: object) -> Iterator[tuple[str, list[object]]]:
    """Gong's answer with named lists, or a bare list, or a single element, as named lists."""
    answer = json_object(document)
    if named := [kind for kind in KINDS if kind in answer]:
        for kind in named:
            items = json_list(answer[kind] or [])
            if items is None:
                raise NotGongJson(f"{source}: {kind!r} should be a list; export it from Gong again")
            yield kind, items
    else:
        elements = json_list(document)
        elements = [document] if elements is None else elements
        kinds = [kind for kind in map(_kind, elements) if kind]
        if elements and not kinds:
            raise NotGongJson(f"{source}: there are no calls, transcripts or users of Gong in it; expected {WANTED}")
        yield from ((kind, elements) for kind in kinds[:1])


def _kind(item: object) -> str | None:
    """Which of Gong's lists an element belongs to, by its keys."""
    return next((kind for kind, keys in KINDS.items() if keys & json_object(item).keys()), None)


def _of_kind(kind: str, elements: Iterable[_Element]) -> Iterator[_Element]:
    return (element for element in elements if element.kind == kind)


def _latest(
    what: str, elements: Iterable[_Element], read: Callable[[object], Shape], given: _Given
) -> dict[str, Shape]:
    """The last element of each id; what cannot be read is refused, what differs from an earlier one remarked."""
    kept: dict[str, Shape] = {}
    for element in elements:
        try:
            shape = read(element.item)
        except CallRefused as refusal:
            nameless = refusal.call_id == NO_ID
            given.refused.append(CallRefused(element.where, refusal.reason) if nameless else refusal)
            continue
        if shape.id is None:
            given.refused.append(CallRefused(element.where, f"this {what} names no call; export it from Gong again"))
        elif kept.setdefault(shape.id, shape) != shape:
            text = f"its {what} is there more than once and differs; the last was used, {element.where}: keep one"
            given.copies.append(Remark(call_id=shape.id, text=text))
            kept[shape.id] = shape
    return kept


def _no_words(kinds: Collection[str], broken: Sequence[str]) -> str:
    """Why a call is without its transcript."""
    if broken:
        return f"its transcript was not found, and {broken[0]} cannot be read; mend that file and import both again"
    return NO_WORDS_YET if TRANSCRIPTS in kinds else NO_WORDS_GIVEN


def _no_call(kinds: Collection[str], broken: Sequence[str]) -> str:
    """Why a transcript is without its call."""
    if broken:
        return f"its call data was not found, and {broken[0]} cannot be read; mend that file and import both again"
    return ONLY_WORDS if CALLS in kinds else NO_CALLS_GIVEN


def _paired(given: _Given, no_words: str, settled: Collection[str], *, allow_private: bool) -> Iterator[Call]:
    """The calls that have a transcript; `settled` are those of which it is said already why they have none."""
    for id_, call in given.calls.items():
        words = given.transcripts.get(id_)
        try:
            if words is not None:
                yield to_call(call, words, allow_private=allow_private)
            elif id_ not in settled:
                given.details[id_] = to_details(call, allow_private=allow_private)
                given.refused.append(CallRefused(id_, no_words))
        except CallRefused as refusal:
            given.refused.append(refusal)


def _left_over(given: _Given, no_call: str, settled: Collection[str], *, nameless: int) -> None:
    """Transcripts without a call, except of a call that was refused; `nameless` refused ones may be any of them."""
    alone = [id_ for id_ in given.transcripts if id_ not in given.calls and id_ not in settled]
    for id_ in alone if len(alone) > nameless else ():
        try:
            given.words[id_] = to_turns(CallId(id_), given.transcripts[id_])
            given.refused.append(CallRefused(id_, no_call))
        except CallRefused as refusal:
            given.refused.append(refusal)


def _remarks(given: _Given, taken: Collection[str]) -> Iterator[Remark]:
    yield from (remark for remark in given.copies if remark.call_id in taken)
    for refusal in given.refused:
        if refusal.call_id in taken:
            yield Remark(call_id=refusal.call_id, text=f"one copy of it was not used: {refusal.reason}")
    for id_ in taken:
        if late := late_sentences(given.calls[id_], given.transcripts[id_]):
            times = f"times of {late} sentences lie" if late > 1 else "the time of 1 sentence lies"
            yield Remark(call_id=id_, text=f"{times} outside the call and {'were' if late > 1 else 'was'} cut")


def _users(elements: Iterable[_Element], refused: list[UserRefused]) -> dict[UserId, User]:
    users: dict[UserId, User] = {}
    for element in elements:
        try:
            user = to_user(element.item)
        except UserRefused as refusal:
            nameless = refusal.user_id == NO_ID
            refused.append(UserRefused(element.where, refusal.reason) if nameless else refusal)
        else:
            users[user.id] = user
    return users
