"""What one company has at Gong, and what Gong's endpoints say of it: a Gong to try things with. No HTTP."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Self, cast

from gong.bundled import bundled_export_json
from gong.shapes import json_list

Json = dict[str, Any]
NO_CALLS = "No calls found corresponding to the provided filters"
NO_USERS = "No users found corresponding to the provided filters"
NO_SCORECARDS = "Answered scorecards not found"
MOST_IDS = 100


class Refusal(Exception):
    """Gong does not accept a request."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


@dataclass(frozen=True, slots=True)
class Listing:
    """All elements of an answer, before it is cut into pages; `when_empty` is what Gong says where there are none."""

    kind: str
    items: list[Json]
    when_empty: str | None
    is_paged: bool = True


@dataclass(slots=True, kw_only=True)
class Tenant:
    """The company. A call that is not in `transcripts` has none yet; a key that may see nothing is not `shown`."""

    calls: dict[str, Json] = field(default_factory=dict[str, Json])
    transcripts: dict[str, Json] = field(default_factory=dict[str, Json])
    users: list[Json] = field(default_factory=list[Json])
    answered: list[Json] = field(default_factory=list[Json])
    scorecards: list[Json] = field(default_factory=list[Json])
    trackers: list[Json] = field(default_factory=list[Json])
    shown: bool = True

    @classmethod
    def bundled(cls) -> Self:
        """The company of the demo."""
        export = cast("dict[str, list[Json]]", bundled_export_json())
        return cls.of(export["calls"], export["callTranscripts"], export["users"])

    @classmethod
    def of(cls, calls: Iterable[Json], transcripts: Iterable[Json] = (), users: Iterable[Json] = ()) -> Self:
        return cls(
            calls={call["metaData"]["id"]: call for call in copy.deepcopy(list(calls))},
            transcripts={one["callId"]: one for one in copy.deepcopy(list(transcripts))},
            users=copy.deepcopy(list(users)),
        )

    def delete(self, call_id: str) -> None:
        del self.calls[call_id]
        self.transcripts.pop(call_id, None)

    def make_private(self, call_id: str) -> None:
        self.calls[call_id]["metaData"]["isPrivate"] = True

    def withhold(self, call_id: str) -> Callable[[], None]:
        """Take a transcript away until the value is called."""
        words = self.transcripts.pop(call_id)
        return lambda: self.transcripts.update({call_id: words})

    def listing(self, method: str, path: str, query: Mapping[str, str], body: Json | None) -> Listing:
        """What Gong answers.

        Raises:
            Refusal: it does not accept this.
        """
        endpoint = ENDPOINTS.get((method, path))
        if endpoint is None:
            raise Refusal(404, f"No endpoint {method} {path}.")
        listing = endpoint(self, {**query} if body is None else body)
        return listing if self.shown else Listing(listing.kind, [], listing.when_empty, listing.is_paged)

    def calls_between(self, query: Json) -> Listing:
        since, until = (_moment(query.get(name), name) for name in ("fromDateTime", "toDateTime"))
        meta = [call["metaData"] for call in self._oldest_first() if _within(call, since, until)]
        return Listing("calls", meta, NO_CALLS)

    def extensive(self, body: Json) -> Listing:
        wanted = _filtered(body)
        exposed = body.get("contentSelector", {}).get("exposedFields", {})
        has_context = body.get("contentSelector", {}).get("context", "None") != "None"
        calls = [
            {
                "metaData": call["metaData"],
                **({"context": call["context"]} if has_context and "context" in call else {}),
                **({"parties": call["parties"]} if exposed.get("parties") and "parties" in call else {}),
                **({"content": call["content"]} if exposed.get("content") and "content" in call else {}),
            }
            for call in self._oldest_first()
            if _wants(wanted, call)
        ]
        return Listing("calls", calls, NO_CALLS)

    def transcribed(self, body: Json) -> Listing:
        wanted = _filtered(body)
        ids = [call["metaData"]["id"] for call in self._oldest_first() if _wants(wanted, call)]
        return Listing("callTranscripts", [self.transcripts[id_] for id_ in ids if id_ in self.transcripts], NO_CALLS)

    def everybody(self, _: Json) -> Listing:
        return Listing("users", self.users, NO_USERS)

    def reviewed(self, body: Json) -> Listing:
        wanted = _filter(body)
        since, until = (_day(wanted.get(name), name) for name in ("callFromDate", "callToDate"))
        method = wanted.get("reviewMethod", "MANUAL")
        items = [
            item
            for item in self.answered
            if since <= datetime.fromisoformat(item["callStartTime"]).date() < until
            and method in {"BOTH", item["reviewMethod"]}
        ]
        return Listing("answeredScorecards", items, NO_SCORECARDS)

    def questions(self, _: Json) -> Listing:
        return Listing("scorecards", self.scorecards, None, is_paged=False)

    def watchwords(self, _: Json) -> Listing:
        return Listing("keywordTrackers", self.trackers, None, is_paged=False)

    def _oldest_first(self) -> list[Json]:
        return sorted(self.calls.values(), key=lambda call: _started(call["metaData"]))


ENDPOINTS: Mapping[tuple[str, str], Callable[[Tenant, Json], Listing]] = {
    ("GET", "/v2/calls"): Tenant.calls_between,
    ("POST", "/v2/calls/extensive"): Tenant.extensive,
    ("POST", "/v2/calls/transcript"): Tenant.transcribed,
    ("GET", "/v2/users"): Tenant.everybody,
    ("POST", "/v2/stats/activity/scorecards"): Tenant.reviewed,
    ("GET", "/v2/settings/scorecards"): Tenant.questions,
    ("GET", "/v2/settings/trackers"): Tenant.watchwords,
}


def _started(meta: Json) -> datetime:
    return datetime.fromisoformat(meta["started"])


def _within(call: Json, since: datetime, until: datetime) -> bool:
    return since <= _started(call["metaData"]) < until


def _moment(value: object, name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise Refusal(400, f"Required parameter {name} is missing or not a date-time.") from None
    if moment.utcoffset() is None:
        raise Refusal(400, f"Parameter {name} has no time zone.")
    return moment


def _day(value: object, name: str) -> date:
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise Refusal(400, f"{name} is not a date (YYYY-MM-DD).") from None


def _filter(body: Json) -> Json:
    if not isinstance(body.get("filter"), dict):
        raise Refusal(400, "Required field filter is missing.")
    return body["filter"]


def _filtered(body: Json) -> Json:
    wanted = _filter(body)
    ids = json_list(wanted.get("callIds") or [])
    if ids is None or not all(isinstance(id_, str) for id_ in ids):
        raise Refusal(400, "filter.callIds is not a list of strings.")
    if len(set(ids)) != len(ids) or len(ids) > MOST_IDS:
        raise Refusal(400, f"filter.callIds holds more than {MOST_IDS} ids, or one of them twice.")
    return wanted


def _wants(wanted: Json, call: Json) -> bool:
    """A filter that names nothing lets everything through, as Gong's does."""
    id_, started = call["metaData"]["id"], _started(call["metaData"])
    since, until = wanted.get("fromDateTime"), wanted.get("toDateTime")
    return (
        ("callIds" not in wanted or id_ in wanted["callIds"])
        and (since is None or started >= _moment(since, "fromDateTime"))
        and (until is None or started < _moment(until, "toDateTime"))
    )
