"""Timings of what people wait for; one module a kind, each with a `measure` that returns rows."""
