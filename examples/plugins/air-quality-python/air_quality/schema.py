"""What the plugin adds to the city's graph."""

from __future__ import annotations

from typing import NewType

import strawberry
from graphql import (
    DefinitionNode,
    ObjectTypeDefinitionNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    parse,
    print_ast,
)
from strawberry.schema.config import StrawberryConfig
from strawberry.schema_directive import Location

from .stations import air_quality_of


@strawberry.federation.schema_directive(
    locations=[Location.FIELD_DEFINITION, Location.OBJECT], name="sensitivity"
)
class Sensitivity:
    """Who may see it: S1 is public."""

    level: str
    basis: str | None = strawberry.UNSET


PUBLIC = Sensitivity(level="S1")
DivisionCode = NewType("DivisionCode", str)


@strawberry.type(description="Air at one place, the newest hour.", directives=[PUBLIC])
class AqiAirQuality:
    index: int = strawberry.field(description="Air quality index (HJ 633-2012), 0 to 500.")
    pm25: float = strawberry.field(description="Fine particles, in micrograms a cubic metre.")


@strawberry.federation.type(keys=["code"])
class AdminDivision:
    # The city's: without a description, which is the city's as well.
    code: DivisionCode

    @strawberry.field(
        name="aqi_airQuality",
        description="The newest hour of the division; null where nothing is measured.",
        directives=[PUBLIC],
    )
    def air_quality(self) -> AqiAirQuality | None:
        found = air_quality_of(self.code)
        return None if found is None else AqiAirQuality(index=found.index, pm25=found.pm25)

    @classmethod
    def resolve_reference(cls, code: str) -> AdminDivision:
        return cls(code=DivisionCode(code))


schema = strawberry.federation.Schema(
    types=[AdminDivision],
    federation_version="2.9",
    config=StrawberryConfig(
        scalar_map={
            DivisionCode: strawberry.scalar(name="DivisionCode", serialize=str, parse_value=str),
        }
    ),
)


LINKS = """extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  @link(url: "https://citygraph.dev/citygraph/v1.0", import: ["@sensitivity"])
"""
# Every subgraph answers these to its gateway; none publishes them.
MACHINERY = {"_Any", "_Entity", "_Service"}


def published() -> str:
    """The document as it is published. The library links only specs whose directives are composed, and plugins compose none: links are ours."""
    document = parse(schema.as_str())
    own = [definition for definition in document.definitions if _is_own(definition)]
    return "\n".join([LINKS, *(f"{print_ast(definition)}\n" for definition in own)])


def _is_own(definition: DefinitionNode) -> bool:
    if isinstance(definition, (SchemaDefinitionNode, SchemaExtensionNode)):
        return False
    if isinstance(definition, ObjectTypeDefinitionNode) and all(
        field.name.value in ("_entities", "_service") for field in definition.fields
    ):
        return False
    return getattr(definition, "name").value not in MACHINERY
