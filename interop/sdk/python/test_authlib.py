"""authlib: a session of requests, and the client that Flask applications use."""

import pytest
from authlib.common.security import generate_token
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.flask_client import OAuth
from authlib.integrations.requests_client import OAuth2Session
from flask import Flask, jsonify, redirect, session, url_for
from mock import API_ONE, BASE, CALLBACK, DEAD_TOKEN, ann, browse, client

TOKEN, REVOKE = BASE + "/oauth/token", BASE + "/oauth/revoke"


def app(role, method):
    known = client(role)
    return OAuth2Session(known.id, known.secret, token_endpoint_auth_method=method, revocation_endpoint_auth_method=method,
                         code_challenge_method="S256", scope="openid offline_access", redirect_uri=CALLBACK)


def is_dead(oauth, token):
    with pytest.raises(OAuthError) as refused:
        oauth.refresh_token(TOKEN, token)
    assert (refused.value.error, refused.value.description) == ("invalid_grant", DEAD_TOKEN)


@pytest.mark.parametrize("role, method", [("confidential", "client_secret_post"), ("basic", "client_secret_basic"), ("public", "none")])
def test_sign_in_exchange_revoke_exchange(role, method):
    oauth = app(role, method)
    verifier = generate_token(48)
    url, _ = oauth.create_authorization_url(BASE + "/authorize", audience=API_ONE, code_verifier=verifier)
    tokens = oauth.fetch_token(TOKEN, authorization_response=browse(url, ann), code_verifier=verifier)
    assert oauth.refresh_token(TOKEN, tokens["refresh_token"])["access_token"]
    assert oauth.revoke_token(REVOKE, tokens["refresh_token"], token_type_hint="refresh_token").status_code == 200
    is_dead(oauth, tokens["refresh_token"])


def test_rotation_a_reuse_ends_the_family():
    oauth = app("rotating", "none")
    first = oauth.fetch_token(TOKEN, grant_type="password", username=ann.email, password=ann.password)["refresh_token"]
    following = oauth.refresh_token(TOKEN, first)["refresh_token"]
    is_dead(oauth, first)
    is_dead(oauth, following)


def test_flask_signs_in_and_revokes():
    flask = Flask(__name__)
    flask.secret_key = "of this test"
    known = client("confidential")
    auth0 = OAuth(flask).register(
        "auth0", client_id=known.id, client_secret=known.secret, server_metadata_url=BASE + "/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile email offline_access"})

    @flask.get("/login")
    def login():
        return auth0.authorize_redirect(url_for("callback", _external=True))

    @flask.get("/callback")
    def callback():
        session["tokens"] = {k: v for k, v in auth0.authorize_access_token().items() if k != "access_token"}
        return redirect("/")

    @flask.get("/")
    def home():
        return jsonify(session.get("tokens"))

    with flask.test_client() as visitor:
        back = browse(visitor.get("/login").location, ann)
        assert visitor.get(back).status_code == 302
        tokens = visitor.get("/").json
    assert tokens["userinfo"]["sub"] == ann.id
    assert tokens["userinfo"]["email"] == ann.email
    with flask.app_context():
        oauth = auth0._get_oauth_client(**auth0.load_server_metadata())
        assert oauth.revoke_token(auth0.server_metadata["revocation_endpoint"], tokens["refresh_token"]).status_code == 200
        is_dead(oauth, tokens["refresh_token"])
