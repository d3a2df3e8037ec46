"""The hub's public keys, asked of the hub: at the first request, when a token names a key that is not known, and now and then."""

from __future__ import annotations

import threading
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .hop import Away, read_keys
from .refusal_log import Rarely

_LARGEST = 256 * 1024


class _Stay(urllib.request.HTTPRedirectHandler):
    """Keys come from the hub that was named, or not at all."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _fetch(url: str, timeout: float) -> str:
    with urllib.request.build_opener(_Stay).open(url, timeout=timeout) as answer:
        return answer.read(_LARGEST).decode()


class HubKeys:
    """
    A request with a key that is known never waits: when the keys have grown old they are asked for beside it. Only an unknown key waits, for `patience`
    seconds at most. What was had stays good while the hub cannot be asked, and nobody can make us ask more than once in `cooldown` seconds.
    """

    def __init__(
        self,
        hub: str,
        *,
        cooldown: float = 5,
        max_age: float = 600,
        timeout: float = 3,
        patience: float = 1,
        clock: Callable[[], float] = time.monotonic,
        fetch: Callable[[str, float], str] = _fetch,
        on_trouble: Callable[[str, str], None] = lambda url, reason: None,
    ) -> None:
        self._url = f"{hub.rstrip('/')}/.well-known/citygraph-keys"
        self._cooldown, self._max_age, self._timeout, self._patience = cooldown, max_age, timeout, patience
        self._clock, self._fetch, self._on_trouble = clock, fetch, on_trouble
        self._rarely = Rarely(clock)
        self._keys: Sequence[Mapping[str, Any]] = []
        self._had: float | None = None
        self._asked: float | None = None
        self._asking: threading.Thread | None = None
        # Held for a look at what is above, never while anybody is asked.
        self._lock = threading.Lock()

    def __call__(self, kid: str) -> Sequence[Mapping[str, Any]]:
        with self._lock:
            is_known = any(key.get("kid") == kid for key in self._keys)
            is_old = self._had is None or self._clock() - self._had >= self._max_age
            asking = self._ask_beside() if is_old or not is_known else None
        if asking and not is_known:
            asking.join(self._patience)
        keys = self._keys
        if not keys:
            raise Away("The keys of the hub cannot be had at this moment: try again.")
        return keys

    def _ask_beside(self) -> threading.Thread | None:
        """The asking that is under way, or a new one if it is time."""
        is_under_way = self._asking is not None and self._asking.is_alive()
        if not is_under_way:
            if self._asked is not None and self._clock() - self._asked < self._cooldown:
                return None
            self._asked = self._clock()
            self._asking = threading.Thread(target=self._ask, daemon=True)
            self._asking.start()
        return self._asking

    def _ask(self) -> None:
        try:
            keys = read_keys(self._fetch(self._url, self._timeout))
            if not keys:
                raise ValueError("what it answers is no set of keys")
            self._keys, self._had = keys, self._clock()
        except (OSError, ValueError, AttributeError) as error:
            # What was had stays good; after the cooldown somebody asks again.
            reason = str(error) or type(error).__name__
            if self._rarely.times(reason) is not None:
                self._on_trouble(self._url, reason)

    def ask_early(self) -> None:
        """Before anybody needs them, so that a wrong address is said at the start."""
        with self._lock:
            self._ask_beside()
