"""What can go wrong at the front door itself.

FrontDoorError
├── CannotWrite      a file that was asked for could not be written
├── NotConfirmed     something that costs money was not agreed to
├── PortTaken        the server cannot listen where it should
└── ProgramFailed    a program that was started for this did not work
"""

from __future__ import annotations


class FrontDoorError(Exception):
    """Something at the front door did not work; the message says what to do."""


class CannotWrite(FrontDoorError):
    """A file that was asked for could not be written."""


class NotConfirmed(FrontDoorError):
    """Something that costs money was not agreed to."""


class PortTaken(FrontDoorError):
    """The server cannot listen where it should."""


class ProgramFailed(FrontDoorError):
    """A program that was started for this did not work."""
