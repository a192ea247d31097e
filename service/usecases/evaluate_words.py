"""Single words, searched by the code that serves, without a visitor: what they are corrected to, and what they find."""

from __future__ import annotations

from dataclasses import dataclass

from service.evaluation.catalogue_words import CatalogueWords
from service.evaluation.plurals import PluralJudgment, PluralPair, judge_plural
from service.evaluation.typos import Typo, TypoJudgment, judge_correction
from service.limits import MAX_PAGE_SIZE
from service.types import SearchQuery
from service.usecases.evaluate_search import answer_pages
from service.usecases.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class WordSearch:
    """Asks one snapshot for words in one language."""

    snapshot: Snapshot
    language: str
    now_ms: int

    def evaluate_typo(self, typo: Typo, words: CatalogueWords) -> TypoJudgment:
        """Search for a word as it was typed, and judge its correction."""
        first = next(answer_pages(self._query(typo.typed), self.snapshot, self.now_ms))
        return judge_correction(typo, first.corrected_query, words)

    def evaluate_pair(self, pair: PluralPair) -> PluralJudgment:
        """Search for both forms, to 10,000 products each. A form that is taken for a typo finds nothing here."""
        singular, plural = map(self._found, (pair.singular, pair.plural))
        return judge_plural(pair, singular, plural)

    def _found(self, word: str) -> set[str]:
        pages = answer_pages(self._query(word), self.snapshot, self.now_ms)
        return {hit.product_id for page in pages if not page.corrected_query for hit in page.hits}

    def _query(self, word: str) -> SearchQuery:
        return SearchQuery(word, language_code=self.language, page_size=MAX_PAGE_SIZE, variant_rollup=False)
