"""Writes products inside a transaction: upserts, patches and deletes with one answer an entry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from service.stores.sql.encoding import decode_product, encode
from service.stores.sql.lookup import rows_where_in
from service.stores.sql.sequence import SeqCounter
from service.stores.sql.tables import PRODUCTS
from service.stores.sql.versions import (
    Decision,
    ProductState,
    decide_delete,
    decide_patch,
    decide_upsert,
    unpatchable,
)
from service.types import EntryCode, EntryStatus, Product, ProductId, ProductPatch, Seq, WriteResult

_STANDING = select(PRODUCTS.c.id, PRODUCTS.c.seq, PRODUCTS.c.source_version, PRODUCTS.c.deleted, PRODUCTS.c.payload)
_UPDATE = update(PRODUCTS).where(PRODUCTS.c.id == bindparam("row_id"))


@dataclass(frozen=True, slots=True)
class _Change:
    """A write of one product; `id_field` is the path that the caller knows its id by."""

    product_id: ProductId
    id_field: str
    decide: Callable[[ProductState | None], Decision]


@dataclass(frozen=True, slots=True)
class _Standing:
    seq: Seq
    state: ProductState


def upsert_products(connection: Connection, counter: SeqCounter, products: Sequence[Product]) -> WriteResult:
    """Store whole products. Codes: OK, STALE, and INVALID for an id that appeared before in the batch."""
    return _write(
        connection,
        counter,
        [
            _Change(product.id, f"products[{index}].id", partial(decide_upsert, product=product))
            for index, product in enumerate(products)
        ],
    )


def patch_products(connection: Connection, counter: SeqCounter, patches: Sequence[ProductPatch]) -> WriteResult:
    """Store new values of some fields. Codes: OK, STALE, NOT_FOUND, and INVALID for a repeated id or unknown field."""
    return _write(
        connection,
        counter,
        [
            _Change(patch.product.id, f"patches[{index}].product.id", partial(_decide_valid_patch, patch, index))
            for index, patch in enumerate(patches)
        ],
    )


def delete_products(
    connection: Connection, counter: SeqCounter, ids: Sequence[ProductId], source_version: int
) -> WriteResult:
    """Delete products. Codes: OK, STALE, NOT_FOUND, and INVALID for an id that appeared before in the batch."""
    decide = partial(decide_delete, source_version=source_version)
    return _write(
        connection, counter, [_Change(product_id, f"ids[{index}]", decide) for index, product_id in enumerate(ids)]
    )


def _decide_valid_patch(patch: ProductPatch, index: int, stands: ProductState | None) -> Decision:
    if unpatchable(patch):
        message = "names a field that a patch cannot change"
        return Decision(None, EntryStatus(EntryCode.INVALID, f"patches[{index}].fields", message))
    return decide_patch(stands, patch)


def _write(connection: Connection, counter: SeqCounter, changes: Sequence[_Change]) -> WriteResult:
    batch = _Batch(_read_standing(connection, [change.product_id for change in changes]), counter)
    entries = tuple(batch.settle(change) for change in changes)
    _save(connection, batch.written, batch.standing)
    return WriteResult(entries, batch.newest)


class _Batch:
    """What stands of the products of one call, and what will.

    Attributes:
        newest: the highest seq at which an entry answered OK stands.
    """

    def __init__(self, standing: dict[ProductId, _Standing], counter: SeqCounter) -> None:
        self.standing = standing
        self.written: dict[ProductId, _Standing] = {}
        self.newest = Seq(0)
        self._counter = counter
        self._seen: set[ProductId] = set()

    def settle(self, change: _Change) -> EntryStatus:
        if change.product_id in self._seen:
            return EntryStatus(EntryCode.INVALID, change.id_field, "appears twice in the batch; the first is kept")
        self._seen.add(change.product_id)
        stands = self.standing.get(change.product_id)
        decision = change.decide(stands.state if stands else None)
        if decision.state:
            stands = self.written[change.product_id] = _Standing(self._counter.take(), decision.state)
        if stands and decision.status.code is EntryCode.OK:
            self.newest = max(self.newest, stands.seq)
        return decision.status


def _read_standing(connection: Connection, ids: Sequence[ProductId]) -> dict[ProductId, _Standing]:
    return {
        row.id: _Standing(
            row.seq, ProductState(row.source_version, None if row.deleted else decode_product(row.payload))
        )
        for row in rows_where_in(connection, _STANDING, PRODUCTS.c.id, ids)
    }


def _save(connection: Connection, written: dict[ProductId, _Standing], standing: dict[ProductId, _Standing]) -> None:
    new = [{"id": key, **_row(value)} for key, value in written.items() if key not in standing]
    changed = [{"row_id": key, **_row(value)} for key, value in written.items() if key in standing]
    if new:
        connection.execute(insert(PRODUCTS), new)
    if changed:
        connection.execute(_UPDATE, changed)


def _row(standing: _Standing) -> dict[str, Any]:
    product = standing.state.product
    return {
        "seq": standing.seq,
        "source_version": standing.state.version,
        "deleted": product is None,
        "payload": encode(product) if product else b"",
    }
