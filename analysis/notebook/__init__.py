"""What a notebook says: sentences, tables and plots made from the figures, so that no number is ever typed.

>>> from analysis import notebook
>>> suite = notebook.open_suite()  # doctest: +SKIP
>>> suite.say("rounds.rate")  # doctest: +SKIP
"""

from analysis.notebook.suite import Suite, open_suite

__all__ = ["Suite", "open_suite"]
