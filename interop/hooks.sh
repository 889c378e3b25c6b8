# Probes of what whoever runs a server does to it, sourced by the probe.sh of those that have hooks. They share no code with revokespec; the
# hooks are those of deployment.yaml.
#
# Before: what probes.sh has; admin is the script of the hooks, with what it needs exported; clients are those that are asked about.

# administer HOOK: to the user $user, or to the application $application.
administer() {
  REVOKESPEC_HOOK=$1 REVOKESPEC_USERNAME=${user-} REVOKESPEC_PASSWORD=password-of-${user-} REVOKESPEC_CLIENT_ID=${application-} \
    REVOKESPEC_CLIENT_NAME=${application-} REVOKESPEC_CLIENT_AUTH=${method-} REVOKESPEC_REDIRECT_URI=https://client.example/callback "$admin" >"$tmp/hook" || say "$1 failed"
}
throw_away() { user=probe$RANDOM$RANDOM@example.com; administer create_user; }

# ended ACT: what the act does to a user's tokens, that of a sign-in and one that was exchanged, and to another user's.
ended() {
  local client application user live unused other before after first
  for client in "${clients[@]}"; do
    application=$client; throw_away; sign_in $client "$user"; unused=$refresh; sign_in $client "$user"; exchange $client "$refresh"; live=$refresh before=$state
    sign_in $client user02; other=$refresh
    administer "$1"
    exchange $client "$live"; after=$state; exchange $client "$unused"; first=$state; exchange $client "$other"
    say "$client: before $before; $1: the token $after, that of another sign-in $first, another user's $state"
    administer delete_user
  done
}
HKS_01() { ended disable_user; }
HKS_12() { # also HKS-13: introspection
  local user live seen
  for act in enable_user disable_user delete_user; do
    throw_away; sign_in confidential "$user"; exchange confidential "$refresh"; live=$refresh with=$access; administer $act
    introspect "$live" -d token_type_hint=refresh_token; seen=$active; introspect "$with"
    say "$act: the refresh token introspects active: $seen, the access token: $active"
  done
}
HKS_02() { ended delete_user; }
HKS_03() { ended withdraw_consent; }
HKS_05() { ended log_out_everywhere; }
HKS_04() ( # an application is deleted
  local application method id secret live client=()
  for method in post none; do
    application=probe$RANDOM$RANDOM
    administer create_application; cp "$tmp/hook" "$tmp/body"; id=$(field client_id) secret=$(field client_secret)
    as() { if [ "$1" = "$id" ]; then auth=(-d "client_id=$id"); [ -z "$secret" ] || auth+=(-d "client_secret=$secret"); else auth=(-d "client_id=$1" -d "client_secret=secret-of-$1"); fi; }
    sign_in "$id" user01; exchange "$id" "$refresh"; live=$refresh; local before=$state; sign_in confidential user01; local other=$refresh
    application=$id; administer delete_application
    exchange "$id" "$live"; local after=$state; exchange confidential "$live"; local stolen=$state; exchange confidential "$other"
    say "$method: before $before; deleted: $after, by another application $stolen; the user's token at that: $state"
  done
)
HKS_07() { # also HKS-08, HKS-09
  local client revoked spent live
  for client in "${clients[@]}"; do
    sign_in $client user01; exchange $client "$refresh"; revoked=$refresh; sign_in $client user01; spent=$refresh; exchange $client "$refresh"; live=$refresh
    as $client; revoke "${auth[@]}" -d "token=$revoked"; local got=$answer
    administer restart
    exchange $client "$revoked"; revoked=$state; exchange $client "$live"; live=$state; exchange $client "$spent"
    say "$client, after a restart: revoked ($got) is $revoked; live is $live; spent is $state"
  done
}
HKS_10() { # also HKS-11
  local client live got; client=${clients[0]}
  sign_in $client user01; exchange $client "$refresh"; live=$refresh
  administer break_store; as $client; revoke "${auth[@]}" -d "token=$live"; got=$answer; administer mend_store
  exchange $client "$live"; got+="; the token: $state"; as $client; revoke "${auth[@]}" -d "token=$refresh"; got+="; its successor is revoked: $answer"; exchange $client "$refresh"
  say "while the store was broken: $got, and then: $state"
}
