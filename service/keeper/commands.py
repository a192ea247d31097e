"""The writes a keeper can be asked for, as values that are queued and sent."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from service.impressions import Impression
from service.types import Event, Product, ProductId, ProductPatch


class WriteEvents(msgspec.Struct, frozen=True, tag=True):
    """Store events, each once."""

    entries: tuple[Event, ...]
    request_id: str = ""


class UpsertProducts(msgspec.Struct, frozen=True, tag=True):
    """Store whole products."""

    entries: tuple[Product, ...]
    request_id: str = ""


class PatchProducts(msgspec.Struct, frozen=True, tag=True):
    """Store new values of some fields."""

    entries: tuple[ProductPatch, ...]
    request_id: str = ""


class DeleteProducts(msgspec.Struct, frozen=True, tag=True):
    """Delete products at one source version."""

    entries: tuple[ProductId, ...]
    source_version: int = 0
    request_id: str = ""


class WriteImpressions(msgspec.Struct, frozen=True, tag=True):
    """Store what was shown. Nobody waits for the answer, so nobody repeats it."""

    entries: tuple[Impression, ...]
    request_id: ClassVar[str] = ""


Command = WriteEvents | UpsertProducts | PatchProducts | DeleteProducts | WriteImpressions
