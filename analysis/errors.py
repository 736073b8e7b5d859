"""What can go wrong in the engine; every message says what to do next.

EngineError
├── CallNotFound              no call by that id, or none that fits the words
├── AmbiguousCall             several calls fit the words (`mention`)
├── RepNotFound               nobody on our side of the call answers to that name
├── PersonNotFound            nobody we know answers to that name, or several do
├── RosterUnreadable          a list of people that is no CSV file with an `email` column
├── CriterionNotFound         no criterion by that name on this scorecard
├── NothingToChange           what a person wants to say of a judgement does not fit it
├── NotTheManager             only the rep's manager may change a level
├── BadPeriod                 words that name no span of days
├── NothingKnown              nothing was judged of these people in that time
├── NotAnalysed               the call is there, and nothing has been judged of it yet
├── NothingToJudge            nobody on our side spoke, or the call has no words
├── NothingSubmitted          a client has not answered what it was asked (`client_scorer`)
├── BadSetting                a setting cannot be used
├── SpendingCapReached        today's cap would be passed by the next request
└── JudgeError                Claude was asked and there is no answer to use
    ├── JudgeRefused          it declined
    ├── JudgeTruncated        it ran out of room
    ├── AnswerUnusable        it answered outside the schema
    ├── JudgeUnavailable      overload or rate limit, or a line that broke, after retries
    │   ├── JudgeUnreachable  nothing answers at Claude's address, after retries
    │   ├── AskedLater        the question waits for a batch
    │   └── BatchUncertain    the line broke while a batch was handed in
    ├── JudgeRejectedRequest  the request itself was refused (400, 404, 413, 422)
    ├── JudgeKeyRejected      the key is wrong or may not do this
    └── JudgeOutOfCredit      no credit, or the account's own limit is reached
"""

from __future__ import annotations

from decimal import Decimal

from analysis.ports import NO_USAGE, Usage


class EngineError(Exception):
    """Something the engine was asked for cannot be done; the message says what to do."""


class CallNotFound(EngineError):
    """No call by that id."""


class RepNotFound(EngineError):
    """Nobody on our side of this call answers to that name."""


class PersonNotFound(EngineError):
    """Nobody we know answers to that name, or several people do."""


class RosterUnreadable(EngineError):
    """This is no list of people."""


class CriterionNotFound(EngineError):
    """No criterion by that name is on this scorecard."""


class NothingToChange(EngineError):
    """What a person wants to say of a judgement does not fit what is there."""


class NotTheManager(EngineError):
    """Only the manager of a rep changes their levels."""


class BadPeriod(EngineError):
    """These words do not name a span of days."""


class NothingKnown(EngineError):
    """Nothing was judged of these people in that time."""


class NotAnalysed(EngineError):
    """Nothing has been judged of this call yet."""


class NothingToJudge(EngineError):
    """There is nothing on this call that could be judged."""


class BadSetting(EngineError):
    """A setting cannot be used."""


class SpendingCapReached(EngineError):
    """The next request could pass today's spending cap, so it was not sent. `spent_usd` is known to be spent today."""

    def __init__(self, message: str, spent_usd: Decimal) -> None:
        super().__init__(message)
        self.spent_usd = spent_usd


class JudgeError(EngineError):
    """Claude was asked and there is no answer to use. `usage` is what was billed all the same, as far as known."""

    def __init__(self, message: str, usage: Usage = NO_USAGE) -> None:
        super().__init__(message)
        self.usage = usage


class JudgeRefused(JudgeError):
    """Claude declined to answer."""


class JudgeTruncated(JudgeError):
    """Claude's answer ended before it was complete."""


class AnswerUnusable(JudgeError):
    """Claude's answer does not have the shape that was asked for."""


class JudgeUnavailable(JudgeError):
    """Claude could not be reached, or was too busy, after several tries."""


class JudgeUnreachable(JudgeUnavailable):
    """Nothing answers at Claude's address, after several tries: no other question will fare better now."""


class AskedLater(JudgeUnavailable):
    """There is no answer yet: the question is for a batch."""


class BatchUncertain(JudgeUnavailable):
    """Nobody knows whether Claude has taken a batch; the next look at its batches will tell."""


class JudgeRejectedRequest(JudgeError):
    """Claude's API did not accept the request."""


class JudgeKeyRejected(JudgeError):
    """ANTHROPIC_API_KEY is wrong, or may not use this model."""


class JudgeOutOfCredit(JudgeError):
    """The Anthropic account has no credit left, or has reached its own limit."""
