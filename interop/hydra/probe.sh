#!/usr/bin/env bash
# Asks the server that ./start has started with curl alone:  ISSUER=http://127.0.0.1:29616 ADMIN=... ./probe.sh [RULE...]
# ADMIN is what ./start printed as HYDRA_ADMIN.
issuer=${ISSUER:-http://127.0.0.1:29616}
token=$issuer/oauth2/token revocation=$issuer/oauth2/revoke introspection=$ADMIN/admin/oauth2/introspect userinfo=$issuer/userinfo
# shellcheck source=../probes.sh
. "$(dirname "${BASH_SOURCE[0]}")/../probes.sh"
# shellcheck source=../codes.sh
. "$(dirname "${BASH_SOURCE[0]}")/../codes.sh"
redeem_at=$token

# go CURL-ARGUMENTS: a browser's next request; sets next to where it is sent.
go() { next=$(curl -s -m 30 -b "$tmp/jar" -c "$tmp/jar" -o /dev/null -w '%{redirect_url}' "$@"); }
authorize() {
  rm -f "$tmp/jar"
  go -G "$issuer/oauth2/auth" -d "client_id=$1" -d response_type=code -d state=12345678 --data-urlencode "redirect_uri=$callback" \
    -d 'scope=openid+offline_access' -d "code_challenge=$challenge" -d code_challenge_method=S256
  go "$next" -d "username=$2"
  for _ in 1 2 3; do go "$next"; done # the sign-in is verified, consent is asked for, consent is verified
  code=$(sed -n 's/.*[?&]code=\([^&]*\).*/\1/p' <<<"$next")
}
sign_in() { authorize "$@"; redeem "$1"; }
REV_58() { # the metadata, and a revocation by each method
  curl -s "$issuer/.well-known/openid-configuration" >"$tmp/body"
  say "revocation_endpoint_auth_methods_supported: $(list revocation_endpoint_auth_methods_supported); token_endpoint_auth_methods_supported: $(list token_endpoint_auth_methods_supported)"
  act confidential client_secret_post -d client_id=confidential -d client_secret=secret-of-confidential -d token=@
  act basic client_secret_basic -u basic:secret-of-basic -d token=@
}
ask "$@"
