"""Draw from one problem with one sampler, in a process of its own.

``python -m bench._reference.sample SAMPLER PROBLEM DRAWS --tables TABLES`` writes the draws of every
reported value, (values, chains, draws), with the time and the memory that they took. A second run in the
same process, where there is one, is what a sampler takes once it is compiled.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

BEGUN_AT = "BEGUN_AT"
PACKAGES = {
    "hedgerow": ("numpy",),
    "numpyro": ("numpyro", "jax", "jaxlib", "numpy"),
    "pymc": ("pymc", "pytensor", "numpy"),
}


@dataclass
class Watch:
    """Wall and processor seconds of each run, the first from when the process was asked for, and memory."""

    begun: float
    processor: float = 0.0
    wall_seconds: list[float] = field(default_factory=list)
    processor_seconds: list[float] = field(default_factory=list)
    peak_mb: list[float] = field(default_factory=list)

    def lap(self) -> None:
        """End a run and begin the next."""
        wall, processor = time.monotonic(), _processor_seconds()
        self.wall_seconds.append(wall - self.begun)
        self.processor_seconds.append(processor - self.processor)
        self.peak_mb.append(max(usage.ru_maxrss for usage in _usages()) / 1024)
        self.begun, self.processor = wall, processor


def main(arguments: list[str]) -> None:
    """Draw, and write draws, seconds and memory."""
    watch = Watch(float(os.environ.get(BEGUN_AT) or time.monotonic()))
    options = _options(arguments)
    values = np.empty(0)
    for values in islice(SAMPLERS[options.sampler](options), options.runs):  # noqa: B007
        watch.lap()
    _write(options, values, watch)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("sampler", choices=sorted(SAMPLERS))
    parser.add_argument("problem", type=Path)
    parser.add_argument("draws_file", type=Path)
    parser.add_argument("--tables", type=Path)
    parser.add_argument("--chains", type=int, default=4)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--warmup", type=int, default=1000)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--accept", type=float, default=0.8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=1)
    return parser.parse_args(arguments)


def _ours(options: argparse.Namespace) -> Iterator[Array]:
    from analysis.model.fit import fit_problem
    from bench._reference.description import read_description, rebuild, value_names

    description = read_description(options.problem)
    problem, ratios = rebuild(description)
    while True:
        values = fit_problem(problem, ratios).draws.values
        yield np.transpose(values, (1, 2, 0))[: len(value_names(description))]


def _numpyro(options: argparse.Namespace) -> Iterator[Array]:
    os.environ["XLA_FLAGS"] = f"--xla_force_host_platform_device_count={options.chains}"
    import jax
    import numpyro
    from numpyro.infer import MCMC, NUTS, init_to_uniform

    from bench._reference.numbers import read_numbers
    from bench._reference.numpyro_model import model

    numpyro.enable_x64()
    numbers = read_numbers(options.problem, options.tables)
    kernel = NUTS(lambda: model(numbers), target_accept_prob=options.accept, init_strategy=init_to_uniform)
    mcmc = MCMC(
        kernel,
        num_warmup=options.warmup,
        num_samples=options.draws,
        num_chains=options.chains,
        chain_method="parallel",
        progress_bar=False,
    )
    seed = options.seed
    while True:
        mcmc.run(jax.random.PRNGKey(seed))
        yield np.moveaxis(np.asarray(mcmc.get_samples(group_by_chain=True)["values"]), 2, 0)
        seed += 1


def _pymc(options: argparse.Namespace) -> Iterator[Array]:
    import pymc

    from bench._reference.numbers import read_numbers
    from bench._reference.pymc_model import build_model

    numbers = read_numbers(options.problem, options.tables)
    seed = options.seed
    while True:
        with build_model(numbers):
            drawn = pymc.sample(
                draws=options.draws,
                tune=options.warmup,
                chains=options.chains,
                cores=options.cores,
                target_accept=options.accept,
                random_seed=seed,
                progressbar=False,
                compute_convergence_checks=False,
            )
        yield np.moveaxis(drawn.posterior["values"].to_numpy(), 2, 0)
        seed += 1


SAMPLERS: dict[str, Callable[[argparse.Namespace], Iterator[Array]]] = {
    "hedgerow": _ours,
    "numpyro": _numpyro,
    "pymc": _pymc,
}


def _processor_seconds() -> float:
    return sum(usage.ru_utime + usage.ru_stime for usage in _usages())


def _usages() -> list[resource.struct_rusage]:
    return [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]


def _write(options: argparse.Namespace, values: Array, watch: Watch) -> None:
    said = {
        "wall_seconds": watch.wall_seconds,
        "processor_seconds": watch.processor_seconds,
        "peak_mb": watch.peak_mb,
        "options": {name: getattr(options, name) for name in ("chains", "draws", "warmup", "accept", "seed")},
        "versions": {name: version(name) for name in PACKAGES[options.sampler]},
    }
    np.savez(options.draws_file, values=values, said=json.dumps(said))


if __name__ == "__main__":
    main(sys.argv[1:])
