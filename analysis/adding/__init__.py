"""Statements added to records: asked for or given by options, read at once, written under a lock."""

from analysis.adding.adding import Added, add_statement
from analysis.adding.desk import Wanted

__all__ = ["Added", "Wanted", "add_statement"]
