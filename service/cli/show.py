"""Answers of the server, as tables for people."""

from __future__ import annotations

from collections.abc import Sequence

from auslage.v1 import catalog_pb2, common_pb2, recommendation_pb2, search_pb2
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Column, Table

from service.catalog.row import PRICE_BAND_RATIO
from service.cli.show_explanation import show_explanation

_SHOWN_FROM = 0.005
# SearchResponse.rung of an answer that shows what is wanted most.
_NOTHING_MATCHES = 7


def show_search(answer: search_pb2.SearchResponse, *, explain: bool) -> None:
    """Print hits, facets, what was understood, and from what the answer was made."""
    console = Console()
    if explain:
        show_explanation(console, answer)
    elif answer.corrected_query:
        console.print(f"[bold]read as[/]: {escape(answer.corrected_query)}", highlight=False)
    _print_hits(console, answer.hits, explain=explain)
    for facet in answer.facets:
        values = ", ".join(f"{value.value} ({value.count:,})" for value in facet.values)
        console.print(f"[bold]{escape(facet.key)}[/]: {escape(values) or 'no values'}", highlight=False)
    if answer.understood:
        console.print(f"[bold]understood[/]: {escape(', '.join(map(_understood, answer.understood)))}", highlight=False)
    if answer.redirect_uri:
        console.print(f"leads to {escape(answer.redirect_uri)}", highlight=False)
    _print_end(console, answer, f"{_matches(answer)}, rung {answer.rung}")


def show_suggestions(answer: search_pb2.SuggestResponse) -> None:
    """Print completions, the first hits, what was understood, and from what the answer was made."""
    console = Console()
    table = Table("suggestion", Column("products", justify="right"), "from", "names")
    for suggestion in answer.suggestions:
        source = search_pb2.Suggestion.Source.Name(suggestion.source).removeprefix("SOURCE_")
        names = dict.fromkeys(f"{named.slot} {named.value}" for named in suggestion.slots)
        table.add_row(
            escape(suggestion.text), f"{suggestion.expected_hits:,}", source.lower(), escape(", ".join(names))
        )
    console.print(table if answer.suggestions else "nothing to suggest")
    _print_hits(console, answer.hits, explain=False)
    if answer.understood:
        console.print(f"[bold]understood[/]: {escape(', '.join(map(_understood, answer.understood)))}", highlight=False)
    _print_end(console, answer, f"{len(answer.suggestions)} suggestions")


def show_recommendation(answer: recommendation_pb2.RecommendResponse, *, explain: bool) -> None:
    """Print hits, and from what the answer was made."""
    console = Console()
    _print_hits(console, answer.hits, explain=explain)
    _print_end(console, answer, f"{len(answer.hits)} products")


def _print_hits(console: Console, hits: Sequence[search_pb2.Hit], *, explain: bool) -> None:
    if not hits:
        console.print("nothing found")
    elif explain:
        _print_explained(console, hits)
    else:
        console.print(_table(hits))


def _table(hits: Sequence[search_pb2.Hit]) -> Table:
    """Make a row of each hit; rungs are told where there are others than 0, reasons where there are any."""
    is_relaxed, has_reasons = any(hit.rung for hit in hits), any(hit.reasons for hit in hits)
    more = [Column("rung", justify="right")] * is_relaxed + [Column("why")] * has_reasons
    table = Table("", "id", "title", "brand", Column("price", justify="right"), *more)
    for rank, hit in enumerate(hits, start=1):
        brands = ", ".join(hit.product.brands)
        cells = (str(rank), hit.product_id, hit.product.title, brands, _price(hit.product.price_info))
        told = [str(hit.rung)] * is_relaxed + ["\n".join(hit.reasons)] * has_reasons
        table.add_row(*map(escape, (*cells, *told)))
    return table


def _print_explained(console: Console, hits: Sequence[search_pb2.Hit]) -> None:
    """Of each hit one line that tells the product, and one that tells what its score is made of."""
    console.print("[dim]rank (without the visitor), product, id, price, rung, tier; score = its parts[/]")
    for rank, hit in enumerate(hits, start=1):
        told = escape(f"{hit.product.title}  {hit.product_id}  {_price(hit.product.price_info)}")
        console.print(f"{rank:>3} ({hit.rank_without_personalization})  {told}{_match(hit)}", highlight=False)
        parts = "  ".join(f"{part.name} {part.value:+.2f}" for part in hit.parts if abs(part.value) >= _SHOWN_FROM)
        console.print(Padding(f"[dim]{hit.score:.2f} = {escape(parts)}[/]", (0, 0, 0, 5)), highlight=False)
        if hit.reasons:
            console.print(Padding(escape("; ".join(hit.reasons)), (0, 0, 0, 5)), highlight=False)


def _match(hit: search_pb2.Hit) -> str:
    if hit.rung == _NOTHING_MATCHES:
        return f"  rung {hit.rung}"
    return f"  rung {hit.rung}, tier {hit.tier}" if hit.rung or hit.tier else ""


def _matches(answer: search_pb2.SearchResponse) -> str:
    if answer.rung == _NOTHING_MATCHES:
        return f"nothing matches, so the {answer.total_size:,} products that are wanted most"
    return f"{answer.total_size:,} products match"


def _price(info: catalog_pb2.PriceInfo) -> str:
    return f"{info.price:,.2f} {info.currency_code}".strip() if info.HasField("price") else ""


def _understood(understood: search_pb2.Understood) -> str:
    source = search_pb2.Understood.Source.Name(understood.source).removeprefix("SOURCE_")
    return f"{_slot(understood)} ({source}, {understood.weight:.2f})"


def _slot(understood: search_pb2.Understood) -> str:
    if understood.slot != "price_band":
        return f"{understood.slot} = {understood.value}"
    low = float(understood.value)
    decimals = 0 if low >= 10 else 2
    return f"price = about {low:,.{decimals}f} to {low * PRICE_BAND_RATIO:,.{decimals}f}"


def _print_end(
    console: Console,
    answer: search_pb2.SearchResponse | search_pb2.SuggestResponse | recommendation_pb2.RecommendResponse,
    sizes: str,
) -> None:
    degraded = ", ".join(common_pb2.Degraded.Name(value).removeprefix("DEGRADED_") for value in answer.degraded)
    console.print(f"{sizes}; snapshot {answer.snapshot_version}", highlight=False)
    if degraded:
        console.print(f"[bold]left out[/]: {degraded}", highlight=False)
