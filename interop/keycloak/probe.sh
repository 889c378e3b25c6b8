#!/usr/bin/env bash
# Asks the server that ./start has started with curl alone:  ISSUER=http://127.0.0.1:29615/realms/revokespec ./probe.sh [RULE...]
issuer=${ISSUER:-http://127.0.0.1:29615/realms/revokespec}
at=$issuer/protocol/openid-connect
token=$at/token revocation=$at/revoke introspection=$at/token/introspect userinfo=$at/userinfo
# shellcheck source=../probes.sh
. "$(dirname "${BASH_SOURCE[0]}")/../probes.sh"

sign_in() {
  as "$1"
  send "$token" "${auth[@]}" -d grant_type=password -d "username=$2" -d "password=password-of-$2" -d 'scope=openid'
  refresh=$(field refresh_token) access=$(field access_token)
}
REV_52() { # a token written otherwise is revoked, and exchanged as it was sent; a new sign-in's is exchanged so, with no revocation before
  local live written how got after
  for how in 'a line break in it' 'a line break before it' 'a line break behind it' 'a space behind it'; do
    write() {
      case $how in
        *in\ it) written=${1:0:20}$'\n'${1:20} ;;
        *before*) written=$'\n'$1 ;;
        *line*behind*) written=$1$'\n' ;;
        *) written="$1 " ;;
      esac
    }
    fresh confidential; live=$refresh; write "$live"
    revoke "${c[@]}" --data-urlencode "token=$written"; got=$answer; exchange confidential "$written"; after=$state
    fresh confidential; write "$refresh"; exchange confidential "$written"
    say "$how: revocation $got; exchanged as sent: $after; one that nobody revoked, so written: $state"
  done
  fresh confidential; live=$refresh; revoke "${c[@]}" --data-urlencode "token=$live"; got=$answer; exchange confidential "$live"; say "as it is: revocation $got; exchange: $state"
}

clients=(confidential basic public) admin=$(dirname "${BASH_SOURCE[0]}")/admin
export KEYCLOAK_ISSUER=$issuer
# shellcheck source=../hooks.sh
. "$(dirname "${BASH_SOURCE[0]}")/../hooks.sh"
ask "$@"
