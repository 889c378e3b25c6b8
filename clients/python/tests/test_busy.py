import time
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

from revokespec_mock import MockContainer


def sign_out(issuer: str, refresh_token: str) -> None:
    """Stands for your own code: a revocation that is tried up to three times."""
    form = urlencode({"client_id": "mock-public", "token": refresh_token}).encode()
    for attempt in range(1, 4):
        try:
            urlopen(f"{issuer}/oauth/revoke", form)
            return
        except HTTPError as error:
            if error.code not in (429, 503) or attempt == 3:
                raise
            time.sleep(float(error.headers.get("Retry-After", 1)))


def test_sign_out_while_auth0_is_busy() -> None:
    with MockContainer() as auth0:
        tokens = auth0.sign_in("user01@example.com", "mock-public")
        busy = auth0.fail(path="/oauth/revoke", times=2, status=503, headers={"Retry-After": "0"})
        sign_out(auth0.url, tokens.refresh_token)
        assert busy.met == 2
        assert not auth0.tokens("user01@example.com")[0].live
