"""Why the hub is refused, for who runs the plugin: the answer says it to whoever asks, and the hub's callers learn nothing of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping

from .hop import Refused

_PROXY = "a proxy in front must pass on"
_CLOCK = "Set the clock of this machine (NTP): it may differ from the hub’s by five seconds."
_OTHER_HUB = "Is CITYGRAPH_HUB the hub that asks here?"
_OTHERWISE = "The hub signs nothing like it: if it is the hub’s own request, the versions of the SDK and the hub do not go together; if not, somebody else has your key (npx citygraph plugin key --replace)."

# What to do when the hub itself is refused; when it was a stranger, nothing. By the names of the checks, as the SDK's log has them.
WHAT_TO_DO: Mapping[str, str] = {
    "form": f"Nothing if a stranger asks. If the hub does, {_PROXY} the headers signature, signature-input, content-digest, authorization and citygraph-request-id.",
    "components": _OTHERWISE,
    "bearer": f"If the hub asks, {_PROXY} the header authorization.",
    "key": "If the hub asks, put the key it signs with into CITYGRAPH_HOP_KEYS: npx citygraph plugin key shows it.",
    "body": f"If the hub asks, {_PROXY} the bytes of the body as they are.",
    "signature": f"If the hub asks, compare CITYGRAPH_HOP_KEYS with npx citygraph plugin key; and {_PROXY} host, path and method as they are (see askedAs).",
    "lifetime": _OTHERWISE,
    "moment": _CLOCK,
    "requestId": f"If the hub asks, {_PROXY} the header citygraph-request-id.",
    "once": "A proxy in front must not send a request again. If none does, somebody overheard it.",
    "token.form": _OTHERWISE,
    "token.type": _OTHERWISE,
    "token.key": f"{_OTHER_HUB} Its keys are at /.well-known/citygraph-keys there.",
    "token.signature": _OTHER_HUB,
    "token.issuer": _OTHERWISE,
    "token.audience": "The token is for another plugin: see that address and key are this plugin’s, and subgraph in its citygraph.yaml what was published.",
    "token.subject": _OTHERWISE,
    "token.lifetime": _OTHERWISE,
    "token.expiry": _CLOCK,
    "token.begin": _CLOCK,
    "token.viewer": _OTHERWISE,
}

_PAUSE = 60
_LONGEST = 200


class Rarely:
    """For a log that strangers could fill: how often something came since it was last said, itself included; None while a minute since then has not passed."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._said: dict[str, tuple[float, int]] = {}
        self._lock = threading.Lock()

    def times(self, what: str) -> int | None:
        with self._lock:
            now = self._clock()
            at, since = self._said.get(what, (None, 0))
            if at is not None and now - at < _PAUSE:
                self._said[what] = (at, since + 1)
                return None
            self._said[what] = (now, 0)
            return since + 1


class RefusalLog:
    """Says that requests are refused, and what to do about it: at most once a minute for each check, since anybody may send some."""

    def __init__(
        self, service: str, log: Callable[[Mapping[str, object]], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._service, self._log, self._rarely = service, log, Rarely(clock)

    def refused(self, refused: Refused, method: str, target: str, host: str) -> None:
        times = self._rarely.times(refused.check)
        if times is None:
            return
        self._log(
            {
                "level": "warn",
                "event": "refused",
                "service": self._service,
                "check": refused.check,
                "times": times,
                "message": str(refused),
                "askedAs": f"{method} {host}{target}"[:_LONGEST],
                "note": WHAT_TO_DO[refused.check],
            }
        )
