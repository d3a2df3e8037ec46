"""The contract's vectors: what the hub sends, and what others might send instead."""

from __future__ import annotations

import base64
import json
import os
import unittest
from pathlib import Path

from air_quality.hop import Caller, Refused, Verifier, read_secrets
from air_quality.replays import Replays

# `plugin-sdk/contract/vectors` of the hub's sources, or of an installed @citygraph/contract.
HOUSE = Path(__file__).resolve().parents[4]
FOLDER = Path(os.environ.get("CITYGRAPH_VECTORS", HOUSE / "plugin-sdk/contract/vectors"))
VECTORS = json.loads((FOLDER / "hop.json").read_text(encoding="utf-8"))
SECRETS = read_secrets(",".join(f"{one['keyId']}={one['secret']}" for one in VECTORS["secrets"]))


def verifier(seconds: float, **more: object) -> Verifier:
    return Verifier(
        **{
            "audience": VECTORS["audience"],
            "keys": lambda kid: VECTORS["hubKeys"]["keys"],
            "secrets": SECRETS,
            "now": lambda: seconds,
            "tolerance": VECTORS["toleranceSeconds"],
            **more,
        }  # type: ignore[arg-type]
    )


def verified(case: dict, **more: object):
    request = case["request"]
    return verifier(case["seconds"], **more).verify(
        request["method"], request["path"], request["headers"], request["body"].encode()
    )


def taken(step: dict, replays: Replays) -> bool:
    """As the server does: what is not the hub's takes no id."""
    try:
        hop = verified(step)
    except Refused:
        return False
    return replays.take(hop.request_id, hop.expires)


class RequestsOfTheHub(unittest.TestCase):
    def test_get_the_verdict_that_the_vectors_say(self) -> None:
        self.assertGreater(len(VECTORS["cases"]), 50)
        for case in VECTORS["cases"]:
            with self.subTest(case["name"]):
                if case["accepted"]:
                    self.assertEqual(verified(case).request_id, case["request"]["headers"]["citygraph-request-id"])
                else:
                    with self.assertRaises(Refused) as refused:
                        verified(case)
                    self.assertIn(case["because"], str(refused.exception))
                    self.assertEqual(refused.exception.check, case["check"])

    def test_that_come_one_after_the_other_are_each_taken_once(self) -> None:
        self.assertGreater(len(VECTORS["sequences"]), 3)
        for sequence in VECTORS["sequences"]:
            replays = Replays(lambda: now)
            for number, step in enumerate(sequence["requests"]):
                with self.subTest(sequence["name"], number=number):
                    now = step["seconds"]
                    self.assertEqual(taken(step, replays), step["accepted"])

    def test_say_who_asks(self) -> None:
        somebody = verified(VECTORS["cases"][0])
        self.assertEqual(somebody.viewer, VECTORS["viewer"])
        self.assertEqual(somebody.caller, Caller("cg1.Zm9yLXRoaXMtdmVuZG9yLW9ubHk", None, (), "public-health"))

    def test_say_for_which_part_of_the_city_an_office_asks(self) -> None:
        case = next(case for case in VECTORS["cases"] if case["name"] == "a request for an office of one town")
        office = verified(case)
        self.assertEqual(office.viewer, case["viewer"])
        self.assertEqual(office.caller, Caller(None, "220122103", ("Tenant.divisionPrefix",), "emergency-response"))

    def test_are_taken_under_two_secrets_while_one_is_rotated_and_under_one_after(self) -> None:
        old, new = (next(case for case in VECTORS["cases"] if case["name"] == name) for name in (
            "a request for somebody", "signed with the next key while keys are changed"))
        verified(old), verified(new)
        key_id = VECTORS["secrets"][1]["keyId"]
        rotated = {key_id: SECRETS[key_id]}
        verified(new, secrets=rotated)
        with self.assertRaisesRegex(Refused, "is not known here"):
            verified(old, secrets=rotated)

    def test_are_refused_under_a_key_of_somebody_else(self) -> None:
        strangers = [{**VECTORS["hubKeys"]["keys"][0], "x": base64.urlsafe_b64encode(bytes(range(32))).decode().rstrip("=")}]
        with self.assertRaisesRegex(Refused, "hop token is refused"):
            verified(VECTORS["cases"][0], keys=lambda kid: strangers)


class RequestIds(unittest.TestCase):
    def test_are_taken_once_while_their_signature_lives(self) -> None:
        now = [1000.0]
        replays = Replays(lambda: now[0])
        self.assertTrue(replays.take("a", 1030))
        self.assertFalse(replays.take("a", 1030))
        self.assertTrue(replays.take("b", 1030))
        now[0] = 1036
        self.assertTrue(replays.take("a", 1066))


class Secrets(unittest.TestCase):
    def test_are_read_as_the_hub_shows_them(self) -> None:
        shown = base64.urlsafe_b64encode(bytes(range(32))).decode().rstrip("=")
        self.assertEqual(read_secrets(f"a.1={shown}, a.2={shown}"), {"a.1": bytes(range(32)), "a.2": bytes(range(32))})

    def test_that_are_short_or_none_are_named_by_their_number(self) -> None:
        for text in ("", "a", "a=AAAA", "=AAAA"):
            with self.subTest(text), self.assertRaisesRegex(ValueError, "number 1"):
                read_secrets(text)
