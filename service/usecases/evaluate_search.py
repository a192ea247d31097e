"""Judged queries, searched by the code that serves, without a visitor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from service.answers import SearchResult
from service.evaluation.searches import Found, JudgedQuery, Judgment, judge
from service.limits import MAX_PAGE_SIZE, MAX_RESULT_WINDOW
from service.types import SearchQuery, Visitor
from service.usecases.ladder_steps import MOST_WANTED
from service.usecases.matched import MatchMemo
from service.usecases.search_core import search
from service.usecases.snapshot import Snapshot


def evaluate_query(asked: JudgedQuery, language: str, snapshot: Snapshot, now_ms: int) -> Judgment:
    """Search one query page by page, to 10,000 products, and measure the answer."""
    # Ratings are of products, so each variant answers for itself.
    query = SearchQuery(asked.text, language_code=language, page_size=MAX_PAGE_SIZE, variant_rollup=False)
    pages = answer_pages(query, snapshot, now_ms)
    # What is wanted most instead is no find, and the reply says so.
    hits = [hit for page in pages for hit in page.hits if hit.rung < MOST_WANTED]
    return judge(asked, Found([hit.product_id for hit in hits], [hit.rung for hit in hits]))


def answer_pages(query: SearchQuery, snapshot: Snapshot, now_ms: int) -> Iterator[SearchResult]:
    """Search as nobody known, page by page, to 10,000 products; the query's page size has to be the largest."""
    memo = MatchMemo()
    for offset in range(0, MAX_RESULT_WINDOW, MAX_PAGE_SIZE):
        page = search(replace(query, offset=offset), Visitor(), snapshot, now_ms, memo=memo)
        yield page
        if offset + MAX_PAGE_SIZE >= page.total_size:
            return
