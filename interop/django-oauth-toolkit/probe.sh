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

admin=$(dirname "${BASH_SOURCE[0]}")/../admin clients=(confidential basic public)
export INTEROP_ADMIN=${issuer%/o}/admin
# shellcheck source=../hooks.sh
. "$(dirname "${BASH_SOURCE[0]}")/../hooks.sh"

# browse CURL-ARGUMENTS: a browser at Django's pages; sets secret to what its forms hide.
browse() {
  curl -s -m 30 -L -b "$tmp/jar" -c "$tmp/jar" -o "$tmp/page" -w '%{url_effective}' "$@" >"$tmp/at"
  secret=$(sed -n 's/.*name="csrfmiddlewaretoken" value="\([^"]*\)".*/\1/p' "$tmp/page" | head -n 1)
}
fill() { browse "$(cat "$tmp/at")" -d "csrfmiddlewaretoken=$secret" "$@"; }
HKS_15() { # a user lets a device in, is enabled, disabled or deleted, and then the device polls
  local act user device code
  poll() { send "$token" -d client_id=device -d grant_type=urn:ietf:params:oauth:grant-type:device_code -d "device_code=$device"; }
  for act in enable_user disable_user delete_user; do
    throw_away; rm -f "$tmp/jar"
    send "$issuer/device-authorization/" -d client_id=device -d 'scope=openid read'; device=$(field device_code) code=$(field user_code)
    poll; local before=$answer
    browse "${issuer%/o}/accounts/login/?next=/o/device/"; fill -d "username=$user" -d "password=password-of-$user"
    fill -d "user_code=$code"; fill -d action=accept
    administer "$act"; sleep 5 # the interval of polls
    poll; local got=$answer; refresh=$(field refresh_token)
    if [ -n "$refresh" ]; then send "$token" -d client_id=device -d grant_type=refresh_token -d "refresh_token=$refresh"; got+=" with a refresh token, its exchange: $answer"; fi
    say "before: $before; let in, then $act; the next poll: $got"
  done
}
ask "$@"
