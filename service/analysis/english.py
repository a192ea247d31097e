"""English: Snowball for inflection, after a table of plurals that no rule gives."""

from __future__ import annotations

import Stemmer

from service.analysis.folding import fold_accents
from service.analysis.languages import Plain

_PLURALS = """
bookshelves bookshelf calves calf children child dwarves dwarf elves elf feet foot geese goose gentlemen gentleman grandchildren
grandchild halves half hooves hoof knives knife leaves leaf lives life loaves loaf men man mice mouse oxen ox scarves scarf
schoolchildren schoolchild shelves shelf stepchildren stepchild teeth tooth thieves thief wives wife wolves wolf women woman
"""


class English(Plain):
    """English: accents folded, Snowball stems; needs no lexicon."""

    def __init__(self) -> None:
        self._snowball = Stemmer.Stemmer("english")
        words = _PLURALS.split()
        self._singulars = dict(zip(words[::2], words[1::2], strict=True))

    def stem(self, word: str) -> str:
        """Stem with Snowball's English algorithm (Porter 2)."""
        folded = fold_accents(word)
        return str(self._snowball.stemWord(self._singulars.get(folded, folded)))
