"""CatalogService: parse, store or read, render."""
# ruff: noqa: N802 - gRPC spells its methods so.

from __future__ import annotations

from operator import attrgetter

from auslage.v1 import catalog_pb2, catalog_pb2_grpc

from service.answers import WriteAnswer
from service.limits import DEFAULT_LIST_SIZE, MAX_BATCH
from service.rpc.admission import Context
from service.rpc.batches import good, merge, parse_entries, refuse_repeats
from service.rpc.fields import identifier, whole
from service.rpc.handlers import Catalog
from service.rpc.mask import parse_mask
from service.rpc.parse_product import parse_product
from service.rpc.parse_query import parse_page_size
from service.rpc.render import MAX_PRODUCT_BYTES, render_statuses
from service.rpc.render_product import render_product
from service.rpc.tokens import ListToken, TokenSeal
from service.types import ProductId, ProductPatch, Seq, WriteResult

_NOTHING = WriteAnswer(WriteResult((), Seq(0)))


class CatalogServicer(catalog_pb2_grpc.CatalogServiceServicer):
    """Translates catalogue calls."""

    def __init__(self, catalog: Catalog, *, tokens: TokenSeal) -> None:
        self._catalog = catalog
        self._tokens = tokens

    async def UpsertProducts(
        self, request: catalog_pb2.UpsertProductsRequest, _: Context
    ) -> catalog_pb2.UpsertProductsResponse:
        """Store the good products of a batch and answer every one."""
        request_id = identifier(request.request_id, "request_id")
        entries = refuse_repeats(
            await parse_entries(request.products, "products", parse_product), "id", attrgetter("id")
        )
        products, answer = good(entries), _NOTHING
        if products:
            answer = await self._catalog.upsert(
                products, request_id=request_id, wait_for_visible=request.wait_for_visible
            )
        statuses = render_statuses(merge(entries, answer.result.entries))
        return catalog_pb2.UpsertProductsResponse(statuses=statuses, visible=answer.visible)

    async def PatchProducts(
        self, request: catalog_pb2.PatchProductsRequest, _: Context
    ) -> catalog_pb2.PatchProductsResponse:
        """Change the masked fields of stored products and answer every one."""
        request_id = identifier(request.request_id, "request_id")
        fields = parse_mask(request.update_mask)
        entries = refuse_repeats(
            await parse_entries(request.products, "products", parse_product), "id", attrgetter("id")
        )
        patches, answer = [ProductPatch(product, fields) for product in good(entries)], _NOTHING
        if patches:
            answer = await self._catalog.patch(
                patches, request_id=request_id, wait_for_visible=request.wait_for_visible
            )
        statuses = render_statuses(merge(entries, answer.result.entries))
        return catalog_pb2.PatchProductsResponse(statuses=statuses, visible=answer.visible)

    async def DeleteProducts(
        self, request: catalog_pb2.DeleteProductsRequest, _: Context
    ) -> catalog_pb2.DeleteProductsResponse:
        """Delete products and answer every id."""
        request_id = identifier(request.request_id, "request_id")
        source_version = whole(request.source_version, "source_version", 0)
        entries = refuse_repeats(await parse_entries(request.product_ids, "product_ids", _product_id), "", str)
        product_ids, answer = good(entries), _NOTHING
        if product_ids:
            answer = await self._catalog.delete(
                product_ids,
                source_version=source_version,
                request_id=request_id,
                wait_for_visible=request.wait_for_visible,
            )
        statuses = render_statuses(merge(entries, answer.result.entries))
        return catalog_pb2.DeleteProductsResponse(statuses=statuses, visible=answer.visible)

    async def GetProduct(self, request: catalog_pb2.GetProductRequest, _: Context) -> catalog_pb2.GetProductResponse:
        """Read one product."""
        product_id = ProductId(identifier(request.product_id, "product_id", required=True))
        product = await self._catalog.get(product_id)
        return catalog_pb2.GetProductResponse(product=render_product(product, with_cost=True))

    async def ListProducts(
        self, request: catalog_pb2.ListProductsRequest, _: Context
    ) -> catalog_pb2.ListProductsResponse:
        """Read a page of products in the order of their ids."""
        limit = parse_page_size(request.page_size, default=DEFAULT_LIST_SIZE, limit=MAX_BATCH)
        after = self._tokens.open(request.page_token, ListToken, "page_token").after if request.page_token else ""
        products = await self._catalog.list(ProductId(after), limit)
        response, room = catalog_pb2.ListProductsResponse(), MAX_PRODUCT_BYTES
        for product in products:
            message = render_product(product, with_cost=True)
            room -= message.ByteSize()
            if room < 0 and response.products:
                break
            response.products.append(message)
        if len(response.products) < len(products) or len(products) == limit:
            response.next_page_token = self._tokens.seal(ListToken(response.products[-1].id))
        return response


def _product_id(value: str) -> ProductId:
    return ProductId(identifier(value, "product_ids", required=True))
