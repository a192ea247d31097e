"""What was typed, in the words by which phrases are met; put right where nothing begins like it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from service.analysis.text import normalise, tokenise
from service.limits import MAX_QUERY_TERMS
from service.query.beginnings import folded_beginning, one_edit_off
from service.retrieval.follower import IndexView
from service.retrieval.suggestions import Completions


@dataclass(frozen=True, slots=True)
class Typed:
    """A beginning.

    Attributes:
        finished: the words before the last, normalised.
        last: the last one, which may be unfinished; "" after a blank.
        words: all of them, folded.
        text: all of it, normalised.
    """

    finished: tuple[str, ...]
    last: str
    words: tuple[str, ...]
    text: str

    @property
    def together(self) -> str:
        """All of it without blanks, folded."""
        return "".join(self.words)

    @property
    def accented(self) -> list[str]:
        """The words in which letters were typed that not every keyboard has; an umlaut is meant."""
        return [word for word in (*self.finished, self.last) if not word.isascii()]


def read_typed(prefix: str, language: str, index: IndexView) -> Typed:
    """Part a beginning into words: the first 32, as searches are read."""
    text = normalise(prefix)
    surfaces = [token.surface for token in tokenise(text)[:MAX_QUERY_TERMS]]
    last = "" if not surfaces or text[-1:].isspace() else surfaces.pop()
    return _typed(surfaces, last, language, index)


def put_right(typed: Typed, language: str, index: IndexView, books: Sequence[Completions]) -> Typed:
    """Correct finished words that the catalogue does not know, and a last one that no phrase begins like."""
    finished = " ".join(typed.finished)
    unknown = [word for word in typed.finished if not index.analyzer.knows_word(word, language)]
    if unknown:
        finished = index.speller.correct(finished, language, unknown) or finished
    meant = _typed([token.surface for token in tokenise(finished)], typed.last, language, index)
    if not typed.last:
        return meant
    last = meant.words[-1]
    n_right = max((book.n_begun(last) for book in books), default=0)
    if n_right == len(last):
        return meant
    weights = {begun: max(book.heaviest(begun) for book in books) for begun in one_edit_off(last, n_right)}
    best = max(weights, key=lambda begun: (weights[begun], begun), default="")
    if not weights.get(best):
        return meant
    return replace(meant, last=best, words=(*meant.words[:-1], best), text=" ".join((*meant.finished, best)))


def _typed(finished: Sequence[str], last: str, language: str, index: IndexView) -> Typed:
    words = [*finished, last] if last else finished
    folded = (folded_beginning(word, index.analyzer, language) for word in words)
    return Typed(tuple(finished), last, tuple(folded), " ".join(words))
