"""Calls and users out of whole lists of Gong's JSON: pairs them up, and one bad element never spoils the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from gong.errors import CallRefused, NotGongJson, UserRefused
from gong.model import Call, User, UserId
from gong.shapes import NO_ID, CallData, CallTranscript, json_list, json_object, read_call, read_transcript
from gong.wire import to_call, to_user

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
ONLY_WORDS: Final = "there is a transcript for it, but no call data; add the calls.json of the same export"


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What was in some JSON.

    `refused` also tells of a call that was taken although it is there more than once, and differently.
    """

    calls: tuple[Call, ...]
    users: tuple[User, ...] = ()
    refused: tuple[CallRefused, ...] = ()
    refused_users: tuple[UserRefused, ...] = ()


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


def to_export(documents: Iterable[tuple[str, object]], *, allow_private: bool = False) -> Export:
    """The calls and users in JSON values, each with the name of where it came from.

    What a value holds is told by its keys. Of several elements with one id the last one counts.

    Raises:
        NotGongJson: one of the values is not of Gong's shape.
    """
    elements = [element for source, document in documents for element in _elements(source, document)]
    refused: list[CallRefused] = []
    refused_users: list[UserRefused] = []
    calls = _latest("call data", _of_kind(CALLS, elements), read_call, refused)
    transcripts = _latest("transcript", _of_kind(TRANSCRIPTS, elements), read_transcript, refused)
    taken = tuple(_paired(calls, transcripts, refused, allow_private=allow_private))
    users = tuple(_users(_of_kind(USERS, elements), refused_users).values())
    return Export(calls=taken, users=users, refused=tuple(refused), refused_users=tuple(refused_users))


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
    what: str, elements: Iterable[_Element], read: Callable[[object], Shape], refused: list[CallRefused]
) -> dict[str, Shape]:
    """The last element of each id; what cannot be read, and what differs from an earlier one, goes to `refused`."""
    kept: dict[str, Shape] = {}
    for element in elements:
        try:
            shape = read(element.item)
        except CallRefused as refusal:
            nameless = refusal.call_id == NO_ID
            refused.append(CallRefused(element.where, refusal.reason) if nameless else refusal)
            continue
        if shape.id is None:
            refused.append(CallRefused(element.where, f"this {what} names no call; export it from Gong again"))
        elif kept.setdefault(shape.id, shape) != shape:
            reason = f"its {what} is there more than once and differs; the last was used, {element.where}: keep one"
            refused.append(CallRefused(shape.id, reason))
            kept[shape.id] = shape
    return kept


def _paired(
    calls: Mapping[str, CallData],
    transcripts: Mapping[str, CallTranscript],
    refused: list[CallRefused],
    *,
    allow_private: bool,
) -> Iterator[Call]:
    for id_, call in calls.items():
        try:
            yield to_call(call, transcripts.get(id_), allow_private=allow_private)
        except CallRefused as refusal:
            refused.append(refusal)
    refused.extend(CallRefused(id_, ONLY_WORDS) for id_ in transcripts if id_ not in calls)


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
