"""The story on a terminal: a sentence before each step, real answers as tables, a mark after each claim."""

from __future__ import annotations

from auslage.v1.catalog_pb2 import Product
from auslage.v1.common_pb2 import ScorePart
from auslage.v1.search_pb2 import Hit
from rich.console import Console
from rich.table import Table
from rich.text import Text

from service.cli.story.outcome import Listing, Outcome
from service.cli.story.steps import Step
from service.cli.story.traits import is_childrens

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
    """Fits 80 columns; "else" is the rank for a visitor of whom nothing is known."""
    table = Table(title=f"{listing.title} ({listing.n_total})", title_justify="left", title_style="dim", box=None)
    table.add_column("", justify="right", style="dim")
    table.add_column("product", no_wrap=True, overflow="ellipsis", width=32)
    table.add_column("for", no_wrap=True)
    table.add_column("colour", no_wrap=True)
    table.add_column("else", justify="right", style="dim", min_width=4)
    table.add_column("strongest part", no_wrap=True, style="dim")
    for rank, hit in enumerate(listing.hits, start=1):
        table.add_row(str(rank), *_cells(hit))
    return table


def _cells(hit: Hit) -> tuple[str, ...]:
    strongest = max(hit.parts, key=lambda part: abs(part.value), default=ScorePart())
    return (
        hit.product.title,
        _for_whom(hit.product),
        ", ".join(hit.product.color_info.color_families),
        str(hit.rank_without_personalization),
        f"{strongest.name} {strongest.value:.2f}",
    )


def _for_whom(product: Product) -> str:
    if is_childrens(product):
        return "children"
    return ", ".join(_FOR_WHOM.get(gender, gender) for gender in product.audience.genders)
