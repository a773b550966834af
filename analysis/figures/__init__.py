"""Posterior quantiles made into citable figures: ids, rounding, sentences, sources, citations, changes.

Everything here is a function of its arguments; reading and writing files is left to the caller.
"""
