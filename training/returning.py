"""What held-back events teach of going back: the factors of `service.candidates.returning`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.bundle.model import RETURNING_SHAPE, Model
from service.candidates.blend import gather
from service.candidates.returning import NEW, acquaintance, situation
from service.candidates.sources import SOURCES_OF
from service.types import Placement
from training.moments import Moment

Float32: TypeAlias = NDArray[np.float32]
Float64: TypeAlias = NDArray[np.float64]
Int64: TypeAlias = NDArray[np.int64]

CAUTION = 5.0
_N_ROUNDS = 50


@dataclass(frozen=True, slots=True, eq=False)
class Returns:
    """What was expected at several moments, and what came.

    Attributes:
        situation: shape (n,).
        expected: the chance of the newest item, of the earlier ones and of all new ones, shape (n, 3).
        came: which of the three it was, shape (n,).
    """

    situation: Int64
    expected: Float64
    came: Int64


def returns(moments: Sequence[Moment], model: Model, shares: Mapping[str, float]) -> Returns:
    """What the sources of FOR_YOU expect at these moments by a model that has learned nothing of returning yet."""
    expected = np.zeros((len(moments), NEW + 1))
    for place, moment in enumerate(moments):
        gathered = gather(moment.trail, model, SOURCES_OF[Placement.FOR_YOU])
        kinds = acquaintance(moment.trail, gathered.items)
        expected[place] = np.bincount(kinds, weights=gathered.scores(shares), minlength=NEW + 1)
    came = [acquaintance(moment.trail, np.array([moment.target], np.int32))[0] for moment in moments]
    return Returns(
        situation=np.array([situation(moment.trail) for moment in moments], np.int64),
        expected=expected,
        came=np.array(came, np.int64),
    )


def learned_returning(seen: Returns, *, caution: float = CAUTION) -> Float32:
    """The factors under which what came is most likely, drawn towards 1; shape RETURNING_SHAPE.

    A multinomial logit with the log of what was expected as offset and a Gaussian prior of variance 1 / `caution` on the
    logs of the factors, by Newton's method with the diagonal of the Hessian. What nobody expected teaches nothing.
    """
    foreseen = seen.expected[np.arange(len(seen.came)), seen.came] > 0
    place, expected, came = seen.situation[foreseen], seen.expected[foreseen], seen.came[foreseen]
    logs = np.zeros((RETURNING_SHAPE[0], NEW + 1))
    counts = np.zeros_like(logs)
    np.add.at(counts, (place, came), 1)
    for _ in range(_N_ROUNDS):
        chances = expected * np.exp(logs[place])
        chances /= chances.sum(axis=1, keepdims=True)
        slope, curve = counts - caution * logs, np.full_like(logs, caution)
        np.subtract.at(slope, place, chances)
        np.add.at(curve, place, chances * (1 - chances))
        # Half a step, since what one factor gains the others lose.
        logs += 0.5 * slope / curve
        logs[:, NEW] = 0
    return np.exp(logs[:, :NEW]).astype(np.float32)
