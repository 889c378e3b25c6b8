"""auth0-python: authentication, by requests, and ManagementClient, by httpx."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from auth0.authentication import GetToken, RevokeToken, Users
from auth0.authentication.exceptions import Auth0Error
from auth0.authentication.token_verifier import AsymmetricSignatureVerifier, TokenVerifier
from auth0.management import ManagementClient
from auth0.management.core.api_error import ApiError
from mock import API_ONE, BASE, CALLBACK, DEAD_TOKEN, DOMAIN, ann, browse, client, signing_key, soon


class App:
    def __init__(self, role, **credentials):
        known = client(role)
        credentials = credentials or {"client_secret": known.secret}
        self.tokens = GetToken(DOMAIN, known.id, **credentials)
        self.revocation = RevokeToken(DOMAIN, known.id, **credentials)

    def sign_in(self):
        return self.tokens.login(ann.email, ann.password, scope="openid email offline_access", audience=API_ONE, realm=None,
                                 grant_type="password")["refresh_token"]

    def exchange(self, token):
        return self.tokens.refresh_token(token)

    def revoke(self, token):
        self.revocation.revoke_refresh_token(token)

    def is_dead(self, token):
        with pytest.raises(Auth0Error) as refused:
            self.exchange(token)
        assert (refused.value.status_code, refused.value.error_code, refused.value.message) == (403, "invalid_grant", DEAD_TOKEN)


def management():
    known = client("management")
    return ManagementClient(domain=DOMAIN, client_id=known.id, client_secret=known.secret)


@pytest.mark.parametrize("role, credentials", [
    ("confidential", {}),
    ("public", {"client_secret": None}),
    ("jwt", {"client_assertion_signing_key": signing_key(), "client_assertion_signing_alg": "RS256"}),
])
def test_sign_in_exchange_revoke_exchange(role, credentials):
    app = App(role, **credentials)
    token, sibling = app.sign_in(), app.sign_in()
    assert app.exchange(token)["access_token"]
    app.revoke(token)
    app.is_dead(token)
    assert app.exchange(sibling)["access_token"]
    app.revoke(token)  # once more is no error


def test_wrong_secret_revokes_nothing():
    app = App("confidential")
    token = app.sign_in()
    with pytest.raises(Auth0Error) as refused:
        App("confidential", client_secret="wrong").revoke(token)
    assert refused.value.status_code == 401
    assert app.exchange(token)["access_token"]


def test_rotation_a_reuse_ends_the_family():
    app = App("rotating", client_secret=None)
    first = app.sign_in()
    following = app.exchange(first)["refresh_token"]
    app.is_dead(first)
    app.is_dead(following)


def test_authorization_code_and_the_id_token():
    app = App("confidential")
    wanted = {"client_id": client("confidential").id, "response_type": "code", "redirect_uri": CALLBACK, "nonce": "n",
              "scope": "openid email offline_access", "state": "s"}
    back = parse_qs(urlsplit(browse(f"{BASE}/authorize?{urlencode(wanted)}", ann)).query)
    tokens = app.tokens.authorization_code(back["code"][0], CALLBACK)
    keys = AsymmetricSignatureVerifier(BASE + "/.well-known/jwks.json")
    claims = TokenVerifier(keys, BASE + "/", client("confidential").id).verify(tokens["id_token"], nonce="n")
    assert claims["sub"] == ann.id
    assert Users(DOMAIN).userinfo(tokens["access_token"])["email"] == ann.email
    app.revoke(tokens["refresh_token"])
    app.is_dead(tokens["refresh_token"])


def test_setting_governs_what_a_revocation_ends():
    app, tenant = App("confidential"), management()
    for on in (True, False):
        tenant.tenants.settings.update(flags={"revoke_refresh_token_grant": on})
        token, sibling = app.sign_in(), app.sign_in()
        app.revoke(token)
        if on:
            app.is_dead(sibling)
        else:
            assert app.exchange(sibling)["access_token"]


def test_administrator_lists_and_ends():
    app, tenant = App("confidential"), management()
    token, sibling = app.sign_in(), app.sign_in()
    devices = list(tenant.device_credentials.list(user_id=ann.id, type="refresh_token"))
    assert len(devices) == 2
    tenant.device_credentials.delete(devices[0].id)
    assert sorted(lives(app, t) for t in (token, sibling)) == [False, True]
    [grant] = tenant.user_grants.list(user_id=ann.id)
    tenant.user_grants.delete(grant.id)
    app.is_dead(token)
    app.is_dead(sibling)

    token = app.sign_in()
    [known] = tenant.users.refresh_token.list(ann.id)
    tenant.refresh_tokens.delete(known.id)
    soon(lambda: not lives(app, token))
    token = app.sign_in()
    tenant.users.revoke_access(ann.id)
    soon(lambda: not lives(app, token))
    with pytest.raises(ApiError) as refused:
        tenant.refresh_tokens.get(known.id)
    assert refused.value.status_code == 404


def lives(app, token):
    try:
        return bool(app.exchange(token))
    except Auth0Error as refused:
        assert refused.error_code == "invalid_grant"
        return False
