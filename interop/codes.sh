# Probes of authorization codes, sourced by the probe.sh of servers with sign-in pages. They share no code with revokespec.
#
# Before: say, send, as, exchange and field; redeem_at is the URL where codes are redeemed; authorize CLIENT USER sets code.
callback=https://client.example/callback
# The example of RFC 7636, appendix B.
verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk
challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM

# redeem CLIENT [CURL-ARGUMENTS]: sets got to the answer, refresh and access to what came. verifier= redeem CLIENT leaves the verifier out.
redeem() {
  [ $# -gt 1 ] || as "$1"
  [ $# = 1 ] || auth=("${@:2}")
  send "$redeem_at" "${auth[@]}" -d grant_type=authorization_code --data-urlencode "code=$code" ${verifier:+-d "code_verifier=$verifier"} ${callback:+--data-urlencode "redirect_uri=$callback"}
  got=$answer refresh=$(field refresh_token) access=$(field access_token)
}
COD_01() { # also COD-02, COD-04: a code twice; what came of it the first time, and of another sign-in
  local client other first
  for client in confidential basic $rotating; do
    authorize "$client" user01; redeem "$client"; other=$refresh
    authorize "$client" user01; redeem "$client"; first=$refresh; local before=$got
    redeem "$client"; local again=$got; exchange "$client" "$first"; first=$state; exchange "$client" "$other"
    say "$client: redeemed $before; again $again; the first one's refresh token $first; another sign-in's $state"
  done
}
COD_05() { # also COD-06: by another client, without the right credentials; then, by its owner
  local what
  for what in second public wrong none; do
    authorize confidential user01
    case $what in
      wrong) redeem confidential -d client_id=confidential -d client_secret=wrong ;;
      none) redeem confidential -d client_id=confidential ;;
      *) redeem $what ;;
    esac
    local by=$got; redeem confidential; say "$what: $by; then its owner: $got"
  done
}
COD_07() { # an attempt of a stranger on a redeemed code, and without one
  local what first by
  for what in nobody second public wrong none; do
    authorize confidential user01; redeem confidential; first=$refresh by=no
    case $what in
      nobody) ;;
      wrong) redeem confidential -d client_id=confidential -d client_secret=wrong; by=$got ;;
      none) redeem confidential -d client_id=confidential; by=$got ;;
      *) redeem $what; by=$got ;;
    esac
    exchange confidential "$first"; say "$what attempts: $by; the owner's token: $state"
  done
}
COD_08() { # the verifier
  local kind client
  for client in confidential $rotating; do
    for kind in right absent challenge other; do
      authorize "$client" user01
      case $kind in
        right) redeem "$client" ;;
        absent) verifier='' redeem "$client" ;;
        challenge) verifier=$challenge redeem "$client" ;;
        other) verifier=${verifier%?}A redeem "$client" ;;
      esac
      say "$client, the verifier is $kind: $got"
    done
  done
}
COD_09() { # also COD-10: the redirect_uri
  local uri
  for uri in "$callback" '' "$callback/" "$callback?a=b" https://other.example/; do authorize confidential user01; callback=$uri redeem confidential; say "redirect_uri '$uri': $got"; done
}
COD_11() { # eight redemptions of one code at once
  local round client won list n tokens live
  for client in confidential $rotating; do
    for round in 1 2 3; do
      authorize "$client" user01; as "$client"; list=() tokens=() live=0; rm -f "$tmp"/r?
      for n in 1 2 3 4 5 6 7 8; do
        list+=(--next -s -m 30 -o "$tmp/r$n" -w '%{http_code} ' "$redeem_at" "${auth[@]}" -d grant_type=authorization_code --data-urlencode "code=$code" -d "code_verifier=$verifier" --data-urlencode "redirect_uri=$callback")
      done
      won=$(curl --no-progress-meter -Z --parallel-immediate "${list[@]:1}" 2>/dev/null)
      for n in 1 2 3 4 5 6 7 8; do cp "$tmp/r$n" "$tmp/body"; n=$(field refresh_token); [ -z "$n" ] || tokens+=("$n"); done
      for n in ${tokens[@]+"${tokens[@]}"}; do exchange "$client" "$n"; [ "$state" != alive ] || live=$((live + 1)); done
      say "$client, round $round: $won; ${#tokens[@]} refresh tokens, $live of them alive afterwards"
    done
  done
}
