"""Runs the real `auslage` command as a process, away from this machine's own settings."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.harness.process import wait_until

COMMAND = (sys.executable, "-P", "-m", "service.cli")


def clean_environment(**settings: str) -> dict[str, str]:
    """Our environment without its AUSLAGE_ variables, and with `settings`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AUSLAGE_")}
    return {**kept, "COLUMNS": "200", **settings}


def auslage(*arguments: object, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        env=clean_environment(**settings),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@contextmanager
def serving(log: Path, *arguments: object, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """`auslage serve` from the moment it says that it is serving; SIGTERM at the end, if it still runs then.

    Args:
        log: where its standard error goes.
        arguments: after `serve`.
        settings: of its environment.
    """
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [*COMMAND, "serve", *map(str, arguments)],
            env=clean_environment(AUSLAGE_DRAIN_S="0", **settings),
            stdin=subprocess.DEVNULL,
            stderr=errors,
        )
    try:
        wait_until(lambda: '"serving"' in log.read_text() or process.poll() is not None, "auslage serve", within_s=60)
        assert process.poll() is None, log.read_text()
        yield process
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
