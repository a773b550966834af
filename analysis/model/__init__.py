"""Claims to posterior: prior, likelihood, sampler, diagnostics.

The layers stand one above the other: ``hedging`` and ``student`` (one stated number), ``likelihood``
(one observation as a table), ``problem`` (a group of series as arrays), ``density`` (log posterior and
gradient), ``sampler`` (draws), ``diagnostics`` (what the draws are worth), ``assemble`` (claims table to
problems) and ``estimates`` (problems to tidy tables).
"""
