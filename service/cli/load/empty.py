"""A server that answers every call with the same bytes: `python -m service.cli.load.empty PORT BYTES`, until SIGTERM."""

from __future__ import annotations

import sys
from typing import Any

import grpc
import uvloop

from service.rpc.server import SERVER_OPTIONS

SERVICE, METHOD = "auslage.bench.Empty", "Call"


async def serve_empty(port: int, n_bytes: int) -> None:
    """Answer on a loopback port, under the options of the real server, until cancelled."""
    reply = bytes(n_bytes)

    async def answer(_request: bytes, _context: object) -> bytes:
        return reply

    server = grpc.aio.server(options=SERVER_OPTIONS)
    handlers: dict[str, Any] = {METHOD: grpc.unary_unary_rpc_method_handler(answer)}
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, handlers),))
    server.add_insecure_port(f"127.0.0.1:{port}")
    await server.start()
    await server.wait_for_termination()


if __name__ == "__main__":
    uvloop.run(serve_empty(int(sys.argv[1]), int(sys.argv[2])))
