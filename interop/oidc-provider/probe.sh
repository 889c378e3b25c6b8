#!/usr/bin/env bash
# Looks at the server by hand: one short curl conversation for each rule, on a server that ./start has started.
#
#   ISSUER=http://127.0.0.1:29613 ./probe.sh [RULE...]
#
# Prints what was sent, what came back, and what became of the tokens, never a token. It shares no code with revokespec: the
# expectations in notes.md come from here.
set -uo pipefail

issuer=${ISSUER:-http://127.0.0.1:29613}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p" "$tmp/body"; }
header() { tr -d '\r' <"$tmp/head" | sed -n "s/^$1: //Ip"; }
say() { printf '%-7s %s\n' "$rule" "$*"; }

rotating=public redeem_at=$issuer/token
# shellcheck source=../codes.sh
. "$(dirname "${BASH_SOURCE[0]}")/../codes.sh"
clients=(confidential public) admin=$(dirname "${BASH_SOURCE[0]}")/../admin
export INTEROP_ADMIN=$issuer/admin
# shellcheck source=../hooks.sh
. "$(dirname "${BASH_SOURCE[0]}")/../hooks.sh"

# as CLIENT: sets auth to the curl arguments that identify and authenticate it.
as() {
  case $1 in
    public | device) auth=(-d "client_id=$1") ;;
    basic) auth=(-u basic:secret-of-basic) ;;
    *) auth=(-d "client_id=$1" -d "client_secret=secret-of-$1") ;;
  esac
}

# send CURL-ARGUMENTS: sets answer to status, error, content type and size of the body.
send() {
  : >"$tmp/head"; : >"$tmp/body"
  status=$(curl -s -m 15 -D "$tmp/head" -o "$tmp/body" -w '%{http_code}' "$@") || status="$status (curl exit $?)"
  local error
  error=$(field error)
  answer="$status${error:+ $error} [$(header content-type); $(wc -c <"$tmp/body") bytes]"
}
revoke() { send "$issuer/token/revocation" "$@"; }

# authorize CLIENT USER: a new cookie jar, the login form, the consent form; sets code.
authorize() {
  local jar=$tmp/jar.$RANDOM$RANDOM url
  browse() { curl -s -m 15 -b "$jar" -c "$jar" -o /dev/null -w '%{redirect_url}' "$@"; }
  url=$(browse -G "$issuer/auth" -d "client_id=$1" -d response_type=code --data-urlencode "redirect_uri=$callback" \
    --data-urlencode 'scope=openid offline_access' -d prompt=consent -d "code_challenge=$challenge" -d code_challenge_method=S256)
  url=$(browse "$url" -d prompt=login -d "login=$2" -d password=any)
  url=$(browse "$url")
  url=$(browse "$url" -d prompt=consent)
  url=$(browse "$url")
  code=$(sed -n 's/.*[?&]code=\([^&]*\).*/\1/p' <<<"$url")
}
# sign_in CLIENT USER: sets refresh and access.
sign_in() {
  authorize "$@"; redeem "$1"
  [ -n "$refresh" ] || { echo "sign-in of $2 at $1 failed: $answer" >&2; exit 1; }
}

# exchange CLIENT TOKEN [CURL-ARGUMENTS]: sets state, and the new refresh and access where there are any.
exchange() {
  as "$1"
  send "$issuer/token" "${auth[@]}" -d grant_type=refresh_token -d "refresh_token=$2" "${@:3}"
  state="dead ($status $(field error))"
  case $status in 200) state=alive refresh=$(field refresh_token) access=$(field access_token) ;; esac
}

# introspect CLIENT TOKEN: sets active to the field's value and the names of all fields.
introspect() {
  as "$1"
  send "$issuer/token/introspection" "${auth[@]}" -d "token=$2"
  active="$(field active) (fields: $(grep -o '"[a-z_]*":' "$tmp/body" | tr -d '":' | paste -sd ' '))"
}
userinfo() { send "$issuer/me" -H "Authorization: Bearer $1"; }

basic() { printf 'Authorization: Basic %s' "$(printf '%s' "$1" | base64 -w0)"; }

# fresh CLIENT: a live token that has been exchanged once, as sign-ins alone prove nothing; sets refresh and access.
fresh() {
  sign_in "$1" "${2:-user01}"
  exchange "$1" "$refresh"
}

# act CLIENT WHAT CURL-ARGUMENTS: sends the arguments to the revocation endpoint; @ among them stands for a live token of CLIENT.
# Says what came back, and then whether that token can still be exchanged.
act() {
  local client=$1 what=$2 token arguments
  fresh "$client"
  token=$refresh
  arguments=("${@:3}")
  revoke "${arguments[@]//@/$token}"
  local got=$answer challenge_header
  grep -qF -e "$token" -e secret-of- "$tmp/body" "$tmp/head" && got+=' ECHOES A SECRET'
  challenge_header=$(header www-authenticate | cut -d, -f1)
  exchange "$client" "$token"
  say "$what: $got${challenge_header:+ WWW-Authenticate: $challenge_header}; the token: $state"
}

REV_01() { # also REV-03, REV-12, REV-16, REV-31, REV-32: the plain revocation, once for each way to authenticate
  act confidential 'client_secret_post' -d client_id=confidential -d client_secret=secret-of-confidential -d token=@
  act basic 'client_secret_basic' -u basic:secret-of-basic -d token=@
  act public 'public, client_id alone' -d client_id=public -d token=@
}
REV_04() {
  as confidential
  for token in never-issued eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln; do
    revoke "${auth[@]}" -d "token=$token"
    say "unknown token $token: $answer"
  done
}
REV_06() {
  for client in confidential public; do
    fresh $client; as $client
    revoke "${auth[@]}" -d "token=$refresh"; local first=$answer
    revoke "${auth[@]}" -d "token=$refresh"
    say "$client revokes twice: $first, then $answer"
  done
}
REV_07() { # also REV-41, REV-42
  act confidential 'no token, a hint' -d client_id=confidential -d client_secret=secret-of-confidential -d token_type_hint=refresh_token
  act confidential 'empty token' -d client_id=confidential -d client_secret=secret-of-confidential -d token=
  act public 'public, empty token' -d client_id=public -d token=
}
REV_08() { act confidential 'no client identification' -d token=@; act public 'public, no client identification' -d token=@; }
REV_09() { # also REV-34, REV-35
  act confidential 'wrong secret, in the body' -d client_id=confidential -d client_secret=wrong -d token=@
  act basic 'wrong secret, Basic' -u basic:wrong -d token=@
}
REV_10() {
  act confidential 'secret missing' -d client_id=confidential -d token=@
  act basic 'secret missing (client_id in the body)' -d client_id=basic -d token=@
  act basic 'secret empty, Basic' -u basic: -d token=@
}
REV_11() {
  act confidential 'unknown client, no secret' -d client_id=nobody -d token=@
  act confidential 'unknown client, some secret' -d client_id=nobody -d client_secret=x -d token=@
  act confidential 'unknown client, Basic' -u nobody:x -d token=@
}
REV_15() { as confidential; revoke -d client_id=confidential -d client_secret=wrong -d token=never-issued; say "wrong secret, unknown token: $answer"; }
REV_16() {
  act basic 'Basic' -u basic:secret-of-basic -d token=@
  act basic 'Basic and client_id in the body' -u basic:secret-of-basic -d client_id=basic -d token=@
  act basic 'Basic, not base64' -H 'Authorization: Basic *' -d token=@
  act basic 'Bearer instead' -H 'Authorization: Bearer x' -d token=@
  act basic 'registered for Basic, secret in the body' -d client_id=basic -d client_secret=secret-of-basic -d token=@
  act confidential 'registered for post, Basic' -u confidential:secret-of-confidential -d token=@
}
REV_18() {
  for hint in refresh_token access_token nonsense ''; do
    act confidential "hint '$hint'" -d client_id=confidential -d client_secret=secret-of-confidential -d token=@ -d "token_type_hint=$hint"
  done
}
REV_19() { # also REV-51
  local url=$issuer/token/revocation query='client_id=public&token=@'
  for method in GET HEAD PUT PATCH DELETE; do
    fresh public; local token=$refresh
    if [ $method = HEAD ]; then send -I "$url?${query/@/$token}"; else send -X $method "$url?${query/@/$token}"; fi
    local got=$answer
    case $method in PUT | PATCH | DELETE) send -X $method "$url" -d "client_id=public" -d "token=$token"; got="$got, in the body $answer" ;; esac
    exchange public "$token"
    say "$method, in the query: $got; the token: $state"
  done
}
REV_21() { # also REV-37, REV-42: who tries | whose token
  for pair in confidential:second second:confidential confidential:public public:confidential; do
    local thief=${pair%:*} owner=${pair#*:}
    fresh "$owner"; local token=$refresh bystander
    fresh "$thief"; bystander=$refresh
    as "$thief"; revoke "${auth[@]}" -d "token=$token"; local got=$answer
    exchange "$owner" "$token"; local after=$state
    exchange "$thief" "$bystander"
    say "$thief revokes a token of $owner: $got; it: $after; a token of $thief: $state"
  done
}
REV_22() { # also REV-23, REV-47
  for client in confidential public; do
    sign_in $client user01; local first=$access
    exchange $client "$refresh"; local second=$access token=$refresh
    introspect $client "$token"; local before=$active
    userinfo "$second"; local info=$status
    as $client; revoke "${auth[@]}" -d "token=$token"
    introspect $client "$token"; local after=$active
    introspect $client "$first"; local a=$active
    introspect $client "$second"; local b=$active
    userinfo "$second"
    say "$client revokes: refresh token active $before, then $after"
    say "$client: access token of the sign-in $a, of the exchange $b; userinfo $info, then $status"
  done
}
REV_25() { send "$issuer/.well-known/openid-configuration"; local url; url=$(field revocation_endpoint); send "$url" -d x=y; say "revocation_endpoint = $url; it answers $answer"; }
REV_26() {
  local url=$issuer/token/revocation who='client_id=confidential&client_secret=secret-of-confidential' form='Content-Type: application/x-www-form-urlencoded'
  { printf '%s&token=' "$who"; head -c 1048576 /dev/zero | tr '\0' a; } >"$tmp/big"
  send "$url" --data-binary "@$tmp/big"; say "token of 1 MiB: $answer"
  send "$url" -H 'Transfer-Encoding: chunked' --data-binary "@$tmp/big"; say "token of 1 MiB, chunked: $answer"
  send "$url" -d "$who&token=%00%01%1f%7f"; say "control bytes: $answer"
  send "$url" -d "$who&token=%ff%fe%c3%28"; say "invalid UTF-8, encoded: $answer"
  printf '%s&token=\xff\xfe\xc3(' "$who" >"$tmp/raw"; send "$url" -H "$form" --data-binary "@$tmp/raw"; say "invalid UTF-8, raw: $answer"
  send "$url" -d "$who&token=%zz%"; say "broken percent-encoding: $answer"
  for type in text/plain application/xml multipart/form-data 'application/x-www-form-urlencoded; charset=nonsense' nonsense; do
    send "$url" -H "Content-Type: $type" --data-binary "$who&token=x"; say "content type $type: $answer"
  done
  send "$url" -H 'Content-Type:' --data-binary "$who&token=x"; say "no content type: $answer"
  # Half a body, and then the end of the stream, as from a client that died: curl cannot send that.
  # shellcheck disable=SC2016 # JavaScript
  say "truncated body: $(node -e '
    const { hostname, port } = new URL(process.argv[1]);
    const socket = require("net").connect({ host: hostname, port, allowHalfOpen: true, timeout: 10000 });
    socket.end(`POST /token/revocation HTTP/1.1\r\nHost: ${hostname}\r\n${process.argv[2]}\r\nContent-Length: 500\r\n\r\n${process.argv[3]}&tok`);
    socket.on("data", (data) => console.log(String(data).split("\r\n")[0])).on("end", () => socket.end());
    socket.on("timeout", () => { console.log("no answer in 10 s"); socket.destroy(); });
  ' "$issuer" "$form" "$who")"
  as confidential; revoke "${auth[@]}" -d token=never-issued; say "the next request: $answer"
}
REV_28() {
  local c=(-d client_id=confidential -d client_secret=secret-of-confidential) url=$issuer/token/revocation
  act confidential 'JSON body' -H 'Content-Type: application/json' -d '{"client_id":"confidential","client_secret":"secret-of-confidential","token":"@"}'
  act confidential 'the same token twice' "${c[@]}" -d token=@ -d token=@
  act confidential 'the hint twice' "${c[@]}" -d token=@ -d token_type_hint=refresh_token -d token_type_hint=access_token
  act confidential 'client_id twice' "${c[@]}" -d client_id=confidential -d token=@
  act confidential 'an extra parameter' "${c[@]}" -d token=@ -d extra=1 -d extra=2
  act confidential 'multipart body' -F client_id=confidential -F client_secret=secret-of-confidential -F token=@
  act confidential 'token[] in PHP style' "${c[@]}" -d 'token[]=@'
  fresh confidential; local token=$refresh
  send "$url?client_id=confidential&client_secret=secret-of-confidential&token=$token" -d token_type_hint=refresh_token; local got=$answer
  exchange confidential "$token"; say "all in the query, a hint in the body: $got; the token: $state"
  fresh confidential; token=$refresh
  send "$url?token=$token" "${c[@]}" -d token_type_hint=refresh_token; got=$answer
  exchange confidential "$token"; say "the token in the query, credentials in the body: $got; the token: $state"
}
REV_38() { # also REV-43, REV-44
  for client in confidential public; do
    fresh $client; local token=$refresh
    introspect $client "$access"; local before=$active; as $client
    revoke "${auth[@]}" -d "token=$access" -d token_type_hint=access_token; local got=$answer
    introspect $client "$access"; local info=$active
    userinfo "$access"; local seen=$status; exchange $client "$token"
    say "$client revokes an access token ($before): $got; it: $info, userinfo $([ "$seen" = 200 ] && echo 200 || echo refused); the refresh token: $state"
  done
}
REV_39() { # also REV-29, REV-40, ROT-08
  sign_in public user01; local a=$refresh; exchange public "$a"; local b=$refresh
  revoke -d client_id=public -d "token=$b"; local got=$answer
  exchange public "$a"; say "A was exchanged for B, B is revoked: $got; A: $state"
  sign_in public user01; a=$refresh; exchange public "$a"; b=$refresh
  revoke -d client_id=public -d "token=$b"
  exchange public "$b"; say "the same, B looked at first: $state"
  sign_in public user01; a=$refresh; exchange public "$a"; b=$refresh
  revoke -d client_id=public -d "token=$a"; got=$answer
  exchange public "$b"; say "A (spent) is revoked: $got; B: $state"
}
REV_46() {
  fresh confidential; local a=$refresh; fresh confidential; local b=$refresh; as confidential
  revoke "${auth[@]}" -d "token=$a" -d "token=$b"; local got=$answer
  exchange confidential "$a"; local first=$state; exchange confidential "$b"
  say "two values: $got; first: $first, second: $state"
}
REV_49() {
  for client in confidential public; do
    fresh $client; local token=$refresh altered; as $client
    for altered in "${token}x" "${token%?}" "$(tr 'a-zA-Z' 'A-Za-z' <<<"$token")" "$token " " $token"; do
      revoke "${auth[@]}" --data-urlencode "token=$altered"; local got=$answer
      exchange $client "$token"; say "$client, altered copy: $got; the live one: $state"
      token=$refresh
      as $client
    done
  done
}
GRT_12() { # also GRT-13
  for client in confidential public; do
    sign_in $client user01; local a=$refresh; sign_in $client user01; local b=$refresh; sign_in $client user02; local third=$refresh
    exchange $client "$a"; a=$refresh; local live=$state; exchange $client "$b"; b=$refresh; exchange $client "$third"; third=$refresh; as $client
    revoke "${auth[@]}" -d "token=$a"; local got=$answer
    exchange $client "$b"; local second=$state; exchange $client "$third"; local other=$state; exchange $client "$a"
    say "$client, two sign-ins of one user (the first after the second: $live), one of another; the first revoked: $got; first $state, second $second, other user $other"
  done
}
ROT_01() { # also ROT-12
  for client in public confidential; do
    sign_in $client user01; local previous=$refresh got=
    for _ in 1 2 3; do exchange $client "$refresh"; got+=" $([ "$refresh" = "$previous" ] && echo same || echo new)"; previous=$refresh; done
    say "$client, three exchanges in a row:$got"
  done
}
ROT_02() { # also ROT-03, ROT-04, ROT-05, ROT-06: a chain of five; the first, the middle and the last but one are used again
  for index in 0 2 3; do
    sign_in public user01; local other=$refresh; sign_in public user01
    local chain=("$refresh")
    for _ in 1 2 3 4; do exchange public "$refresh"; chain+=("$refresh"); done
    local access_token=$access
    exchange public "${chain[index]}"; local reuse=$state
    exchange public "${chain[4]}"; local newest=$state
    exchange public "$other"; local beside=$state
    introspect public "$access_token"; local token=$active; sign_in public user01; exchange public "$refresh"
    say "token $((index + 1)) of 5 again: $reuse; newest: $newest; access token active $token; another sign-in's token: $beside; a new sign-in's: $state"
  done
}
ROT_09() { # also ROT-18: 8 requests at once, 5 rounds
  for round in 1 2 3 4 5; do
    sign_in public user01; local winners=0 live=0 list=()
    for n in 1 2 3 4 5 6 7 8; do list+=(--next -s -m 15 -o "$tmp/r$n" "$issuer/token" -d client_id=public -d grant_type=refresh_token -d "refresh_token=$refresh"); done
    rm -f "$tmp"/r?; curl --no-progress-meter -Z --parallel-immediate "${list[@]:1}" 2>/dev/null
    for n in 1 2 3 4 5 6 7 8; do
      cp "$tmp/r$n" "$tmp/body"; local won; won=$(field refresh_token)
      [ -n "$won" ] && { winners=$((winners + 1)); exchange public "$won"; [ "$state" = alive ] && live=$((live + 1)); }
    done
    say "round $round: $winners of 8 answered 200; refresh tokens alive afterwards: $live"
  done
}
ROT_13() {
  for client in confidential public; do
    fresh $client; local token=$refresh
    exchange $client "$token" -d 'scope=openid offline_access email'; local got=$answer
    exchange $client "$token"; say "$client asks for more scope: $got; the token: $state"
    exchange $client "$refresh" -d scope=openid; say "$client asks for less scope: $state, granted scope '$(field scope)'"
  done
}
ROT_14() { # also ROT-17: who tries:whose token
  for pair in second:confidential confidential:public public:confidential; do
    local thief=${pair%:*} owner=${pair#*:}
    fresh "$owner"; local token=$refresh
    exchange "$thief" "$token"; local got=$state
    exchange "$owner" "$token"; say "$thief exchanges a token of $owner: $got; then the owner: $state"
  done
}
ROT_16() {
  fresh confidential; local token=$refresh body=(-d grant_type=refresh_token -d "refresh_token=$refresh")
  send "$issuer/token" "${body[@]}" -d client_id=confidential; say "no secret: $answer"
  send "$issuer/token" "${body[@]}" -d client_id=confidential -d client_secret=wrong; say "wrong secret: $answer"
  send "$issuer/token" "${body[@]}"; say "no client: $answer"
  fresh basic; send "$issuer/token" -u basic:wrong -d grant_type=refresh_token -d "refresh_token=$refresh"; say "wrong secret, Basic: $answer WWW-Authenticate: $(header www-authenticate | cut -d, -f1)"
  exchange confidential "$token"; say "the token afterwards: $state"
}
ROT_19() {
  for client in confidential public; do
    fresh $client; exchange $client "$refresh"
    say "$client: $status, Cache-Control: $(header cache-control), Pragma: $(header pragma), Content-Type: $(header content-type)"
  done
}

REV_58() { # the metadata, and a revocation by each method: REV-01
  curl -s "$issuer/.well-known/openid-configuration" | grep -o '"[a-z]*_endpoint_auth_methods_supported":[^]]*]' | while read -r line; do say "$line"; done
  REV_01
}

# ask: a device asks for codes; sets device and code. poll: one poll of it.
ask() {
  send "$issuer/device/auth" -d client_id=device --data-urlencode 'scope=openid offline_access' -d prompt=consent
  device=$(field device_code) code=$(field user_code)
}
poll() { send "$issuer/token" -d client_id=device -d grant_type=urn:ietf:params:oauth:grant-type:device_code -d "device_code=$device"; }
# person CURL-ARGUMENTS: a browser at the device pages; sets xsrf, and page to the title of where it came to.
person() {
  curl -s -m 15 -L -b "$tmp/tv" -c "$tmp/tv" -o "$tmp/page" -w '%{url_effective}' "$@" >"$tmp/at"
  xsrf=$(sed -n 's/.*name="xsrf" value="\([^"]*\)".*/\1/p' "$tmp/page" | head -n 1)
  page=$(sed -n 's/.*<title>\(.*\)<\/title>.*/\1/p' "$tmp/page" | head -n 1)
}
# enter: types the code in, and comes to the page that asks whether it is right.
enter() {
  rm -f "$tmp/tv"
  person "$issuer/device"
  person "$issuer/device" -d "xsrf=$xsrf" -d "user_code=$code"
}
# let_in: enters, confirms, signs in and consents.
let_in() {
  enter
  person "$issuer/device" -d "xsrf=$xsrf" -d "user_code=$code" -d confirm=yes
  person "$(cat "$tmp/at")" -d prompt=login -d login=user01 -d password=any
  person "$(cat "$tmp/at")" -d prompt=consent
}
DFL_01() {
  ask; let_in; local last=$page
  poll; refresh=$(field refresh_token)
  say "after the pages (the last: $last) the poll: $answer"
  exchange device "$refresh"; local before=$state token=$refresh
  as device; revoke "${auth[@]}" -d "token=$token"; local got=$answer
  exchange device "$token"; say "exchange before: $before; revocation: $got; exchange after: $state"
  ask; let_in; poll; exchange device "$(field refresh_token)"; say "a new authorization: $state"
}
DFL_06() {
  ask; poll; say "at once: $answer"; poll; say "and again at once: $answer"
  enter; person "$issuer/device" -d "xsrf=$xsrf" -d "user_code=$code" -d confirm=yes -d abort=yes
  poll; say "after the user refused: $answer"; poll; say "and again: $answer"
}

HKS_12() { # also HKS-13: introspection, for which HKS-01 and HKS-02 are the exchange
  local act user live with client seen
  for client in confidential public; do
    for act in enable_user disable_user delete_user; do
      throw_away; fresh $client "$user"; live=$refresh with=$access; administer "$act"
      introspect $client "$live"; seen=$active; introspect $client "$with"; userinfo "$with"; local info=$status; exchange $client "$live"
      say "$client, $act: the refresh token introspects $seen, the access token $active; userinfo $info; the exchange: $state"
    done
  done
}

rules=("$@")
[ $# -gt 0 ] || mapfile -t rules < <(declare -F | sed -n 's/^declare -f \(\(REV\|GRT\|ROT\|DFL\|COD\|HKS\)_.*\)/\1/p')
for rule in "${rules[@]}"; do
  rule=${rule//_/-}
  declare -F "${rule//-/_}" >/dev/null || { echo "no probe named $rule; see the functions in $0" >&2; exit 2; }
  "${rule//-/_}"
done
