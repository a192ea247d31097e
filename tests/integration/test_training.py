from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from service.bundle.reader import current, list_bundles, load
from service.candidates.trail import trail_of
from service.types import Event, EventProduct, EventType, ProductId, Seq, SessionId, VisitEvent, VisitorId
from service.visitor.foldin import taste_vector
from tests.harness.builders import NOON_MS, event
from tests.harness.history import ListHistory
from tests.harness.taste_groups import taste_events
from training.bench import Unkept
from training.dataset import NothingToLearn
from training.pipeline import Outcome, train
from training.settings import AlsSettings, TrainingSettings

SETTINGS = TrainingSettings(als=AlsSettings(n_factors=8))


def run(root: Path, events: list[Event], *, force: bool = False) -> Outcome:
    return train(ListHistory(events), root, SETTINGS, force=force)


def test_planted_taste_passes_the_gate_and_is_published(tmp_path: Path) -> None:
    outcome = run(tmp_path, taste_events(seed=3, loyalty=0.95))
    print(outcome.evaluation)
    assert outcome.evaluation.lift_low > 0
    assert outcome.published is not None
    assert current(tmp_path) == outcome.published.version
    assert outcome.published.metrics == outcome.evaluation.metrics()


def test_without_taste_the_gate_holds_and_the_published_bundle_stays(tmp_path: Path) -> None:
    run(tmp_path, taste_events(seed=3, loyalty=0.95))
    before = current(tmp_path)
    outcome = run(tmp_path, taste_events(seed=4, loyalty=0.5))
    assert outcome.published is None
    assert (current(tmp_path), len(list_bundles(tmp_path))) == (before, 1)


def test_force_publishes_what_the_gate_holds_back(tmp_path: Path) -> None:
    outcome = run(tmp_path, taste_events(seed=4, loyalty=0.5), force=True)
    assert not outcome.evaluation.passed
    assert outcome.published is not None


def test_the_same_ledger_gives_the_same_bytes(tmp_path: Path) -> None:
    folders = []
    for name in ("one", "other"):
        run(tmp_path / name, taste_events(seed=3, loyalty=0.95), force=True)
        folders.append(tmp_path / name / list_bundles(tmp_path / name)[0])
    one, other = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert one == other


def test_a_newcomer_with_one_click_is_led_to_their_group(tmp_path: Path) -> None:
    run(tmp_path, taste_events(seed=3, loyalty=0.95))
    bundle = load(tmp_path / str(current(tmp_path)))
    click = VisitEvent("1", EventType.CLICK, NOON_MS, (ProductId("a7"),), SessionId(""), Seq(0))
    trail = trail_of([click], bundle.model, start_ms=NOON_MS, now_ms=NOON_MS)
    vector = taste_vector(trail.items, trail.weights, trail.ages, bundle.model)
    _, rows = bundle.model.vectors.index.search(vector[np.newaxis], 20)
    assert sum(bundle.model.product_ids[row].startswith("a") for row in rows[0]) > 15


def test_an_empty_ledger_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(NothingToLearn):
        run(tmp_path, [])
    assert list(tmp_path.iterdir()) == []


def _views(persons: int, products: int, step_ms: int) -> list[Event]:
    pairs = [(person, product) for person in range(persons) for product in range(products)]
    return [
        event(
            f"{person}-{product}", of=f"p{product}", visitor_id=VisitorId(f"v{person}"), at_ms=NOON_MS + step * step_ms
        )
        for step, (person, product) in enumerate(pairs)
    ]


@pytest.mark.parametrize(
    "events",
    [
        pytest.param(_views(1, 1, 0), id="one event"),
        pytest.param(_views(1, 9, 1000), id="one person"),
        pytest.param(_views(9, 1, 1000), id="one product"),
        pytest.param(_views(9, 9, 0), id="one moment"),
        pytest.param([*_views(3, 3, 1000), event("stray", of="p0", at_ms=0)], id="one stray date"),
        pytest.param([event("1", of="p"), event("2", of="p", event_type=EventType.REFUND)], id="all taken back"),
        pytest.param([event("1", products=(EventProduct(ProductId("p")),) * 3)], id="one product thrice"),
    ],
)
def test_the_smallest_shops_give_a_whole_bundle_once_forced(tmp_path: Path, events: list[Event]) -> None:
    held = run(tmp_path, events)
    assert held.published is None
    forced = run(tmp_path, events, force=True)
    assert forced.published is not None
    bundle = load(tmp_path / forced.published.version)
    assert np.isfinite(bundle.model.item_factors).all()


def test_every_step_is_told_as_it_begins_and_while_it_counts(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    bench = Unkept(lambda *step: told.append(step))
    train(ListHistory(_views(2, 2, 1)), tmp_path, SETTINGS, force=True, bench=bench)
    begun = [step for step, done, of in told if (done, of) == (0, 0)]
    assert begun[:4] == ["events", "products", "clicks", "rehearsal: factors"]
    assert begun[-2:] == ["publish", "report"]
    assert len(set(begun)) == len(begun)
    assert ("events", 4, 4) in told
    page = (Path(__file__).parents[2] / "docs" / "training.md").read_text(encoding="utf-8")
    assert all(f"`{step}`" in page for step in begun if not step.startswith("rehearsal: "))
    rounds = [(done, of) for step, done, of in told if step == "factors"]
    assert rounds == [(0, 0), *((done, SETTINGS.als.n_iterations) for done in range(1, SETTINGS.als.n_iterations + 1))]
