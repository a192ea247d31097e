"""How a language words one kind of reason."""

from __future__ import annotations

from typing import NamedTuple


class Wording(NamedTuple):
    """The text about a product or a value, with {} in its place, and the text where there is none to name."""

    about: str
    plain: str
