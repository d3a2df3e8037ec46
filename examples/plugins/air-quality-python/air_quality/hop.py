"""How a request proves that it is the hub's: a signature over the HTTP message (RFC 9421, RFC 9530), and a token that says who asks."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jwt

REQUEST_SECONDS = 30
TOKEN_SECONDS = 60

_INPUT = re.compile(
    r'hop=(\("@method" "@authority" "@path" "content-digest" "authorization"\)'
    r';created=([0-9]{1,12});expires=([0-9]{1,12});nonce="([A-Za-z0-9_.:-]{1,100})"'
    r';alg="hmac-sha256";keyid="([A-Za-z0-9_.:-]{1,100})")'
)
_SIGNATURE = re.compile(r"hop=:([A-Za-z0-9+/]{43}=):")


class Refused(Exception):
    """The request is not the hub's, or not for us; says why."""


@dataclass(frozen=True)
class Caller:
    """Who asks, as far as a plugin is told: what its manifest does not ask for, or nobody granted, is None."""

    # The plugin's own id of them.
    subject: str | None
    # The part of the city they act for: the digits that the codes of its divisions begin with.
    tenant: str | None
    # Coordinates of others' data that the plugin was granted and is sent for this request.
    scopes: tuple[str, ...]
    purpose: str | None


@dataclass(frozen=True)
class Hop:
    """What a verified request says."""

    viewer: Mapping[str, Any]
    request_id: str
    # Seconds since the epoch: until then the request id may not be taken again.
    expires: int

    @property
    def caller(self) -> Caller:
        said = self.viewer["principal"]
        return Caller(said.get("subject"), said.get("divisionPrefix"), tuple(said.get("scopes") or ()), self.viewer.get("purpose"))


@dataclass(frozen=True)
class Verifier:
    """Tells the hub's requests from anybody else's."""

    # Our own name in the graph.
    audience: str
    # The hub's public keys, asked for by key id.
    keys: Callable[[str], Sequence[Mapping[str, Any]]]
    # Secrets by key id; two live at once while one is rotated.
    secrets: Mapping[str, bytes]
    now: Callable[[], float]
    tolerance: int = 5

    def verify(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Hop:
        """Headers by lower-case name. The request is taken as it arrived: its own method, host and path."""
        said = _INPUT.fullmatch(headers.get("signature-input", ""))
        given = _SIGNATURE.fullmatch(headers.get("signature", ""))
        if said is None or given is None:
            raise Refused("it is not signed as the hub signs (RFC 9421, label hop)")
        authorization = headers.get("authorization", "")
        if not authorization.startswith("Bearer "):
            raise Refused("it carries no hop token")
        params, created, expires, nonce, key_id = said[1], int(said[2]), int(said[3]), said[4], said[5]
        secret = self.secrets.get(key_id)
        if secret is None:
            raise Refused(f"its key {key_id} is not known here")
        digest = f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"
        if headers.get("content-digest") != digest:
            raise Refused("its body is not the one that was signed")
        base = "\n".join(
            [
                f'"@method": {method.upper()}',
                f'"@authority": {headers.get("host", "").lower()}',
                f'"@path": {target.split("?", 1)[0]}',
                f'"content-digest": {digest}',
                f'"authorization": {authorization}',
                f'"@signature-params": {params}',
            ]
        )
        expected = hmac.new(secret, base.encode(), hashlib.sha256).digest()
        if not hmac.compare_digest(expected, base64.b64decode(given[1])):
            raise Refused("its signature does not fit")
        now = self.now()
        if expires - created > REQUEST_SECONDS:
            raise Refused(f"it may live {REQUEST_SECONDS} s at most")
        if now > expires + self.tolerance or now < created - self.tolerance:
            raise Refused("it is too old or from the future")
        if headers.get("citygraph-request-id") != nonce:
            raise Refused("its request id is not the signed one")
        return Hop(self._viewer(authorization.removeprefix("Bearer "), now), nonce, expires)

    def _viewer(self, token: str, now: float) -> Mapping[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") != "EdDSA" or header.get("typ") != "hop+jwt":
                raise Refused("The hop token is refused: it is of another kind")
            kid = str(header.get("kid", ""))
            key = next((key for key in self.keys(kid) if key.get("kid") == kid), None)
            if key is None:
                raise Refused(f"The hop token is refused: its key {kid} is not one of the hub's")
            claims = jwt.decode(
                token,
                jwt.PyJWK(dict(key), algorithm="EdDSA"),
                algorithms=["EdDSA"],
                issuer="citygraph",
                audience=self.audience,
                # Times are held against the verifier's clock below.
                options={
                    "require": ["exp", "iat", "sub"],
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
        except (jwt.PyJWTError, ValueError) as error:
            raise Refused(f"The hop token is refused: {error}") from error
        issued, expires, viewer = claims["iat"], claims["exp"], claims.get("viewer")
        begins = claims.get("nbf", issued)
        if not all(isinstance(time, (int, float)) for time in (issued, expires, begins)):
            raise Refused("The hop token is refused: its times are none")
        if expires - issued > TOKEN_SECONDS or now - issued > TOKEN_SECONDS + self.tolerance:
            raise Refused(f"The hop token is refused: it lives more than {TOKEN_SECONDS} s")
        if now > expires + self.tolerance or now < max(issued, begins) - self.tolerance:
            raise Refused("The hop token is refused: it has run out, or is from the future")
        if not isinstance(viewer, dict) or not isinstance(viewer.get("principal"), dict):
            raise Refused("The hop token is refused: its viewer claim is none")
        return viewer


def read_secrets(text: str) -> dict[str, bytes]:
    """`name=secret` as the hub showed it, base64url; two with a comma between while keys are changed."""
    secrets: dict[str, bytes] = {}
    for number, pair in enumerate(text.split(","), start=1):
        key_id, _, encoded = pair.strip().partition("=")
        try:
            secret = base64.urlsafe_b64decode(encoded.rstrip("=") + "=" * (-len(encoded.rstrip("=")) % 4))
        except ValueError:
            secret = b""
        if not key_id or len(secret) < 32:
            raise ValueError(f"CITYGRAPH_HOP_KEYS: number {number} is not name=secret with 32 bytes in base64url.")
        secrets[key_id] = secret
    return secrets


def read_keys(text: str) -> list[Mapping[str, Any]]:
    """A JSON Web Key Set: the keys of it that sign hop tokens."""
    keys = json.loads(text).get("keys", [])
    return [key for key in keys if isinstance(key, dict) and key.get("kty") == "OKP"]
