"""What is known of who asks, as far as an answer may speak of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from service.candidates.lead import LEADS
from service.candidates.trail import Found, Trail, trail_of
from service.ranking.score import LEAD_WEIGHT, SEARCH, SLOT_WEIGHT
from service.retrieval.memo import Memo
from service.types import Consent, VisitEvent, Visitor, Who
from service.usecases.snapshot import Snapshot
from service.visitor.intent import Affinity, visit_start_ms
from service.visitor.leaning import slot_leanings
from service.visitor.refunds import without_refunded

_DEFAULT_WEIGHTS: Mapping[str, float] = {**SLOT_WEIGHT, **LEAD_WEIGHT}


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """What a request may use of its visitor; empty for who is unknown, did not consent, or asked for strength 0.

    Attributes:
        events: oldest first, without purchases that were sent back; empty in a search, as the trail is.
        strength: in (0, 1].
        trail: what the sources of candidates read; None without a bundle or a product that it knows.
        leads: in a search, by part the rows that became likelier by what the visitor did, and by how much on a log scale.
        weights: what full affinity to a slot adds, and each unit of a lead.
    """

    events: tuple[VisitEvent, ...] = ()
    strength: float = 0.0
    affinities: Mapping[str, Affinity] = field(default_factory=dict)
    trail: Trail | None = None
    leads: Mapping[str, Found] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=lambda: _DEFAULT_WEIGHTS)

    @property
    def nbytes(self) -> int:
        """The memory that leanings and leads hold."""
        led = sum(lead.items.nbytes + lead.scores.nbytes for lead in self.leads.values())
        return led + sum(affinity.by_code.nbytes for affinity in self.affinities.values())


def known_person(who: Who, visitor: Visitor, snapshot: Snapshot, *, now_ms: int) -> Person:
    """What the visitor's events tell in this state of catalogue and model."""
    if not _may_be_known(who, visitor):
        return Person()
    return _learned(who, visitor, snapshot, visit_start_ms(visitor.events, who.session_id, now_ms), now_ms)


def searching_person(
    who: Who,
    visitor: Visitor,
    snapshot: Snapshot,
    *,
    overruled: Collection[str] = (),
    now_ms: int,
    memo: Memo[Person] | None = None,
) -> Person:
    """What a search makes of it: leanings, without slots that the query names, and where the visit leads.

    `memo` only saves work: between two keystrokes nothing new is learned.
    """
    if not _may_be_known(who, visitor):
        return Person()
    start_ms = visit_start_ms(visitor.events, who.session_id, now_ms)
    generation, bundle = snapshot.index.generation, snapshot.bundle
    # Not when the visit began: without an event in it, that is now.
    n_in_visit = sum(event.at_ms >= start_ms for event in visitor.events)
    state = (generation.build, generation.commit, bundle and bundle.version)
    key = (who.visitor_id, visitor.seq, len(visitor.events), n_in_visit, *state)
    person = memo.get(key) if memo is not None else None
    if person is None:
        person = _led(_learned(who, visitor, snapshot, start_ms, now_ms), snapshot)
        if memo is not None:
            memo.put(key, person)
    kept = {slot: affinity for slot, affinity in person.affinities.items() if slot not in overruled}
    return replace(person, strength=who.strength, affinities=kept)


def _may_be_known(who: Who, visitor: Visitor) -> bool:
    return who.consent is Consent.GRANTED and who.strength > 0 and bool(visitor.events)


def _learned(who: Who, visitor: Visitor, snapshot: Snapshot, start_ms: int, now_ms: int) -> Person:
    events, bundle = without_refunded(visitor.events), snapshot.bundle
    affinities = slot_leanings(visitor.events, snapshot.index.columns, start_ms=start_ms)
    if bundle is None:
        return Person(events, who.strength, affinities)
    trail = trail_of(events, bundle.model, start_ms=start_ms, now_ms=now_ms)
    weights = {**_DEFAULT_WEIGHTS, **bundle.model.weights.get(SEARCH, {})}
    return Person(events, who.strength, affinities, trail if trail.n else None, weights=weights)


def _led(person: Person, snapshot: Snapshot) -> Person:
    """With the leads in place of what they were read from."""
    leads: dict[str, Found] = {}
    if snapshot.bundle is not None and person.trail is not None:
        for name, lead in LEADS.items():
            found = lead(person.trail, snapshot.bundle.model)
            rows = snapshot.rows_of_items(found.items)
            leads[name] = Found(rows[rows >= 0], found.scores[rows >= 0])
    return replace(person, events=(), trail=None, leads=leads)
