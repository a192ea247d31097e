"""A whole service inside the test's event loop: keeper, worker, sockets, and a channel to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import grpc.aio
from auslage.v1 import (
    catalog_pb2_grpc,
    event_pb2_grpc,
    model_pb2_grpc,
    recommendation_pb2_grpc,
    search_pb2_grpc,
)

from service.bootstrap import link_keeper, run_keeper, run_worker
from service.config import Settings, load_settings
from service.ports import Keeper


@dataclass(frozen=True, slots=True)
class Service:
    """Stubs of every service, and the keeper behind them."""

    keeper: Keeper
    channel: grpc.aio.Channel

    @property
    def search(self) -> search_pb2_grpc.SearchServiceStub:
        return search_pb2_grpc.SearchServiceStub(self.channel)

    @property
    def recommendation(self) -> recommendation_pb2_grpc.RecommendationServiceStub:
        return recommendation_pb2_grpc.RecommendationServiceStub(self.channel)

    @property
    def event(self) -> event_pb2_grpc.EventServiceStub:
        return event_pb2_grpc.EventServiceStub(self.channel)

    @property
    def catalog(self) -> catalog_pb2_grpc.CatalogServiceStub:
        return catalog_pb2_grpc.CatalogServiceStub(self.channel)

    @property
    def model(self) -> model_pb2_grpc.ModelServiceStub:
        return model_pb2_grpc.ModelServiceStub(self.channel)


def quick_settings(data_dir: Path, **overrides: object) -> Settings:
    return load_settings(data_dir=data_dir, listen="127.0.0.1:0", drain_s=0.0, grace_s=1.0, **overrides)


@asynccontextmanager
async def served(settings: Settings) -> AsyncIterator[Service]:
    async with (
        run_keeper(settings) as keeper,
        run_worker(settings, keeper) as server,
        grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel,
    ):
        yield Service(keeper, channel)


@asynccontextmanager
async def two_workers(settings: Settings) -> AsyncIterator[tuple[Service, Service]]:
    """Two workers that share nothing but the data folder, Redis and one keeper's socket."""
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(run_keeper(settings))
        workers = []
        for _ in range(2):
            link = await stack.enter_async_context(link_keeper(settings.data_dir))
            server = await stack.enter_async_context(run_worker(settings, link))
            channel = grpc.aio.insecure_channel(f"127.0.0.1:{server.port}")
            workers.append(Service(link, await stack.enter_async_context(channel)))
        yield workers[0], workers[1]
