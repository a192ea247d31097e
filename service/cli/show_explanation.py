"""How the server read a query, as tables for people."""

from __future__ import annotations

from auslage.v1 import search_pb2
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from service.query.parsed import AUDIENCE_SLOTS

_SLOTS = (*AUDIENCE_SLOTS, "brand", "category", "color", "material", "pattern", "size")


def show_explanation(console: Console, answer: search_pb2.SearchResponse) -> None:
    """Print what the words ask for, what every hit has to meet, and the way down the ladder."""
    told = answer.explanation
    if answer.corrected_query:
        console.print(f"[bold]read as[/]: {escape(answer.corrected_query)}", highlight=False)
    if told.units:
        console.print(_units(told))
    for demand in told.constraints:
        console.print(f"[bold]every hit[/]: {escape(demand)}", highlight=False)
    if told.rungs:
        console.print(_rungs(told))


def _units(told: search_pb2.Explanation) -> Table:
    table = Table("words", "satisfied by", "may name", title="The query", title_justify="left")
    for unit in told.units:
        words = f"[bold]{escape(unit.words)}[/] (the kind of thing)" if unit.head else escape(unit.words)
        forms = [form for form in unit.forms if not _slot(form)]
        table.add_row(words, escape("; ".join(forms)), escape("; ".join(_names(unit))))
    return table


def _names(unit: search_pb2.ExplainedUnit) -> list[str]:
    """What was counted, then the other values."""
    counted = {f"{reading.slot} {reading.value}" for reading in unit.readings}
    values = [form for form in unit.forms if _slot(form) and form not in counted]
    required = [f"{value} (required)" if _slot(value) in AUDIENCE_SLOTS else value for value in values]
    return [*map(_reading, unit.readings), *required]


def _slot(form: str) -> str:
    """The slot of a form that is a facet value, "color Rot"; "" of words."""
    slot = form.partition(" ")[0]
    return slot if slot in _SLOTS and slot != form else ""


def _reading(reading: search_pb2.Reading) -> str:
    named = f"{reading.slot} {reading.value}" if reading.slot else f"the word {reading.value}"
    return f"{named}: {reading.n_products:,}{' (chosen)' if reading.chosen else ''}"


def _rungs(told: search_pb2.Explanation) -> Table:
    numbers = Column("products", justify="right")
    table = Table(Column("rung", justify="right"), "given up", numbers, title="The ladder", title_justify="left")
    for tried in told.rungs:
        table.add_row(str(tried.rung), escape(tried.change or "nothing"), f"{tried.n_matches:,}")
    return table
