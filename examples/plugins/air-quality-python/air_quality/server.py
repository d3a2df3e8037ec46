"""Serves the plugin to the hub, and to nobody else."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

from .hop import Away, Refused, Verifier
from .refusal_log import RefusalLog
from .replays import Replays
from .schema import schema

LARGEST_BODY = 1024 * 1024
SOCKET_SECONDS = 30


class Server(ThreadingHTTPServer):
    """Ends without cutting off an answer: `leave`, wait a while, then `drain`."""

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(address, handler)
        self.is_leaving = False
        self._is_draining = False
        self._under_way = 0
        self._changed = threading.Condition()

    def leave(self) -> None:
        """`/readyz` says 503 from now on; all else is served."""
        self.is_leaving = True

    def begin(self) -> bool:
        """An answer is under way until `end`; False: none is begun any more."""
        with self._changed:
            if self._is_draining:
                return False
            self._under_way += 1
            return True

    def end(self) -> None:
        with self._changed:
            self._under_way -= 1
            self._changed.notify_all()

    def drain(self, seconds: float) -> bool:
        """Stops listening and waits for the answers under way; False: some were not out in time."""
        self.leave()
        self.shutdown()
        with self._changed:
            self._is_draining = True
            is_done = self._changed.wait_for(lambda: self._under_way == 0, seconds)
        self.server_close()
        return is_done


def say(line: Mapping[str, object]) -> None:
    """A line for the operator, on standard error."""
    print(json.dumps(line, ensure_ascii=False), file=sys.stderr, flush=True)


def serve(host: str, port: int, verifier: Verifier, log: Callable[[Mapping[str, object]], None] = say) -> Server:
    """Listens at once; the caller runs `serve_forever`, and `drain` at the end."""
    refusals = RefusalLog(verifier.audience, log)
    replays = Replays(verifier.now, verifier.tolerance)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = SOCKET_SECONDS

        def do_GET(self) -> None:
            if self.path == "/readyz" and self._server.is_leaving:
                self._answer(503, _error("OVERLOADED", "The plugin is shutting down."))
                return
            is_health = self.path in ("/healthz", "/readyz")
            self._answer(200 if is_health else 404, {"status": "alive"} if is_health else _error("NOT_FOUND", "Only POST here."))

        @property
        def _server(self) -> Server:
            return cast(Server, self.server)

        def do_POST(self) -> None:
            if not self._server.begin():
                self.close_connection = True
                self._answer(503, _error("OVERLOADED", "The plugin is shutting down."))
                return
            try:
                self._post()
            finally:
                self._server.end()

        def _post(self) -> None:
            body = self._body()
            if body is None:
                return
            try:
                hop = verifier.verify(self.command, self.path, self._headers(), body)
                if not replays.take(hop.request_id, hop.expires):
                    raise Refused("once", f"the request {hop.request_id} was sent before")
            except Refused as refused:
                refusals.refused(refused, self.command, self.path, self.headers.get("host", ""))
                self._answer(401, _error("UNAUTHENTICATED", str(refused)))
                return
            except Away as away:
                # Not the hub's fault: it may ask again.
                self._answer(503, _error("OVERLOADED", str(away)))
                return
            if self.path.split("?", 1)[0] != "/graphql":
                self._answer(404, _error("NOT_FOUND", "Nothing is here."))
                return
            self._answer(*_execute(body, {"caller": hop.caller, "request_id": hop.request_id}))

        def _body(self) -> bytes | None:
            length = self.headers.get("content-length", "")
            if not length.isdecimal() or int(length) > LARGEST_BODY:
                self.close_connection = True
                self._answer(413, _error("QUERY_TOO_LARGE", f"Send at most {LARGEST_BODY} bytes, and say how many."))
                return None
            return self.rfile.read(int(length))

        def _headers(self) -> dict[str, str]:
            """A header that came twice is joined, as HTTP joins lists; the hub sends none twice, so it is refused."""
            return {name.lower(): ", ".join(self.headers.get_all(name, [])) for name in self.headers}

        def _answer(self, status: int, value: object) -> None:
            data = json.dumps(value, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            if self._server.is_leaving:
                self.send_header("connection", "close")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Requests are the hub's to count."""

    return Server((host, port), Handler)


def _execute(body: bytes, context: dict[str, Any]) -> tuple[int, object]:
    try:
        said = json.loads(body)
        query, variables = said["query"], said.get("variables")
        if not isinstance(query, str) or not (variables is None or isinstance(variables, dict)):
            raise ValueError("query is a text, variables are a map")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return 400, _error("BAD_USER_INPUT", "The body is no GraphQL request.")
    answer = schema.execute_sync(query, variable_values=variables, context_value=context)
    result: dict[str, object] = {"data": answer.data}
    if answer.errors:
        for error in answer.errors:
            say({"level": "error", "requestId": context["request_id"], "error": str(error)})
        # Causes are for the log.
        result["errors"] = [
            {"message": "The plugin failed.", "path": error.path, "extensions": {"code": "INTERNAL_ERROR"}}
            for error in answer.errors
        ]
    return 200, result


def _error(code: str, message: str) -> object:
    return {"errors": [{"message": message, "extensions": {"code": code}}]}
