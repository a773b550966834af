"""The assumptions and the effort of a fit, as one validated value."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class Settings:
    """What a fit assumes and how hard it works.

    The ``*_width`` values multiply the spread that the vocabulary tables give to one source of
    uncertainty; 1 is the shipped model, 0 switches that source off.

    Attributes
    ----------
    populations, particles : int
        Independent populations and particles (chains) in each.
    draws, most_draws, warmup : int
        Moves kept at first and at most, and moves thrown away, per chain, at the full posterior.
    tolerance : float
        Largest Monte Carlo error of a published quantile, as a share of the width of its 90 % band;
        moves are added until it is met.
    level_log_mean, level_log_sd : float
        Normal prior of the log level (units per month for a flow, units for a stock).
    sigma_median, sigma_log_sd : float
        Log-normal prior of the standard deviation of the log level around its mean.
    length_median, length_log_sd : float
        Log-normal prior of the correlation length in months.
    shared_knowledge : float
        Share of the variance of an origin's knowledge error that all of its numbers have in common.
    """

    populations: int = 8
    particles: int = 128
    draws: int = 16
    most_draws: int = 64
    warmup: int = 8
    tolerance: float = 1 / 160
    hedge_width: float = 1.0
    window_width: float = 1.0
    speaker_width: float = 1.0
    knowledge_width: float = 1.0
    shape_width: float = 1.0
    shared_knowledge: float = 0.5
    level_log_mean: float = 9.0
    level_log_sd: float = 20.0
    sigma_median: float = 0.25
    sigma_log_sd: float = 0.8
    length_median: float = 6.0
    length_log_sd: float = 1.0

    def __post_init__(self) -> None:
        for name in ("populations", "particles", "draws"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is {getattr(self, name)}; it must be at least 1")
        for field in fields(self):
            if field.name.endswith("_width") and getattr(self, field.name) < 0:
                raise ValueError(f"{field.name} is {getattr(self, field.name)}; a width cannot be negative")
        if not 0 <= self.shared_knowledge <= 1:
            raise ValueError(f"shared_knowledge is {self.shared_knowledge}; it is a share, from 0 to 1")

    @property
    def chains(self) -> int:
        """Return the number of chains in all populations."""
        return self.populations * self.particles

    @property
    def quick(self) -> Settings:
        """Return the same assumptions with a quarter of the chains, and no draws beyond the first."""
        return replace(self, particles=max(self.particles // 4, 1), most_draws=self.draws)

    def with_(self, **changes: float) -> Settings:
        """Return a copy with some values changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def as_dict(self) -> dict[str, float]:
        """Return the settings as plain values, for an info file."""
        return asdict(self)
