"""Where the numbers come from: here an example, made from the division's code, so that it is the same every time."""

from __future__ import annotations

from dataclasses import dataclass

CITY = "2201"


@dataclass(frozen=True)
class Measured:
    index: int
    pm25: float


def air_quality_of(code: str) -> Measured | None:
    """Null beyond the city: nothing is measured there."""
    if not code.startswith(CITY) or not code.isdigit():
        return None
    index = 20 + sum(int(digit) for digit in code) * 3 % 100
    return Measured(index=index, pm25=round(index * 0.7, 1))
