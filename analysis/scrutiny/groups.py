"""All that is worked out about one group of quantities: blocs, conflicts, questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.model.assemble import Group, assemble_groups, evidence
from analysis.model.settings import Settings
from analysis.scrutiny.blocs import bloc_rows, examine_blocs, factor_rows
from analysis.scrutiny.conflicts import conflict_rows, faulty, faulty_rows
from analysis.scrutiny.fits import Examined, examine
from analysis.scrutiny.questions import candidates, question_rows
from analysis.tables.vocabulary import Vocabulary

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Case:
    """A group to be looked at; its claims are of every status.

    Attributes
    ----------
    quantities : tuple of str
        Quantities of the group.
    claims : DataFrame
        All claims of the suite.
    vocabulary : Vocabulary
        Hedges, speakers, units, windows, ratios.
    settings : Settings
        Assumptions and effort.
    """

    quantities: tuple[str, ...]
    claims: pd.DataFrame
    vocabulary: Vocabulary
    settings: Settings


@dataclass(frozen=True, slots=True)
class Scrutiny:
    """Rows of each table, as the data package describes them."""

    blocs: Rows
    bloc_factors: Rows
    conflicts: Rows
    questions: Rows


def scrutinise(case: Case) -> Scrutiny:
    """Work out all that is said of one group."""
    vocabulary, settings = case.vocabulary, case.settings
    own = case.claims[case.claims["quantity"].isin(case.quantities)]
    stated, retellings = evidence(own).reset_index(drop=True), faulty(own)
    group = _assembled(case, stated)
    wanted = candidates(group, stated, vocabulary)
    examined, retold = _examine(case, group, stated, wanted, retellings)
    blocs = examine_blocs(stated, vocabulary, settings)
    return Scrutiny(
        bloc_rows(examined, blocs, stated),
        factor_rows(examined, blocs),
        [
            *conflict_rows(examined, stated, vocabulary, settings),
            *faulty_rows(retold, retellings, case.claims, len(stated) + len(wanted)),
        ],
        question_rows(examined, wanted, len(stated)),
    )


def _examine(
    case: Case, group: Group, stated: pd.DataFrame, wanted: pd.DataFrame, retellings: pd.DataFrame
) -> tuple[Examined, Examined]:
    """Return the fit of a group with its candidates, and the one that answers for faulty retellings.

    They are the same, unless a retelling speaks of months that no claim does: cells are added for it, and
    what is reported of the group must not depend on them.
    """
    few = pd.concat([stated, wanted], ignore_index=True)
    all_asked = pd.concat([few, retellings], ignore_index=True) if len(retellings) else few
    stretched = _assembled(case, stated, all_asked)
    if stretched.cells == group.cells:
        both = examine(stretched, range(len(stated), len(all_asked)))
        return both, both
    alone = examine(_assembled(case, stated, few), range(len(stated), len(few)))
    return alone, examine(stretched, range(len(few), len(all_asked)))


def _assembled(case: Case, stated: pd.DataFrame, asked: pd.DataFrame | None = None) -> Group:
    return assemble_groups(stated, case.vocabulary, case.settings, asked=asked)[0]
