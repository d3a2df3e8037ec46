"""The hub's public keys, asked of the hub: at the first request, when a token names a key that is not known, and now and then."""

from __future__ import annotations

import threading
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .hop import Refused, read_keys

_LARGEST = 1_000_000


class HubKeys:
    """Keys that were had stay good while the hub cannot be asked; nobody can make us ask more than once in `cooldown` seconds."""

    def __init__(
        self,
        hub: str,
        *,
        cooldown: float = 5,
        max_age: float = 600,
        timeout: float = 3,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = f"{hub.rstrip('/')}/.well-known/citygraph-keys"
        self._cooldown, self._max_age, self._timeout, self._clock = cooldown, max_age, timeout, clock
        self._keys: Sequence[Mapping[str, Any]] = []
        self._asked: float | None = None
        self._lock = threading.Lock()

    def __call__(self, kid: str) -> Sequence[Mapping[str, Any]]:
        with self._lock:
            age = None if self._asked is None else self._clock() - self._asked
            is_known = any(key.get("kid") == kid for key in self._keys)
            is_due = age is None or (age > self._max_age if is_known else age > self._cooldown)
            if is_due:
                self._asked = self._clock()
                try:
                    with urllib.request.urlopen(self._url, timeout=self._timeout) as answer:
                        self._keys = read_keys(answer.read(_LARGEST).decode())
                except (OSError, ValueError, AttributeError) as error:
                    if not self._keys:
                        raise Refused(f"the keys of the hub cannot be had at this moment ({error})") from error
            return self._keys
