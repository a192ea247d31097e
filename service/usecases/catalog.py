"""The life of catalogue calls: durable writes, optionally waited for until they can be found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.answers import WriteAnswer
from service.errors import NotFound
from service.ports import Keeper, Ledger
from service.types import Product, ProductId, ProductPatch, WriteResult
from service.usecases.serving import Visibility

VISIBLE_WITHIN_S = 5.0


@dataclass(frozen=True, slots=True)
class Catalog:
    """Stores and reads products."""

    keeper: Keeper
    ledger: Ledger
    visibility: Visibility

    async def upsert(self, products: Sequence[Product], *, request_id: str, wait_for_visible: bool) -> WriteAnswer:
        """Store whole products."""
        result = await self.keeper.upsert_products(products, request_id=request_id)
        return await self._answer(result, wait_for_visible=wait_for_visible)

    async def patch(self, patches: Sequence[ProductPatch], *, request_id: str, wait_for_visible: bool) -> WriteAnswer:
        """Change fields of stored products."""
        result = await self.keeper.patch_products(patches, request_id=request_id)
        return await self._answer(result, wait_for_visible=wait_for_visible)

    async def delete(
        self, product_ids: Sequence[ProductId], *, source_version: int, request_id: str, wait_for_visible: bool
    ) -> WriteAnswer:
        """Delete products."""
        result = await self.keeper.delete_products(product_ids, source_version=source_version, request_id=request_id)
        return await self._answer(result, wait_for_visible=wait_for_visible)

    async def get(self, product_id: ProductId) -> Product:
        """Return a stored product. Raises NotFound."""
        found = await self.ledger.products([product_id])
        if product_id not in found:
            raise NotFound("product_id: there is no such product")
        return found[product_id]

    async def list(self, after: ProductId, limit: int) -> list[Product]:
        """Return up to `limit` products in the order of ids, from the first one after `after`."""
        return await self.ledger.list_products(after=after, limit=limit)

    async def _answer(self, result: WriteResult, *, wait_for_visible: bool) -> WriteAnswer:
        visible = wait_for_visible and await self.visibility.wait_for(result.seq, VISIBLE_WITHIN_S)
        return WriteAnswer(result, visible=visible)
