"""The plugin over HTTP, asked by a hub that the test plays with the vectors' private key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import threading
import time
import unittest
import unittest.mock
import uuid

import jwt

from air_quality.hop import Away, Refused, Verifier
from air_quality.refusal_log import WHAT_TO_DO, RefusalLog
from air_quality.schema import published
from air_quality import server as server_module
from air_quality.server import LARGEST_BODY, serve

from .test_hop import HOUSE, SECRETS, VECTORS

PLUGIN = HOUSE / "examples/plugins/air-quality-python"
ENTITIES = "query($r: [_Any!]!) { _entities(representations: $r) { ... on AdminDivision { code aqi_airQuality { index pm25 } } } }"


class Hub:
    """Signs as the hub does."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.key = jwt.PyJWK(VECTORS["hubPrivateKey"], algorithm="EdDSA")
        self.key_id, self.secret = next(iter(SECRETS.items()))

    def headers(self, body: bytes, request_id: str) -> dict[str, str]:
        now = int(time.time())
        claims = {"iss": "citygraph", "aud": VECTORS["audience"], "sub": "anonymous", "iat": now, "exp": now + 60, "viewer": VECTORS["viewer"]}
        token = jwt.encode(claims, self.key, "EdDSA", headers={"typ": "hop+jwt", "kid": VECTORS["hubPrivateKey"]["kid"]})
        digest = f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"
        params = (
            '("@method" "@authority" "@path" "content-digest" "authorization")'
            f';created={now};expires={now + 30};nonce="{request_id}";alg="hmac-sha256";keyid="{self.key_id}"'
        )
        base = (
            f'"@method": POST\n"@authority": 127.0.0.1:{self.port}\n"@path": /graphql\n"content-digest": {digest}\n'
            f'"authorization": Bearer {token}\n"@signature-params": {params}'
        )
        signature = base64.b64encode(hmac.new(self.secret, base.encode(), hashlib.sha256).digest()).decode()
        return {
            "content-type": "application/json",
            "authorization": f"Bearer {token}",
            "content-digest": digest,
            "signature-input": f"hop={params}",
            "signature": f"hop=:{signature}:",
            "citygraph-request-id": request_id,
        }

    def send(self, body: bytes, headers: dict[str, str], path: str = "/graphql") -> tuple[int, dict]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def ask(self, query: str, **variables: object) -> tuple[int, dict]:
        body = json.dumps({"query": query, "variables": variables}).encode()
        return self.send(body, self.headers(body, str(uuid.uuid4())))


class ThePlugin(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        verifier = Verifier(VECTORS["audience"], lambda kid: VECTORS["hubKeys"]["keys"], SECRETS, time.time)
        cls.logged = []
        cls.server = serve("127.0.0.1", 0, verifier, cls.logged.append)
        cls.thread = threading.Thread(target=cls.server.serve_forever, daemon=True)
        cls.thread.start()
        cls.hub = Hub(cls.server.server_address[1])

    @classmethod
    def tearDownClass(cls) -> None:
        cls.server.shutdown()
        cls.server.server_close()
        cls.thread.join()

    def test_answers_the_hub_about_entities_in_their_order(self) -> None:
        codes = ["220104", "110000", "220102"]
        status, answer = self.hub.ask(ENTITIES, r=[{"__typename": "AdminDivision", "code": code} for code in codes])
        self.assertEqual(status, 200)
        found = answer["data"]["_entities"]
        self.assertEqual([one["code"] for one in found], codes)
        self.assertIsNone(found[1]["aqi_airQuality"])
        self.assertIsInstance(found[0]["aqi_airQuality"]["index"], int)

    def test_answers_nobody_else(self) -> None:
        status, answer = self.hub.send(b'{"query":"{ __typename }"}', {"content-type": "application/json"})
        self.assertEqual((status, answer["errors"][0]["extensions"]["code"]), (401, "UNAUTHENTICATED"))

    def test_answers_a_request_once(self) -> None:
        body = b'{"query":"{ __typename }"}'
        headers = self.hub.headers(body, "once")
        self.assertEqual(self.hub.send(body, headers)[0], 200)
        status, answer = self.hub.send(body, headers)
        self.assertEqual(status, 401)
        self.assertIn("was sent before", answer["errors"][0]["message"])

    def test_refuses_bodies_that_are_no_requests(self) -> None:
        for body in (b"", b"[]", b"{}", b'{"query":1}', b'{"query":"{ __typename }","variables":[]}', b"\xff"):
            with self.subTest(body):
                status, _ = self.hub.send(body, self.hub.headers(body, str(uuid.uuid4())))
                self.assertEqual(status, 400)

    def test_does_not_read_what_is_too_large(self) -> None:
        status, _ = self.hub.send(b"", {"content-length": str(LARGEST_BODY + 1)})
        self.assertEqual(status, 413)

    def test_says_that_it_lives(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.hub.port, timeout=10)
        connection.request("GET", "/healthz")
        self.assertEqual(connection.getresponse().status, 200)
        connection.close()

    def test_publishes_the_document_that_is_committed(self) -> None:
        self.assertEqual(published(), (PLUGIN / "schema.graphql").read_text(encoding="utf-8"))


class A_server_that_refuses(unittest.TestCase):
    def setUp(self) -> None:
        self.logged: list = []
        self.keys = lambda kid: VECTORS["hubKeys"]["keys"]
        verifier = Verifier(VECTORS["audience"], lambda kid: self.keys(kid), SECRETS, time.time)
        server = serve("127.0.0.1", 0, verifier, self.logged.append)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.hub = Hub(server.server_address[1])
        self.body = b'{"query":"{ __typename }"}'

    def test_says_why_how_it_was_asked_and_what_to_do_once_for_many(self) -> None:
        """The line that the SDK's server logs, member by member."""
        headers = {**self.hub.headers(self.body, "refused"), "signature": f"hop=:{'A' * 43}=:"}
        for _ in range(3):
            self.assertEqual(self.hub.send(self.body, headers)[0], 401)
        self.assertEqual(self.hub.send(self.body, {})[0], 401)
        signature, form = self.logged
        note = signature.pop("note")
        self.assertEqual(
            signature,
            {
                "level": "warn",
                "event": "refused",
                "service": VECTORS["audience"],
                "check": "signature",
                "times": 1,
                "message": "The request is refused: its signature does not fit.",
                "askedAs": f"POST 127.0.0.1:{self.hub.port}/graphql",
            },
        )
        self.assertIn("compare CITYGRAPH_HOP_KEYS", note)
        self.assertEqual(form["check"], "form")

    def test_says_it_of_a_request_that_comes_again(self) -> None:
        headers = self.hub.headers(self.body, "again")
        self.assertEqual([self.hub.send(self.body, headers)[0] for _ in range(2)], [200, 401])
        self.assertEqual([line["check"] for line in self.logged], ["once"])

    def test_has_something_to_do_for_each_check_of_the_vectors(self) -> None:
        checks = {step["check"] for step in [*VECTORS["cases"], *(step for one in VECTORS["sequences"] for step in one["requests"])] if not step["accepted"]}
        self.assertEqual(checks, set(WHAT_TO_DO))

    def test_says_it_again_after_a_minute_with_how_many_there_were(self) -> None:
        now = 0.0
        log = RefusalLog("air-quality", self.logged.append, lambda: now)
        for now in (0.0, 1.0, 59.999, 60.0):
            log.refused(Refused("moment", "no"), "POST", "/" + "x" * 5_000, "")
        self.assertEqual([line["times"] for line in self.logged], [1, 3])
        self.assertEqual(len(self.logged[0]["askedAs"]), 200)

    def test_asks_the_hub_to_come_again_while_its_keys_cannot_be_had(self) -> None:
        def away(_kid: str) -> list:
            raise Away("The keys of the hub cannot be had at this moment: try again.")

        self.keys = away
        status, answer = self.hub.ask("{ __typename }")
        self.assertEqual((status, answer["errors"][0]["extensions"]["code"]), (503, "OVERLOADED"))
        self.assertEqual(self.logged, [])


class A_server_that_stops(unittest.TestCase):
    def test_says_so_first_and_finishes_what_is_under_way(self) -> None:
        verifier = Verifier(VECTORS["audience"], lambda kid: VECTORS["hubKeys"]["keys"], SECRETS, time.time)
        server = serve("127.0.0.1", 0, verifier)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        hub = Hub(server.server_address[1])
        arrived, let_go = threading.Event(), threading.Event()
        execute = server_module._execute

        def slow(body: bytes, context: dict) -> tuple[int, object]:
            arrived.set()
            let_go.wait(30)
            return execute(body, context)

        answers: list[tuple[int, dict]] = []
        drained: list[bool] = []
        with unittest.mock.patch.object(server_module, "_execute", slow):
            asking = threading.Thread(target=lambda: answers.append(hub.ask("{ __typename }")))
            asking.start()
            self.assertTrue(arrived.wait(30))
            server.leave()
            self.assertEqual(self.status(hub, "/readyz"), 503)
            self.assertEqual(self.status(hub, "/healthz"), 200)
            draining = threading.Thread(target=lambda: drained.append(server.drain(30)))
            draining.start()
            let_go.set()
            asking.join(30)
            draining.join(30)
        self.assertEqual([status for status, _ in answers], [200])
        self.assertEqual(drained, [True])
        with self.assertRaises(OSError):
            self.status(hub, "/healthz")

    def status(self, hub: Hub, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=10)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()
