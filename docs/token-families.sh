#!/usr/bin/env bash
# Makes docs/token-families.png anew: a rotated token is used again, which ends its family; another sign-in stays. Needs Go, Chromium, curl, python3.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
scratch=$(mktemp -d) mock=
trap '[ -z "$mock" ] || kill "$mock"; rm -rf "$scratch"' EXIT

go build -o "$scratch/revokespec" ./cmd/revokespec
"$scratch/revokespec" mock --listen 127.0.0.1:0 >"$scratch/out" &
mock=$!
until url=$(sed -n 's/^listening on \([^ ]*\).*/\1/p' "$scratch/out") && [ -n "$url" ]; do sleep 0.1; done

token() { # token FORM prints the refresh token of the answer, if there is one
  curl -s "$url/oauth/token" -d "client_id=mock-rotating&$1" | python3 -c 'import json, sys; print(json.load(sys.stdin).get("refresh_token", ""))'
}
sign_in='grant_type=password&username=user01@example.com&password=mock-password-01&scope=openid%20offline_access&audience=https://api.one.example'
one=$(token "$sign_in")
two=$(token "grant_type=refresh_token&refresh_token=$one")
other=$(token "$sign_in")
token "grant_type=refresh_token&refresh_token=$two" >"$scratch/three"
token "grant_type=refresh_token&refresh_token=$one" >"$scratch/reused"
token "grant_type=refresh_token&refresh_token=$other" >"$scratch/lives"

chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --hide-scrollbars \
  --user-data-dir="$scratch/chromium" --window-size=1000,1130 --screenshot="$PWD/docs/token-families.png" \
  "$url/dashboard/users/auth0%7C000000000000000000000001/families" 2>"$scratch/err" || { cat "$scratch/err" >&2; exit 1; }
