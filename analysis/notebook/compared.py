"""The façade by which a notebook shows comparisons: blocs, conflicts, what to ask next."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.notebook import blocs, conflicts, questions
from analysis.notebook.showing import Text, plot_name, show
from analysis.notebook.view import View
from analysis.plots import plot_bands, plot_expected, plot_factors, plot_narrowing, plot_panels, plot_share
from analysis.plots.numbers import SHARE


@dataclass(frozen=True, slots=True)
class Compared:
    """What follows from setting statements beside one another; what was not worked out yet is said so."""

    view: View

    # Blocs

    def say_blocs(self, *names: str) -> None:
        """Show on which quantities and ratios blocs disagree, with both answers, then those on which not."""
        ordered = blocs.disputed_first(self.view, names)
        show(Text("\n\n".join(blocs.bloc_sentence(self.view, name) for name in ordered)))

    def plot_blocs(self, name: str, title: str | None = None) -> None:
        """Show what all statements and those of each bloc alone imply."""
        bands = blocs.bloc_bands(self.view, name)
        if not bands:
            show(Text(blocs.NOT_YET))
            return
        draw = plot_share if self.view.name_unit(name) == SHARE else plot_bands
        show(draw(plot_name("blocs", name), bands, title=title or blocs.bands_title(self.view, name)))

    def plot_series(self, quantity: str, title: str | None = None) -> None:
        """Show the months that each bloc alone implies over those of all statements together."""
        panels, behind = blocs.bloc_panels(self.view, quantity)
        if not panels:
            show(Text(blocs.NOT_YET))
            return
        unit, title = self.view.name_unit(quantity), title or blocs.panels_title(self.view, quantity)
        show(plot_panels(plot_name("series", quantity), panels, behind, unit, title=title))

    def plot_factors(self, name: str, title: str | None = None) -> None:
        """Show the factors between blocs, with the units as stated and alike for both."""
        factors = blocs.factor_bands(self.view, name)
        if not factors:
            show(Text(blocs.bloc_sentence(self.view, name)))
            return
        show(
            plot_factors(
                plot_name("factors", name), factors, title=title or blocs.factor_title(self.view, name)
            )
        )

    def factors(self, *names: str) -> None:
        """Show the factors between blocs."""
        show(Text(blocs.factors_table(self.view, *names)))

    def blocs(self, *names: str) -> None:
        """Show what each bloc implies alone, and on how much that rests."""
        show(Text(blocs.bloc_table(self.view, *names)))

    # Conflicts

    def say_conflicts(self, *names: str) -> None:
        """Show how many claims the others do not expect; of all quantities when none is named."""
        show(Text(conflicts.conflict_sentence(self.view, *names)))

    def say_influence(self, *names: str) -> None:
        """Show which claim moves its headline most."""
        show(Text(conflicts.influence_sentence(self.view, *names)))

    def say_faults(self, *names: str) -> None:
        """Show how many faulty retellings the other claims give away."""
        show(Text(conflicts.fault_sentence(self.view, *names)))

    def plot_conflicts(self, quantity: str, title: str | None = None) -> None:
        """Show what was expected of the most surprising claims, and what they stated."""
        bands = conflicts.expected_bands(self.view, quantity)
        if not bands:
            show(Text(conflicts.conflict_sentence(self.view, quantity)))
            return
        title = title or conflicts.conflicts_title(self.view, quantity)
        show(plot_expected(plot_name("conflicts", quantity), bands, title=title))

    def plot_influence(self, quantity: str, title: str | None = None) -> None:
        """Show the headline of a quantity with every claim, and without those that move it most."""
        bands = conflicts.influence_bands(self.view, quantity)
        if not bands:
            show(Text(conflicts.NOT_YET))
            return
        title = title or conflicts.influence_title(self.view, quantity)
        show(plot_bands(plot_name("influence", quantity), bands, title=title))

    def plot_faults(self, quantity: str, title: str | None = None) -> None:
        """Show what was expected of faulty retellings, what they stated, and what their origin said."""
        bands = conflicts.fault_bands(self.view, quantity)
        if not bands:
            show(Text(conflicts.fault_sentence(self.view, quantity)))
            return
        title = title or conflicts.faults_title(self.view, quantity)
        show(plot_expected(plot_name("faults", quantity), bands, title=title))

    def conflicts(self, *names: str) -> None:
        """Show every claim with what the others lead one to expect of it."""
        show(Text(conflicts.conflicts_table(self.view, *names)))

    def faults(self, *names: str) -> None:
        """Show every faulty retelling beside what its origin said."""
        show(Text(conflicts.faults_table(self.view, *names)))

    # Questions

    def say_next(self, *names: str) -> None:
        """Show which single new statement would narrow which figure most."""
        show(Text(questions.next_sentence(self.view, *names)))

    def plot_next(self, name: str, title: str | None = None) -> None:
        """Show by how much the best statements would narrow the figure of a quantity or a ratio."""
        shares = questions.next_shares(self.view, name)
        if not shares:
            show(Text(questions.NOT_YET))
            return
        title = title or questions.next_title(self.view, name)
        show(plot_narrowing(plot_name("next", name), shares, title=title, subtitle=questions.HOW_TO_READ))

    def questions(self, *names: str) -> None:
        """Show the best statements to ask for, with the width of the band before and after."""
        show(Text(questions.next_table(self.view, *names)))
