Feature: A reuse beside other requests
  Whoever has stolen a token and whoever owns it may come at the same time.

  @ROT-26 @must @auth0 @bcp @needs-rotating
  Rule: A reuse that meets an exchange of the newest token ends what that has yielded
    Source: Auth0, Revoke refresh tokens, "the entire set of refresh tokens issued since that invalidated token"; RFC 9700 section 4.14.2
    Whichever comes first: the reuse ends the family, so that the exchange is refused, or what it has yielded is dead.

    Scenario: The owner exchanges the newest token while its predecessor is used again
      When in 5 rounds these requests meet at the "rotating" application:
        | token | request                  | times |
        | A     | exchange                 | 2     |
        | A     | reuse of its predecessor | 2     |
      Then in every round no refresh token lives
