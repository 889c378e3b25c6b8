Feature: Under load
  What holds while one thing happens after another must hold while many happen at once, for as long as that lasts.

  @PRP-04 @must @auth0 @rfc7009 @bcp @needs-soak @needs-revocation-endpoint
  Rule: Under sustained mixed load no revoked token is ever accepted
    Source: RFC 7009 section 2.1 (the invalidation takes place immediately, and the token cannot be used again); Auth0, Revoke refresh tokens, "The invalidation takes place immediately"; RFC 9700 section 4.14.2
    The load lasts for as long as `run --soak` says. What an application's tokens do at rest is looked at first; that, and no more,
    must hold under load.

    Scenario: Several users sign in, exchange and revoke side by side
      Given a live refresh token "A" of the "any" application
      When users sign in, exchange and revoke side by side for as long as the run is asked to
      Then under load no revoked token is accepted
      And under load no family has a second live token
      And under load what ends with a token ends as a whole
      And a new sign-in works
