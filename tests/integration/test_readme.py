"""The README's commands and client do what it says, run as they are printed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness.process import wait_until
from tests.harness.redis import free_port

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent


def _block(language: str, containing: str) -> str:
    blocks = re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)
    (found,) = [block for block in blocks if containing in block]
    return found


class Reader:
    """Somebody who copies the README's blocks into a terminal, on a port of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = str(free_port())
        self.environment = os.environ | {
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "AUSLAGE_LISTEN": f"127.0.0.1:{self.port}",
            "AUSLAGE_DRAIN_S": "0",
        }

    def run(self, *command: str) -> str:
        done = subprocess.run(
            [part.replace("50051", self.port) for part in command],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def serves(self) -> bool:
        probe = [BIN / "auslage", "health", "--address", f"127.0.0.1:{self.port}"]
        done = subprocess.run(probe, env=self.environment, capture_output=True, check=False, timeout=60)
        return done.returncode == 0


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    reader = Reader(tmp_path_factory.mktemp("reader"))
    *before, serve = _block("sh", "auslage serve &").strip().splitlines()
    assert serve == "auslage serve &"
    reader.run("bash", "-ec", "\n".join(before))
    server = subprocess.Popen(
        [BIN / "auslage", "serve"], cwd=reader.folder, env=reader.environment, stderr=subprocess.DEVNULL
    )
    try:
        wait_until(reader.serves, "the README's server", within_s=60)
        yield reader
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def test_the_imported_products_are_found(reader: Reader) -> None:
    search, suggest, explain, recommend = _block("sh", "auslage search Damenshorts").strip().splitlines()
    found = reader.run("bash", "-ec", search)
    assert "Damenshorts Juist" in found
    assert "Shorts für Damen" in found
    assert "Herrenshorts" not in found
    assert "damen shorts" in reader.run("bash", "-ec", suggest)
    assert "rank" in reader.run("bash", "-ec", explain)
    similar = reader.run("bash", "-ec", recommend)
    assert "Shorts für Damen" in similar
    assert "Herrenshorts" not in similar


def test_the_first_client_sees_its_own_event(reader: Reader) -> None:
    code = _block("python", "import grpc")
    assert len([line for line in code.splitlines() if line]) <= 11
    printed = reader.run(sys.executable, "-c", code).strip().splitlines()
    assert printed[0].startswith("1 ")
    assert "slot.gender" in printed[0]


@pytest.mark.parametrize("target", ["demo", "test", "check", "bench", "proto"])
def test_the_make_targets_exist(target: str) -> None:
    dry = subprocess.run(["/usr/bin/env", "make", "-n", target], cwd=ROOT, capture_output=True, check=False, timeout=60)
    assert dry.returncode == 0


def test_links_of_the_readme_lead_somewhere() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / link).exists(), link
