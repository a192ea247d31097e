"""For whom a product is made: the values of a request, in the interface's own words."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from service.catalog.audience import audience_values
from service.errors import InvalidArgument
from service.rpc.fields import texts


def audience(values: Collection[str], field: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """Return the canonical values, each once, in the order given; raises InvalidArgument for unknown words."""
    mapped: list[str] = []
    for value in texts(values, field):
        meant = audience_values(value, known)
        if meant is None:
            raise InvalidArgument(field, f"must be among {', '.join(dict.fromkeys(filter(None, known.values())))}")
        mapped += meant
    return tuple(dict.fromkeys(mapped))
