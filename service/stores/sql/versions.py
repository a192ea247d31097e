"""What becomes of a product when a write meets what stands: pure decisions.

The highest `source_version` wins, deletes included, so versioned writes of whole products converge in any order.
Version 0 means unversioned: it always applies and leaves the version that stands.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from service.types import EntryCode, EntryStatus, Product, ProductPatch

_PATCHABLE = frozenset(field.name for field in fields(Product)) - {"id"}


@dataclass(frozen=True, slots=True)
class ProductState:
    """What stands: the highest version seen, and the product, None once it is deleted."""

    version: int
    product: Product | None


_OK = EntryStatus()


@dataclass(frozen=True, slots=True)
class Decision:
    """The state to write, None if what stands stays; and what the caller is told."""

    state: ProductState | None
    status: EntryStatus = _OK


_STALE = Decision(None, EntryStatus(EntryCode.STALE))
_NOT_FOUND = Decision(None, EntryStatus(EntryCode.NOT_FOUND))


def decide_upsert(stands: ProductState | None, product: Product) -> Decision:
    """A whole product replaces what stands unless it is older; equal content changes nothing."""
    if stands is None:
        return Decision(ProductState(product.source_version, product))
    if _is_older(product.source_version, stands):
        return _STALE
    version = max(stands.version, product.source_version)
    return _unless_equal(stands, ProductState(version, replace(product, source_version=version)))


def decide_patch(stands: ProductState | None, patch: ProductPatch) -> Decision:
    """The named fields take new values, at the version of `patch.product`; there must be a product to patch."""
    if stands is None or stands.product is None:
        return _NOT_FOUND
    if _is_older(patch.product.source_version, stands):
        return _STALE
    version = max(stands.version, patch.product.source_version)
    values = {name: getattr(patch.product, name) for name in patch.fields} | {"source_version": version}
    return _unless_equal(stands, ProductState(version, replace(stands.product, **values)))


def decide_delete(stands: ProductState | None, source_version: int) -> Decision:
    """The product goes and its version stays; without a product the answer is NOT_FOUND.

    A versioned delete is kept even then, so that an older upsert that arrives late stays deleted.
    """
    if stands is None:
        return replace(_NOT_FOUND, state=ProductState(source_version, None)) if source_version else _NOT_FOUND
    if _is_older(source_version, stands):
        return _STALE
    decision = _unless_equal(stands, ProductState(max(stands.version, source_version), None))
    return decision if stands.product else replace(_NOT_FOUND, state=decision.state)


def unpatchable(patch: ProductPatch) -> tuple[str, ...]:
    """The names in `patch.fields` that are no fields of a product, or that a patch may not change."""
    return tuple(name for name in patch.fields if name not in _PATCHABLE)


def _is_older(version: int, stands: ProductState) -> bool:
    return 0 < version < stands.version


def _unless_equal(stands: ProductState, state: ProductState) -> Decision:
    return Decision(None if state == stands else state)
