"""How a request proves that it is the hub's: a signature over the HTTP message (RFC 9421, RFC 9530), and a token that says who asks."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import jwt

REQUEST_SECONDS = 30
TOKEN_SECONDS = 60
TOKEN_TYPE = "hop+jwt"
ISSUER = "citygraph"

_COVERED = '("@method" "@authority" "@path" "content-digest" "authorization")'
_NOT_SIGNED = "it is not signed as the hub signs (RFC 9421, label hop)"
_INPUT = re.compile(
    r'hop=((\([^()]{0,200}\))'
    r';created=([0-9]{1,12});expires=([0-9]{1,12});nonce="([A-Za-z0-9_.:-]{1,100})"'
    r';alg="hmac-sha256";keyid="([A-Za-z0-9_.:-]{1,100})")'
)
_SIGNATURE = re.compile(r"hop=:([A-Za-z0-9+/]{43}=):")
_SIGNATURE_ALONE = {
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
    "verify_aud": False,
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}


class Refused(Exception):
    """The request is not the hub's, or not for us; says why. `check` is the name that the vectors and the SDK's log have for it."""

    def __init__(self, check: str, reason: str) -> None:
        what = "The hop token" if check.startswith("token.") else "The request"
        super().__init__(f"{what} is refused: {reason}.")
        self.check = check


class Away(Exception):
    """The hub's keys cannot be had: whether a request is the hub's, nobody knows at this moment."""


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
            raise Refused("form", _NOT_SIGNED)
        params, covered, created, expires, nonce, key_id = said[1], said[2], int(said[3]), int(said[4]), said[5], said[6]
        if covered != _COVERED:
            raise Refused("components", _NOT_SIGNED)
        authorization = headers.get("authorization", "")
        if not authorization.startswith("Bearer "):
            raise Refused("bearer", "it carries no hop token")
        secret = self.secrets.get(key_id)
        if secret is None:
            raise Refused("key", f"its key {key_id} is not known here")
        digest = f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"
        if headers.get("content-digest") != digest:
            raise Refused("body", "its body is not the one that was signed")
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
            raise Refused("signature", "its signature does not fit")
        now = self.now()
        if expires - created > REQUEST_SECONDS:
            raise Refused("lifetime", f"it may live {REQUEST_SECONDS} s at most")
        if now > expires + self.tolerance or now < created - self.tolerance:
            raise Refused(
                "moment",
                f"it is too old or from the future: it was signed at {_time_of(created)}, and here it is {_time_of(now)}",
            )
        if headers.get("citygraph-request-id") != nonce:
            raise Refused("requestId", "its request id is not the signed one")
        return Hop(self._viewer(authorization.removeprefix("Bearer "), now), nonce, expires)

    def _viewer(self, token: str, now: float) -> Mapping[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            claims = jwt.decode(token, options={"verify_signature": False})
        except (jwt.PyJWTError, ValueError) as error:
            raise Refused("token.form", str(error)) from error
        if header.get("typ") != TOKEN_TYPE:
            raise Refused("token.type", f"its typ is {header.get('typ', '(none)')}, not {TOKEN_TYPE}")
        kid = header.get("kid")
        key = next((key for key in self.keys(str(kid)) if key.get("kid") == kid), None)
        if key is None:
            raise Refused("token.key", f"its key {kid or '(none)'} is not one of the hub's")
        try:
            # By EdDSA alone, whatever the header names. The claims are held against the verifier's clock below.
            jwt.decode(token, jwt.PyJWK(dict(key), algorithm="EdDSA"), algorithms=["EdDSA"], options=_SIGNATURE_ALONE)
        except (jwt.PyJWTError, ValueError) as error:
            raise Refused("token.signature", str(error)) from error
        self._hold(claims, now)
        return claims["viewer"]

    def _hold(self, claims: Mapping[str, Any], now: float) -> None:
        """What the hub signed is for us, of now, and of the kind."""
        issuer, audiences = claims.get("iss"), claims.get("aud")
        if issuer != ISSUER:
            raise Refused("token.issuer", f"its iss is {issuer or '(none)'}, not {ISSUER}")
        if self.audience not in (audiences if isinstance(audiences, list) else [audiences]):
            raise Refused("token.audience", f"its aud is {audiences or '(none)'}, not {self.audience}")
        if not isinstance(claims.get("sub"), str):
            raise Refused("token.subject", "its sub claim is none")
        issued, expires = claims.get("iat"), claims.get("exp")
        begins = claims.get("nbf", issued)
        if not _is_time(issued) or not _is_time(expires):
            raise Refused("token.lifetime", "its iat and exp claims are not both times")
        if expires - issued > TOKEN_SECONDS:
            raise Refused("token.lifetime", f"it lives {expires - issued} s, more than {TOKEN_SECONDS}")
        if now >= expires + self.tolerance:
            raise Refused("token.expiry", f"its exp is {expires} and it is {int(now)}")
        if not _is_time(begins) or max(issued, begins) > now + self.tolerance:
            raise Refused("token.begin", f"its iat is {issued} and its nbf {begins}, and it is {int(now)}")
        viewer = claims.get("viewer")
        if not isinstance(viewer, dict) or not isinstance(viewer.get("principal"), dict):
            raise Refused("token.viewer", "its viewer claim is none")


def _is_time(claim: object) -> bool:
    return isinstance(claim, (int, float)) and not isinstance(claim, bool)


def _time_of(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


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
