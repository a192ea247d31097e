"""What becomes of new products: some items are withheld from all training, only their attributes are known.

Measured on the last item of each sequence, where all items compete, withheld ones included. The comparison is nearest
neighbours by attributes: the cosine of tf-idf vectors between each item and the recent ones of the user.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags

from service.bundle.item_traits import ItemTraits
from service.bundle.model import Model
from service.candidates.blend import Gathered, best, gather
from service.candidates.content import DECAY
from service.candidates.predicted import beside
from service.candidates.sources import DEFAULT_SHARES, SOURCES_OF
from service.candidates.trail import visit_trail
from service.errors import FeedInvalid
from service.types import Placement
from training.accuracy import CUT, bootstrap_interval
from training.content import attribute_traits
from training.dataset import Interactions, clicks
from training.evaluate import BOOTSTRAP_SEED
from training.evaluate_recommend import SETTINGS
from training.model import learn
from training.moments import Moment
from training.settings import TrainingSettings
from training.weights import chances, learned

Bools: TypeAlias = NDArray[np.bool_]
Float64: TypeAlias = NDArray[np.float64]
Int32: TypeAlias = NDArray[np.int32]

SEED = 7
_CONTENT = "content"


@dataclass(frozen=True, slots=True, eq=False)
class Withheld:
    """Sequences of which some items are new.

    Attributes:
        known, new: item names; those of `new` are numbered on after those of `known`.
        of_user: the items of each user, oldest first.
    """

    known: tuple[str, ...]
    new: tuple[str, ...]
    of_user: tuple[Int32, ...]

    def before(self, place: int) -> Iterator[tuple[int, Int32]]:
        """Each user with a known item before this place from the end (-1 is the last), and all their known items there."""
        for user, items in enumerate(self.of_user):
            history = items[:place]
            history = history[history < len(self.known)]
            if history.size:
                yield user, history

    def interactions(self, place: int) -> Interactions:
        """What is known of all users before this place, as training reads it."""
        users, histories = zip(*self.before(place), strict=True)
        user = np.repeat(np.array(users, np.int64), [len(history) for history in histories])
        row = np.concatenate(histories).astype(np.int64)
        return clicks(self.known, visit=user, row=row, at_ms=np.zeros(len(row), np.int64))

    def moments(self, place: int) -> list[Moment]:
        """What each user went for at this place from the end, after what is known of them before it."""
        return [
            Moment(visit_trail(history, confidence=1.0), int(self.of_user[user][place]), user)
            for user, history in self.before(place)
        ]


@dataclass(frozen=True, slots=True)
class ColdStart:
    """Shares of users whose last item is among the first twenty.

    Attributes:
        cold, cold_knn: where that is a new item: by the blend, and by nearest neighbours of attributes.
        lift_low, lift_high: 95 % interval of the difference of the two, by paired bootstrap.
        warm, warm_hidden, warm_without: where it is a known item: by the blend, by the same with new items hidden, and by
            a blend that knows no attributes at all.
        n_cold, n_warm: users of either kind.
    """

    cold: float
    cold_knn: float
    lift_low: float
    lift_high: float
    warm: float
    warm_hidden: float
    warm_without: float
    n_cold: int
    n_warm: int

    def metrics(self) -> dict[str, float]:
        """The figures by the names they bear in reports."""
        return {
            "cold_hr@20": self.cold,
            "cold_knn_hr@20": self.cold_knn,
            "cold_lift_low": self.lift_low,
            "cold_lift_high": self.lift_high,
            "warm_hr@20": self.warm,
            "warm_hr@20_hidden": self.warm_hidden,
            "warm_hr@20_without": self.warm_without,
        }


def withhold(products: Sequence[str], of_user: Sequence[Int32], *, share: float, seed: int = SEED) -> Withheld:
    """Draw the new items by chance and number them behind the others."""
    order = np.random.default_rng(seed).permutation(len(products))
    n_known = len(products) - round(share * len(products))
    number_of = np.empty(len(products), np.int32)
    number_of[order] = np.arange(len(products))
    names = [products[item] for item in order.tolist()]
    return Withheld(tuple(names[:n_known]), tuple(names[n_known:]), tuple(number_of[items] for items in of_user))


def measure(
    withheld: Withheld, attributes: Mapping[str, tuple[str, ...]], settings: TrainingSettings = SETTINGS
) -> ColdStart:
    """Learn without the new items, and foretell the last item of everybody.

    Raises:
        FeedInvalid: nobody's last item is a new one, or everybody's is.
    """
    traits = attribute_traits(attributes, withheld.known, withheld.new)
    shares, shares_without = _shares(withheld, traits, settings)
    model = beside(learn(withheld.interactions(-1), settings), traits)
    moments = withheld.moments(-1)
    is_cold = np.array([moment.target >= model.n_items for moment in moments])
    if is_cold.all() or not is_cold.any():
        raise FeedInvalid(
            "of the withheld share of the items, the last ones of nobody or of everybody are: nothing to compare"
        )
    hits = np.array([_hits(moment, model, shares, shares_without) for moment in moments]).T
    cold_knn = _knn_hits([moment for moment, cold in zip(moments, is_cold, strict=True) if cold], withheld, attributes)
    cold = hits[0, is_cold]
    low, high = bootstrap_interval(cold.astype(np.float64) - cold_knn, np.random.default_rng(BOOTSTRAP_SEED))
    warm, warm_hidden, warm_without = hits[:, ~is_cold].mean(axis=1).tolist()
    return ColdStart(
        cold=float(cold.mean()),
        cold_knn=float(cold_knn.mean()),
        lift_low=low,
        lift_high=high,
        warm=warm,
        warm_hidden=warm_hidden,
        warm_without=warm_without,
        n_cold=int(is_cold.sum()),
        n_warm=int((~is_cold).sum()),
    )


def _shares(
    withheld: Withheld, traits: ItemTraits, settings: TrainingSettings
) -> tuple[dict[str, float], dict[str, float]]:
    """What each source is worth, and what it is worth without content, learned from the known items before the last."""
    sources, before = SOURCES_OF[Placement.FOR_YOU], DEFAULT_SHARES[Placement.FOR_YOU]
    model = beside(learn(withheld.interactions(-2), settings), traits)
    known = [moment for moment in withheld.moments(-2) if moment.target < model.n_items]
    given = chances(known[: settings.n_taught], model, sources)
    others = [name for name in sources if name != _CONTENT]
    left = 1.0 - before[_CONTENT]
    columns = [list(sources).index(name) for name in others]
    return learned(given, before), learned(given[:, columns], {name: before[name] / left for name in others})


def _hits(
    moment: Moment, model: Model, shares: Mapping[str, float], shares_without: Mapping[str, float]
) -> tuple[bool, bool, bool]:
    """Whether the target is found: by the blend, with new items hidden, and without attributes."""
    gathered = gather(moment.trail, model, SOURCES_OF[Placement.FOR_YOU])
    unseen = _only(gathered, ~np.isin(gathered.items, moment.trail.items))
    known = _only(unseen, unseen.items < model.n_items)
    asked = ((unseen, shares), (known, shares), (known, shares_without))
    return tuple(moment.target in best(among, weights, CUT) for among, weights in asked)  # type: ignore[return-value]


def _only(gathered: Gathered, kept: Bools) -> Gathered:
    return Gathered(gathered.names, gathered.items[kept], gathered.shares[kept])


def _knn_hits(moments: Sequence[Moment], withheld: Withheld, attributes: Mapping[str, tuple[str, ...]]) -> Float64:
    """Whether nearest neighbours of attributes find each target: 1 or 0, shape (n_moments,)."""
    vectors = _tf_idf([attributes.get(name, ()) for name in (*withheld.known, *withheld.new)])
    ties = np.random.default_rng(SEED).permutation(vectors.shape[0]) * 1e-12
    hits = np.zeros(len(moments))
    for place, moment in enumerate(moments):
        recency = csr_matrix(np.power(DECAY, moment.trail.ages))
        scores = (vectors @ (recency @ vectors[moment.trail.items]).T).toarray().ravel() + ties
        scores[moment.trail.items] = -np.inf
        hits[place] = np.count_nonzero(scores > scores[moment.target]) < CUT
    return hits


def _tf_idf(values: Sequence[Sequence[str]]) -> csr_matrix:
    """Unit vectors of products, shape (n_products, n_values)."""
    numbers: dict[str, int] = {}
    carried = [sorted({numbers.setdefault(value, len(numbers)) for value in of_product}) for of_product in values]
    starts = np.cumsum([0, *map(len, carried)])
    columns = np.array([number for of_product in carried for number in of_product], np.int32)
    counts = np.bincount(columns, minlength=len(numbers))
    idf = np.log((1 + len(values)) / (1 + counts))
    vectors = csr_matrix((idf[columns], columns, starts), shape=(len(values), len(numbers)))
    norms = np.sqrt(np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel())
    return csr_matrix(diags(1 / np.where(norms > 0, norms, 1.0)) @ vectors)
