"""`auslage evaluate vectors` by the real command."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.harness.command import auslage
from training.vector_index import MIN_RECALL


def test_what_is_found_and_what_it_costs_is_told_beside_exact_search() -> None:
    done = auslage("evaluate", "vectors", "--products", "60000", "--factors", "8", "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["n_products"] == 60_000
    assert 1 <= answer["n_probed"] < answer["n_cells"]
    for kind in ("visitors", "items"):
        assert answer[f"{kind}_recall@100"] >= MIN_RECALL - 0.01
        assert 0 < answer[f"{kind}_p50_ms"] <= answer[f"{kind}_p99_ms"]
        assert answer[f"{kind}_exact_p50_ms"] > 0


def test_a_search_is_one_thread_whatever_the_number_of_cores() -> None:
    program = "from service.cli.app import main\ntry: main()\nexcept SystemExit: pass\nimport faiss; print(faiss.omp_get_max_threads())"
    environment = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
    command = [sys.executable, "-c", program, "--version"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "1"
