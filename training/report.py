"""What a training measured, for people: one page of HTML that needs nothing from outside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from service.types import Placement
from training.accuracy import Mean
from training.comparison import Comparison
from training.dataset import Interactions
from training.in_force import InForce
from training.lists import BLEND, POPULARITY
from training.plots import bars, intervals, lines, stacks
from training.rehearsal import Rehearsed
from training.tuning import told

_STYLE = """
body { margin: 2.5rem auto; max-width: 46rem; padding: 0 1.25rem; background: #fff; color: #1f2937;
  font: 16px/1.55 system-ui, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; } h2 { font-size: 1.15rem; margin-top: 2.5rem; }
p.lead { font-size: 1.1rem; } p.note { color: #4b5563; font-size: .92rem; }
table { border-collapse: collapse; margin: 1rem 0; width: 100%; font-size: .92rem; }
th, td { padding: .35rem .6rem; text-align: right; border-bottom: 1px solid #e5e7eb; font-variant-numeric: tabular-nums; }
th:first-child, td:first-child { text-align: left; } th { color: #4b5563; font-weight: 600; }
svg { max-width: 100%; height: auto; font-family: system-ui, sans-serif; }
"""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """All that a report tells of: what there was to learn from, and what was measured on its held-back end."""

    interactions: Interactions
    split_at_ms: int
    rehearsed: Rehearsed
    in_force: InForce


def report(seen: Seen, *, version: str = "") -> str:
    """The page; `version` is that of the published bundle, empty if the gate kept it back. Equal figures, equal bytes."""
    title = f"Training {version}" if version else "Training, nothing published"
    sections = (_data(seen), *_quality(seen), _worth(seen), *_from_clicks(seen), _vectors(seen))
    body = "\n".join([f"<h1>{escape(title)}</h1>", _verdict(seen), *sections])
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    return f'<!doctype html>\n<html lang="en"><head>{head}</head>\n<body>\n{body}\n</body></html>\n'


def _verdict(seen: Seen) -> str:
    evaluation = seen.rehearsed.evaluation
    if not evaluation.n_persons:
        return '<p class="lead">Nothing could be measured: nobody has events both before and in the held-out part.</p>'
    blend, popularity = (evaluation.accuracy[name].hr for name in (BLEND, POPULARITY))
    says = "finds more than popularity" if evaluation.passed else "does not beat popularity beyond chance"
    return (
        f'<p class="lead">The blend {says}: HR@20 {blend:.3f} against {popularity:.3f}, a difference of '
        f"{evaluation.lift:+.3f} (95 % interval {evaluation.lift_low:+.3f} to {evaluation.lift_high:+.3f}), "
        f"measured on {evaluation.n_persons:,} people.</p>"
    )


def _data(seen: Seen) -> str:
    interactions, settings = seen.interactions, seen.rehearsed.settings
    span = [_day(ms) for ms in (interactions.at_ms.min(), seen.split_at_ms, interactions.at_ms.max())]
    by_type = sorted(interactions.n_of_type.items(), key=lambda counted: (-counted[1], counted[0]))
    facts = {
        "telling events": f"{interactions.n_events:,}",
        "people": f"{interactions.n_persons:,}",
        "products": f"{interactions.n_products:,}",
        "from": span[0],
        "held out from": span[1],
        "to": span[2],
    }
    return _section(
        "What there was to learn from",
        _table(list(facts), [list(facts.values())]),
        bars({name.value: float(n) for name, n in by_type}, label="events", form="{:,.0f}") if by_type else "",
        f'<p class="note">The settings of ALS were {told(settings)}.</p>' if settings.n_trials else "",
    )


def _quality(seen: Seen) -> Iterable[str]:
    evaluation, comparison = seen.rehearsed.evaluation, seen.rehearsed.comparison
    if comparison.standings:
        standings = comparison.standings
        measures = {
            "HR@20": {name: standing.hr for name, standing in standings.items()},
            "NDCG@20": {name: standing.ndcg for name, standing in standings.items()},
        }
        yield _section(
            "What people went for next",
            "<p>Everything before the held-out part was learned from, everything in it was foretold: the share of people who "
            "find something they went for among twenty products that are new to them, and how far up it stands.</p>",
            intervals(measures),
            _standings(comparison),
            "<p class='note'>Coverage: the share of all products that anybody was shown. Gini: 0 if all products are shown "
            "alike, near 1 if few take all. Rank: the mean place of what is shown in the order of popularity.</p>",
            _about_in_force(seen),
        )
        alone = {name: one.hr for name, one in evaluation.accuracy.items()}
        ranked = dict(sorted(alone.items(), key=lambda named: -named[1]))
        yield _section("Each source alone", bars(ranked, label="HR@20", highlighted=BLEND))
    if comparison.newcomers:
        yield _first_clicks(comparison)


def _standings(comparison: Comparison) -> str:
    rows = [
        [
            name,
            _with_interval(one.hr),
            _with_interval(one.ndcg),
            f"{one.coverage:.1%}",
            f"{one.gini:.2f}",
            f"{one.popularity_rank:,.0f}",
        ]
        for name, one in comparison.standings.items()
    ]
    return _table(["", "HR@20", "NDCG@20", "coverage", "Gini", "rank"], rows)


def _about_in_force(seen: Seen) -> str:
    in_force, n = seen.in_force, seen.rehearsed.comparison.n_products
    if in_force.refused:
        says = f"The bundle in force could not be opened for comparison: {in_force.refused}."
    elif not in_force.version:
        says = "No bundle was in force to compare with."
    elif in_force.model is None:
        says = f"The bundle in force, {in_force.version}, knows none of these products, so it is not compared."
    else:
        says = (
            f"In force: {in_force.version}, which knows {in_force.n_known:,} of the {seen.interactions.n_products:,} products. "
            f"It learned from the ledger up to {in_force.last_seq:,} of {seen.interactions.last_seq:,}: what it knew already of "
            "the held-out part makes it look better here than it is."
        )
    return f'<p class="note">{escape(says)}</p>' if n else ""


def _first_clicks(comparison: Comparison) -> str:
    newcomers = comparison.newcomers
    names = list(newcomers[0].hr)
    rows = [
        [
            str(one.n_clicks),
            f"{one.n_visits:,}",
            *(_with_interval(one.hr[name]) for name in names),
            f"{one.lift.mean:+.3f} ({one.lift.low:+.3f} to {one.lift.high:+.3f})",
        ]
        for one in newcomers
    ]
    return _section(
        "The first clicks of a visit",
        "<p>Visits of the held-out part as if nothing else were known of the person: HR@20 for what the rest of the visit "
        "goes for, after its first events.</p>",
        lines(
            [one.n_clicks for one in newcomers],
            {name: [one.hr[name] for one in newcomers] for name in names},
            label="HR@20",
            below="events of the visit so far",
        ),
        _table(["events", "visits", *names, "lift over popularity"], rows),
    )


def _worth(seen: Seen) -> str:
    placements = {placement.value for placement in Placement}
    shares = {name: of for name, of in seen.rehearsed.lessons.shares.items() if name in placements}
    return _section(
        "What the sources are worth",
        "<p>The share of each source in the blend of a placement, taught by this shop's own held-back events.</p>",
        stacks(shares) if shares else "",
    )


def _from_clicks(seen: Seen) -> Iterable[str]:
    rows = [
        [
            key,
            f"{one.n_clicks:,}",
            ", ".join(f"{name} x {by:.2f}" for name, by in one.factors.items() if f"{by:.2f}" != "1.00"),
        ]
        for key, one in seen.rehearsed.lessons.from_clicks.items()
    ]
    if rows:
        yield _section(
            "What clicks corrected",
            "<p>By what was clicked among what answers showed, places told apart, the weights of these placements, and of "
            "search, were multiplied; what is not named stays. The shares above and all that is measured here hold it.</p>",
            _table(["", "clicks", "factors"], rows),
        )


def _vectors(seen: Seen) -> str:
    effort = seen.rehearsed.effort
    if effort.kind == "exact":
        says = "The look-up of vectors compares with all products: its recall is 1."
    else:
        says = (
            f"The look-up of vectors opens {effort.n_probed:,} of {effort.n_cells:,} cells and finds {effort.recall:.1%} of the "
            "true best 100."
        )
    return _section("Looking up vectors", f"<p>{says}</p>")


def _section(title: str, *parts: str) -> str:
    return "\n".join([f"<h2>{escape(title)}</h2>", *filter(None, parts)])


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    def line(cells: Sequence[str], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"

    return "<table>" + line(heads, "th") + "".join(line(row, "td") for row in rows) + "</table>"


def _with_interval(mean: Mean) -> str:
    return f"{mean.mean:.3f} ({max(0.0, mean.low):.3f}–{mean.high:.3f})"


def _day(at_ms: int) -> str:
    return datetime.fromtimestamp(int(at_ms) / 1000, UTC).date().isoformat()
