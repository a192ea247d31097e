"""The story on a terminal: a sentence before each step, real answers as tables, a mark after each claim."""

from __future__ import annotations

from auslage.v1.catalog_pb2 import Product
from auslage.v1.search_pb2 import Hit
from rich.console import Console
from rich.table import Table
from rich.text import Text

from service.cli.story.outcome import Listing, Outcome
from service.cli.story.steps import Step
from service.cli.story.traits import is_childrens

_STRONGEST = 3
_FOR_WHOM = {"women": "women", "men": "men", "unisex": "anybody"}


def show_sentence(console: Console, step: Step) -> None:
    """What the step is about."""
    console.print()
    console.print(Text(f"{step.number}. {step.sentence}", style="bold"))


def show_outcome(console: Console, outcome: Outcome) -> None:
    """What was answered and whether it was as claimed."""
    for listing in outcome.listings:
        console.print(_table(listing))
    for claim in outcome.claims:
        mark = Text("✓ ", style="green") if claim.held else Text("✗ ", style="red bold")
        console.print(mark.append(claim.text, style=""))
    if outcome.skipped:
        console.print(Text(f"– {outcome.skipped}: skipped", style="yellow"))


def _table(listing: Listing) -> Table:
    table = Table(title=f"{listing.title} ({listing.n_total})", title_justify="left", title_style="dim", box=None)
    table.add_column("", justify="right", style="dim")
    table.add_column("product", no_wrap=True, overflow="ellipsis", max_width=44)
    table.add_column("for")
    table.add_column("colour")
    table.add_column("price", justify="right")
    table.add_column("score", justify="right")
    table.add_column("strongest parts", no_wrap=True, overflow="ellipsis", style="dim")
    for rank, hit in enumerate(listing.hits, start=1):
        table.add_row(str(rank), *_cells(hit))
    return table


def _cells(hit: Hit) -> tuple[str, ...]:
    product = hit.product
    strongest = sorted(hit.parts, key=lambda part: -abs(part.value))[:_STRONGEST]
    return (
        product.title,
        _for_whom(product),
        ", ".join(product.color_info.color_families),
        f"{product.price_info.price:.2f}",
        f"{hit.score:.2f}",
        "  ".join(f"{part.name} {part.value:.2f}" for part in strongest),
    )


def _for_whom(product: Product) -> str:
    if is_childrens(product):
        return "children"
    return ", ".join(_FOR_WHOM.get(gender, gender) for gender in product.audience.genders)
