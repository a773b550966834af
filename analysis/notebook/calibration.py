"""The façade by which a notebook shows how the bands were measured; each verb shows one thing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analysis.notebook import findings, scoreboards
from analysis.notebook.findings import NOT_YET, RANKS_TOLERANCE, REAL_TOLERANCE
from analysis.notebook.measured import REAL, SHIPPED, SPOILT, Measured
from analysis.notebook.showing import Text, show
from analysis.plots import Coverage, CoverageGroup, plot_coverage, plot_ranks, plot_scores

CRPS = "Mean log-CRPS of the months, every series with the same weight; lower is better."


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was measured; ``measured`` gives it as values. What was not yet measured is said to be missing."""

    measured: Measured

    # Sentences

    def say_coverage(self) -> None:
        """Show how often the bands hold simulated truths."""
        show(Text(findings.coverage_sentence(self.measured)))

    def say_control(self) -> None:
        """Show whether spoilt draws are found out."""
        show(Text(findings.control_sentence(self.measured)))

    def say_truths(self) -> None:
        """Show for which misspecified truths the bands fall short."""
        show(Text(findings.truths_sentence(self.measured)))

    def say_real(self) -> None:
        """Show how often the bands hold real series."""
        show(Text(findings.real_sentence(self.measured)))

    def say_peers(self) -> None:
        """Show how the scores compare with those of other methods."""
        show(Text(findings.peers_sentence(self.measured)))

    def say_priors(self) -> None:
        """Show which prior does best."""
        show(Text(findings.priors_sentence(self.measured)))

    # Tables

    def coverage(self) -> None:
        """Show coverage and rank check of each simulated value."""
        show(Text(scoreboards.coverage_table(self.measured)))

    def limits(self) -> None:
        """Show the limits beside their known answers."""
        show(Text(scoreboards.limits_table(self.measured)))

    def truths(self) -> None:
        """Show our scores by misspecification."""
        show(Text(scoreboards.truths_table(self.measured)))

    def methods(self, kind: str = REAL) -> None:
        """Show the scores of every method on real, or on misspecified series."""
        show(Text(scoreboards.recovery_table(self.measured, kind)))

    def priors(self) -> None:
        """Show the scores of the candidate priors."""
        show(Text(scoreboards.priors_table(self.measured)))

    def runs(self) -> None:
        """Show when, how and with what each part was measured."""
        show(Text(scoreboards.runs_table(self.measured)))

    def settings(self) -> None:
        """Show the settings that were measured."""
        show(Text(scoreboards.settings_table(self.measured)))

    # Plots

    def plot_coverage(self, title: str | None = None) -> None:
        """Show the coverage of simulated truths."""
        groups = self.measured.coverage()
        self._show_coverage("coverage", groups, RANKS_TOLERANCE, title, findings.coverage_title)

    def plot_ranks(self) -> None:
        """Show the ranks of simulated truths by problem."""
        self._show_ranks(SHIPPED)

    def plot_control(self) -> None:
        """Show the ranks of the same truths among spoilt draws."""
        self._show_ranks(SPOILT)

    def plot_truths(self, title: str | None = None) -> None:
        """Show the coverage of misspecified truths."""
        groups = _one_group(self.measured.truths())
        self._show_coverage("coverage-truths", groups, RANKS_TOLERANCE, title, findings.truths_title)

    def plot_series(self, title: str | None = None) -> None:
        """Show the coverage of real series."""
        groups = _one_group(self.measured.series())
        self._show_coverage("coverage-series", groups, REAL_TOLERANCE, title, findings.series_title)

    def plot_by_claims(self, title: str | None = None) -> None:
        """Show the coverage of real series by the number of claims that they were cut into."""
        groups = _one_group(self.measured.by_claims())
        self._show_coverage("coverage-claims", groups, REAL_TOLERANCE, title, findings.claims_title)

    def plot_methods(self, title: str | None = None) -> None:
        """Show the scores of every method on real series."""
        scores = self.measured.scores()
        if scores:
            show(plot_scores("methods", scores, title or findings.methods_title(self.measured), CRPS))
        else:
            show(Text(NOT_YET))

    def _show_coverage(
        self,
        name: str,
        groups: Sequence[CoverageGroup],
        tolerance: float,
        title: str | None,
        find_title: Callable[[Measured], str],
    ) -> None:
        if any(group.rows for group in groups):
            show(plot_coverage(name, groups, tolerance, title or find_title(self.measured)))
        else:
            show(Text(NOT_YET))

    def _show_ranks(self, sampler: str) -> None:
        panels = self.measured.ranks(sampler)
        if panels:
            show(
                plot_ranks(f"ranks-{sampler}", panels, findings.ranks_title(panels, spoilt=sampler == SPOILT))
            )
        else:
            show(Text(NOT_YET))


def _one_group(rows: Sequence[Coverage]) -> list[CoverageGroup]:
    return [CoverageGroup("", tuple(rows))]
