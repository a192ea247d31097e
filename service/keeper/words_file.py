"""Watches the file of a merchant's words: a changed file is read once, and one that cannot be used changes nothing."""

from __future__ import annotations

from pathlib import Path

import structlog

from service.errors import WordsInvalid
from service.words.files import read_words
from service.words.words import Words

log = structlog.get_logger(__name__)


class WordsFile:
    """The file as it was at the last look."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, ...] | None = None
        self._words: Words | None = None

    def wanted(self, in_force: Words) -> Words:
        """The words that the file lays down; those in force while it cannot be used. Costs a look at its times."""
        state = self._state()
        if state != self._seen:
            self._seen = state
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
        except OSError:
            return ()
        return found.st_ino, found.st_mtime_ns, found.st_size
