"""Hedgerow: hedged statements in, tidy rows between, honest bands out."""

import os

# Products of small matrices: threads make them slower, many times so on a busy machine, and less repeatable.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
