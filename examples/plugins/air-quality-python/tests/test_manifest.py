"""The contract's vectors of manifests, and the plugin's own: what its schema says, and what holds between fields."""

from __future__ import annotations

import json
import os
import re
import unicodedata
import unittest
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parents[4]
FOLDER = Path(os.environ.get("CITYGRAPH_VECTORS", HOUSE / "plugin-sdk/contract/vectors"))
VECTORS = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
CASES = VECTORS["cases"]
RESERVED = set(VECTORS["reserved"])
SCHEMA = json.loads((FOLDER.parent / "manifest.schema.json").read_text(encoding="utf-8"))

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float)}


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """What draft 7 says of the keywords that the manifest's schema has; any validator of JSON Schema does."""
    kind = schema.get("type")
    if kind and (not isinstance(value, TYPES[kind]) or (kind in ("integer", "number") and isinstance(value, bool))):
        return False
    if "const" in schema and value != schema["const"] or "enum" in schema and value not in schema["enum"]:
        return False
    if "oneOf" in schema and sum(fits(value, one) for one in schema["oneOf"]) != 1:
        return False
    if isinstance(value, str):
        return (
            schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value))
            and re.search(schema.get("pattern", ""), value) is not None
        )
    if isinstance(value, (int, float)):
        return schema.get("minimum", value) <= value <= schema.get("maximum", value)
    if isinstance(value, list):
        return (
            schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value))
            and not (schema.get("uniqueItems") and len({json.dumps(one) for one in value}) < len(value))
            and all(fits(one, schema.get("items", {})) for one in value)
        )
    if isinstance(value, dict):
        known = schema.get("properties", {})
        others = schema.get("additionalProperties", {})
        return all(name in value for name in schema.get("required", [])) and all(
            fits(name, schema.get("propertyNames", {}))
            and (fits(one, known[name]) if name in known else others is not False and fits(one, others))
            for name, one in value.items()
        )
    return True


def is_plain(text: str) -> bool:
    """No markup, and no character that cannot be seen or turns the direction; line ends and tabs are."""
    text = re.sub(r"\r?\n|\t", " ", text)
    hidden = any(unicodedata.category(one) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for one in text)
    return not hidden and re.search(r"<[a-z!/?]", text, re.IGNORECASE) is None


def faults_of_text(at: str, text: dict[str, str], least: dict[str, int]) -> list[str]:
    return [
        f"{at}.{language}"
        for language in ("zh", "en")
        if len(text[language].strip()) < least.get(language, 1) or not is_plain(text[language])
    ]


def faults_between_fields(manifest: dict[str, Any]) -> list[str]:
    """Where a manifest that fits its schema is wrong all the same."""
    places = [] if manifest["id"] == f"city.{manifest['publisher']}.{manifest['subgraph']}" else ["id"]
    for at in ("publisher", "subgraph", "namespace"):
        if manifest[at] in RESERVED or {"city", "official"} & set(manifest[at].split("-")):
            places.append(at)
    for at in ("title", "description"):
        languages = SCHEMA["properties"][at]["properties"]
        least = {language: languages[language]["minLength"] for language in ("zh", "en")}
        places += faults_of_text(at, manifest[at], least)
    data = manifest["permissions"]["data"]
    for index, one in enumerate(data):
        places += faults_of_text(f"permissions.data[{index}].reason", one["reason"], {})
    seen: set[str] = set()
    for index, one in enumerate(data):
        if one["coordinate"] in seen:
            places.append(f"permissions.data[{index}]")
        seen.add(one["coordinate"])
    return places


class A_manifest(unittest.TestCase):
    def test_is_judged_as_the_vectors_say(self) -> None:
        for case in CASES:
            with self.subTest(case["name"]):
                self.assertEqual(fits(case["manifest"], SCHEMA), case.get("by") != "schema")
                if case.get("by") != "schema":
                    expected = [fault["at"] for fault in case.get("faults", [])]
                    self.assertEqual(faults_between_fields(case["manifest"]), expected)

    def test_is_refused_by_both_in_some_of_them(self) -> None:
        self.assertEqual({case.get("by") for case in CASES}, {None, "schema", "fields"})


if __name__ == "__main__":
    unittest.main()
