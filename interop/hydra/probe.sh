#!/usr/bin/env bash
# Asks the server that ./start has started with curl alone:  ISSUER=http://127.0.0.1:29616 ADMIN=... ./probe.sh [RULE...]
# ADMIN is what ./start printed as HYDRA_ADMIN.
issuer=${ISSUER:-http://127.0.0.1:29616}
token=$issuer/oauth2/token revocation=$issuer/oauth2/revoke introspection=$ADMIN/admin/oauth2/introspect userinfo=$issuer/userinfo
callback=https://client.example/callback
# The example of RFC 7636, appendix B.
verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk
challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM
# shellcheck source=../probes.sh
. "$(dirname "${BASH_SOURCE[0]}")/../probes.sh"

# go CURL-ARGUMENTS: a browser's next request; sets next to where it is sent.
go() { next=$(curl -s -m 30 -b "$tmp/jar" -c "$tmp/jar" -o /dev/null -w '%{redirect_url}' "$@"); }
sign_in() {
  rm -f "$tmp/jar"
  go -G "$issuer/oauth2/auth" -d "client_id=$1" -d response_type=code -d state=12345678 --data-urlencode "redirect_uri=$callback" \
    -d 'scope=openid+offline_access' -d "code_challenge=$challenge" -d code_challenge_method=S256
  go "$next" -d "username=$2"
  for _ in 1 2 3; do go "$next"; done # the sign-in is verified, consent is asked for, consent is verified
  as "$1"
  send "$token" "${auth[@]}" -d grant_type=authorization_code --data-urlencode "code=$(sed -n 's/.*[?&]code=\([^&]*\).*/\1/p' <<<"$next")" \
    -d "code_verifier=$verifier" --data-urlencode "redirect_uri=$callback"
  refresh=$(field refresh_token) access=$(field access_token)
}
ask "$@"
