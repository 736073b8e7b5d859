"""An answer as text: what a coach would say, readable without the data that goes with it. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, TypeVar, cast

from coaching_mcp.answers import (
    MOST_QUOTES,
    MOST_ROWS,
    NOTICE,
    Answer,
    DimensionRow,
    JudgeAnswer,
    Quote,
    Row,
    ScorecardAnswer,
    SearchAnswer,
    TranscriptAnswer,
)

CONCISE_TOKENS: Final = 400
"""Claude's, of either half of a concise answer; the addresses of links come on top."""
LINK: Final = re.compile(r"https?://[^)\s\"]+")
FEWEST_ROWS: Final = 5
LONG_QUOTE: Final = 130


class Step(NamedTuple):
    """How far an answer is shortened: how many lines stay of each list, and how many characters of a text."""

    fewest: tuple[int, int, int, int]
    """Of what to ask next, quotes, points, and what is uncertain."""
    point: int
    quote: int


STEPS: Final = (
    Step((1, 2, 3, 2), point=400, quote=LONG_QUOTE),
    Step((1, 2, 3, 1), point=170, quote=100),
    Step((1, 2, 3, 1), point=110, quote=80),
    Step((0, 2, 3, 1), point=90, quote=60),
    Step((0, 2, 3, 1), point=80, quote=40),
    Step((1, 1, 2, 1), point=110, quote=80),
    Step((1, 0, 1, 1), point=110, quote=80),
)
P = TypeVar("P", str, Quote, DimensionRow)
MARKUP: Final = str.maketrans({"[": r"\[", "]": r"\]", "`": "'", "<": "‹", ">": "›", "|": "¦", "\n": " ", "*": r"\*"})


def fitted(answer: Answer, *, concise: bool) -> Answer:
    """The answer within its limits; a concise one drops what matters least until its text is short enough."""
    answer.rows = answer.rows[:MOST_ROWS]
    answer.quotes = answer.quotes[:MOST_QUOTES]
    if answer.quotes or answer.rows or isinstance(answer, TranscriptAnswer):
        answer.notice = NOTICE
    if concise and not isinstance(answer, TranscriptAnswer | JudgeAnswer):
        _shorten(answer)
    return answer


def _shorten(answer: Answer) -> None:
    """Drop from the end of its lists, what matters least first, and cut long texts, until it is short enough."""
    if isinstance(answer, ScorecardAnswer):
        answer.rows = [row.model_copy(update={"band": None}) if row.score is not None else row for row in answer.rows]
    answer.quotes = [_shorter(quote, LONG_QUOTE) for quote in answer.quotes]
    excess = _Excess(answer)
    if isinstance(answer, ScorecardAnswer) and excess.is_left:
        answer.rows = list(_naming_the_weakest(answer.rows, excess))
    for step in STEPS:
        if excess.is_left or excess.weigh():
            _take(answer, step, excess)
    # A page's rows stay: the next page begins after them.
    while not isinstance(answer, SearchAnswer) and len(answer.rows) > FEWEST_ROWS and excess.weigh():
        excess.less(answer.rows.pop())


def _take(answer: Answer, step: Step, excess: _Excess) -> None:
    lists = (answer.next, answer.quotes, answer.points, answer.uncertain)
    for lines, few in zip(lists, step.fewest, strict=True):
        while len(lines) > few and excess.is_left:
            excess.less(lines.pop())
    if excess.is_left:
        answer.points = [excess.instead(point, _sentences(point, step.point)) for point in answer.points]
        answer.quotes = [excess.instead(quote, _shorter(quote, step.quote)) for quote in answer.quotes]


def _naming_the_weakest(rows: Sequence[DimensionRow], excess: _Excess) -> Iterator[DimensionRow]:
    """Without the weakest criterion of as many dimensions as it takes, the weakest dimension's last."""
    by_score = sorted((row for row in rows if row.weakest), key=lambda row: row.score or 0, reverse=True)
    shorter: dict[str, DimensionRow] = {}
    for row in by_score:
        if excess.is_left:
            shorter[row.dimension] = excess.instead(row, row.model_copy(update={"weakest": None}))
    yield from (shorter.get(row.dimension, row) for row in rows)


class _Excess:
    """How many characters either half of an answer is too long; what is taken away counts as it is on average."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._text = self._data = 0.0
        self._weighed = False
        self.weigh()

    @property
    def is_left(self) -> bool:
        return max(self._text, self._data) > 0

    def weigh(self) -> bool:
        """Count the tokens of the answer, unless it is as it was when that was done last; whether it is too long."""
        if not self._weighed:
            self._text = _too_long(spoken(self._answer))
            self._data = _too_long(_json(as_data(self._answer, concise=True)))
            self._weighed = True
        return self.is_left

    def less(self, item: str | Quote | Row) -> None:
        """Take an item away."""
        self._gain(_length(item))

    def instead(self, old: P, new: P) -> P:
        """Put another item in the place of one."""
        if new is not old:
            self._gain(_length(old) - _length(new))
        return new

    def _gain(self, characters: int) -> None:
        self._text -= characters
        self._data -= characters
        self._weighed = False


def _too_long(half: str) -> float:
    """By how many characters, where each has as many tokens as all have on average."""
    from analysis.tokens import estimate  # a quarter of a second that the first answer waits for, not the start

    half = LINK.sub("", half)
    tokens = estimate(half)
    return (tokens - CONCISE_TOKENS) * len(half) / tokens


def _length(item: str | Quote | Row) -> int:
    """The characters of a part of an answer as data, where it is longer than as text; links do not count."""
    if isinstance(item, str):
        return len(item) + 3
    return len(item.model_dump_json(exclude={"url"}, exclude_none=True, exclude_defaults=True)) + 1


def as_data(answer: Answer, *, concise: bool) -> dict[str, object]:
    """The answer as JSON's values, without what is empty; a concise one also without what its verdict says."""
    left_out = set(answer.details) if concise else None
    return answer.model_dump(mode="json", exclude_none=True, exclude_defaults=True, exclude=left_out)


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def spoken(answer: Answer) -> str:
    """The whole of an answer as Markdown."""
    paragraphs = [
        answer.verdict,
        "\n".join(f"- {point}" for point in answer.points),
        _table(answer.rows),
        "\n".join(_quote(quote) for quote in answer.quotes),
        *_special(answer),
        *(f"Uncertain: {line}" for line in answer.uncertain),
        "\n".join(f"Next: {line}" for line in answer.next),
        answer.notice,
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def plain(text: str) -> str:
    """Text from a call so that no part of it is taken for markup."""
    return text.translate(MARKUP)


def _special(answer: Answer) -> Iterator[str]:
    if isinstance(answer, TranscriptAnswer):
        yield "\n".join(f"[{turn.turn}|{turn.at}] {plain(turn.speaker)}: {plain(turn.text)}" for turn in answer.turns)
    if isinstance(answer, JudgeAnswer):
        yield from filter(None, (answer.instructions, answer.rubric, answer.transcript))
        yield from (
            f"Not found ({item.part}): “{plain(item.quote)}”. Closest, turn {item.closest_turn}: "
            f"“{plain(item.closest_words or 'nothing')}”"
            for item in answer.rejected
        )
        if answer.answer_schema:
            yield f"Answer with JSON of this schema: {_json(answer.answer_schema)}"
        yield f"Ticket: {answer.ticket}" + (f", part: {answer.part}" if answer.part else "")
        if answer.transcript_next is not None:
            yield f"The transcript goes on at turn {answer.transcript_next}: get_transcript has the rest."
    cursor = getattr(answer, "cursor", None)
    if cursor is not None:
        yield f"More: cursor {cursor}"


def _table(rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    fields = [name for name in rows[0].columns if any(getattr(row, name) is not None for row in rows)]
    cells = [[cell for name in fields for cell in _cells(getattr(row, name), name)] for row in rows]
    # A table whose columns are as many as there are calls brings its own headings in its first row.
    head = [rows[0].columns[name] for name in fields]
    lines = [*([head] if len(head) == len(cells[0]) else []), *cells]
    lines.insert(1, ["-"] * len(lines[0]))
    return "\n".join(f"|{'|'.join(line)}|" for line in lines)


def _cells(value: object, name: str = "") -> list[str]:
    if value is None:
        return ["" if name == "band" else "–"]  # a score says itself what its band is
    return [plain(str(item)) for item in (cast("list[object]", value) if isinstance(value, list) else [value])]


def _quote(quote: Quote) -> str:
    about = f" ({plain(quote.about)})" if quote.about else ""
    link = f" [listen]({quote.url})" if quote.url else ""
    call = f", call {quote.call}" if quote.call else ""
    return f"> {plain(quote.speaker)}, {quote.at}{call}{about}: “{_marked(quote)}”{link}"


def _marked(quote: Quote) -> str:
    """Escaped first, and then what was searched for in bold; as much of it as was not cut off."""
    text, at, parts = quote.text, 0, list[str]()
    for start, end in quote.hits:
        if end <= len(text):
            parts += [plain(text[at:start]), f"**{plain(text[start:end])}**"]
            at = end
    return "".join([*parts, plain(text[at:])])


def _shorter(quote: Quote, most: int) -> Quote:
    return quote.model_copy(update={"text": _short(quote.text, most)}) if len(quote.text) > most else quote


def _sentences(text: str, most: int) -> str:
    """Cut after a sentence, if that leaves half of what there is room for."""
    end = text.rfind(". ", most // 2, most) + 1 if len(text) > most else 0
    return text[:end] if end else _short(text, most)


def _short(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0] + " …"
