"""Foretelling the last item of sequences: HR and NDCG of the code that serves, over all items but those of the sequence.

The protocol of Kang and McAuley (SASRec, 2018) and Zhou et al. (S3-Rec, 2020), with full ranking instead of sampled
negatives: the last item of each user is measured, the one before it is what settings may be chosen on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.bundle.model import Model
from service.candidates.blend import Source, best, gather
from service.candidates.sources import DEFAULT_SHARES, SOURCES_OF
from service.candidates.taste import taste
from service.candidates.trail import visit_trail
from service.retrieval.follower import IndexView
from service.types import Placement
from training.accuracy import Mean, mean_of
from training.content import attribute_traits
from training.evaluate_served import foretell_served
from training.foretold import CUTS, Foretold, place_among
from training.model import learn
from training.moments import Moment
from training.ranked import moved, said
from training.sequence_files import N_HELD_BACK, Sequences
from training.settings import TrainingSettings
from training.weights import chances, learned

Int32: TypeAlias = NDArray[np.int32]

# Every user of a public file is known anyway, so nobody could be told by a rare pair.
SETTINGS = TrainingSettings(min_persons=1)


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What `evaluate recommend` tells, of the same users throughout.

    Attributes:
        blend: by all sources; of the model nothing is kept back but the last items.
        served: by the whole answer of FOR_YOU with the same model.
        als: by ALS alone, by the same model.
        strict: by the blend; the items before the last are known of each user, but nothing was learned from them.
        shares: what each source is worth in the blend, learned from the items before the last.
    """

    blend: Foretold
    served: Foretold
    als: Foretold
    strict: Foretold
    shares: Mapping[str, float]

    def metrics(self) -> dict[str, float]:
        """The figures by the names of the interface."""
        figures = {f"hr@{cut}": self.blend.hr(cut) for cut in CUTS}
        figures |= {f"ndcg@{cut}": self.blend.ndcg(cut) for cut in CUTS[1:]}
        for name, foretold in (("als", self.als), ("strict", self.strict)):
            figures |= {f"{name}_hr@10": foretold.hr(10), f"{name}_ndcg@10": foretold.ndcg(10)}
        return figures

    def served_metrics(self) -> dict[str, float]:
        """The figures of the whole answer, and what it finds more than the blend, with the 95 % interval of that."""
        figures = {"served_hr@10": self.served.hr(10), "served_ndcg@10": self.served.ndcg(10)}
        for name, lift in self.served_lifts().items():
            figures |= {f"served_lift_{name}_{part}": value for part, value in asdict(lift).items()}
        return figures

    def served_lifts(self) -> dict[str, Mean]:
        """By measure, what the whole answer finds more than the blend, paired by user."""
        return {
            "hr@10": mean_of(self.served.hits(10) - self.blend.hits(10)),
            "ndcg@10": mean_of(self.served.gains(10) - self.blend.gains(10)),
        }


def measure(
    sequences: Sequences,
    attributes: Mapping[str, tuple[str, ...]],
    settings: TrainingSettings = SETTINGS,
    *,
    index: IndexView,
    on_step: Callable[[str], None] = lambda _: None,
) -> Measured:
    """Learn from all but the ends of the sequences, and foretell the ends; without attributes content says nothing.

    `index`: of the same items with the same attributes, which answers are served from.
    """
    sources = SOURCES_OF[Placement.FOR_YOU]
    traits = attribute_traits(attributes, sequences.products)
    on_step("learning without the last two items")
    strict = replace(learn(sequences.without_last(N_HELD_BACK), settings), traits=traits)
    on_step("learning what each source is worth")
    moments = _some(list(moments_of(sequences, place=-2)), settings)
    likely = learned(chances(moments, strict, sources), DEFAULT_SHARES[Placement.FOR_YOU])
    shares = moved(likely, said(moments, strict, sources))
    last = list(moments_of(sequences, place=-1))
    on_step("foretelling without having learned from the items before the last")
    strictly = foretell(last, strict, sources, shares)
    on_step("learning without the last item")
    model = replace(learn(sequences.without_last(1), settings), traits=traits, weights={Placement.FOR_YOU: shares})
    on_step("foretelling the last items")
    blend, als = foretell(last, model, sources, shares), foretell(last, model, {"taste": taste}, {"taste": 1.0})
    on_step("foretelling the last items as they are served")
    served = foretell_served(last, model, index)
    return Measured(blend=blend, served=served, als=als, strict=strictly, shares=shares)


def moments_of(sequences: Sequences, *, place: int) -> Iterator[Moment]:
    """Of each user, what came before the item at this place from the end (-1 is the last), and that item."""
    for user, items in enumerate(sequences.of_user):
        yield Moment(visit_trail(items[:place], confidence=1.0), int(items[place]), user)


def foretell(
    moments: Sequence[Moment], model: Model, sources: Mapping[str, Source], shares: Mapping[str, float]
) -> Foretold:
    """Foretell the target of each moment among all items that its trail did not touch; one that it did is a miss."""
    return Foretold(np.array([_place(moment, model, sources, shares) for moment in moments]))


def _place(moment: Moment, model: Model, sources: Mapping[str, Source], shares: Mapping[str, float]) -> float:
    gathered = gather(moment.trail, model, sources)
    foremost = best(gathered, shares, max(CUTS) + moment.trail.n)
    return place_among(foremost[~np.isin(foremost, moment.trail.items)].tolist(), moment.target)


def _some(moments: list[Moment], settings: TrainingSettings) -> list[Moment]:
    """At most `n_taught` of them, by chance."""
    chosen = np.random.default_rng(settings.als.seed).permutation(len(moments))[: settings.n_taught]
    return [moments[place] for place in np.sort(chosen)]
