"""Watches the file of a merchant's words: a changed file is read once, and one that cannot be used changes nothing."""

from __future__ import annotations

from pathlib import Path

import structlog

from service.errors import WordsInvalid
from service.words.files import read_words
from service.words.words import Words

_MISSING: tuple[int, ...] = ()

log = structlog.get_logger(__name__)


class WordsFile:
    """The file as it was at the last looks. It counts as gone at the second: editors delete a file and create it anew."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, ...] | None = None
        self._known: tuple[int, ...] | None = None
        self._words: Words | None = None

    def wanted(self, in_force: Words) -> Words:
        """The words that the file lays down; those in force while it cannot be used. Costs a look at its times."""
        before, self._seen = self._seen, self._state()
        is_settled = self._seen != _MISSING or before == _MISSING
        if is_settled and self._seen != self._known:
            self._known = self._seen
            self._words = self._read()
        return in_force if self._words is None else self._words

    def _read(self) -> Words | None:
        try:
            return read_words(self._path)
        except WordsInvalid as error:
            log.error("words refused, those in force stay", reason=str(error))  # noqa: TRY400  # the message says it all
            return None

    def _state(self) -> tuple[int, ...]:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return _MISSING
        except OSError as error:
            return (error.errno or 0,)
        return found.st_ino, found.st_mtime_ns, found.st_size
