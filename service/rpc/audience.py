"""For whom a product is made: the words shops use, mapped to the interface's own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from service.errors import InvalidArgument
from service.rpc.fields import texts


def _by_word(words: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType({word: value for value, line in words.items() for word in (value, *line.split())})


GENDERS = _by_word(
    {
        "women": "woman female ladies damen dame frauen frau weiblich",
        "men": "man male gentlemen herren herr männer mann männlich",
        "unisex": "all",
    }
)
AGE_GROUPS = _by_word(
    {
        "newborn": "neugeborene neugeborenes",
        "infant": "infants baby babys babies säugling säuglinge",
        "toddler": "toddlers kleinkind kleinkinder",
        "kids": "kid child children kind kinder",
        "adult": "adults erwachsene erwachsener erwachsen",
    }
)


def audience(values: Collection[str], field: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """Return the canonical values, each once, in the order given; raises InvalidArgument for unknown words."""
    mapped = []
    for value in texts(values, field):
        canonical = known.get(value.strip().casefold())
        if canonical is None:
            raise InvalidArgument(field, f"must be among {', '.join(dict.fromkeys(known.values()))}")
        mapped.append(canonical)
    return tuple(dict.fromkeys(mapped))
