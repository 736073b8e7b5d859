"""What a job title says about somebody's role, and what it does not. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.rubric import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGuess:
    """A role with the reason for it, fit to be shown."""

    role: Role
    reason: str


# Every pattern needs whole words: "Senior Account Executive" holds the letters of SE and is none, and a "Customer
# Engineer" is not a customer success manager. Abbreviations count in capitals only. What a title leaves open stays
# open: a renewals manager sells in one company and looks after customers in the next.
WORDS = {
    Role.SUPPORT: r"(?<!sales )support",
    Role.SE: r"(?:solutions?|sales|pre-?sales|customer|field) (?:engineer(?:ing)?|architect(?:ure)?|consult(?:ant|ing))"
    r"|pre-?sales|(?-i:SE)",
    Role.CSM: r"(?:customer|client) success|(?-i:CSM|TAM)|account manager|onboarding (?:manager|specialist)",
    Role.AE: r"account (?:executive|director)|(?-i:AE|[SB]DR)|sales (?:executive|representative|rep)"
    r"|(?:sales|business) development(?: representative)?",
}
TITLES = {
    role: re.compile(rf"\b(?:{pattern.replace(' ', '[ -]')})s?\b", re.IGNORECASE) for role, pattern in WORDS.items()
}


def role_from_title(title: str | None) -> RoleGuess:
    """The role that a job title names, or `unknown` with the reason why it names none."""
    title = " ".join((title or "").split())
    if not title:
        return RoleGuess(role=Role.UNKNOWN, reason="no job title is known")
    match [role for role, pattern in TITLES.items() if pattern.search(title)]:
        case [role]:
            return RoleGuess(role=role, reason=f"from the job title {title!r}")
        case []:
            return RoleGuess(role=Role.UNKNOWN, reason=f"the job title {title!r} names none of the roles")
        case _:
            return RoleGuess(role=Role.UNKNOWN, reason=f"the job title {title!r} names more than one role")
