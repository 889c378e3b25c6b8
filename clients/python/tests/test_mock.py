"""A mock in a container, as a process, and one that runs already: used alike."""

import json
import ssl
import unittest
from datetime import timedelta
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPSHandler, ProxyHandler, build_opener

from revokespec_mock import ControlError, Mock, MockContainer, MockProcess

ANN = "ann@example.com"
SEED = {
    "clients": [{"role": "public"}, {"client_id": "shop", "client_secret": "not-a-secret", "rotating": True}],
    "users": [{"email": ANN, "password": "correct horse"}],
}


def post(mock: Mock, path: str, **form: str) -> Any:
    opener = build_opener(ProxyHandler({}), HTTPSHandler(context=ssl.create_default_context(cadata=mock.ca)))
    with opener.open(mock.url + path, urlencode(form).encode()) as answer:
        text = answer.read()
    return json.loads(text) if text else answer.status


def revoke(mock: Mock, token: str) -> Any:
    return post(mock, "/oauth/revoke", client_id="mock-public", token=token)


def exchange(mock: Mock, token: str) -> Any:
    return post(mock, "/oauth/token", client_id="mock-public", grant_type="refresh_token", refresh_token=token)


class Used(unittest.TestCase):
    """What is tried with each; by itself it is not run."""

    mock: Mock

    def setUp(self) -> None:
        self.mock.reset()
        self.mock.deviate()

    def test_a_revoked_token_is_dead(self) -> None:
        tokens = self.mock.sign_in(ANN)
        self.assertIn("access_token", exchange(self.mock, tokens.refresh_token))
        self.assertTrue(self.mock.tokens(ANN)[0].live)
        revoke(self.mock, tokens.refresh_token)
        with self.assertRaises(HTTPError) as refused:
            exchange(self.mock, tokens.refresh_token)
        self.assertEqual(403, refused.exception.code)
        self.assertEqual(["revocation"], [token.why for token in self.mock.tokens(ANN)])
        self.assertNotIn(tokens.refresh_token, repr(tokens))

    def test_sign_in_asks_for_no_secret(self) -> None:
        self.assertTrue(self.mock.sign_in(ANN, "shop").refresh_token)
        self.assertEqual("", self.mock.sign_in(ANN, "shop", scope="openid").refresh_token)
        for user, client in (("nobody@example.com", "shop"), (ANN, "nowhere")):
            with self.assertRaisesRegex(ControlError, "400: The tenant has no"):
                self.mock.sign_in(user, client)
        with self.assertRaisesRegex(ControlError, "no user nobody@example.com"):
            self.mock.tokens("nobody@example.com")

    def test_faults(self) -> None:
        token = self.mock.sign_in(ANN).refresh_token
        with self.mock.fail(path="/oauth/revoke", status=429, headers={"Retry-After": "7"}) as busy:
            with self.assertRaises(HTTPError) as refused:
                revoke(self.mock, token)
            self.assertEqual((429, "7"), (refused.exception.code, refused.exception.headers["Retry-After"]))
            self.assertEqual(1, busy.met)
        self.assertTrue(self.mock.tokens(ANN)[0].live)
        self.mock.fail(path="/oauth/revoke", served=True, cut="close", delay=timedelta(milliseconds=1))
        with self.assertRaises(OSError):
            revoke(self.mock, token)
        self.assertFalse(self.mock.tokens(ANN)[0].live)
        self.mock.heal()
        self.assertEqual(200, revoke(self.mock, token))
        with self.assertRaisesRegex(ControlError, "nothing goes wrong by it"):
            self.mock.fail(path="/oauth/revoke")

    def test_the_clock(self) -> None:
        before = self.mock.now()
        self.mock.fast_forward(timedelta(hours=3))
        self.assertGreaterEqual(self.mock.now() - before, timedelta(hours=3))
        self.mock.reset()
        self.assertLess(self.mock.now() - before, timedelta(hours=1))

    def test_deviations(self) -> None:
        self.mock.deviate("success-is-202")
        self.assertEqual(202, revoke(self.mock, "unknown"))
        self.mock.deviate()
        self.assertEqual(200, revoke(self.mock, "unknown"))
        with self.assertRaisesRegex(ControlError, "success-is-202"):
            self.mock.deviate("success-is-20")

    def test_requests(self) -> None:
        token = self.mock.sign_in(ANN).refresh_token
        revoke(self.mock, token)
        revoke(self.mock, "unknown")
        first, second = self.mock.requests(path="/oauth/revoke", status="2xx")
        self.assertEqual(("POST", "mock-public", 200), (first.method, first.client_id, first.status))
        self.assertTrue(first.body["token"].startswith("[refresh token "))
        self.assertEqual([second.number], [r.number for r in self.mock.requests(after=first.number)])


class InContainer(Used):
    @classmethod
    def setUpClass(cls) -> None:
        cls.mock = container = MockContainer(seed=SEED).start()
        cls.addClassCleanup(container.stop)


class AsProcess(Used):
    @classmethod
    def setUpClass(cls) -> None:
        cls.mock = process = MockProcess(seed=json.dumps(SEED))
        cls.addClassCleanup(process.stop)


del Used  # it has no mock of its own


class Starting(unittest.TestCase):
    def test_one_that_runs_already(self) -> None:
        with MockProcess(control_token="known-beforehand") as process:
            mock = Mock(process.url + "/", "known-beforehand")
            self.assertEqual(process.url + "/", mock.issuer)
            self.assertEqual("https://api.one.example", _audience(mock.sign_in(audience="https://api.one.example").access_token))
            with self.assertRaisesRegex(ControlError, "401"):
                Mock(process.url, "wrong").reset()
        with self.assertRaises(OSError):
            mock.reset()

    def test_settings(self) -> None:
        with MockProcess(dialect="rfc", switch=["reuse-ends-grant", "success-body-ok"], tls=True) as mock:
            self.assertTrue(mock.url.startswith("https://"))
            token = mock.sign_in().refresh_token
            with self.assertRaises(HTTPError) as refused:
                exchange(mock, "unknown")
            self.assertEqual(400, refused.exception.code, "as RFC 6749 has it")
            self.assertTrue(token)

    def test_https_in_a_container(self) -> None:
        with MockContainer(tls=True) as mock:
            self.assertEqual(mock.url + "/", mock.issuer)
            self.assertTrue(mock.sign_in().refresh_token)

    def test_what_cannot_start_says_why(self) -> None:
        with self.assertRaisesRegex(RuntimeError, 'the mock did not start: .*"client_scret"'):
            MockProcess(seed="clients: [{client_scret: x}]")
        with self.assertRaisesRegex(RuntimeError, "REVOKESPEC_BINARY"):
            MockProcess("/nowhere/revokespec")


def _audience(access_token: str) -> Any:
    from base64 import urlsafe_b64decode

    payload = access_token.split(".")[1]
    audience = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["aud"]
    return audience[0] if isinstance(audience, list) else audience


if __name__ == "__main__":
    unittest.main()


def status(ask: Any, mock: Mock, token: str) -> int:
    try:
        ask(mock, token)
    except HTTPError as refused:
        return refused.code
    return 200


class Tenants(unittest.TestCase):
    def test_what_happens_in_one_tenant_does_not_happen_in_another(self) -> None:
        with MockProcess() as mock:
            mine, other = mock.tenant("mine", SEED), mock.tenant()
            self.assertEqual(mine.issuer, f"{mock.url}/t/mine/")
            other.fail(path="/oauth/revoke", status=503)
            token = mine.sign_in(ANN).refresh_token
            self.assertEqual([status(revoke, other, token), status(exchange, other, token)], [503, 403])
            self.assertEqual([status(revoke, mine, token), status(exchange, mine, token)], [200, 403])
            with self.assertRaisesRegex(ControlError, "there is a tenant mine already"):
                mock.tenant("mine")
            with mine:
                mine.now()
            with self.assertRaises(ControlError):
                mine.now()
            other.now()
