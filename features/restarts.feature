Feature: What a server still knows after a restart, and what it promises while its store is broken
  The deployment file's hooks restart the server, and break and mend its store: commands of the vendor. No other scenario runs beside these.

  @HKS-07 @must @rfc7009 @bcp
  Rule: A revoked refresh token is still revoked after a restart
    Source: RFC 7009 section 2.1 (the token cannot be used again after the revocation)

    Scenario Outline: Of the <application> application, one that <state>
      Given refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
      When the application revokes "A"
      And the server is restarted
      Then "A" is dead

      Examples:
        | application | state                                        |
        | any         | were exchanged once                          |
        | any         | were never exchanged                         |
        | any         | lay unused until their access tokens expired |
        | rotating    | were exchanged once                          |
        | rotating    | were never exchanged                         |
        | public      | were exchanged once                          |
        | basic       | were exchanged once                          |
        | jwt         | were exchanged once                          |
        | device      | were exchanged once                          |
        | leeway      | were exchanged once                          |

    Scenario: Restarted twice, and presented in every way
      Given a live refresh token "A" of the "any" application
      When the application revokes "A"
      And the server is restarted
      And the server is restarted
      Then "A" is dead
      And a new sign-in works
      And what is dead stays dead
      And "A" stays dead however it is presented

    Scenario: The predecessor of a rotating token that was revoked
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And the application revokes "B"
      And the server is restarted
      Then "A" is dead
      And "B" is dead

  @HKS-08 @must @bcp @needs-hook-restart
  Rule: A spent refresh token is still spent after a restart
    Source: RFC 9700 section 4.14.2 (a rotated refresh token is invalidated, and remembered, so that its use again is noticed)

    That a spent token is refused at once, and that its use again ends its family, is seen before the restart: other rules judge that.

    Scenario: The predecessor
      Given live refresh tokens:
        | token | application |
        | A     | rotating    |
        | C     | rotating    |
      When "C" is exchanged for "D"
      And "C" is used again
      And "A" is exchanged for "B"
      And the server is restarted
      Then "A" is dead

    Scenario: The first of a chain
      Given live refresh tokens:
        | token | application |
        | A     | rotating    |
        | C     | rotating    |
      When "C" is exchanged for "D"
      And "C" is used again
      And "A" is exchanged for "B"
      And the server is restarted
      Then "A's first" is dead

    Scenario: The family of a token that was used again
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And "A" is used again
      And "B" is used again
      And the server is restarted
      Then "B" is dead

    Scenario: A token that is used again after the restart, and its successor
      Given live refresh tokens:
        | token | application |
        | A     | rotating    |
        | C     | rotating    |
      When "C" is exchanged for "D"
      And "C" is used again
      And "D" is used again
      And "A" is exchanged for "B"
      And the server is restarted
      Then "A" is dead
      And "B" is dead

  @HKS-09 @should @rfc7009 @bcp
  Rule: A live refresh token is still alive after a restart
    Source: RFC 6749 section 1.5 (refresh tokens obtain new access tokens when the old ones expire)
    A server may end a refresh token whenever it likes. That a restart does so is worth a warning: everybody has to sign in again.

    Scenario Outline: Of the <application> application, those that <state>
      Given refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
        | B     | <application> |
      When the server is restarted
      Then "A" is still alive
      And "B" is still alive

      Examples:
        | application | state                                        |
        | any         | were exchanged once                          |
        | any         | were never exchanged                         |
        | any         | lay unused until their access tokens expired |
        | rotating    | were exchanged once                          |
        | device      | were exchanged once                          |

    Scenario: Beside one that was revoked
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the application revokes "B"
      And the server is restarted
      Then "A" is still alive

  @HKS-10 @must @rfc7009 @bcp
  Rule: A revocation that was answered with success holds, also where the store was broken meanwhile
    Source: RFC 7009 section 2.2 (200: the token has been revoked), 2.2.1 (503: it still exists); CVE-2020-15223
    What else is answered while the store is broken is not judged: it promised nothing.

    Scenario Outline: Of the <application> application, one that <state>
      Given refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
      When the store is broken
      And "A" is sent for revocation
      And the store is mended
      Then "A" is dead, unless the revocation was not answered with success

      Examples:
        | application | state                |
        | any         | were exchanged once  |
        | any         | were never exchanged |
        | rotating    | were exchanged once  |
        | rotating    | were never exchanged |
        | public      | were exchanged once  |
        | basic       | were exchanged once  |
        | jwt         | were exchanged once  |
        | device      | were exchanged once  |

    Scenario: And a restart
      Given a live refresh token "A" of the "any" application
      When the store is broken
      And "A" is sent for revocation
      And the store is mended
      And the server is restarted
      Then "A" is dead, unless the revocation was not answered with success

    Scenario Outline: Sent once more when the store is mended, of the <application> application
      Given a live refresh token "A" of the "<application>" application
      When the store is broken
      And "A" is sent for revocation
      And the store is mended
      And "A" is sent for revocation
      Then the answer is "a success"
      And "A" is dead

      Examples:
        | application |
        | any         |
        | rotating    |
        | public      |

    Scenario: Revoked before
      Given a live refresh token "A" of the "any" application
      When the application revokes "A"
      And the store is broken
      And the store is mended
      Then "A" is dead

  @HKS-11 @should @rfc7009 @bcp
  Rule: A refresh token whose revocation was answered with 503 still exists
    Source: RFC 7009 section 2.2.1 (503: the client must assume that the token still exists)

    Scenario Outline: Of the <application> application, one that <state>
      Given refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
      When the store is broken
      And "A" is sent for revocation
      And the store is mended
      Then "A" is still alive if the revocation was answered with 503

      Examples:
        | application | state                |
        | any         | were exchanged once  |
        | any         | were never exchanged |
        | rotating    | were exchanged once  |
        | public      | were exchanged once  |
