"""The page: one HTML file that needs nothing else, runs nothing, and asks nobody for anything.

Everything that comes from others is escaped by the template. Beyond that, the page's own Content-Security-Policy
forbids scripts, frames, forms and every request, so that whatever slipped through would do nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined

from facerec.evaluation.comparing import Comparison
from facerec.evaluation.figures import Method
from facerec.evaluation.significance import Difference
from facerec.evaluation.verdict import recommended
from facerec.plots import rendered
from facerec.progress import Progress, silent
from facerec.report import words
from facerec.report.drawings import MOST_TOGETHER, Drawing, drawings, robustness_drawings
from facerec.report.findings import Findings
from facerec.report.inline import inlined
from facerec.report.numbers import versions

_MOST_SKIPPED = 100  # pictures that are listed; the JSON file holds them all


def html(findings: Findings, progress: Progress = silent, *, drawn: Mapping[str, bytes] | None = None) -> str:
    """Write the page.

    Parameters
    ----------
    findings : Findings
    progress : Progress
        Told after every figure; may raise to stop the work.
    drawn : mapping of str to bytes, optional
        Figures that are drawn already, as SVG by their files.
    """
    comparison = findings.comparison
    shown = [drawing for drawing in drawings(findings) if drawing.in_page]
    spoiled = robustness_drawings(findings)
    template = _environment().get_template("report.html")
    return template.render(
        findings=findings,
        comparison=comparison,
        best=comparison.methods[0],
        marks=_marks(comparison),
        against_best=_against_best(comparison),
        shown=shown,
        spoiled=spoiled,
        svg=_pictures([*shown, *spoiled], drawn or {}, progress),
        most_together=MOST_TOGETHER,
        notes=(*findings.dataset.notes, *findings.comparison.plan.notes(findings.dataset.counts)),
        skipped=findings.dataset.skipped[:_MOST_SKIPPED],
        versions=versions(),
        words=words,
        scale=_Scale(comparison),
    )


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("facerec.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"percent": _percent, "bytes": _bytes, "steps": _steps, "unbroken": _unbroken}
    return environment


class _Scale:
    """Where shares lie on the small scales in the table, which begin below the lowest interval."""

    def __init__(self, comparison: Comparison) -> None:
        rates = [rate for method in comparison.methods for rate in (method.rank1, method.dir) if rate.value is not None]
        self.first = min((int(9.99 * rate.low) / 10 for rate in rates), default=0.0)

    def place(self, share: float) -> float:
        """Return the place of a share, in percent of the scale."""
        return round(100 * (share - self.first) / (1 - self.first), 2)


def _marks(comparison: Comparison) -> dict[str, str]:
    """Return for each method whether it is the best, cannot be told apart from it, or breaks its promise."""
    best = recommended(comparison.methods)
    equals = {name for group in comparison.ties if best.name in group for name in group}
    marks = {method.name: "≈" if method.name in equals else "" for method in comparison.methods}
    marks[best.name] = "★"
    return marks | {method.name: "▲" for method in comparison.methods if not method.keeps_promise}


def _against_best(comparison: Comparison) -> list[tuple[str, dict[str, Difference]]]:
    """Return how each other method differs from the best, by measure; positive where the best has more."""
    best = comparison.methods[0].name
    found: dict[str, dict[str, Difference]] = {}
    for difference in comparison.differences:
        if difference.first == best:  # it comes first in every pair that it is in
            found.setdefault(difference.second, {})[difference.measure] = difference
    return list(found.items())


def _pictures(shown: Sequence[Drawing], drawn: Mapping[str, bytes], progress: Progress) -> dict[str, str]:
    """Render figures for the page, by their files."""
    pictures = {}
    for number, drawing in enumerate(shown):
        progress("Drawing figures", number, len(shown))
        svg = drawn.get(drawing.file) or rendered(drawing.draw(), "svg")
        pictures[drawing.file] = inlined(svg, number, drawing.title)
    return pictures


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}"


def _bytes(count: int | None) -> str:
    if count is None:
        return "–"
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"


def _steps(method: Method) -> str:
    return " → ".join(type(step).__name__ for _, step in method.contestant.pipeline.steps)


def _unbroken(words: str) -> str:
    """Keep a number and its percent sign on one line."""
    return words.replace(" %", "\N{NO-BREAK SPACE}%")
