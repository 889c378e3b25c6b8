Feature: The end of a leeway
  A leeway lets a client ask again that has lost an answer. When it is over, whoever presents the previous token has stolen
  it, or was stolen from. Between the two lies one moment.

  @ROT-27 @should @auth0 @bcp @needs-leeway @clock-moved
  Rule: A leeway lasts until its end, and not beyond
    Source: Auth0, Configure refresh token rotation, "Rotation Overlap Period"; RFC 9700 section 4.14.2 (the previous refresh token is invalidated)
    Both sides are looked at as closely as the answers of the server are quick: what comes so close to the end that either would be
    right is not judged. Some servers count in whole seconds.

    @auth0
    Scenario: The previous token shortly before the end
      When in 3 rounds a previous token of the "leeway" application is presented just before its leeway ends
      Then the leeway serves what comes just before its end

    Scenario: The previous token shortly after the end
      When in 3 rounds a previous token of the "leeway" application is presented just after its leeway ends
      Then the leeway refuses what comes just after its end, as a reuse

  @ROT-28 @must @auth0 @bcp @needs-leeway @clock-moved
  Rule: Exchanges that meet the end of a leeway leave nothing that a reuse does not end
    Source: Auth0, Revoke refresh tokens, "the entire set of refresh tokens issued since that invalidated token"; RFC 9700 section 4.14.2
    Some of them may be served and others count as a reuse. Whatever they yield is of one family, which ends as a whole.

    Scenario: The previous token is exchanged many times as its leeway ends
      When in 5 rounds a previous token of the "leeway" application is exchanged 4 times at once as its leeway ends, and once more after that
      Then the leeway leaves nothing that a reuse after its end does not kill
