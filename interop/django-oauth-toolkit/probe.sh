#!/usr/bin/env bash
# Asks the server that ./start has started with curl alone:  ISSUER=http://127.0.0.1:29614/o ./probe.sh [RULE...]
issuer=${ISSUER:-http://127.0.0.1:29614/o}
token=$issuer/token/ revocation=$issuer/revoke_token/ introspection=$issuer/introspect/ userinfo=$issuer/userinfo/
# shellcheck source=../probes.sh
. "$(dirname "${BASH_SOURCE[0]}")/../probes.sh"

sign_in() {
  as "$1"
  send "$token" "${auth[@]}" -d grant_type=password -d "username=$2" -d "password=password-of-$2" -d 'scope=openid read'
  refresh=$(field refresh_token) access=$(field access_token)
}
ask "$@"
