"""A mock that runs, and what a test does to it by its control API."""

from __future__ import annotations

import json
import ssl
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Literal, Mapping
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPSHandler, ProxyHandler, Request as HTTPRequest, build_opener

PATIENCE = 30  # seconds, for one answer of the control API


class ControlError(Exception):
    """The mock refuses what it was told; the message is its own."""


@dataclass(frozen=True)
class Tokens:
    """What a sign-in yields."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)  # empty where the scope asks for none
    id_token: str = field(repr=False)  # empty where the scope asks for none
    scope: str
    expires_in: int  # seconds, of the access token


@dataclass(frozen=True)
class Token:
    """A refresh token as the mock knows it: not what it is, but what has become of it."""

    client_id: str
    audience: str
    scopes: list[str]
    live: bool
    why: str  # it is not live: spent, expired, or what has ended it, such as revocation


@dataclass(frozen=True)
class Request:
    """A request that the mock was sent. Tokens and secrets in it are called what they are."""

    number: int
    method: str
    path: str
    status: int  # 0: nothing was answered
    client_id: str | None
    body: Any
    raw: Mapping[str, Any] = field(repr=False)  # all that the mock tells of it


class Fault:
    """A fault that requests meet until it is removed. As a context manager, it is removed at the end."""

    def __init__(self, mock: Mock, number: int) -> None:
        self._mock, self.id = mock, number

    @property
    def met(self) -> int:
        """How many requests have met it."""
        faults = self._mock.control("GET", "/faults")["faults"]
        return next((f["met"] for f in faults if f["id"] == self.id), 0)

    def remove(self) -> None:
        self._mock.control("DELETE", f"/faults/{self.id}")

    def __enter__(self) -> Fault:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.remove()


class Mock:
    """A mock that runs at ``url``, with a control API that asks for ``control_token``.

    ``ca`` is the authority (PEM) that its certificate is of, where it serves https.
    """

    def __init__(self, url: str, control_token: str, *, ca: str | None = None) -> None:
        self.url, self.ca = url.rstrip("/"), ca
        self._token = control_token
        self._opener = build_opener(ProxyHandler({}), HTTPSHandler(context=ssl.create_default_context(cadata=ca)))

    @property
    def issuer(self) -> str:
        """What tokens say in ``iss``."""
        issuer: str = self._ask(HTTPRequest(self.url + "/.well-known/openid-configuration"))["issuer"]
        return issuer

    def sign_in(self, username: str = "user01@example.com", client_id: str = "mock-public", *, audience: str | None = None,
                scope: str = "openid offline_access") -> Tokens:
        """Signs a user in at an application without password, secret or page."""
        body = {"username": username, "client_id": client_id, "scope": scope} | ({"audience": audience} if audience else {})
        answer = self.control("POST", "/sign-in", body)
        return Tokens(answer["access_token"], answer.get("refresh_token", ""), answer.get("id_token", ""), answer.get("scope", ""), answer["expires_in"])

    def tokens(self, username: str = "user01@example.com") -> list[Token]:
        """The refresh tokens of a user, oldest sign-in first: what is live, and what ended the rest."""
        state = self.control("GET", "/state")
        user = next((u["user_id"] for u in state["users"] if u["email"] == username), None)
        if user is None:
            raise ControlError(f"the mock has no user {username}")
        return [_token(grant, family, token) for grant in state["grants"] if grant["user_id"] == user
                for family in grant["families"] for token in family["tokens"]]

    def fail(self, *, method: str | None = None, path: str | None = None, client_id: str | None = None, user_id: str | None = None,
             token: str | None = None, skip: int | None = None, times: int | None = None, probability: float | None = None,
             seed: int | None = None, delay: timedelta | None = None, served: bool | None = None, status: int | None = None,
             headers: Mapping[str, str] | None = None, body: str | None = None, slow: timedelta | None = None,
             cut: Literal["close", "reset", "body"] | None = None) -> Fault:
        """Has requests meet a fault: see "Faults on demand" in the mock's documentation for each member."""
        wanted = {"method": method, "path": path, "client_id": client_id, "user_id": user_id, "token": token, "skip": skip, "times": times,
                  "probability": probability, "seed": seed, "delay": _duration(delay), "served": served, "status": status,
                  "headers": headers, "body": body, "slow": _duration(slow), "cut": cut}
        answer = self.control("POST", "/faults", {name: value for name, value in wanted.items() if value is not None})
        return Fault(self, answer["id"])

    def heal(self) -> None:
        """Removes all faults."""
        self.control("DELETE", "/faults")

    def fast_forward(self, by: timedelta) -> None:
        """Moves the mock's clock: lifetimes and leeways run on it."""
        self.control("POST", "/clock", {"advance": _duration(by)})

    def now(self) -> datetime:
        """The mock's time."""
        text: str = self.control("GET", "/clock")["now"]
        return datetime.fromisoformat(text[:19] + "+00:00")

    def reset(self) -> None:
        """Brings back the seed and the present, and forgets requests and faults. Deviations stay as they are."""
        self.control("POST", "/reset")
        self.heal()

    def deviate(self, *names: str) -> None:
        """Has the mock break these rules, and no others; without names, none."""
        self.control("PUT", "/deviations", {"names": list(names)})

    def requests(self, *, method: str | None = None, path: str | None = None, client_id: str | None = None, status: str | int | None = None,
                 after: int | None = None) -> list[Request]:
        """The newest 1000 requests, oldest first. ``path`` is what it begins with, ``status`` is 403 or "4xx"."""
        filters = {"method": method, "path": path, "client_id": client_id, "status": status, "after": after}
        query = urlencode({name: value for name, value in filters.items() if value is not None})
        return [Request(r["number"], r["method"], r["path"], r["status"], r.get("client_id"), r.get("body"), r)
                for r in self.control("GET", f"/requests?{query}")["requests"]]

    def tenant(self, name: str | None = None, seed: Mapping[str, Any] | None = None) -> Tenant:
        """Makes a tenant, so that tests that run at once can each have theirs.

        Without a name it gets the next free one, without a seed the one that a mock begins with. It is made by the mock, not by another tenant.
        """
        made = self.control("POST", "/tenants", dict(seed or {}) | ({"tenant": name} if name else {}))
        return Tenant(self, made["tenant"], made["control"]["url"], made["control"]["token"])

    def control(self, method: str, path: str, body: object = None) -> Any:
        """Asks the control API, below ``/_mock``, for what has no method here."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        return self._ask(HTTPRequest(f"{self.url}/_mock{path}", data=data, headers=headers, method=method))

    def _ask(self, request: HTTPRequest) -> Any:
        try:
            with self._opener.open(request, timeout=PATIENCE) as answer:
                text = answer.read()
        except HTTPError as error:
            raise ControlError(f"{error.code}: {_reason(error.read())}") from None
        return json.loads(text) if text else None


class Tenant(Mock):
    """One of several tenants that a mock serves: users, applications, tokens, clock and faults are its own.

    As a context manager, it is removed at the end.
    """

    def __init__(self, of: Mock, name: str, url: str, control_token: str) -> None:
        super().__init__(url, control_token, ca=of.ca)
        self._of, self.name = of, name

    def remove(self) -> None:
        """Ends the tenant."""
        self._of.control("DELETE", f"/tenants/{self.name}")

    def __enter__(self) -> Tenant:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.remove()


def _reason(text: bytes) -> str:
    try:
        answer = json.loads(text)
        return str(answer.get("error_description") or answer["error"])
    except (ValueError, KeyError, AttributeError):
        return "this is not the control API of a mock"


def _duration(value: timedelta | None) -> str | None:
    return None if value is None else f"{value.total_seconds():.6f}s"


def _token(grant: Mapping[str, Any], family: Mapping[str, Any], token: Mapping[str, Any]) -> Token:
    state = token["state"]
    causes = (end["cause"] for end in (token.get("ended"), family.get("ended"), grant.get("ended")) if end and end.get("cause"))
    why = "" if state == "live" else next(causes, state) if state == "ended" else state
    return Token(grant["client_id"], grant.get("audience", ""), grant["scopes"], state == "live", why)
