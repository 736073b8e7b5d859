"""Which colleague, team, customer or product a text names, whatever its case, accents and punctuation. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Generic, TypeVar

from analysis.filter_words import FILLERS
from analysis.reading import TAKEN, Reading, folded
from db.names import Colleague, Names

Target = TypeVar("Target")
TOKEN: Final = re.compile(r"\w+")
GAP: Final = re.compile(rf"[^\w{TAKEN}]{{1,2}}")
POSSESSIVE: Final = re.compile(r"['’](?:s(?!\w))?")
CUE: Final = re.compile(r"\b(?:with|by|rep|colleague|customer|account)\s+(?:rep )?$")
TEAM_BEFORE: Final = re.compile(r"\bteam\s+$")
TEAM_AFTER: Final = re.compile(r"\s+team\b")
LED_BEFORE: Final = re.compile(r"\b(?:team(?: of)?|(?:people|reps) of)\s+$")
LED_AFTER: Final = re.compile(r"\s+(?:team|people|reps)\b")
LED: Final = re.compile(r"(?:['’]s?)? team$", re.IGNORECASE)
LONGEST: Final = 5
"""So many words of a name are looked at together."""
GRAMS: Final = {
    length: re.compile(rf"(?<![\w{TAKEN}])(?=(\w+(?:{GAP.pattern}\w+){{{length - 1}}})(?!\w))")
    for length in range(LONGEST, 0, -1)
}
E_OF_AN_UMLAUT: Final = re.compile("(?<=[aou])e")
EMAIL: Final = re.compile(r"[^\s<>,;:()\"]+@[^\s<>,;:()\"]+\w")
LEGAL: Final = frozenset("ag bv co corp corporation gmbh inc kg limited llc ltd oy plc sa se srl".split())
EVERYDAY: Final = FILLERS | frozenset(
    "ace april art august autumn bank best big bill black blue board brown business chase clay cloud company core data "
    "dawn day dean demo digital discovery drew east eve faith first frank general global good grace grant green group "
    "hope improve jan joy june king legal long mark market max may national new north one open page pat penny plan "
    "price pricing product ray real review rich rob rose sales security short smart south sue sun support technical "
    "time united west white win young".split()
)
"""Words that are somebody's name only where it looks like one: with a capital, or after `with` or `by`."""


class _Index(Generic[Target]):
    """Names by their spelling without case, accents and punctuation: whole ones, and parts that stand for them."""

    def __init__(self) -> None:
        self.whole: defaultdict[str, list[Target]] = defaultdict(list)
        self.part: defaultdict[str, list[Target]] = defaultdict(list)

    def add(self, target: Target, tokens: Sequence[str], parts: Sequence[Sequence[str]]) -> None:
        (self.whole if len(tokens) > 1 else self.part)[_key(tokens)].append(target)
        for part in parts:
            if target not in self.part[_key(part)]:
                self.part[_key(part)].append(target)


class NameReader:
    """Finds the names in a text; `known` is what they can be names of, the lists are what was found."""

    def __init__(self, known: Names) -> None:
        self.people: list[Colleague] = []
        self.teams: list[str] = []
        self.leaders: list[Colleague] = []
        self.accounts: list[str] = []
        self.products: list[str] = []
        self._people: _Index[Colleague] = _Index()
        self._accounts: _Index[str] = _Index()
        self._teams: _Index[str] = _Index()
        self._products: _Index[str] = _Index()
        self._leaders = frozenset(known.leaders)
        self._emails = {person.email.casefold(): person for person in known.people if person.email}
        for person in known.people:
            tokens = _tokens(person.name)
            self._people.add(person, tokens, [[token] for token in tokens if len(token) > 1])
            if len(tokens) > 1:
                self._people.add(person, tokens[::-1], ())
        for account in known.accounts:
            tokens = _without_legal(_tokens(account))
            parts = [tokens[:length] for length in range(1, len(tokens))]
            self._accounts.add(account, tokens, [part for part in parts if len(_key(part)) > 1])
            if tokens != (written := _tokens(account)):
                self._accounts.add(account, written, ())
        for index, names in ((self._teams, known.teams), (self._products, known.products)):
            for name in names:
                index.add(name, _tokens(name), ())

    def read_whole(self, reading: Reading) -> None:
        """Take e-mails and names of several words, the longest first: nothing else is as clear."""
        for match in EMAIL.finditer(reading.open):
            person = self._emails.get(reading.said(match).casefold())
            if person and reading.take(match):
                self.people.append(person)
        for gram in _grams(reading):
            key = gram.key
            if people := self._people.whole.get(key):
                self._take_people(reading, gram, people)
            elif accounts := self._accounts.whole.get(key):
                self._take_one(reading, self.accounts, gram, accounts)
            elif teams := self._teams.whole.get(key):
                self._take_one(reading, self.teams, gram, teams)
            elif products := self._products.whole.get(key):
                self._take_one(reading, self.products, gram, products)

    def read_called(self, reading: Reading) -> None:
        """Take what can only be a name by what stands beside it: `with May`, `May's`, `team West`."""
        for gram in _grams(reading):
            people, teams = self._people.part.get(gram.key), self._teams.part.get(gram.key)
            if teams and (gram.after(TEAM_BEFORE) or gram.before(TEAM_AFTER)):
                self._take_one(reading, self.teams, gram, teams)
            elif people and (gram.possessive or gram.after(CUE)):
                self._take_people(reading, gram, people, others=self._accounts.part.get(gram.key) or ())

    def read_rest(self, reading: Reading) -> None:
        """Take what is left of names: a first or a last name, the beginning of a customer's."""
        for gram in _grams(reading):
            if gram.is_everyday:
                if gram.said[:1].isupper():
                    self.warn(reading, gram.said)
                continue
            people, accounts = self._people.part.get(gram.key), self._accounts.part.get(gram.key)
            if people:
                self._take_people(reading, gram, people, others=accounts or ())
            elif accounts:
                self._take_one(reading, self.accounts, gram, accounts)
            elif products := self._products.part.get(gram.key):
                self._take_one(reading, self.products, gram, products)
            elif (teams := self._teams.part.get(gram.key)) and gram.said in teams and gram.said != gram.said.lower():
                self._take_one(reading, self.teams, gram, teams)

    def warn(self, reading: Reading, word: str) -> None:
        """Say so if this word, which was read as something else, is somebody's name as well."""
        key = _key(_tokens(word))
        people, others = self._people.part.get(key), self._accounts.part.get(key) or self._teams.part.get(key)
        name = people[0].name if people else others[0] if others else None
        if name:
            reading.doubts.append(f"“{word}” is not read as {name}: write the whole name to mean that.")

    def _take_people(
        self, reading: Reading, gram: _Gram, people: Sequence[Colleague], *, others: Sequence[str] = ()
    ) -> None:
        if not reading.take_at(gram.start, gram.end):
            return
        if (led := self._leaders.intersection(people)) and (gram.before(LED_AFTER) or gram.after(LED_BEFORE)):
            self.leaders.extend(person for person in people if person in led)
            return
        self.people.extend(person for person in people if person not in self.people)
        if len(people) > 1:
            reading.doubts.append(
                f"“{gram.said}” could be {_listed([_introduced(person) for person in people])}: all of them are meant "
                "until you write the whole name or the e-mail."
            )
        elif others:
            reading.doubts.append(
                f"“{gram.said}” is read as {people[0].name}; write {_listed(others)} in full to mean the customer."
            )

    @staticmethod
    def _take_one(reading: Reading, named: list[str], gram: _Gram, targets: Sequence[str]) -> None:
        """One name, or the beginning that several share."""
        if not reading.take_at(gram.start, gram.end):
            return
        if len(targets) == 1:
            named.append(targets[0])
            return
        named.append(gram.shared(targets))
        reading.doubts.append(f"“{gram.said}” could be {_listed(targets)}: write the whole name to mean one of them.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gram:
    """Some words in a row that nobody has taken yet."""

    reading: Reading
    start: int
    end: int
    said: str
    key: str
    words: int

    @property
    def possessive(self) -> bool:
        return self.end - self.start > len(self.said)

    @property
    def is_everyday(self) -> bool:
        """Whether this is an ordinary word rather than a name, as it is written here."""
        word = self.said.casefold()
        is_capital = self.said[:1].isupper() and (self.start > 0 or word not in FILLERS)
        return word in EVERYDAY and not (is_capital or self.after(CUE))

    def after(self, cue: re.Pattern[str]) -> bool:
        return cue.search(self.reading.open, 0, self.start) is not None

    def before(self, cue: re.Pattern[str]) -> bool:
        return cue.match(self.reading.open, self.end) is not None

    def shared(self, names: Sequence[str]) -> str:
        """As much of the names as was said, as they are written."""
        ends = [match.end() for match in TOKEN.finditer(names[0])]
        return names[0][: ends[min(self.words, len(ends)) - 1]]


def leaders_called(text: str, known: Names) -> tuple[Colleague, ...]:
    """Whose team is called that: by its leader's e-mail or name, or a part of it, as `Ruth Abara’s team`."""
    name = LED.sub("", text.strip())
    tokens = {_key([token]) for token in _tokens(name)}
    return tuple(
        person
        for person in known.leaders
        if name.casefold() == (person.email or "").casefold()
        or (tokens and tokens <= {_key([token]) for token in _tokens(person.name)})
    )


def name_tokens(text: str) -> tuple[str, ...]:
    """The words of a text by which a name may begin."""
    tokens = {token for token in TOKEN.findall(text.lower()) if len(token) > 1}
    chunks = {chunk.strip("'’.,;:!?()\"“”").removesuffix("'s").removesuffix("’s") for chunk in text.lower().split()}
    return tuple(sorted(word for word in tokens | chunks if word and word not in FILLERS))


def _grams(reading: Reading) -> Iterator[_Gram]:
    """Every run of words that is still open when its turn comes, the longest first."""
    for length, pattern in GRAMS.items():
        for found in list(pattern.finditer(reading.open)):
            start, end = found.span(1)
            tail = POSSESSIVE.match(reading.open, end)
            if TAKEN not in reading.open[start:end]:
                said = reading.text[start:end]
                stop = tail.end() if tail else end
                yield _Gram(reading=reading, start=start, end=stop, said=said, key=_key(_tokens(said)), words=length)


def _tokens(name: str) -> list[str]:
    return TOKEN.findall(name)


def _without_legal(tokens: list[str]) -> list[str]:
    kept = tokens[1:] if len(tokens) > 1 and tokens[0].casefold() == "the" else tokens
    while len(kept) > 1 and kept[-1].casefold() in LEGAL:
        kept = kept[:-1]
    return kept


def _key(tokens: Sequence[str]) -> str:
    """The spelling without what people write in two ways."""
    return "".join(map(_spelling, tokens))


@lru_cache(maxsize=50_000)
def _spelling(token: str) -> str:
    """Of one word: ü and ue, ß and ss are the same. The same names come with every search, so they are remembered."""
    return E_OF_AN_UMLAUT.sub("", folded(token)).replace("ss", "s")


def _introduced(person: Colleague) -> str:
    return f"{person.name} ({person.email})" if person.email else person.name


def _listed(names: Sequence[str]) -> str:
    shown = list(names[:3]) + ([f"{len(names) - 3} more"] if len(names) > 3 else [])  # noqa: PLR2004 (three are read)
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"
