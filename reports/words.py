"""How pages say things: times, lengths, and plain words for what the code names. Pure."""

from __future__ import annotations

from datetime import datetime, tzinfo
from urllib.parse import quote

from knowledge.rubric import CallType, Dimension, Role
from knowledge.scorecard import Handling, ObjectionType, Sighting, Verdict, Win, WinState
from reports.view import When

DIMENSIONS = {
    Dimension.DISCOVERY: "Discovery",
    Dimension.PRODUCT_KNOWLEDGE: "Product knowledge",
    Dimension.OBJECTION_HANDLING: "Objection handling",
    Dimension.ENGAGEMENT: "Engagement",
}
ROLES = {
    Role.AE: "Account Executive",
    Role.SE: "Solutions Engineer",
    Role.CSM: "Customer Success Manager",
    Role.SUPPORT: "Support Engineer",
    Role.UNKNOWN: "Role not known",
}
CALL_TYPES = {
    CallType.DISCOVERY: "Discovery call",
    CallType.DEMO: "Demo",
    CallType.TECHNICAL_DEEP_DIVE: "Technical deep dive",
    CallType.POC_KICKOFF: "Start of a proof of concept",
    CallType.ARCHITECTURE_REVIEW: "Architecture review",
    CallType.NEGOTIATION: "Negotiation",
    CallType.EXECUTIVE_PRESENTATION: "Executive presentation",
    CallType.CHECK_IN: "Customer check-in",
    CallType.SUPPORT: "Support call",
    CallType.OTHER: "Another type of call",
}
WINS = {
    Win.BUSINESS: "Business",
    Win.TECHNICAL: "Technical",
    Win.SECURITY: "Security",
    Win.COMMERCIAL: "Commercial",
    Win.LEGAL: "Legal",
}
WIN_STATES = {WinState.ADVANCED: "Moved forward", WinState.BLOCKED: "Something stands in the way"}
SIGHTINGS = {
    Sighting.SEEN: "Seen",
    Sighting.PARTLY: "Partly seen",
    Sighting.NOT_SEEN: "Not seen",
    Sighting.NO_OPPORTUNITY: "No opportunity",
}
OBJECTIONS = {
    ObjectionType.PRICING: "Price",
    ObjectionType.TIMING: "Timing",
    ObjectionType.TECHNICAL_FIT: "Technical fit",
    ObjectionType.COMPETITOR: "Competitor",
    ObjectionType.SECURITY: "Security or compliance",
    ObjectionType.AUTHORITY: "Who decides",
    ObjectionType.STATUS_QUO: "Staying as they are",
    ObjectionType.OTHER: "Something else",
}
HANDLINGS = {
    Handling.WELL: "Met well",
    Handling.PARTLY: "Partly met",
    Handling.NOT: "Not met",
    Handling.UNJUDGED: "Noticed; how it was met was not judged",
}
VERDICTS = {
    Verdict.CORRECT: "Correct",
    Verdict.WRONG: "Wrong",
    Verdict.CANNOT_BE_CHECKED: "Could not be checked",
}
# Gong names languages by three letters; a page wants the two-letter tag where there is one.
LANGUAGES = {
    "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it", "por": "pt",
    "nld": "nl", "dut": "nl", "heb": "he", "ara": "ar", "jpn": "ja", "kor": "ko", "zho": "zh", "chi": "zh",
    "pol": "pl", "ces": "cs", "cze": "cs", "swe": "sv", "dan": "da", "nor": "no", "fin": "fi", "rus": "ru",
    "ukr": "uk", "tur": "tr", "hin": "hi", "ron": "ro", "hun": "hu", "ell": "el",
}  # fmt: skip
MINUTE_S = 60


def date_and_time(moment: datetime, zone: tzinfo) -> When:
    """Such as `Monday 12 October 2026, 10:00 PDT`."""
    local = moment.astimezone(zone)
    return When(iso=local.isoformat(timespec="minutes"), words=f"{local:%A} {local.day} {local:%B %Y, %H:%M %Z}")


def day(moment: datetime, zone: tzinfo) -> When:
    """Such as `Mon 12 Oct, 10:00`."""
    local = moment.astimezone(zone)
    return When(iso=local.isoformat(timespec="minutes"), words=f"{local:%a} {local.day} {local:%b, %H:%M}")


def length(seconds: int) -> str:
    """A duration such as `47 min` or `1 h 38 min`; less than a minute in seconds."""
    if seconds < MINUTE_S:
        return f"{max(seconds, 0)} s"
    hours, minutes = divmod(round(seconds / MINUTE_S), MINUTE_S)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """A number with its noun, which takes an s where no plural is given."""
    return f"{number} {singular if number == 1 else plural or f'{singular}s'}"


def capital(text: str) -> str:
    """Text with a capital at the start."""
    return text[:1].upper() + text[1:]


def first_words(text: str, most: int) -> str:
    """The words that fit into so many characters, or of a longer first word as much as does."""
    kept = text[:most]
    return kept[: kept.rfind(" ")] if " " in kept else kept


def sentence(text: str) -> str:
    """Text with a capital at the start and a mark at the end."""
    text = capital(text.strip())
    return text if text.endswith((".", "?", "!", "”", '"')) or not text else f"{text}."


def relative(path: str) -> str:
    """The path of a neighbouring file as a link: whatever is in it, it leads to a file and to no other scheme."""
    return quote(path, safe="/")


def language_tag(code: str | None) -> str | None:
    """The HTML language of what was said: None when Gong does not say, empty when it has no tag known here."""
    if not code:
        return None
    return LANGUAGES.get(code.casefold(), "")
