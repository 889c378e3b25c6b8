Feature: Authorization codes
  A refresh token comes of an authorization code. A code that is redeemed twice betrays a theft, as a refresh token does that is exchanged
  twice: it is refused, and what it was redeemed for dies. A code is bound to its client, and to the sign-in that it came of.

  @COD-01 @must @rfc7009 @bcp
  Rule: A code that was redeemed is refused
    Source: RFC 6749 sections 4.1.2 and 10.5; RFC 9700 section 4.2.4
    Judges: a second redemption of a code

    Scenario: The same request again
      Given an authorization code "C" of the "any" application
      When "C" is redeemed for "A"
      And "C" is redeemed again
      Then the answer is "4xx"
      And a new code of the "any" application is redeemed

    Scenario: Somebody else sends it
      Given an authorization code "C" of the "any" application
      When "C" is redeemed for "A"
      And "C" is redeemed again by somebody else
      Then the answer is "4xx"
      And a new code of the "any" application is redeemed

    Scenario: For the third time
      Given an authorization code "C" of the "any" application
      When "C" is redeemed for "A"
      And "C" is redeemed again
      And "C" is redeemed again
      Then the answer is "4xx"
      And a new code of the "any" application is redeemed

    Scenario: Its refresh token was revoked
      Given an authorization code "C" of the "any" application
      When "C" is redeemed for "A"
      And the application revokes "A"
      And "C" is redeemed again
      Then the answer is "4xx"
      And a new code of the "any" application is redeemed

    Scenario: The code of a public application
      Given an authorization code "C" of the "public" application
      When "C" is redeemed for "A"
      And "C" is redeemed again
      Then the answer is "4xx"
      And a new code of the "public" application is redeemed

    Scenario: The code of an application that rotates
      Given an authorization code "C" of the "rotating" application
      When "C" is redeemed for "A"
      And "C" is redeemed again
      Then the answer is "4xx"
      And a new code of the "rotating" application is redeemed

    Scenario Outline: The code of the <application> application
      Given an authorization code "C" of the "<application>" application
      When "C" is redeemed for "A"
      And "C" is redeemed again
      Then the answer is "4xx"
      And a new code of the "<application>" application is redeemed

      Examples:
        | application |
        | basic       |
        | jwt         |

    Scenario: A minute later
      Given an authorization code "C" of the "any" application
      When "C" is redeemed for "A"
      And a minute has passed
      And "C" is redeemed again
      Then the answer is "4xx"
      And a new code of the "any" application is redeemed

    @needs-hook-restart
    Scenario: The server was restarted meanwhile
      Given an authorization code "C" of the "any" application
      When "C" is redeemed for "A"
      And the server is restarted
      And "C" is redeemed again
      Then the answer is "4xx"
      And a new code of the "any" application is redeemed

  @COD-02 @should @rfc7009 @bcp
  Rule: The second redemption of a code kills the refresh token of the first
    Source: RFC 6749 sections 4.1.2 and 10.5; RFC 9700 section 4.2.4
    Judges: an exchange after a second redemption of the code

    Scenario: The client redeems it again
      Given an authorization code "C" of the "any" application
      When "C" is redeemed for "A"
      And "C" is redeemed again
      And the server refuses that request
      Then "A" is dead

    Scenario: Somebody else redeems it again
      Given an authorization code "C" of the "any" application
      When "C" is redeemed for "A"
      And "C" is redeemed again by somebody else
      And the server refuses that request
      Then "A" is dead

    Scenario: It is one of two codes
      Given an authorization code "C" of the "any" application
      And an authorization code "D" of the "any" application
      When "C" is redeemed for "A"
      And "D" is redeemed for "B"
      And "C" is redeemed again
      And the server refuses that request
      Then "A" is dead

    Scenario: The application is public
      Given an authorization code "C" of the "public" application
      When "C" is redeemed for "A"
      And "C" is redeemed again
      And the server refuses that request
      Then "A" is dead

    Scenario: Its refresh token was exchanged several times
      Given an authorization code "C" of the "rotating" application
      When "C" is redeemed for "A"
      And "A" is exchanged
      And "A" is exchanged
      And "C" is redeemed again
      And the server refuses that request
      Then "A" is dead

    @needs-hook-restart
    Scenario: The server was restarted afterwards
      Given an authorization code "C" of the "any" application
      When "C" is redeemed for "A"
      And "C" is redeemed again
      And the server refuses that request
      And the server is restarted
      Then "A" is dead

  @COD-03 @should @rfc7009 @bcp @needs-access-token-check @needs-revocable-access-tokens
  Rule: The second redemption of a code ends the access tokens of the first
    Source: RFC 6749 section 4.1.2 ("all tokens", where access tokens can be revoked at all, which the scenario looks at first); RFC 9700 section 4.2.4

    Scenario: The access tokens of the redemption and of an exchange
      Given a revoked access token of the "any" application is refused
      And an authorization code "C" of the "any" application
      When "C" is redeemed for "A"
      And "C" is redeemed again
      And the server refuses that request
      Then every access token of "A" is refused

  @COD-04 @should @rfc7009 @bcp
  Rule: The second redemption of a code spares what came of other sign-ins
    Source: RFC 6749 section 4.1.2 (it revokes what was issued for that code)

    Scenario: Another user's token
      Given live refresh tokens:
        | token | application | user   |
        | U     | any         | second |
      And an authorization code "C" of the "any" application
      When "C" is redeemed for "A"
      And "C" is redeemed again
      And the server refuses that request
      Then "U" is still alive

    Scenario: The user's token of another application
      Given live refresh tokens:
        | token | application |
        | O     | another     |
      And an authorization code "C" of the "any" application
      When "C" is redeemed for "A"
      And "C" is redeemed again
      And the server refuses that request
      Then "O" is still alive

    @needs-own-grants
    Scenario: The user's tokens of an older and a younger code
      Given an authorization code "B" of the "any" application
      And an authorization code "C" of the "any" application
      And an authorization code "D" of the "any" application
      When "B" is redeemed for "older"
      And "C" is redeemed for "A"
      And "D" is redeemed for "younger"
      And "C" is redeemed again
      And the server refuses that request
      Then "older" is still alive
      And "younger" is still alive

  @COD-05 @must @rfc7009 @bcp
  Rule: A code redeemed by another client is refused
    Source: RFC 6749 sections 4.1.2 and 4.1.3
    Judges: a redemption of another client's code
    Whether the code is still good afterwards is left open.

    Scenario: Another application with its own right credentials
      Given an authorization code "C" of the "any" application
      When "C" is redeemed with:
        | application | another |
      Then the answer is "4xx"
      And a new code of the "any" application is redeemed

    Scenario: A confidential application on a public one's code
      Given an authorization code "C" of the "public" application
      When "C" is redeemed with:
        | application | confidential |
      Then the answer is "4xx"
      And a new code of the "public" application is redeemed

    Scenario: A public application on a confidential one's code
      Given an authorization code "C" of the "confidential" application
      When "C" is redeemed with:
        | application | public |
      Then the answer is "4xx"
      And a new code of the "confidential" application is redeemed

  @COD-06 @must @rfc7009 @bcp
  Rule: A confidential client's code without the right credentials is refused
    Source: RFC 6749 sections 3.2.1 and 4.1.3
    Judges: a redemption without the right credentials

    Scenario Outline: The secret is <secret>
      Given an authorization code "C" of the "confidential" application
      When "C" is redeemed with:
        | client secret | <secret> |
      Then the answer is "4xx"
      And a new code of the "confidential" application is redeemed

      Examples:
        | secret                   |
        | wrong                    |
        | shortened by a character |
        | absent                   |
        | empty                    |

    Scenario Outline: The secret in an Authorization header is <secret>
      Given an authorization code "C" of the "basic" application
      When "C" is redeemed with:
        | client secret | <secret> |
      Then the answer is "4xx"
      And a new code of the "basic" application is redeemed

      Examples:
        | secret |
        | wrong  |
        | absent |

  @COD-07 @should @rfc7009 @bcp
  Rule: The attempt of a stranger on a redeemed code leaves the owner's refresh token
    Source: RFC 6749 section 4.1.3 (the client is authenticated, and whose code it is looked at, before the code is found used)

    Scenario: Another application
      Given an authorization code "C" of the "any" application
      When "C" is redeemed for "A"
      And "C" is redeemed with:
        | application | another |
      And the server refuses that request
      Then "A" is still alive

    Scenario: A public application
      Given an authorization code "C" of the "confidential" application
      When "C" is redeemed for "A"
      And "C" is redeemed with:
        | application | public |
      And the server refuses that request
      Then "A" is still alive

    Scenario Outline: The secret is <secret>
      Given an authorization code "C" of the "confidential" application
      When "C" is redeemed for "A"
      And "C" is redeemed with:
        | client secret | <secret> |
      And the server refuses that request
      Then "A" is still alive

      Examples:
        | secret |
        | wrong  |
        | absent |

  @COD-08 @must @bcp
  Rule: A code redeemed without the verifier of its sign-in is refused
    Source: RFC 9700 sections 2.1.1 and 4.8.2; RFC 7636 section 4.6

    Scenario Outline: The verifier is <verifier>
      Given an authorization code "C" of the "any" application
      When "C" is redeemed with:
        | code verifier | <verifier> |
      Then the answer is "4xx"
      And a new code of the "any" application is redeemed

      Examples:
        | verifier                  |
        | another                   |
        | absent                    |
        | empty                     |
        | the challenge             |
        | altered at the end        |
        | lengthened by a character |

    Scenario: The verifier is the challenge, and said to be plain
      Given an authorization code "C" of the "any" application
      When "C" is redeemed with:
        | code verifier         | the challenge |
        | code_challenge_method | plain         |
      Then the answer is "4xx"
      And a new code of the "any" application is redeemed

    Scenario Outline: The verifier of a public application is <verifier>
      Given an authorization code "C" of the "public" application
      When "C" is redeemed with:
        | code verifier | <verifier> |
      Then the answer is "4xx"
      And a new code of the "public" application is redeemed

      Examples:
        | verifier |
        | another  |
        | absent   |

  @COD-09 @must @rfc7009
  Rule: A code redeemed with another redirect_uri than its sign-in had is refused
    Source: RFC 6749 section 4.1.3

    Scenario Outline: It is <uri>
      Given an authorization code "C" of the "any" application
      When "C" is redeemed with:
        | redirect_uri | <uri> |
      Then the answer is "4xx"
      And a new code of the "any" application is redeemed

      Examples:
        | uri                   |
        | another               |
        | followed by a slash   |
        | with a query          |
        | with its case swapped |

  @COD-10 @should @rfc7009
  Rule: A code redeemed without the redirect_uri that its sign-in had is refused
    Source: RFC 6749 section 4.1.3
    The draft of OAuth 2.1 no longer sends it, so that a server may do without it; hence a SHOULD.

    Scenario: It is absent
      Given an authorization code "C" of the "any" application
      When "C" is redeemed with:
        | redirect_uri | absent |
      Then the answer is "4xx"
      And a new code of the "any" application is redeemed

  @COD-11 @must @rfc7009 @bcp
  Rule: Of simultaneous redemptions of one code at most one yields tokens
    Source: RFC 6749 sections 4.1.2 and 10.5; RFC 9700 section 4.2.4

    Scenario: Redemptions released together
      When codes of the "any" application are redeemed 8 times at once, in 5 rounds
      Then in every round at most one redemption succeeds

    Scenario: Those of a public application
      When codes of the "public" application are redeemed 8 times at once, in 3 rounds
      Then in every round at most one redemption succeeds

  @COD-14 @should @rfc7009 @bcp @clock-moved
  Rule: A code is refused ten minutes after it was issued
    Source: RFC 6749 section 4.1.2 (it "MUST expire shortly"; ten minutes at most are recommended)

    Scenario: It was not redeemed in time
      Given an authorization code "C" of the "any" application
      When the lifetime of a code has passed
      And "C" is redeemed
      Then the answer is "4xx"
      And a new code of the "any" application is redeemed

  @COD-12 @should @auth0
  Rule: A code does not outlive the grant and the user that it came of
    Source: Auth0, Revoke refresh tokens (tokens belong to a grant, and go with it); Auth0, User consent (a grant is recorded on consent); Auth0, Block and unblock users
    Whether the code is refused, or yields a refresh token that is, is left open.

    @needs-management
    Scenario: The grant was deleted
      Given a live refresh token "A" of the "any" application
      And an authorization code "C" of the "any" application
      When the grant of "A" is deleted
      Then "C" yields no refresh token that works
      And a new code of the "any" application is redeemed

    @needs-management
    Scenario: All grants of the user were deleted
      Given a live refresh token "A" of the "any" application
      And an authorization code "C" of the "any" application
      When every grant of the user of "A" is deleted
      Then "C" yields no refresh token that works
      And a new code of the "any" application is redeemed

    @needs-changes
    Scenario Outline: The user was <what>
      Given a throw-away user
      And an authorization code "C" of the "any" application for the throw-away user
      When the throw-away user is <what>
      Then "C" yields no refresh token that works
      And a new code of the "any" application is redeemed

      Examples:
        | what    |
        | deleted |
        | blocked |

  @COD-13 @should @auth0
  Rule: That a device was let in does not outlive the grant and the user that let it in
    Source: Auth0, Revoke refresh tokens (tokens belong to a grant, and go with it); Auth0, Device Authorization Flow; Auth0, Block and unblock users
    Whether the device is refused, or gets a refresh token that is, is left open.

    @needs-management
    Scenario: The grant was deleted
      Given a live refresh token "A" of the "device" application
      And a device asks for authorization
      When the user lets the device in
      And the grant of "A" is deleted
      Then the device yields no refresh token that works
      And a new sign-in works

    @needs-management
    Scenario: All grants of the user were deleted
      Given a live refresh token "A" of the "device" application
      And a device asks for authorization
      When the user lets the device in
      And every grant of the user of "A" is deleted
      Then the device yields no refresh token that works
      And a new sign-in works

    @needs-changes
    Scenario Outline: The user was <what>
      Given a throw-away user
      And a live refresh token "O" of the "device" application
      And a device asks for authorization
      When the throw-away user lets the device in
      And the throw-away user is <what>
      Then the device yields no refresh token that works
      And a new sign-in works

      Examples:
        | what    |
        | deleted |
        | blocked |
