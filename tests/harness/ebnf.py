"""Texts against a grammar in EBNF (ISO 14977), read as it is written: slow, small, and independent of any parser library.

Every way to read a text is followed, so a grammar needs no order and no look-ahead; it must not be left-recursive.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

_TOKEN = re.compile(r"""\s*("[^"]*"|'[^']*'|\?[^?]*\?|[\w ]*\w|[=,;|(){}\[\]-])""")
# What reads a text from a place on, and gives every place where it may end.
Reader = Callable[[str, int], frozenset[int]]


@dataclass(slots=True)
class Grammar:
    """A grammar as published.

    Args:
        text: productions.
        special: what `? … ?` stands for, as a test of one character.
        solid: names of productions inside which no white space may stand.
    """

    text: str
    special: Mapping[str, Callable[[str], bool]]
    solid: frozenset[str]
    _rules: dict[str, Reader] = field(default_factory=dict)
    _tokens: list[str] = field(default_factory=list)
    _is_solid: bool = False

    def __post_init__(self) -> None:
        self._tokens = [found.group(1).strip() for found in _TOKEN.finditer(self.text)]
        while self._tokens:
            name = self._take()
            self._is_solid = name in self.solid
            self._expect("=")
            self._rules[name] = self._choice()
            self._expect(";")

    def accepts(self, text: str, start: str) -> bool:
        """Whether the whole text can be read as this production."""
        return len(text.rstrip()) in self._rules[start](text, 0)

    def _take(self) -> str:
        return self._tokens.pop(0)

    def _expect(self, token: str) -> None:
        if self._take() != token:
            raise ValueError(f"the grammar lacks {token}")

    def _choice(self) -> Reader:
        ways = [self._sequence()]
        while self._tokens[0] == "|":
            self._take()
            ways.append(self._sequence())
        return lambda text, at: frozenset().union(*(way(text, at) for way in ways))

    def _sequence(self) -> Reader:
        parts = [self._exception()]
        while self._tokens[0] == ",":
            self._take()
            parts.append(self._exception())
        return _in_turn(parts)

    def _exception(self) -> Reader:
        wanted = self._item()
        if self._tokens[0] != "-":
            return wanted
        self._take()
        unwanted = self._item()
        return lambda text, at: wanted(text, at) - unwanted(text, at)

    def _item(self) -> Reader:
        token = self._take()
        if closing := {"(": ")", "[": "]", "{": "}"}.get(token):
            inner = self._choice()
            self._expect(closing)
            return {"(": inner, "[": _maybe(inner), "{": _repeated(inner)}[token]
        if token[0] in "\"'":
            return self._after_space(_literal(token[1:-1]))
        if token[0] == "?":
            holds = self.special[token.strip("? ")]
            return lambda text, at: frozenset({at + 1} if at < len(text) and holds(text[at]) else ())
        return self._after_space(self._rule(token))

    def _rule(self, name: str) -> Reader:
        def read(text: str, at: int) -> frozenset[int]:
            # It may be written further down: looked up when a text is read.
            return self._rules[name](text, at)

        return read

    def _after_space(self, reader: Reader) -> Reader:
        if self._is_solid:
            return reader
        return lambda text, at: reader(text, at + len(text[at:]) - len(text[at:].lstrip()))


def _literal(wanted: str) -> Reader:
    def read(text: str, at: int) -> frozenset[int]:
        end = at + len(wanted)
        is_cut_off = wanted.isalpha() and len(wanted) > 1 and re.match(r"[\w.]", text[end : end + 1])
        return frozenset({end} if text.startswith(wanted, at) and not is_cut_off else ())

    return read


def _in_turn(parts: list[Reader]) -> Reader:
    def read(text: str, at: int) -> frozenset[int]:
        ends = frozenset({at})
        for part in parts:
            ends = frozenset(end for begin in ends for end in part(text, begin))
        return ends

    return read


def _maybe(inner: Reader) -> Reader:
    return lambda text, at: inner(text, at) | {at}


def _repeated(inner: Reader) -> Reader:
    def read(text: str, at: int) -> frozenset[int]:
        ends, new = {at}, {at}
        while new:
            new = {end for begin in new for end in inner(text, begin)} - ends
            ends |= new
        return frozenset(ends)

    return read
