"""ModelService: ask, render."""
# ruff: noqa: N802 - gRPC spells its methods so.

from __future__ import annotations

from auslage.v1 import model_pb2, model_pb2_grpc

from service.rpc.admission import Context
from service.rpc.fields import identifier
from service.rpc.handlers import Models
from service.rpc.render import render_bundle, render_snapshot


class ModelServicer(model_pb2_grpc.ModelServiceServicer):
    """Translates calls about bundles and the snapshot."""

    def __init__(self, models: Models) -> None:
        self._models = models

    async def ListBundles(self, _: model_pb2.ListBundlesRequest, __: Context) -> model_pb2.ListBundlesResponse:
        """List the bundles on this node."""
        return model_pb2.ListBundlesResponse(bundles=map(render_bundle, await self._models.list_bundles()))

    async def ActivateBundle(
        self, request: model_pb2.ActivateBundleRequest, _: Context
    ) -> model_pb2.ActivateBundleResponse:
        """Serve with another bundle."""
        bundle = await self._models.activate(identifier(request.version, "version", required=True))
        return model_pb2.ActivateBundleResponse(bundle=render_bundle(bundle))

    async def GetSnapshot(self, _: model_pb2.GetSnapshotRequest, __: Context) -> model_pb2.GetSnapshotResponse:
        """Tell what answers at present."""
        return model_pb2.GetSnapshotResponse(snapshot=render_snapshot(await self._models.snapshot()))
