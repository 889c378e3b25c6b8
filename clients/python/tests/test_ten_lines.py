from urllib.parse import urlencode
from urllib.request import urlopen

from revokespec_mock import MockContainer


def test_a_revoked_token_is_dead() -> None:
    with MockContainer() as auth0:
        tokens = auth0.sign_in("user01@example.com", "mock-public")
        form = urlencode({"client_id": "mock-public", "token": tokens.refresh_token})
        urlopen(f"{auth0.url}/oauth/revoke", form.encode())  # here your own code signs out
        assert [token.why for token in auth0.tokens("user01@example.com")] == ["revocation"]
