"""`python -m air_quality` serves; `python -m air_quality schema` prints the document that is published."""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
import time

from .hop import Verifier, read_secrets
from .hub_keys import HubKeys
from .schema import published
from .server import say, serve

NAME = "air-quality"
DRAIN_SECONDS = 10
NO_KEYS = (
    "Without the hub’s keys its requests are refused; those that were had stay good. "
    "See that CITYGRAPH_HUB is its address and that this machine may ask there; for a proxy, set HTTPS_PROXY."
)


def main() -> int:
    if sys.argv[1:] == ["schema"]:
        print(published(), end="")
        return 0
    hub = os.environ.get("CITYGRAPH_HUB", "")
    port = os.environ.get("PORT", "4001")
    # In the clear anybody on the way could put keys of their own in the place of the hub's.
    if not re.match(r"https://|http://(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?(/|$)", hub):
        print("Set CITYGRAPH_HUB to the address of your hub, e.g. https://hub.example; plain http is for this machine alone.", file=sys.stderr)
        return 3
    if not port.isdecimal() or int(port) > 65_535:
        print(f"PORT must be a port, 0 to 65535; it is {port}.", file=sys.stderr)
        return 3
    grace = os.environ.get("CITYGRAPH_GRACE_SECONDS", "0")
    if not grace.isdecimal() or int(grace) > 300:
        print(f"CITYGRAPH_GRACE_SECONDS must be seconds, 0 to 300; it is {grace}.", file=sys.stderr)
        return 3
    try:
        secrets = read_secrets(os.environ.get("CITYGRAPH_HOP_KEYS", ""))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 3
    keys = HubKeys(hub, on_trouble=lambda url, reason: say({"level": "warn", "event": "keys", "url": url, "error": reason, "note": NO_KEYS}))
    verifier = Verifier(audience=NAME, keys=keys, secrets=secrets, now=time.time)
    server = serve(os.environ.get("HOST", "127.0.0.1"), int(port), verifier)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    keys.ask_early()
    print(f"{NAME} is served at http://{server.server_address[0]}:{server.server_address[1]}/graphql", flush=True)
    stopped.wait()
    # Whoever balances the load asks /readyz and goes elsewhere before anything is refused.
    server.leave()
    time.sleep(int(grace))
    server.drain(DRAIN_SECONDS)
    return 0


sys.exit(main())
