"""What can go wrong at the front door itself.

FrontDoorError
├── CannotRead       a file that was named could not be read
├── CannotWrite      a file that was asked for could not be written
├── HeldBack         mails that are not to go out now
├── NotConfirmed     something that costs money was not agreed to
├── NotGuarded       others could read every call
├── PortTaken        the server cannot listen where it should
└── ProgramFailed    a program that was started for this did not work
"""

from __future__ import annotations


class FrontDoorError(Exception):
    """Something at the front door did not work; the message says what to do."""


class CannotRead(FrontDoorError):
    """A file that was named could not be read."""


class CannotWrite(FrontDoorError):
    """A file that was asked for could not be written."""


class HeldBack(FrontDoorError):
    """These mails are not to go out now."""


class NotConfirmed(FrontDoorError):
    """Something that costs money was not agreed to."""


class NotGuarded(FrontDoorError):
    """The server would answer anybody who reaches it."""


class PortTaken(FrontDoorError):
    """The server cannot listen where it should."""


class ProgramFailed(FrontDoorError):
    """A program that was started for this did not work."""
