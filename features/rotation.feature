Feature: Refresh token rotation
  Each exchange returns a new refresh token and spends the old one. A spent token that is used again betrays a theft, and
  ends the whole family.

  @ROT-01 @must @auth0 @bcp @needs-rotating
  Rule: An exchange returns a new, different refresh token
    Source: Auth0, Refresh token rotation; RFC 9700 section 4.14.2
    Judges: a rotation

    Scenario: One exchange
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged
      Then every exchange yielded a new, different refresh token

    Scenario: What a new token is exchanged for
      Then a new refresh token of the "rotating" application can be exchanged, and so can what that returns

    Scenario: An exchange for less scope
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged with less scope
      Then every exchange yielded a new, different refresh token

    Scenario: Several exchanges in a row
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged
      And "A" is exchanged
      And "A" is exchanged
      And "A" is exchanged
      And "A" is exchanged
      Then every exchange yielded a new, different refresh token

    Scenario Outline: The successor of a token, where tokens <state>
      Given refresh tokens that <state>:
        | token | application |
        | A     | rotating    |
      When "A" is exchanged for "B"
      Then "B" is still alive

      Examples:
        | state                                        |
        | were exchanged once                          |
        | were never exchanged                         |
        | lay unused until their access tokens expired |
        | lay unused for ten days                      |
        | were in use for weeks                        |

  @ROT-02 @must @auth0 @bcp @needs-rotating
  Rule: A spent token is refused
    Source: Auth0, Refresh token rotation; RFC 9700 section 4.14.2
    Judges: an exchange of a spent token

    Scenario: The token just exchanged is used again
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      Then "A" is dead

    Scenario: The token was exchanged for less scope
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B" with less scope
      Then "A" is dead

    Scenario Outline: The <place> of a chain of five is used again
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And "B" is exchanged for "C"
      And "C" is exchanged for "D"
      Then "<spent>" is dead

      Examples:
        | place                | spent     |
        | token of the sign-in | A's first |
        | oldest but one       | A         |
        | one in the middle    | B         |

    Scenario: The token of the sign-in, after ten exchanges
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged
      And "A" is exchanged
      And "A" is exchanged
      And "A" is exchanged
      And "A" is exchanged
      And "A" is exchanged
      And "A" is exchanged
      And "A" is exchanged
      And "A" is exchanged
      Then "A's first" is dead

    Scenario Outline: A token that was exchanged, where tokens <state>
      Given refresh tokens that <state>:
        | token | application |
        | A     | rotating    |
      When "A" is exchanged for "B"
      Then "A" is dead

      Examples:
        | state                                        |
        | were exchanged once                          |
        | were never exchanged                         |
        | lay unused until their access tokens expired |
        | lay unused for two days                      |
        | were in use for weeks                        |

    @clock-moved
    Scenario: The access token that came with its successor has expired
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And the lifetime of the access token of "B" has passed
      Then "A" is dead

    @needs-lifetimes @clock-moved
    Scenario: It would have expired by now
      Given an application whose refresh tokens have a short idle lifetime
      And a live refresh token "A" of the "expiring" application
      When "A" is exchanged for "B"
      And "A" lies unused for most of its idle lifetime
      And "B" is exchanged
      And "A" lies unused for longer than its idle lifetime
      Then "A" is dead

  @ROT-03 @must @auth0 @bcp @needs-rotating
  Rule: The reuse of a spent token kills the newest one
    Source: Auth0, Revoke refresh tokens, "the entire set of refresh tokens issued since that invalidated token"; RFC 9700 section 4.14.2
    Judges: an exchange after a reuse

    Scenario: The predecessor is used again
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And "A" is used again
      Then "B" is dead

    Scenario: Somebody else uses the predecessor again, in one family after another
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And "A" is used again by somebody else
      Given a live refresh token "C" of the "rotating" application
      When "C" is exchanged for "D"
      And "C" is used again by somebody else
      Then "D" is dead
      And "B" is dead

    @clock-moved
    Scenario: The access token that came with the newest has expired
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And the lifetime of the access token of "B" has passed
      And "A" is used again
      Then "B" is dead

    @needs-lifetimes @clock-moved
    Scenario: The spent token would have expired by now
      Given an application whose refresh tokens have a short idle lifetime
      And a live refresh token "A" of the "expiring" application
      When "A" is exchanged for "B"
      And "A" lies unused for most of its idle lifetime
      And "B" is exchanged
      And "A" lies unused for longer than its idle lifetime
      And "B" is exchanged
      And "A" is used again
      Then "B" is dead

    @needs-control @clock-moved
    Scenario: The weeks after the reuse
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And "A" is used again
      Then "B" is dead
      And a new sign-in works
      And what is dead stays dead
      And "B" stays dead for a month

  @ROT-04 @must @auth0 @bcp @needs-rotating
  Rule: The reuse of any spent token of a chain kills the newest one
    Source: Auth0, Revoke refresh tokens, "the entire set of refresh tokens issued since that invalidated token"; RFC 9700 section 4.14.2

    Scenario Outline: The <place> of a chain of five is used again
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And "B" is exchanged for "C"
      And "C" is exchanged for "D"
      And "<spent>" is used again
      Then "D" is dead

      Examples:
        | place               | spent     |
        | token of the sign-in | A's first |
        | oldest but one       | A         |
        | one in the middle    | B         |

    @needs-control @clock-moved
    Scenario: A token that was spent weeks ago is used again
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And "B" is kept in use for weeks
      And "A" is used again
      Then "B" is dead

    Scenario: The token of the sign-in of a chain of ten is used again
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And "B" is exchanged
      And "B" is exchanged
      And "B" is exchanged
      And "B" is exchanged
      And "B" is exchanged
      And "B" is exchanged
      And "B" is exchanged
      And "A's first" is used again
      Then "B" is dead

    Scenario Outline: The reused token itself, at the <application> application, <when>
      Given a live refresh token "A" of the "<application>" application
      When "A" is exchanged for "B"
      And "B" is exchanged for "C"
      And <when>
      And "A" is used again
      Then "A" is dead
      And "C" is dead

      Examples:
        | application | when                                               |
        | rotating    | the lifetime of the access token of "C" has passed |
        | leeway      | "C" lies unused for ten days                       |
        | rotating    | "C" is kept in use for weeks                       |

    Scenario: An hour after the reuse
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And "A" is used again
      And the lifetime of the access token of "B" has passed
      Then "A" is dead
      And "B" is dead

    Scenario Outline: The newest token has not been used since its access token expired, at the <application> application
      Given a live refresh token "A" of the "<application>" application
      When "A" is exchanged for "B"
      And "B" is exchanged for "C"
      And the lifetime of the access token of "C" has passed
      And "A" is used again
      Then "C" is dead

      Examples:
        | application |
        | rotating    |
        | leeway      |

    Scenario Outline: The newest token has not been used for ten days, at the <application> application
      Given a live refresh token "A" of the "<application>" application
      When "A" is exchanged for "B"
      And "B" is exchanged for "C"
      And "C" lies unused for ten days
      And "A" is used again
      Then "C" is dead

      Examples:
        | application |
        | rotating    |
        | leeway      |

  @ROT-05 @must @auth0 @bcp @needs-rotating
  Rule: After a reuse the user signs in again, and the new tokens work
    Source: Auth0, Revoke refresh tokens, "requiring the end-user to re-authenticate"; RFC 9700 section 4.14.2

    Scenario: Signing in after a reuse
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And "A" is used again
      Then signing in again yields a working refresh token "N"
      And "N" is still alive

  @ROT-06 @should @bcp @needs-rotating @needs-own-grants
  Rule: A reuse leaves the families of the user's other sign-ins
    Source: RFC 9700 section 4.14.2 (it revokes the active refresh token of the same grant)

    Scenario: Another family of the same user and application
      Given live refresh tokens:
        | token | application |
        | A     | rotating    |
        | O     | rotating    |
      When "A" is exchanged for "B"
      And "A" is used again
      Then "O" is still alive

    Scenario Outline: Another family at the <application> application, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
        | O     | <application> |
      When "A" is exchanged for "B"
      And "B" is exchanged for "C"
      And "A" is used again
      Then "O" is still alive

      Examples:
        | application | state                                        |
        | rotating    | were exchanged once                          |
        | rotating    | were never exchanged                         |
        | leeway      | lay unused until their access tokens expired |
        | leeway      | lay unused for thirteen days                 |
        | rotating    | were in use for weeks                        |
        | leeway      | were exchanged once                          |

    Scenario: Another family an hour later
      Given live refresh tokens:
        | token | application |
        | A     | rotating    |
        | O     | rotating    |
      When "A" is exchanged for "B"
      And "A" is used again
      Then "O" is still alive an hour later

  @ROT-24 @must @auth0 @bcp @needs-rotating
  Rule: A reuse leaves the tokens of other users, and those of other applications
    Source: RFC 9700 section 4.14.2; RFC 6749 section 1.3; Auth0, Revoke refresh tokens, "the entire set of refresh tokens issued since that invalidated token"
    Some servers end everybody's tokens at the application, and call it a precaution.

    Scenario: Another user, and another application
      Given live refresh tokens:
        | token | application | user   |
        | A     | rotating    | first  |
        | O     | rotating    | second |
        | P     | another     | first  |
      When "A" is exchanged for "B"
      And "A" is used again
      Then "O" is still alive
      And "P" is still alive

    Scenario: Another user, and another application, an hour later
      Given live refresh tokens:
        | token | application | user   |
        | A     | rotating    | first  |
        | O     | rotating    | second |
        | P     | another     | first  |
      When "A" is exchanged for "B"
      And "A" is used again
      Then "O" is still alive an hour later
      And "P" is still alive an hour later

    @needs-access-token-check
    Scenario: The access tokens of another user, and those of another application
      Given live refresh tokens:
        | token | application | user   |
        | A     | rotating    | first  |
        | O     | rotating    | second |
        | P     | another     | first  |
      When "A" is exchanged for "B"
      And "A" is used again
      Then every access token of "O" is still accepted
      And every access token of "P" is still accepted

    Scenario Outline: Another user and another application beside the <application> application, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   | user   |
        | A     | <application> | first  |
        | O     | <application> | second |
        | P     | another       | first  |
      When "A" is exchanged for "B"
      And "B" is exchanged for "C"
      And "A" is used again
      Then "O" is still alive
      And "P" is still alive

      Examples:
        | application | state                                        |
        | rotating    | were exchanged once                          |
        | rotating    | were never exchanged                         |
        | leeway      | lay unused until their access tokens expired |
        | leeway      | lay unused for five days                     |
        | rotating    | were in use for weeks                        |
        | leeway      | were exchanged once                          |

  @ROT-25 @must @bcp @needs-leeway @clock-moved
  Rule: A leeway spares the immediately previous token at most, and ends
    Source: RFC 9700 section 4.14.2 (the previous refresh token is invalidated)
    Whether a server has a leeway is its own choice, and how it answers within it: with another successor, with the same one again,
    or not at all.

    Scenario: The previous token after the leeway
      Given a live refresh token "A" of the "leeway" application
      When "A" is exchanged for "B"
      And the leeway has passed
      Then "A" is dead
      And "B" is dead

    Scenario: The previous token after the leeway, in which it was used
      Given a live refresh token "A" of the "leeway" application
      When "A" is exchanged for "B"
      And a quarter of the leeway has passed
      And "A" is exchanged for "C"
      And the leeway has passed
      Then "A" is dead
      And "C" is dead
      And "B" is dead

    Scenario: The one before it, within the leeway
      Given a live refresh token "A" of the "leeway" application
      When "A" is exchanged for "B"
      And "B" is exchanged for "C"
      Then "A" is dead
      And "C" is dead

    Scenario: The one before it, of which the previous one was used again
      Given a live refresh token "A" of the "leeway" application
      When "A" is exchanged for "B"
      And "B" is exchanged for "C"
      And "B" is exchanged for "D"
      Then "A" is dead
      And "D" is dead
      And "C" is dead

    Scenario: The first of a longer chain, within the leeway
      Given a live refresh token "A" of the "leeway" application
      When "A" is exchanged for "B"
      And "B" is exchanged for "C"
      And "C" is exchanged for "D"
      Then "A" is dead
      And "D" is dead

  @ROT-07 @must @auth0 @needs-leeway @clock-moved
  Rule: The leeway spares the immediately previous token, for its time, and no other
    Source: Auth0, Configure refresh token rotation, "Rotation Overlap Period"

    Scenario: The previous token within the leeway
      Given a live refresh token "A" of the "leeway" application
      When "A" is exchanged for "B"
      Then "A" is still alive

    Scenario: The previous token within the leeway, which begins with its exchange
      Given a live refresh token "A" of the "leeway" application
      When the leeway has passed
      And "A" is exchanged for "B"
      And a quarter of the leeway has passed
      Then "A" is still alive

    Scenario: The previous token twice within the leeway
      Given a live refresh token "A" of the "leeway" application
      When "A" is exchanged for "B"
      And "A" is exchanged for "C"
      Then "A" is still alive

    Scenario: The previous token after the leeway, in which it was used
      Given a live refresh token "A" of the "leeway" application
      When "A" is exchanged for "B"
      And a quarter of the leeway has passed
      And "A" is exchanged for "C"
      And the leeway has passed
      Then "A" is dead
      And "C" is dead
      And "B" is dead

    Scenario: The one before it, within the leeway
      Given a live refresh token "A" of the "leeway" application
      When "A" is exchanged for "B"
      And "B" is exchanged for "C"
      Then "A" is dead
      And "C" is dead

    Scenario: The previous token after the leeway
      Given a live refresh token "A" of the "leeway" application
      When "A" is exchanged for "B"
      And the leeway has passed
      Then "A" is dead
      And "B" is dead

  @ROT-08 @must @auth0 @bcp @needs-rotating
  Rule: Revoking the newest token ends the family
    Source: Auth0, Revoke refresh tokens, "the token cannot be used again after the revocation"; RFC 9700 section 4.14.2

    Scenario: A family of one, never used
      Given an unused refresh token "A" of the "rotating" application
      When the application revokes "A"
      Then "A" is dead

    Scenario Outline: A family of three, of which <member> is presented first
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And "B" is exchanged for "C"
      And the application revokes "C"
      Then "<first>" is dead
      And "<second>" is dead
      And "<third>" is dead

      Examples:
        | member     | first | second | third |
        | the newest | C     | B      | A     |
        | the middle | B     | C      | A     |
        | the oldest | A     | C      | B     |

  @ROT-09 @must @auth0 @bcp @needs-rotating
  Rule: Simultaneous exchanges of one token leave no two live refresh tokens
    Source: Auth0, Refresh token rotation, "Automatic reuse detection"; RFC 9700 section 4.14.2

    Scenario: Exchanges released together
      When tokens of the "rotating" application are exchanged 8 times at once, in 5 rounds
      Then in every round at most one refresh token lives

  @ROT-18 @should @auth0 @bcp @needs-rotating
  Rule: Of simultaneous exchanges of one token at most one is answered with 200
    Source: Auth0, Refresh token rotation, "Automatic reuse detection"; RFC 9700 section 4.14.2

    Scenario: Exchanges released together
      When tokens of the "rotating" application are exchanged 8 times at once, in 5 rounds
      Then in every round at most one exchange succeeds

  @ROT-10 @should @auth0 @bcp @needs-rotating
  Rule: A token that is revoked while it is exchanged leaves at most one refresh token
    Source: Auth0, Revoke refresh tokens, "The invalidation takes place immediately"; RFC 9700 section 4.14.2
    Whether the exchange wins or loses is not judged, nor whether its successor lives (as REV-40). That the revoked token itself is dead
    is a MUST of its own, REV-54.

    Scenario: Several exchanges
      When in 5 rounds these requests meet at the "rotating" application:
        | token | request    | times |
        | A     | revocation | 1     |
        | A     | exchange   | 4     |
      Then in every round at most one refresh token lives

  @ROT-12 @must @bcp @needs-public @needs-not-sender-constrained
  Rule: A public client's refresh token is rotated at every exchange
    Source: RFC 9700 sections 2.2.2 and 4.14.2
    Judges: a rotation for a public client
    A new token alone is no rotation: the one that it replaces is invalidated, at the latest after a leeway.

    Scenario: Three exchanges in a row
      Given a live refresh token "A" of the "public" application
      When "A" is exchanged
      And "A" is exchanged
      And "A" is exchanged
      Then every exchange yielded a new, different refresh token
      And "A's first" is spent
