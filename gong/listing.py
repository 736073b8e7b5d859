"""What Gong's lists say of a call or a tracker before anything is fetched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from gong.model import CallId
from gong.shapes import NO_ID, Id, Line, Many, Wire, read_call


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A call as Gong lists it. `duration_s` is in seconds; `started_at` is None where Gong gives no usable date."""

    id: CallId
    title: str
    started_at: datetime | None
    duration_s: int | None
    is_private: bool
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracker:
    """Words that the company has Gong look for in calls."""

    id: str
    name: str
    words: tuple[str, ...]


class _Words(Wire):
    keywords: Many[Line] = ()


class _Tracker(Wire):
    tracker_id: Id = None
    tracker_name: Line = None
    language_keywords: Many[_Words] = ()


def to_listed(data: object) -> Listed:
    """One element of `calls` in the answer of GET /v2/calls.

    Raises:
        CallRefused: it is not of Gong's shape, or has no id.
    """
    call = read_call({"metaData": data})
    meta, id_ = call.meta_data, CallId(call.id or NO_ID)
    return Listed(
        id=id_,
        title=meta.title or f"Call {id_}",
        started_at=_moment(meta.started),
        duration_s=meta.duration,
        is_private=bool(meta.is_private),
        url=meta.url,
    )


def to_tracker(data: object) -> Tracker | None:
    """One element of `keywordTrackers` in the answer of GET /v2/settings/trackers; None when it cannot be read."""
    try:
        tracker = _Tracker.model_validate(data)
    except ValidationError:
        return None
    if tracker.tracker_id is None or tracker.tracker_name is None:
        return None
    words = [word for language in tracker.language_keywords for word in language.keywords if word]
    return Tracker(id=tracker.tracker_id, name=tracker.tracker_name, words=tuple(dict.fromkeys(words)))


def _moment(value: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value or "")
    except ValueError:
        return None
    return moment if moment.utcoffset() is not None else None
