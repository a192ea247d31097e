"""What was measured, as a table and as one JSON object."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table

from service.cli.load.measure import Row

BUDGET_MS = 10.0
_LATE_MS = 2.0
_MANY = 1_000


@dataclass(frozen=True, slots=True)
class Report:
    """All measurements.

    Attributes:
        setting: what was measured, in words.
        stated: the searches at the rate that was asked for.
        rows: every run, that one and the empty RPC included.
        events_per_s, rss_mib: None if the server is not ours.
    """

    setting: str
    stated: Row
    rows: tuple[Row, ...]
    empty: Row
    events_per_s: float | None
    rss_mib: float | None

    @property
    def cpu_ratio(self) -> float | None:
        """The CPU of a search over that of an empty RPC."""
        if self.stated.cpu_us is None or not self.empty.cpu_us:
            return None
        return self.stated.cpu_us / self.empty.cpu_us


def as_json_object(report: Report) -> str:
    """The stated rate's figures by the names of the interface, and every run under `runs`."""
    stated = _figures(report.stated)
    answer = stated | {
        "cpu_ratio_to_empty_rpc": _rounded(report.cpu_ratio, 2),
        "events_per_s": _rounded(report.events_per_s, 0),
        "rss_mib": _rounded(report.rss_mib, 0),
        "setting": report.setting,
        "runs": [{"what": row.what, "rate": row.rate, **_figures(row)} for row in report.rows],
    }
    return msgspec.json.encode(answer).decode()


def show(console: Console, report: Report) -> None:
    """Print the table and what it says."""
    table = Table(title=f"Open loop, latency from the intended time of sending: {report.setting}", title_justify="left")
    table.add_column("run")
    for heading in (
        "asked /s",
        "answered /s",
        "p50 ms",
        "p99 ms",
        "p99.9 ms",
        "CPU µs",
        "errors",
        "no visitor",
        "lag ms",
    ):
        table.add_column(heading, justify="right")
    for row in report.rows:
        table.add_row(*_cells(row, is_search=row is not report.empty))
    console.print(table)
    console.print(_summary(report), highlight=False)
    for remark in _remarks(report):
        console.print(f"! {remark}", style="yellow")


def _cells(row: Row, *, is_search: bool) -> tuple[str, ...]:
    measured = row.measured
    return (
        row.what,
        f"{row.rate:.0f}",
        f"{measured.per_second:.0f}",
        *(f"{measured.latency_ms(percentile):.1f}" for percentile in (50, 99, 99.9)),
        "" if row.cpu_us is None else f"{row.cpu_us:.0f}",
        str(measured.n_errors),
        str(row.n_without_visitor) if is_search else "",
        f"{measured.lag_ms:.1f}",
    )


def _summary(report: Report) -> str:
    if report.cpu_ratio is None or report.events_per_s is None:
        return "CPU, memory and events are measured on a server of our own."
    return (
        f"A search costs {report.cpu_ratio:.1f} times the CPU of an empty RPC with a reply of the same size. "
        f"{report.events_per_s:,.0f} events/s in batches of 100. {report.rss_mib:.0f} MiB resident."
    )


def _remarks(report: Report) -> list[str]:
    remarks = []
    if max(row.measured.lag_ms for row in report.rows) > _LATE_MS:
        remarks.append("The generator itself was late (lag, 99th percentile): latencies hold its delay, too.")
    if report.stated.measured.latencies_ms.size < _MANY:
        remarks.append("Fewer than 1,000 answers: p99.9 is the slowest of them.")
    if report.stated.measured.latency_ms(99) > BUDGET_MS:
        remarks.append(f"p99 at the stated rate is above the budget of {BUDGET_MS:.0f} ms.")
    return remarks


def _figures(row: Row) -> dict[str, Any]:
    measured = row.measured
    return {
        "searches_per_s": _rounded(measured.per_second, 1),
        "p50_ms": _rounded(measured.latency_ms(50), 2),
        "p99_ms": _rounded(measured.latency_ms(99), 2),
        "p999_ms": _rounded(measured.latency_ms(99.9), 2),
        "cpu_us_per_search": _rounded(row.cpu_us, 0),
        "errors": measured.n_errors,
        "generator_lag_p99_ms": _rounded(measured.lag_ms, 2),
    }


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
