#!/usr/bin/env bash
# Asks the server that ./start has started with curl alone:  ISSUER=http://127.0.0.1:29617 ./probe.sh [RULE...]
issuer=${ISSUER:-http://127.0.0.1:29617}
token=$issuer/oauth2/token revocation=$issuer/oauth2/revoke introspection=$issuer/oauth2/introspect userinfo=$issuer/userinfo
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
rotating=confidential # there are no refresh tokens for public clients
# shellcheck source=../probes.sh
. "$here/../probes.sh"
# shellcheck source=../codes.sh
. "$here/../codes.sh"
redeem_at=$token

# browse URL-OR-ARGUMENTS: one request with the cookies of this sign-in; sets next to where it is redirected to.
browse() { next=$(curl -s -m 30 -b "$tmp/jar" -c "$tmp/jar" -o "$tmp/page" -w '%{redirect_url}' -H 'Accept: text/html' "$@"); }
hidden() { sed -n "s/.*name=\"$1\"[^>]*value=\"\([^\"]*\)\".*/\1/p" "$tmp/page" | head -n 1; }
log_in() { # USER, at the page that next is
  browse "$next"
  browse "$issuer/login" -d "username=$1" -d "password=password-of-$1" --data-urlencode "_csrf=$(hidden _csrf)"
}
authorize() {
  rm -f "$tmp/jar"
  browse -G "$issuer/oauth2/authorize" -d "client_id=$1" -d response_type=code -d state=1 --data-urlencode "redirect_uri=$callback" \
    --data-urlencode 'scope=openid profile' -d "code_challenge=$challenge" -d code_challenge_method=S256
  log_in "$2"
  browse "$next"
  code=$(sed -n 's/.*[?&]code=\([^&]*\).*/\1/p' <<<"$next")
}
sign_in() { authorize "$@"; redeem "$1"; }

REV_12() { fresh public; say "a public client's sign-in: $answer, refresh token: ${refresh:-none}, access token: ${access:+some}"; revoke -d client_id=public -d token=never-issued; say "its revocation: $answer"; }
REV_45() { curl -s "$issuer/.well-known/openid-configuration" >"$tmp/body"; say "methods: $(list revocation_endpoint_auth_methods_supported); algorithms: $(list revocation_endpoint_auth_signing_alg_values_supported)"; }
# assertion EXPIRES: a client assertion of the client jwt (RFC 7523), signed with jwt.jwk.json, that expires in so many seconds.
assertion() { python3 - "$here/jwt.jwk.json" "$issuer" "$1" <<'EOF'
import base64, json, subprocess, sys, tempfile, time, uuid
key, issuer, lifetime = json.load(open(sys.argv[1])), sys.argv[2], int(sys.argv[3])
raw = lambda text: base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
text = lambda data: base64.urlsafe_b64encode(data).rstrip(b"=").decode()
part = lambda value: text(json.dumps(value).encode())
der = bytes.fromhex("30310201010420") + raw(key["d"]) + bytes.fromhex("a00a06082a8648ce3d030107")  # RFC 5915
pem = "-----BEGIN EC PRIVATE KEY-----\n%s\n-----END EC PRIVATE KEY-----\n" % base64.b64encode(der).decode()
signed = part({"alg": "ES256", "kid": "jwt"}) + "." + part({"iss": "jwt", "sub": "jwt", "aud": issuer, "jti": str(uuid.uuid4()), "exp": int(time.time()) + lifetime})
with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
    file.write(pem)
    file.flush()
    signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", file.name], input=signed.encode(), capture_output=True, check=True).stdout
r = signature[4:4 + signature[3]]
s = signature[6 + len(r):]
print(signed + "." + text(b"".join(n.lstrip(b"\0").rjust(32, b"\0") for n in (r, s))))
EOF
}
REV_48() { # also REV-20
  local used type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer expires
  for expires in 60 -600; do
    used=$(assertion $expires)
    revoke -d "client_assertion_type=$type" -d "client_assertion=$used" -d client_id=jwt -d token=never-issued; say "an assertion that expires in $expires s: $answer"
  done
  used=$(assertion 60)
  local time
  for time in first second; do revoke -d "client_assertion_type=$type" -d "client_assertion=$used" -d client_id=jwt -d token=never-issued; say "one assertion, the $time time: $answer"; done
}
DFL_01() { # also DFL-06
  local code user before got live
  as device; send "$issuer/oauth2/device_authorization" "${auth[@]}" -d scope=profile; code=$(field device_code) user=$(field user_code)
  poll() { as device; send "$token" "${auth[@]}" -d grant_type=urn:ietf:params:oauth:grant-type:device_code -d "device_code=$code"; }
  poll; before=$answer
  rm -f "$tmp/jar"; browse "$issuer/oauth2/device_verification?user_code=$user"; log_in user01; browse "$next"
  browse "$issuer/oauth2/device_verification" -d client_id=device --data-urlencode "state=$(hidden state)" -d "user_code=$user" -d scope=profile --data-urlencode "_csrf=$(hidden _csrf)"
  poll; live=$(field refresh_token); say "before: $before; the page ends at $next; poll: $answer"
  exchange device "$live"; live=$refresh; got=$state; as device; revoke "${auth[@]}" -d "token=$live"; local revoked=$answer; exchange device "$live"
  say "exchange before: $got; revocation: $revoked; after: $state"
}
ask "$@"
