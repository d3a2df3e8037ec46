"""Each request id is taken once, as long as its signature lives."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Replays:
    """Of one process. `grace` in seconds is the clock tolerance of the verifier."""

    def __init__(self, now: Callable[[], float], grace: int = 5) -> None:
        self._now, self._grace = now, grace
        self._taken: dict[str, int] = {}
        self._lock = threading.Lock()

    def take(self, request_id: str, expires: int) -> bool:
        """False: it was taken before."""
        with self._lock:
            # In the order of time, and expiring within half a minute of each other: the first that lives ends the sweep.
            for known, until in list(self._taken.items()):
                if until + self._grace >= self._now():
                    break
                del self._taken[known]
            if request_id in self._taken:
                return False
            self._taken[request_id] = expires
            return True
