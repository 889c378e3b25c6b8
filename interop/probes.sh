# The questions that the probe.sh scripts ask with curl alone, sourced by them. They share no code with revokespec: the
# expectations in the notes come from here. Nothing printed is a token.
#
# Before: token, revocation, introspection, userinfo are URLs; sign_in CLIENT USER sets refresh and access. A client's name
# says what it is; its secret, where it has one, is secret-of-NAME. rotating is a client that rotates, if it is not public.
set -uo pipefail
rotating=${rotating:-public}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# field NAME: of the JSON that came, what is no list; with sed, since some questions are about what happens within a second.
field() { sed -n "s/.*\"$1\" *: *\"\{0,1\}\([^\",}]*\).*/\1/p" "$tmp/body" | head -n 1; }
list() { python3 -c 'import json, sys; print(json.load(open(sys.argv[1])).get(sys.argv[2], "left out"))' "$tmp/body" "$1"; }
say() { printf '%-7s %s\n' "$rule" "$*"; }

# send CURL-ARGUMENTS: sets status, and answer to the status with the error code and the challenge.
send() {
  status=$(curl -s -m 30 -D "$tmp/head" -o "$tmp/body" -w '%{http_code}' "$@")
  answer="$status $(field error)$(tr -d '\r' <"$tmp/head" | sed -n 's/^www-authenticate: / challenge: /Ip')"
}
# as CLIENT: sets auth to the curl arguments that identify and authenticate it.
as() {
  case $1 in
    public) auth=(-d client_id=public) ;;
    basic) auth=(-u basic:secret-of-basic) ;;
    *) auth=(-d "client_id=$1" -d "client_secret=secret-of-$1") ;;
  esac
}
# exchange CLIENT TOKEN [CURL-ARGUMENTS]: sets state, and refresh and access to what came.
exchange() {
  as "$1"
  send "$token" "${auth[@]}" -d grant_type=refresh_token --data-urlencode "refresh_token=$2" "${@:3}"
  if [ "$status" = 200 ]; then state=alive; else state="dead ($answer)"; fi
  refresh=$(field refresh_token) access=$(field access_token)
}
fresh() { sign_in "$1" "${2:-user01}"; }
revoke() { send "$revocation" "$@"; }
introspect() { as confidential; send "$introspection" "${auth[@]}" -d "token=$1" "${@:2}"; active=$(field active); }
at_userinfo() { curl -s -o /dev/null -m 30 -w '%{http_code}' "$userinfo" -H "Authorization: Bearer $1"; }
# act OWNER WHAT CURL-ARGUMENTS: a fresh token of the owner, @ in the arguments, is sent for revocation; says what became of it.
act() {
  local owner=$1 what=$2 live got
  shift 2
  fresh "$owner"; live=$refresh
  revoke "${@//@/$live}"; got=$answer
  exchange "$owner" "$live"
  say "$what: $got; the token: $state"
}

c=(-d client_id=confidential -d client_secret=secret-of-confidential)

REV_03() { fresh confidential; exchange confidential "$refresh"; local live=$refresh; as confidential; revoke "${auth[@]}" -d "token=$live"; local got=$answer; exchange confidential "$live"; say "worked before; revoked: $got; then: $state"; }
REV_04() { revoke "${c[@]}" -d token=never-issued; say "unknown: $answer $(head -c 80 "$tmp/body")"; }
REV_07() { act confidential 'no token' "${c[@]}"; act confidential 'no token, a hint' "${c[@]}" -d token_type_hint=refresh_token; }
REV_08() { act public 'no client' -d token=@; }
REV_09() { act confidential 'wrong secret' -d client_id=confidential -d client_secret=wrong -d token=@; }
REV_10() { act confidential 'no secret' -d client_id=confidential -d token=@; }
REV_11() { act confidential 'unknown client' -d client_id=nobody -d client_secret=x -d token=@; }
REV_12() { act public 'public client' -d client_id=public -d token=@; }
REV_15() { revoke -d client_id=confidential -d client_secret=wrong -d token=never-issued; say "wrong secret, unknown token: $answer"; }
REV_18() { for hint in refresh_token access_token nonsense; do act confidential "hint $hint" "${c[@]}" -d token=@ -d "token_type_hint=$hint"; done; }
REV_19() { # also REV-51
  local live got m
  for m in GET PUT PATCH DELETE; do
    fresh confidential; live=$refresh
    send -X $m "$revocation?client_id=confidential&client_secret=secret-of-confidential&token=$live"; got=$answer
    exchange confidential "$live"; say "$m: $got; the token: $state"
  done
}
REV_21() { # also REV-37: who tries:whose token
  local pair
  for pair in second:confidential confidential:public public:confidential; do
    as "${pair%:*}"; act "${pair#*:}" "${pair%:*} revokes a token of ${pair#*:}" "${auth[@]}" -d token=@
  done
}
REV_22() {
  fresh confidential; local first=$access; exchange confidential "$refresh"; local second=$access live=$refresh
  introspect "$second"; local before="introspection $active, userinfo $(at_userinfo "$second")"
  as confidential; revoke "${auth[@]}" -d "token=$live"
  introspect "$first"; local a=$active; introspect "$second"
  say "before: $before; after the revocation: the first introspects $a, the second $active, userinfo $(at_userinfo "$second")"
}
REV_23() {
  fresh confidential; local live=$refresh; introspect "$live"; local before=$active; introspect "$live" -d token_type_hint=refresh_token
  say "a live refresh token introspects $before, with its hint $active"
  as confidential; revoke "${auth[@]}" -d "token=$live"; introspect "$live" -d token_type_hint=refresh_token; say "revoked: $(cat "$tmp/body")"
}
REV_26() { for body in 'token=%zz%' 'token=abc%2' 'token=%00%01' 'token=%ff%fe'; do revoke "${c[@]}" --data-binary "$body"; say "$body: $answer"; done; }
REV_28() {
  act confidential 'JSON' -H 'Content-Type: application/json' -d '{"client_id":"confidential","client_secret":"secret-of-confidential","token":"@"}'
  act confidential 'a form that is called multipart' -H 'Content-Type: multipart/form-data; boundary=x' "${c[@]}" -d token=@
  act confidential 'the token twice' "${c[@]}" -d token=@ -d token=@
  local live got
  fresh confidential; live=$refresh; send "$revocation?token=$live" "${c[@]}" -d token_type_hint=refresh_token; got=$answer
  exchange confidential "$live"; say "the token in the query: $got; the token: $state"
}
REV_34() { act basic 'wrong secret, Basic' -u basic:wrong -d token=@; }
REV_38() { fresh confidential; local live=$refresh gone=$access; revoke "${c[@]}" -d "token=$gone"; local got=$answer; introspect "$gone"; local is=$active; exchange confidential "$live"; say "an access token: $got; it introspects $is; the refresh token: $state"; }
REV_39() { fresh $rotating; local a=$refresh; exchange $rotating "$a"; revoke "${auth[@]}" -d "token=$refresh"; exchange $rotating "$a"; say "A was exchanged for B, B is revoked; A: $state"; }
REV_40() { fresh $rotating; local a=$refresh b; exchange $rotating "$a"; b=$refresh; revoke "${auth[@]}" -d "token=$a"; local got=$answer; exchange $rotating "$b"; say "A (spent) is revoked: $got; B: $state"; }
REV_41() { act confidential 'empty token' "${c[@]}" -d token=; }
REV_46() {
  fresh confidential; local a=$refresh; fresh confidential; local b=$refresh
  revoke "${c[@]}" -d "token=$a" -d "token=$b"; local got=$answer; exchange confidential "$a"; local first=$state; exchange confidential "$b"
  say "two values: $got; first: $first, second: $state"
}
REV_49() {
  local live altered got n
  for n in end start; do
    fresh confidential; live=$refresh altered="${live%???}AAA"
    [ $n = end ] || altered="${live:0:12}$(tr 'a-zA-Z' 'b-zaB-ZA' <<<"${live:12:4}")${live:16}"
    revoke "${c[@]}" --data-urlencode "token=$altered"; got=$answer
    exchange confidential "$live"; say "a copy altered at the $n: $got; the live one: $state"
  done
}
REV_53() { # ten rounds, two revocations of one token at once
  local round live dead=0 codes=
  for round in 1 2 3 4 5 6 7 8 9 10; do
    fresh $rotating; exchange $rotating "$refresh"; live=$refresh; as $rotating
    codes+=$(curl --no-progress-meter -Z --parallel-immediate -s -m 30 -o /dev/null -w '%{http_code} ' "$revocation" "${auth[@]}" -d "token=$live" \
      --next -s -m 30 -o /dev/null -w '%{http_code} ' "$revocation" "${auth[@]}" -d "token=$live" 2>/dev/null)
    exchange $rotating "$live"; [ "$state" = alive ] || dead=$((dead + 1))
  done
  say "answers: $codes; dead in $dead of 10"
}
REV_54() { # ROUNDS rounds, or thirty: a revocation and an exchange of one token at once, then the exchange of what that yielded, then of the token itself
  local round live codes successor lost=0 lives=0 both=0
  for round in $(seq "${ROUNDS:-30}"); do
    fresh $rotating "user0$((1 + round % 8))"; exchange $rotating "$refresh"; live=$refresh; as $rotating
    codes=$(curl --no-progress-meter -Z --parallel-immediate -s -m 30 -o "$tmp/body" -w 'exchange %{http_code}, ' "$token" "${auth[@]}" -d grant_type=refresh_token -d "refresh_token=$live" \
      --next -s -m 30 -o /dev/null -w 'revocation %{http_code}, ' "$revocation" "${auth[@]}" -d "token=$live" 2>/dev/null)
    successor=$(field refresh_token)
    [ -n "$successor" ] && exchange $rotating "$successor" && [ "$state" = alive ] && lives=$((lives + 1))
    exchange $rotating "$live"
    [[ "$codes" != *' 200'*' 200'* ]] || both=$((both + 1))
    if [[ "$state" = alive && "$codes" = *'revocation 200'* ]]; then lost=$((lost + 1)); say "round $round: ${codes}then the revoked token: $state"; fi
  done
  say "both answered 200 in $both of ${ROUNDS:-30} rounds; the revoked token alive in $lost, its successor in $lives"
}
REV_55() { # a token that is dead for another reason is revoked: spent, twice revoked; the user's other sign-in
  local other live got
  fresh $rotating; other=$refresh; fresh $rotating; live=$refresh; exchange $rotating "$live"; as $rotating
  revoke "${auth[@]}" -d "token=$live"; got="spent: $answer"
  fresh $rotating; live=$refresh; revoke "${auth[@]}" -d "token=$live"; revoke "${auth[@]}" -d "token=$live"; got+="; revoked twice: $answer"
  exchange $rotating "$other"; say "$got; another sign-in's token: $state"
}
GRT_14() { # the user's tokens at other clients
  local live
  fresh second; local second=$refresh; fresh basic; local basic=$refresh; fresh confidential; live=$refresh
  as confidential; revoke "${auth[@]}" -d "token=$live"; local got=$answer
  exchange confidential "$live"; local it=$state; exchange second "$second"; second=$state; exchange basic "$basic"
  say "revoked at confidential: $got, it: $it; at second: $second, at basic: $state"
}
ROT_20() { # what nobody issued, and in the end the live token that all of it was made of
  local live value
  fresh confidential; live=$refresh
  for value in '' unknown "$(tr 'a-zA-Z0-9' 'b-zaB-ZA1-90' <<<"$live")" "$access" "${live%?}" "${live:0:20}A${live:21}" "${live}A"; do
    exchange confidential "$value"; say "${#value} characters: $state"
  done
  exchange confidential "$live"; say "the live one: $state"
}
ROT_22() { # after an exchange for less scope
  local client
  for client in confidential $rotating; do
    fresh $client; exchange $client "$refresh" -d "scope=openid"; local first=$state
    exchange $client "$refresh"; say "$client, for less: $first; what came of it: $state"
  done
}
ROT_24() { # a spent token is used again; another user's, and the user's at another client
  local a third other
  fresh $rotating; a=$refresh; fresh $rotating user02; third=$refresh; fresh basic; other=$refresh
  exchange $rotating "$a"; local b=$refresh; exchange $rotating "$a"; local reuse=$state; exchange $rotating "$b"; b=$state
  exchange $rotating "$third"; third=$state; exchange basic "$other"
  say "reuse: $reuse; its successor: $b; another user's: $third; the user's at basic: $state"
}
GRT_12() { # also GRT-13
  fresh confidential; local a=$refresh; fresh confidential; local b=$refresh; fresh confidential user02; local third=$refresh
  revoke "${c[@]}" -d "token=$a"; exchange confidential "$b"; local second=$state; exchange confidential "$third"
  say "one sign-in's token revoked; that of the user's other sign-in: $second; of another user: $state"
}
ROT_02() { # also ROT-03, ROT-04, ROT-06: a chain of four; the first and the last but one are used again
  local index chain other
  for index in 0 2; do
    fresh $rotating; other=$refresh; fresh $rotating; chain=("$refresh")
    for _ in 1 2 3; do exchange $rotating "$refresh"; chain+=("$refresh"); done
    exchange $rotating "${chain[index]}"; local reuse=$state; exchange $rotating "${chain[3]}"; local newest=$state; exchange $rotating "$other"
    say "token $((index + 1)) of 4 again: $reuse; newest: $newest; another sign-in's: $state"
  done
}
chain() { # PAUSE: sets chain to a token and what it was exchanged for, three times, with so many seconds between
  fresh $rotating; chain=("$refresh")
  for _ in 1 2 3; do sleep "$1"; exchange $rotating "$refresh"; chain+=("$refresh"); done
}
ROT_04() { # a spent token is used again at once, and where a second and more lay between; what becomes of the newest, and of others
  local pause index third other
  for pause in 0 1.2; do
    for index in 0 1 2; do
      fresh $rotating user02; third=$refresh; fresh $rotating; other=$refresh; chain $pause
      exchange $rotating "${chain[index]}"; local reuse=$state; exchange $rotating "${chain[3]}"; local newest=$state
      exchange $rotating "$other"; other=$state; exchange $rotating "$third"
      say "$pause s between; token $((index + 1)) of 4 again: $reuse; the newest: $newest; another sign-in's: $other; another user's: $state"
    done
  done
}
ROT_18() { # also ROT-09: 8 requests at once
  local list won round n tokens live
  for round in 1 2 3 4 5; do
    fresh $rotating; list=() tokens=() live=0; as $rotating
    for n in 1 2 3 4 5 6 7 8; do list+=(--next -s -m 30 -o "$tmp/r$n" -w '%{http_code} ' "$token" "${auth[@]}" -d grant_type=refresh_token -d "refresh_token=$refresh"); done
    won=$(curl --no-progress-meter -Z --parallel-immediate "${list[@]:1}" 2>/dev/null)
    for n in 1 2 3 4 5 6 7 8; do cp "$tmp/r$n" "$tmp/body"; n=$(field refresh_token); [ -z "$n" ] || [[ " ${tokens[*]-} " = *" $n "* ]] || tokens+=("$n"); done
    for n in ${tokens[@]+"${tokens[@]}"}; do exchange $rotating "$n"; [ "$state" != alive ] || live=$((live + 1)); done
    say "round $round: $won; ${#tokens[@]} different refresh tokens, $live of them alive afterwards"
  done
}
ROT_10() { # ten revocations, each racing an exchange of the same token
  local round live codes=() dead=0 successor=0
  for round in 1 2 3 4 5 6 7 8 9 10; do
    fresh $rotating; live=$refresh; as $rotating
    codes+=("$(curl --no-progress-meter -Z --parallel-immediate -s -m 30 -o "$tmp/r1" -w '%{http_code} ' "$token" "${auth[@]}" -d grant_type=refresh_token -d "refresh_token=$live" \
      --next -s -m 30 -o "$tmp/r2" -w '%{http_code} ' "$revocation" "${auth[@]}" -d "token=$live" 2>/dev/null)")
    cp "$tmp/r1" "$tmp/body"; local new; new=$(field refresh_token)
    if [ -n "$new" ]; then exchange $rotating "$new"; [ "$state" != alive ] || successor=$((successor + 1)); fi
    exchange $rotating "$live"; [ "$state" = alive ] || dead=$((dead + 1))
  done
  say "answers of exchange and revocation, as they came: ${codes[*]}; the raced token is dead in $dead of 10, its successor alive in $successor"
}
ROT_13() { fresh confidential; as confidential; send "$token" "${auth[@]}" -d grant_type=refresh_token --data-urlencode "refresh_token=$refresh" -d 'scope=openid reports'; say "more scope: $answer $(field scope)"; }
ROT_14() { # also ROT-17
  fresh confidential; local live=$refresh; exchange second "$live"; local got=$state; exchange confidential "$live"; say "exchanged by another client: $got; then by its own: $state"
}
ROT_21() { # an exchange for less scope, and then for all, for nothing by name, and for what was left out
  local client asked live all less
  for client in confidential $rotating; do
    for asked in '' all rest; do
      fresh $client; exchange $client "$refresh"; all=$(field scope)
      [ "$asked" != all ] || asked=$all
      [ "$asked" != rest ] || asked=${all#* }
      exchange $client "$refresh" -d "scope=${all%% *}"; less=$(field scope) live=$refresh
      exchange $client "$live" ${asked:+-d "scope=$asked"}
      say "$client, granted '$all'; asked for '${all%% *}', got '$less'; then asked for '$asked': $state, got '$(field scope)'"
    done
  done
}
ROT_19() { fresh confidential; exchange confidential "$refresh"; say "$(tr -d '\r' <"$tmp/head" | grep -i '^cache-control')"; }
ROT_16() { local live; fresh confidential; live=$refresh; send "$token" -d client_id=confidential -d client_secret=wrong -d grant_type=refresh_token -d "refresh_token=$live"; local got=$answer; exchange confidential "$live"; say "exchange with a wrong secret: $got; the token: $state"; }

# ask RULE...: those, or all.
ask() {
  local rules=("$@")
  [ $# -gt 0 ] || mapfile -t rules < <(declare -F | sed -n 's/^declare -f \(\(REV\|GRT\|ROT\|DFL\|COD\|HKS\)_.*\)/\1/p')
  for rule in "${rules[@]}"; do
    rule=${rule//_/-}
    declare -F "${rule//-/_}" >/dev/null || { echo "no probe named $rule; see the functions in probes.sh" >&2; exit 2; }
    "${rule//-/_}"
  done
}
