"""Answers of the server, as tables for people."""

from __future__ import annotations

from collections.abc import Sequence

from auslage.v1 import catalog_pb2, common_pb2, recommendation_pb2, search_pb2
from rich.console import Console
from rich.markup import escape
from rich.table import Table


def show_search(answer: search_pb2.SearchResponse, *, explain: bool) -> None:
    """Print hits, facets, what was understood, and from what the answer was made."""
    console = Console()
    console.print(_hits(answer.hits, explain=explain))
    for facet in answer.facets:
        values = ", ".join(f"{value.value} ({value.count:,})" for value in facet.values)
        console.print(f"[bold]{escape(facet.key)}[/]: {escape(values) or 'no values'}", highlight=False)
    if answer.understood:
        console.print(f"[bold]understood[/]: {escape(', '.join(map(_understood, answer.understood)))}", highlight=False)
    _print_end(console, answer, f"{answer.total_size:,} products match, rung {answer.rung}")


def show_recommendation(answer: recommendation_pb2.RecommendResponse, *, explain: bool) -> None:
    """Print hits, and from what the answer was made."""
    console = Console()
    console.print(_hits(answer.hits, explain=explain))
    _print_end(console, answer, f"{len(answer.hits)} products")


def _hits(hits: Sequence[search_pb2.Hit], *, explain: bool) -> Table:
    table = Table("", "id", "title and parts of the score" if explain else "title", "brand")
    table.add_column("price", justify="right")
    table.add_column("score", justify="right")
    if explain:
        table.add_column("rank without visitor", justify="right")
    for rank, hit in enumerate(hits, start=1):
        product = hit.product
        title = f"{escape(product.title)}\n[dim]{escape(_parts(hit))}[/]" if explain else escape(product.title)
        cells = [str(rank), escape(hit.product_id), title, escape(", ".join(product.brands))]
        cells += [_price(product.price_info), f"{hit.score:.3f}"]
        if explain:
            cells.append(str(hit.rank_without_personalization or "> 10,000"))
        table.add_row(*cells)
    return table


def _price(info: catalog_pb2.PriceInfo) -> str:
    return f"{info.price:,.2f} {info.currency_code}".strip() if info.HasField("price") else ""


def _parts(hit: search_pb2.Hit) -> str:
    return "  ".join(f"{part.name} {part.value:+.3f}" for part in hit.parts)


def _understood(understood: search_pb2.Understood) -> str:
    source = search_pb2.Understood.Source.Name(understood.source).removeprefix("SOURCE_")
    return f"{understood.slot} = {understood.value} ({source}, {understood.weight:.2f})"


def _print_end(
    console: Console, answer: search_pb2.SearchResponse | recommendation_pb2.RecommendResponse, sizes: str
) -> None:
    degraded = ", ".join(common_pb2.Degraded.Name(value).removeprefix("DEGRADED_") for value in answer.degraded)
    console.print(f"{sizes}; snapshot {answer.snapshot_version}", highlight=False)
    if degraded:
        console.print(f"[bold]left out[/]: {degraded}", highlight=False)
