"""How the hub's keys are asked for: beside the requests, and of nobody else."""

from __future__ import annotations

import json
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from air_quality.hop import Away
from air_quality.hub_keys import HubKeys

from .test_hop import VECTORS

DOCUMENT = json.dumps({"keys": VECTORS["hubKeys"]["keys"]})
KID = VECTORS["hubKeys"]["keys"][0]["kid"]


class The_keys_of_the_hub(unittest.TestCase):
    def setUp(self) -> None:
        self.now = 0.0
        self.asked = 0
        self.away = threading.Event()
        self.came = threading.Event()
        self.let_go = threading.Event()
        self.addCleanup(self.let_go.set)

    def fetch(self, _url: str, _timeout: float) -> str:
        self.asked += 1
        if self.away.is_set():
            self.came.set()
            self.let_go.wait(30)
            raise TimeoutError
        return DOCUMENT

    def keys(self, **options: float) -> HubKeys:
        return HubKeys("https://hub.example", clock=lambda: self.now, fetch=self.fetch, **options)

    def test_are_asked_for_once_by_the_first_request(self) -> None:
        keys = self.keys(patience=30)
        self.assertEqual([key["kid"] for key in keys(KID)], [key["kid"] for key in VECTORS["hubKeys"]["keys"]])
        keys(KID)
        self.assertEqual(self.asked, 1)

    def test_that_are_known_let_nobody_wait_while_the_hub_is_away(self) -> None:
        keys = self.keys(patience=30)
        keys(KID)
        self.away.set()
        self.now = 601
        # Each would wait half a minute here if it were asked for within the request.
        for _ in range(3):
            self.assertTrue(keys(KID))
        self.assertTrue(self.came.wait(30))
        self.assertEqual(self.asked, 2)

    def test_that_are_unknown_are_asked_for_no_more_often_than_the_cooldown_says(self) -> None:
        keys = self.keys(patience=30)
        keys(KID)
        for _ in range(3):
            keys("another")
        self.assertEqual(self.asked, 1)
        self.now = 5
        keys("another")
        self.assertEqual(self.asked, 2)

    def test_that_were_never_had_do_not_hold_the_request(self) -> None:
        self.away.set()
        with self.assertRaises(Away):
            self.keys(patience=0.01)(KID)

    def test_that_cannot_be_had_are_said_once_a_minute_with_the_reason(self) -> None:
        said: list[tuple[str, str]] = []

        def fetch(_url: str, _timeout: float) -> str:
            return "<html>"

        keys = HubKeys("https://hub.example", patience=30, clock=lambda: self.now, fetch=fetch, on_trouble=lambda *line: said.append(line))
        for self.now in (0.0, 10.0, 60.0):
            with self.assertRaises(Away):
                keys(KID)
        self.assertEqual([url for url, _ in said], ["https://hub.example/.well-known/citygraph-keys"] * 2)
        self.assertIn("Expecting value", said[0][1])

    def test_come_from_the_hub_and_not_from_where_it_sends_us(self) -> None:
        class Elsewhere(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                moved = self.path != "/keys"
                self.send_response(302 if moved else 200)
                self.send_header("location", "/keys")
                self.end_headers()
                if not moved:
                    self.wfile.write(DOCUMENT.encode())

            def log_message(self, format: str, *args: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        with self.assertRaises(Away):
            HubKeys(f"http://127.0.0.1:{server.server_address[1]}", patience=30)(KID)
