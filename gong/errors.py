"""What can be wrong with what Gong, or somebody's export of it, gave us.

GongError
├── NotGongJson              a file is not JSON, or not of Gong's shape
├── CallRefused              one call cannot be taken in; the others can
├── UserRefused              one user cannot be taken in; the others can
├── BadGongSetting           a key or an address cannot be right, whatever Gong says
├── BadWebhookRule           a webhook's key cannot be right, whatever arrives
└── GongGaveNothing          Gong was asked and there is no answer to use
    ├── GongUnavailable      it cannot be reached, is broken or is too busy, after several tries
    ├── GongKeyRejected      the access key is wrong or may not do this
    ├── GongQuotaGone        no request may be sent before a certain moment
    ├── GongRejectedRequest  the request itself was refused
    └── NotGong              something else answers at Gong's address
"""

from __future__ import annotations

from datetime import UTC, datetime


class GongError(Exception):
    """Something from Gong could not be used; the message says what to do."""


class NotGongJson(GongError):
    """The file is not JSON of Gong's shape."""


class CallRefused(GongError):
    """This call was left out, or a part of what came with it was, and why."""

    def __init__(self, call_id: str, reason: str) -> None:
        super().__init__(f"call {call_id!r}: {reason}")
        self.call_id = call_id
        self.reason = reason


class UserRefused(GongError):
    """This user was left out, and why."""

    def __init__(self, user_id: str, reason: str) -> None:
        super().__init__(f"user {user_id!r}: {reason}")
        self.user_id = user_id
        self.reason = reason


class BadGongSetting(GongError):
    """A setting for Gong cannot be used."""


class BadWebhookRule(GongError):
    """What was set for a webhook of Gong's cannot be used."""


class GongGaveNothing(GongError):
    """Gong was asked and there is no answer to use."""


class GongUnavailable(GongGaveNothing):
    """Gong could not be reached, or was broken or too busy, after several tries."""


class GongKeyRejected(GongGaveNothing):
    """Gong does not accept the access key, or not for this."""


class GongQuotaGone(GongGaveNothing):
    """Gong takes no request before `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(
            f"Gong takes no more requests before {until.astimezone(UTC):%d %B %Y, %H:%M} UTC: the company's quota is "
            "used up. What was fetched is kept; go on then, or ask Gong for a larger quota."
        )
        self.until = until


class GongRejectedRequest(GongGaveNothing):
    """Gong did not accept the request."""


class NotGong(GongGaveNothing):
    """What answers at Gong's address is not Gong's API."""
