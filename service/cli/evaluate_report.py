"""What an evaluation measured, as a table with the worst cases, or as one JSON object with every case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import msgspec
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from service.evaluation.compounds import Parts, SplitJudgment, summarise_splits
from service.evaluation.plurals import PluralJudgment, summarise_plurals
from service.evaluation.searches import Judgment, summarise
from service.evaluation.typos import TypoJudgment, summarise_typos

_SHOWN = 20
_WHOLE = "stays whole"
_UNCHANGED = "–"
_QUERY_COLUMNS = ("relevant", "hits", "rung", "ndcg\n@10", "condensed", "recall", "precision\n@24")
# Without borders a query's line fits 80 columns.
_PLAIN: dict[str, Any] = {"title_justify": "left", "box": None, "pad_edge": False}

Figures = Mapping[str, float | None]


def report_search(judgments: Sequence[Judgment], *, n_products: int, as_json: bool) -> None:
    """Print the figures by the names of the interface, and the queries with the lowest nDCG or every query."""
    quality = summarise(judgments)
    figures = {
        "ndcg@10": quality.ndcg,
        "ndcg@10_condensed": quality.ndcg_condensed,
        "recall": quality.recall,
        "precision@24": quality.precision,
        "zero_results": quality.zero_results,
    }
    counts = {"n_products": n_products, "n_queries": len(judgments)}
    if as_json:
        _print_json(figures, counts, [_query(judgment) for judgment in judgments])
        return
    judged = [judgment for judgment in judgments if judgment.n_relevant]
    table = Table(Column("query", no_wrap=True), *_columns(_QUERY_COLUMNS), title="Lowest nDCG first", **_PLAIN)
    for judgment in sorted(judged, key=lambda judgment: (judgment.ndcg, judgment.recall))[:_SHOWN]:
        sizes = (f"{judgment.n_relevant:,}", f"{judgment.n_hits:,}", str(judgment.rung))
        shares = (judgment.ndcg, judgment.ndcg_condensed, judgment.recall, judgment.precision)
        table.add_row(escape(judgment.query), *sizes, *map(_shown, shares))
    _print_tables(f"{len(judgments):,} queries, {n_products:,} products", figures, table)


def report_splits(judgments: Sequence[SplitJudgment], *, as_json: bool) -> None:
    """Print the figures by the names of the interface, and the words that were split wrongly or every word."""
    quality = summarise_splits(judgments)
    figures = {
        "exact": quality.exact,
        "part_precision": quality.part_precision,
        "part_recall": quality.part_recall,
        "false_splits": quality.false_splits,
        "opaque_splits": quality.opaque_splits,
    }
    if as_json:
        _print_json(figures, {"n_words": len(judgments)}, [_word(judgment) for judgment in judgments])
        return
    table = Table("word", "kind", "split into", "right", title="Wrong", **_PLAIN)
    for judgment in judgments:
        if not judgment.right:
            gold = judgment.gold
            parts = (_joined(judgment.emitted), " or ".join(map(_joined, gold.accepted)))
            table.add_row(*map(escape, (gold.word, gold.kind, *parts)))
    _print_tables(f"{len(judgments):,} words", figures, table)


def report_typos(judgments: Sequence[TypoJudgment], *, n_products: int, seed: int, as_json: bool) -> None:
    """Print the shares of right corrections, and the first words that were corrected wrongly or every word."""
    figures = asdict(summarise_typos(judgments))
    if as_json:
        cases = [{**asdict(one.typo), "corrected": one.corrected, "right": one.right} for one in judgments]
        _print_json(figures, {"n_products": n_products, "n_words": len(judgments), "seed": seed}, cases)
        return
    table = Table("meant", "typed", "corrected to", "place", title="Wrong", **_PLAIN)
    for one in [one for one in judgments if not one.right][:_SHOWN]:
        table.add_row(*map(escape, (one.typo.word, one.typo.typed, one.corrected or _UNCHANGED, one.typo.place)))
    _print_tables(f"{len(judgments):,} words of {n_products:,} products, seed {seed}", figures, table)


def report_plurals(judgments: Sequence[PluralJudgment], *, n_products: int, as_json: bool) -> None:
    """Print the shares of pairs whose forms find the same, and the first that do not or every pair."""
    figures = asdict(summarise_plurals(judgments))
    if as_json:
        cases = [{**asdict(one.pair), "found": one.found} for one in judgments]
        _print_json(figures, {"n_products": n_products, "n_pairs": len(judgments)}, cases)
        return
    table = Table("singular", "plural", title="Not found", **_PLAIN)
    for one in [one for one in judgments if not one.found][:_SHOWN]:
        table.add_row(escape(one.pair.singular), escape(one.pair.plural))
    _print_tables(f"{len(judgments):,} pairs of {n_products:,} products", figures, table)


def report_figures(title: str, figures: Figures, counts: Mapping[str, int], *, as_json: bool) -> None:
    """Print figures by the names of the interface, and what they were taken on, where there are no single cases."""
    if as_json:
        rounded = {name: _rounded(figure) for name, figure in figures.items()}
        typer.echo(msgspec.json.encode(rounded | dict(counts)).decode())
        return
    taken_on = ", ".join(f"{count:,} {name.removeprefix('n_')}" for name, count in counts.items())
    console = Console()
    console.print(f"{title}: {taken_on}", style="italic", highlight=False)
    console.print(_summary("", figures))


def _query(judgment: Judgment) -> dict[str, Any]:
    return {
        "query": judgment.query,
        "n_relevant": judgment.n_relevant,
        "n_hits": judgment.n_hits,
        "rung": judgment.rung,
        "ndcg@10": _rounded(judgment.ndcg),
        "ndcg@10_condensed": _rounded(judgment.ndcg_condensed),
        "recall": _rounded(judgment.recall),
        "precision@24": _rounded(judgment.precision),
    }


def _word(judgment: SplitJudgment) -> dict[str, Any]:
    gold = judgment.gold
    return {"word": gold.word, "kind": gold.kind, "parts": judgment.emitted, "right": judgment.right}


def _print_json(figures: Figures, counts: Mapping[str, int], cases: Sequence[Mapping[str, Any]]) -> None:
    rounded = {name: _rounded(figure) for name, figure in figures.items()}
    typer.echo(msgspec.json.encode(rounded | dict(counts) | {"cases": cases}).decode())


def _print_tables(title: str, figures: Figures, cases: Table) -> None:
    console = Console()
    console.print(_summary(title, figures))
    if cases.row_count:
        console.print()
        console.print(cases)


def _summary(title: str, figures: Figures) -> Table:
    summary = Table(*_columns(figures), title=title, **_PLAIN)
    summary.add_row(*map(_shown, figures.values()))
    return summary


def _columns(names: Iterable[str]) -> Iterator[Column]:
    return (Column(name, justify="right", no_wrap=True) for name in names)


def _joined(parts: Parts) -> str:
    return "+".join(parts) or _WHOLE


def _shown(figure: float | None) -> str:
    return "–" if figure is None else f"{figure:.3f}"


def _rounded(figure: float | None) -> float | None:
    return None if figure is None else round(figure, 4)
