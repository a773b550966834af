"""Hedgerow: hedged statements in, tidy rows between, honest bands out."""
