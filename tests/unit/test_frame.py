from __future__ import annotations

import os
import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==\S+( ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
COMMENT = re.compile(r"^\s*#")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def canonical(name: str) -> str:
    """A distribution's name as PEP 503 compares it, without extras and versions."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", name, maxsplit=1)[0]).lower()


def locked(name: str) -> set[str]:
    return {canonical(match[1]) for line in text_of(name).splitlines() if (match := PINNED.match(line))}


def wanted(*extras: str) -> set[str]:
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    names = [*project["dependencies"], *(name for extra in extras for name in project["optional-dependencies"][extra])]
    return {canonical(name) for name in names}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_holds_pins_and_hashes_and_no_address(lock: str) -> None:
    lines = [line for line in text_of(lock).splitlines() if line.strip() and not COMMENT.match(line)]
    assert [line for line in lines if not PINNED.match(line) and not HASH.match(line)] == []
    assert "://" not in text_of(lock)
    assert "--index" not in text_of(lock)
    assert "--find-links" not in text_of(lock)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock: str) -> None:
    lines = [line for line in text_of(lock).splitlines() if not COMMENT.match(line)]
    assert all(HASH.match(after) for pin, after in pairwise(lines) if PINNED.match(pin))


def test_every_dependency_is_locked() -> None:
    assert wanted("train", "build") - locked("requirements.lock") == set()
    assert wanted("train", "build", "dev") - locked("requirements-dev.lock") == set()


def test_the_gate_is_executable_and_runs_the_command_of_the_readme() -> None:
    gate = ROOT / ".ci" / "run"
    assert os.access(gate, os.X_OK)
    lines = gate.read_text(encoding="utf-8").splitlines()
    assert "set -euo pipefail" in lines
    assert "make test" in lines


def test_the_image_is_built_from_hashed_wheels_and_runs_unprivileged() -> None:
    dockerfile = text_of("Dockerfile")
    assert "--require-hashes --only-binary :all: -r requirements.lock" in dockerfile
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", dockerfile, re.MULTILINE)
    assert 'CMD ["auslage", "health"]' in dockerfile


def test_compose_publishes_on_loopback_only() -> None:
    published = re.findall(r"^    ports: (.+)$", text_of("compose.yaml"), re.MULTILINE)
    assert published == ['["127.0.0.1:50051:50051"]']


def test_the_licence_is_the_one_that_pyproject_names() -> None:
    licence = text_of("LICENSE")
    assert licence.lstrip().startswith("Apache License\n                           Version 2.0, January 2004")
    assert tomllib.loads(text_of("pyproject.toml"))["project"]["license"] == "Apache-2.0"
