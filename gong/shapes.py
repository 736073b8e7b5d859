"""Gong's JSON as it arrives, as pydantic models; they never leave the package.

Unknown fields are ignored, missing and null ones tolerated, ids are exact text. Lists are held to
2,000 parties and 50,000 turns, far above any real call.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated, Final, TypeVar, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from gong.errors import CallRefused, UserRefused
from gong.model import Side
from gong.text import email, identifier, line, milliseconds, seconds, storable, web_address

MAX_PARTIES: Final = 2_000
MAX_TURNS: Final = 50_000
NO_ID: Final = "without an id"
SIDES: Final = {"internal": Side.US, "external": Side.CUSTOMER}

T = TypeVar("T")


def json_object(value: object) -> Mapping[str, object]:
    """A JSON object as it is; of anything else, nothing."""
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def json_list(value: object) -> list[object] | None:
    """A JSON list as it is; of anything else, None."""
    return cast("list[object]", value) if isinstance(value, list) else None


def _loose_line(value: object) -> str | None:
    """A line where anything may stand, as in the fields of somebody's CRM."""
    try:
        return line(value)
    except ValueError:
        return None


def _present(value: object) -> object:
    """Gong writes null for an empty list; a null inside one says nothing either."""
    items = () if value is None else json_list(value)
    return value if items is None else [item for item in items if item is not None]


Many = Annotated[tuple[T, ...], BeforeValidator(_present)]
Id = Annotated[str | None, BeforeValidator(identifier)]
Line = Annotated[str | None, BeforeValidator(line)]
LooseLine = Annotated[str | None, BeforeValidator(_loose_line)]


class Wire(BaseModel):
    """Something of Gong's: its names are written in camelCase, and fields that we do not use are ignored."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore", frozen=True)


class MetaData(Wire):
    """CallBasicData. `duration` is in seconds; `started` is a date as it was written."""

    id: Id = None
    url: Annotated[str | None, BeforeValidator(web_address)] = None
    title: Line = None
    started: LooseLine = None
    duration: Annotated[int | None, BeforeValidator(seconds)] = None
    primary_user_id: Id = None
    direction: Line = None
    language: Line = None
    purpose: Line = None
    custom_data: LooseLine = None
    is_private: bool | None = None


class Party(Wire):
    """Somebody invited to or present on a call."""

    id: Id = None
    email_address: Annotated[str | None, BeforeValidator(email)] = None
    name: Line = None
    title: Line = None
    user_id: Id = None
    speaker_id: Id = None
    affiliation: Line = None

    @property
    def side(self) -> Side:
        return SIDES.get((self.affiliation or "").lower(), Side.UNKNOWN)


class CrmField(Wire):
    """A field of a CRM object; anything may be its value."""

    name: LooseLine = None
    value: LooseLine = None

    def is_called(self, names: Collection[str]) -> bool:
        plain = (self.name or "").lower().removesuffix("__c").replace(" ", "").replace("_", "")
        return plain in names


class CrmObject(Wire):
    """An account or opportunity as the CRM knows it; `timing` is Now or TimeOfCall."""

    object_type: LooseLine = None
    timing: LooseLine = None
    fields_: Many[CrmField] = Field(default=(), alias="fields")


class CrmSystem(Wire):
    """What one CRM system says about a call."""

    objects: Many[CrmObject] = ()


class CallData(Wire):
    """One element of `calls` in the answer of POST /v2/calls/extensive."""

    meta_data: MetaData
    context: Many[CrmSystem] = ()
    parties: Many[Party] = Field(default=(), max_length=MAX_PARTIES)

    @property
    def id(self) -> str | None:
        return self.meta_data.id


class SaidSentence(Wire):
    """One sentence; `start` and `end` are ms from the start of the call."""

    start: Annotated[int | None, BeforeValidator(milliseconds)] = None
    end: Annotated[int | None, BeforeValidator(milliseconds)] = None
    text: Annotated[str, BeforeValidator(storable)] = ""


class Monologue(Wire):
    """Sentences of one speaker on one topic."""

    speaker_id: Id = None
    sentences: Many[SaidSentence] = ()


class CallTranscript(Wire):
    """One element of `callTranscripts` in the answer of POST /v2/calls/transcript."""

    call_id: Id = None
    transcript: Many[Monologue] = Field(default=(), max_length=MAX_TURNS)

    @property
    def id(self) -> str | None:
        return self.call_id


class UserMetadata(Wire):
    """One element of `users` in the answer of GET /v2/users."""

    id: Id = None
    email_address: Annotated[str | None, BeforeValidator(email)] = None
    first_name: Line = None
    last_name: Line = None
    title: Line = None
    manager_id: Id = None
    active: bool | None = None


def read_call(data: object) -> CallData:
    """A call as Gong gives it, with its id.

    Raises:
        CallRefused: it is not of Gong's shape, or has no id.
    """
    fields = json_object(data)
    if fields and "metaData" not in fields:
        raise CallRefused(NO_ID, "it has no metaData; export calls with POST /v2/calls/extensive, parties included")
    try:
        call = CallData.model_validate(data)
    except ValidationError as error:
        raise CallRefused(_claimed_id(data, "metaData", "id"), misshapen(error)) from error
    if call.id is None:
        raise CallRefused(NO_ID, "it has no id; export it from Gong again, with all of metaData")
    return call


def read_transcript(data: object) -> CallTranscript:
    """A transcript as Gong gives it.

    Raises:
        CallRefused: it is not of Gong's shape.
    """
    try:
        return CallTranscript.model_validate(data)
    except ValidationError as error:
        raise CallRefused(_claimed_id(data, "callId"), f"its transcript cannot be read: {misshapen(error)}") from error


def read_user(data: object) -> UserMetadata:
    """A user as Gong gives them, with their id.

    Raises:
        UserRefused: it is not of Gong's shape, or has no id.
    """
    try:
        user = UserMetadata.model_validate(data)
    except ValidationError as error:
        raise UserRefused(_claimed_id(data, "id"), misshapen(error)) from error
    if user.id is None:
        raise UserRefused(NO_ID, "it has no id; export the users from Gong again")
    return user


def misshapen(error: ValidationError) -> str:
    """What to say of JSON that is not as Gong writes it; never its values."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    place = ".".join(str(step) for step in first["loc"]) or "all of it"
    return f"not of Gong's shape at {place}: {first['msg'].removeprefix('Value error, ')}; export it from Gong again"


def _claimed_id(data: object, *path: str) -> str:
    for key in path:
        data = json_object(data).get(key)
    try:
        return identifier(data) or NO_ID
    except ValueError:
        return NO_ID
