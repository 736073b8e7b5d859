"""What can be wrong with what Gong, or somebody's export of it, gave us.

GongError
├── NotGongJson       a file is not JSON, or not of Gong's shape
├── CallRefused       one call cannot be taken in; the others can
└── UserRefused       one user cannot be taken in; the others can
"""

from __future__ import annotations


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
