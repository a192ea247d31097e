"""One pinned state of the lexical index: ranked rows and exact counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import log1p

import numpy as np
import tantivy
from numpy.typing import NDArray
from tantivy import Query

from service.limits import MAX_RESULT_WINDOW
from service.retrieval.clauses import MAX_COMPLETED, Clauses
from service.retrieval.product_terms import MAX_BEGINNING_CHARS
from service.retrieval.schema import LEVELS, MAX_ROW, ROW, ROW_BIT, ROW_BITS

# The buckets that one aggregation may have; the index refuses more.
_MAX_BUCKETS = 65_000
_ROWS_A_PASS = _MAX_BUCKETS * ROW_BITS


@dataclass(frozen=True, slots=True)
class Ranked:
    """The best matches of one query.

    Attributes:
        rows: best first, equal scores in index order, shape (n,).
        scores: shape (n,).
        total: how many products match in all.
    """

    rows: NDArray[np.int32]
    scores: NDArray[np.float64]
    total: int


class LexicalIndex:
    """A searcher that later commits do not change."""

    def __init__(self, index: tantivy.Index) -> None:
        self._searcher = index.searcher()
        self.clauses = Clauses(index.schema)

    def search(self, query: Query, *, limit: int, order_by: str = "") -> Ranked:
        """The best matches by score, or by a number ("rating desc").

        Products without the number come last in both directions.
        """
        if limit <= 0:
            return Ranked(np.zeros(0, np.int32), np.zeros(0), self.count(query))
        if order_by:
            field, order = _sorting(order_by)
            found = self._searcher.search(query, limit=limit, order_by_field=field, order=order)
        else:
            found = self._searcher.search(query, limit=limit)
        rows = self._searcher.fast_field_values(ROW, [address for _, address in found.hits])
        scores = [0.0 if order_by else float(score) for score, _ in found.hits]
        return Ranked(np.asarray(rows, np.int32), np.asarray(scores, np.float64), _total(found))

    def matches(self, query: Query) -> Ranked:
        """All matches with their scores, rows ascending."""
        found = self._searcher.search(query, limit=max(1, self.n_products))
        hits = found.hits
        rows = np.array(self._searcher.fast_field_values(ROW, [address for _, address in hits]), np.int32)
        scores = np.array([score for score, _ in hits], np.float64)
        ascending = np.argsort(rows)
        return Ranked(rows[ascending], scores[ascending], rows.size)

    def count(self, query: Query) -> int:
        """How many products match."""
        return _total(self._searcher.search(query, limit=1))

    def rows(self, query: Query) -> NDArray[np.int32]:
        """Every matching row, in no order."""
        n_matches = self.count(query)
        unscored = Query.const_score_query(query, 1.0)
        if n_matches <= MAX_RESULT_WINDOW:
            return self.search(unscored, limit=n_matches).rows
        passes: list[NDArray[np.int32]] = []
        for start in range(0, MAX_ROW, _ROWS_A_PASS):
            passes.append(self._rows_from(unscored, start))
            if sum(rows.size for rows in passes) >= n_matches:
                break
        return np.concatenate(passes)

    def idf(self, stem: str) -> float:
        """How rare a stem is in what weighs, as BM25 has it (Robertson and Zaragoza 2009, equation 3.3, plus 1)."""
        n_with = self._searcher.doc_freq("text", stem)
        # Rows that are outdated count, too, until they are merged away.
        return log1p((max(self.n_products - n_with, 0) + 0.5) / (n_with + 0.5))

    def n_begun(self, spelling: str) -> int:
        """About how many products have a word that begins so: rows that are outdated count, too."""
        begun = spelling[:MAX_BEGINNING_CHARS]
        return sum(self._searcher.doc_freq("beginning", f"{level}{begun}") for level in LEVELS)

    def completes_all(self, beginnings: Iterable[str]) -> bool:
        """Whether the index looks at every article number that begins so, in whatever segments they stand."""
        limit = MAX_COMPLETED + 1
        return all(len(self._searcher.terms_with_prefix("code", begun, limit=limit)) < limit for begun in beginnings)

    @property
    def n_products(self) -> int:
        """How many products can be found."""
        return int(self._searcher.num_docs)

    def _rows_from(self, query: Query, start: int) -> NDArray[np.int32]:
        """The matching rows from `start` on, a multiple of `ROW_BITS`, that one pass can tell."""
        # Many times as fast as collecting 100,000 hits: each bucket tells 52 rows as the bits of one sum.
        bounds = {"min": start, "max": start + _ROWS_A_PASS - 1}
        wanted = {
            "histogram": {"field": ROW, "interval": ROW_BITS, "min_doc_count": 1, "hard_bounds": bounds},
            "aggs": {"bits": {"sum": {"field": ROW_BIT}}},
        }
        buckets = self._searcher.aggregate(query, {"blocks": wanted})["blocks"]["buckets"]
        first_rows = np.array([bucket["key"] for bucket in buckets], np.int64)
        bits = np.array([bucket["bits"]["value"] for bucket in buckets], np.int64)
        blocks, places = np.nonzero(bits[:, None] >> np.arange(ROW_BITS) & 1)
        return (first_rows[blocks] + places).astype(np.int32)


def _total(found: tantivy.SearchResult) -> int:
    return int(found.count)  # type: ignore[attr-defined]  # its stub lacks it


def _sorting(order_by: str) -> tuple[str, tantivy.Order]:
    key, _, direction = order_by.partition(" ")
    return key, tantivy.Order.Asc if direction == "asc" else tantivy.Order.Desc
