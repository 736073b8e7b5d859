"""Whole calls from Gong by their ids: which are there, which must wait, and which are left out and why."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

from gong.client import Batch, GongClient
from gong.errors import CallRefused
from gong.model import Call, CallId
from gong.shapes import CallData, CallTranscript
from gong.wire import to_call


@dataclass(slots=True, kw_only=True)
class Fetched:
    """What became of each id.

    `waiting` have no transcript yet, which can take a day; `gone` are calls that Gong does not know, or does not
    show to this key.
    """

    calls: list[Call] = field(default_factory=list[Call])
    waiting: list[CallId] = field(default_factory=list[CallId])
    gone: list[CallId] = field(default_factory=list[CallId])
    refused: list[CallRefused] = field(default_factory=list[CallRefused])


async def fetch_calls(gong: GongClient, ids: Iterable[CallId], *, allow_private: bool = False) -> Fetched:
    """These calls with their transcripts; those of private calls are not even asked for, unless they are allowed.

    Raises:
        GongGaveNothing: Gong gives no answer; which kind says why.
    """
    asked = list(dict.fromkeys(ids))
    calls = await gong.extensive(asked)
    open_ones = [id_ for id_, call in calls.found.items() if allow_private or not call.meta_data.is_private]
    transcripts = await gong.transcripts(open_ones)
    fetched = Fetched(refused=[*calls.refused, *transcripts.refused])
    settled = {refusal.call_id for refusal in fetched.refused}
    for id_ in asked:
        await asyncio.sleep(0)  # as in the client: others want to answer meanwhile
        if id_ not in settled:
            _settle(fetched, id_, calls, transcripts, allow_private=allow_private)
    return fetched


def _settle(
    fetched: Fetched, id_: CallId, calls: Batch[CallData], transcripts: Batch[CallTranscript], *, allow_private: bool
) -> None:
    call, words = calls.found.get(id_), transcripts.found.get(id_)
    is_hidden = call is not None and call.meta_data.is_private and not allow_private
    if call is None:
        fetched.gone.append(id_)
    elif not is_hidden and (words is None or not words.transcript):
        fetched.waiting.append(id_)
    else:
        try:
            fetched.calls.append(to_call(call, words, allow_private=allow_private))
        except CallRefused as refusal:
            fetched.refused.append(refusal)
