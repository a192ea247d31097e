"""Foretelling the last item of sequences: HR and NDCG of the code that serves, over all items but those of the sequence.

The protocol of Kang and McAuley (SASRec, 2018) and Zhou et al. (S3-Rec, 2020), with full ranking instead of sampled
negatives: the last item of each user is measured, the one before it is what settings may be chosen on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.bundle.model import Model
from service.candidates.blend import Source, best, gather
from service.candidates.sources import DEFAULT_SHARES, SOURCES_OF
from service.candidates.taste import taste
from service.candidates.trail import visit_trail
from service.types import Placement
from training.content import attribute_traits
from training.model import learn
from training.moments import Moment
from training.ranked import moved, said
from training.sequence_files import N_HELD_BACK, Sequences
from training.settings import TrainingSettings
from training.weights import chances, learned

Int32: TypeAlias = NDArray[np.int32]

CUTS = (5, 10, 20)
# Every user of a public file is known anyway, so nobody could be told by a rare pair.
SETTINGS = TrainingSettings(min_persons=1)


@dataclass(frozen=True, slots=True)
class Foretold:
    """How well the last items of all users were foretold; each value is a mean over users, by cut.

    Attributes:
        hr: the share of users whose last item is among the first so many.
        ndcg: 1 / log2(1 + place) of the last item, 0 beyond the cut.
    """

    hr: Mapping[int, float]
    ndcg: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Measured:
    """What `evaluate recommend` tells.

    Attributes:
        blend: of all sources; of the model nothing is kept back but the last items.
        als: of ALS alone, by the same model.
        strict: of the blend; the items before the last are known of each user, but nothing was learned from them.
        shares: what each source is worth in the blend, learned from the items before the last.
    """

    blend: Foretold
    als: Foretold
    strict: Foretold
    shares: Mapping[str, float]


def measure(
    sequences: Sequences,
    attributes: Mapping[str, tuple[str, ...]],
    settings: TrainingSettings = SETTINGS,
    *,
    on_step: Callable[[str], None] = lambda _: None,
) -> Measured:
    """Learn from all but the ends of the sequences, and foretell the ends; without attributes content says nothing."""
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
    model = replace(learn(sequences.without_last(1), settings), traits=traits)
    on_step("foretelling the last items")
    return Measured(
        blend=foretell(last, model, sources, shares),
        als=foretell(last, model, {"taste": taste}, {"taste": 1.0}),
        strict=strictly,
        shares=shares,
    )


def moments_of(sequences: Sequences, *, place: int) -> Iterator[Moment]:
    """Of each user, what came before the item at this place from the end (-1 is the last), and that item."""
    for user, items in enumerate(sequences.of_user):
        yield Moment(visit_trail(items[:place], confidence=1.0), int(items[place]), user)


def foretell(
    moments: Sequence[Moment], model: Model, sources: Mapping[str, Source], shares: Mapping[str, float]
) -> Foretold:
    """Foretell the target of each moment among all items that its trail did not touch; one that it did is a miss."""
    ranks = np.array([_rank(moment, model, sources, shares) for moment in moments])
    gains = 1 / np.log2(1 + ranks)
    return Foretold(
        hr={cut: float(np.mean(ranks <= cut)) for cut in CUTS},
        ndcg={cut: float(np.mean(np.where(ranks <= cut, gains, 0.0))) for cut in CUTS},
    )


def _rank(moment: Moment, model: Model, sources: Mapping[str, Source], shares: Mapping[str, float]) -> float:
    """The place of the target, from 1 on; infinite if it is not among the largest cut."""
    gathered = gather(moment.trail, model, sources)
    foremost = best(gathered, shares, max(CUTS) + moment.trail.n)
    place = np.flatnonzero(foremost[~np.isin(foremost, moment.trail.items)] == moment.target)
    return float(place[0] + 1) if place.size else np.inf


def _some(moments: list[Moment], settings: TrainingSettings) -> list[Moment]:
    """At most `n_taught` of them, by chance."""
    chosen = np.random.default_rng(settings.als.seed).permutation(len(moments))[: settings.n_taught]
    return [moments[place] for place in np.sort(chosen)]
