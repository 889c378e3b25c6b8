Feature: Exchanging a refresh token
  What the token endpoint must keep to, whether the server rotates or not.

  @ROT-13 @must @rfc7009 @bcp
  Rule: An exchange never widens the scope
    Source: RFC 6749 section 6; RFC 9700 section 4.14.2

    Scenario: More scope is asked for than was granted
      Given a live refresh token "A" of the "any" application
      When "A" is exchanged with:
        | scope | wider |
      Then the scope is refused or not widened

    Scenario Outline: More scope is asked for of the <application> application
      Given a live refresh token "A" of the "<application>" application
      When "A" is exchanged with:
        | scope | wider |
      Then the scope is refused or not widened

      Examples:
        | application |
        | public      |
        | rotating    |

    Scenario: More scope is asked for after less
      Given a live refresh token "A" of the "any" application
      When "A" is exchanged with less scope
      And "A" is exchanged with:
        | scope | wider |
      Then the scope is refused or not widened

  @REV-57 @must @auth0 @rfc7009 @bcp
  Rule: A new refresh token can be exchanged, and so can the one that its exchange returns
    Source: RFC 6749 sections 1.5 and 6; Auth0, Use refresh tokens; RFC 9700 section 4.14.2
    Judges: an exchange of a live token
    Nearly all other rules take it for granted. A client that is refused itself is a matter of its configuration, and not judged.

    Scenario: A new sign-in
      Then a new refresh token of the "any" application can be exchanged, and so can what that returns

    Scenario Outline: A new sign-in at a <application> application
      Then a new refresh token of the "<application>" application can be exchanged, and so can what that returns

      @needs-confidential
      Examples:
        | application  |
        | confidential |

      @needs-second
      Examples:
        | application |
        | second      |

      @needs-public
      Examples:
        | application |
        | public      |

      @needs-basic
      Examples:
        | application |
        | basic       |

      @needs-jwt
      Examples:
        | application |
        | jwt         |

      @needs-leeway
      Examples:
        | application |
        | leeway      |

      @needs-device
      Examples:
        | application |
        | device      |

  @ROT-20 @must @auth0 @rfc7009 @bcp
  Rule: A refresh token that nobody issued is refused
    Source: RFC 6749 sections 5.2, 6 and 10.4 (guessed or produced tokens); Auth0, Use refresh tokens
    Judges: an exchange of an invented token
    Where it is not, no exchange shows that a token lives.

    Scenario Outline: A token that is <token>
      Given a live refresh token "A" of the "any" application
      When "A" is exchanged with:
        | token | <token> |
      Then the answer is "4xx"

      Examples:
        | token                    |
        | absent                   |
        | empty                    |
        | unknown                  |
        | unlike any token         |
        | its access token         |
        | altered in the middle    |
        | shortened by a character |

    @needs-rotating
    Scenario: An unknown token of an application with rotation
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged with:
        | token | unknown |
      Then the answer is "4xx"

    @needs-public
    Scenario: An unknown token of an application without a secret
      Given a live refresh token "A" of the "public" application
      When "A" is exchanged with:
        | token | unknown |
      Then the answer is "4xx"

  @ROT-21 @must @auth0 @rfc7009 @bcp
  Rule: After an exchange for less scope, the next one yields all that was granted
    Source: RFC 6749 section 6 (a scope that is left out is the one originally granted; a new refresh token has the scope of the old one); Auth0, Authentication API, "Refresh token", scope

    Scenario: No scope is asked for
      Given a live refresh token "A" of the "any" application
      When "A" is exchanged with less scope
      Then "A" still has all of its scope

    Scenario: All of it is asked for
      Given a live refresh token "A" of the "any" application
      When "A" is exchanged with less scope
      Then "A" still has all of its scope when it asks for that

    Scenario: What was left out is asked for
      Given a live refresh token "A" of the "any" application
      When "A" is exchanged with less scope
      Then "A" still has all of its scope when it asks for the rest

    Scenario: Less scope twice in a row
      Given a live refresh token "A" of the "any" application
      When "A" is exchanged with less scope
      And "A" is exchanged with less scope
      Then "A" still has all of its scope

    Scenario: The first exchange of all was for less scope
      Given an unused refresh token "A" of the "any" application
      When "A" is exchanged with less scope
      Then "A" still has all of its scope

    Scenario: Another sign-in at the application had less scope
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | O     | any         |
      When "A" is exchanged with less scope
      Then "O" still has all of its scope
      And "O" still has all of its scope when it asks for that

    Scenario: The application rotates
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged with less scope
      Then "A" still has all of its scope

    Scenario: The application rotates, and all of it is asked for
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged with less scope
      And "A" is exchanged with less scope
      Then "A" still has all of its scope when it asks for that

    Scenario: The application is public
      Given a live refresh token "A" of the "public" application
      When "A" is exchanged with less scope
      Then "A" still has all of its scope

    Scenario Outline: A token of the <application> application
      Given a live refresh token "A" of the "<application>" application
      When "A" is exchanged with less scope
      Then "A" still has all of its scope

      Examples:
        | application |
        | basic       |
        | device      |

  @ROT-22 @must @auth0 @rfc7009 @bcp
  Rule: A refresh token that was exchanged for less scope, or its successor, can be exchanged again
    Source: RFC 6749 section 6 (the old one ends after a new one was issued, if at all); Auth0, Authentication API, "Refresh token", scope
    Judges: an exchange after one for less scope

    Scenario: The first application of the file
      Given a live refresh token "A" of the "any" application
      When "A" is exchanged with less scope
      Then "A" is still alive

    Scenario: An application that rotates
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged with less scope
      Then "A" is still alive

    Scenario: A public application
      Given a live refresh token "A" of the "public" application
      When "A" is exchanged with less scope
      Then "A" is still alive

    Scenario: Another sign-in of the user
      Given live refresh tokens:
        | token | application  |
        | A     | confidential |
        | O     | confidential |
        | S     | second       |
      When "A" is exchanged with less scope
      Then "O" is still alive
      And "S" is still alive

  @ROT-14 @must @auth0 @rfc7009 @bcp
  Rule: A refresh token exchanged by another client is refused
    Source: RFC 6749 sections 5.2 and 6; RFC 9700 section 4.14.2; Auth0, Refresh tokens
    Judges: an exchange of another client's token

    @needs-two-applications
    Scenario: Another application with its own right credentials
      Given a live refresh token "A" of the "any" application
      When "A" is exchanged with:
        | application | another |
      Then the answer is "4xx"

    @needs-confidential @needs-public
    Scenario: A confidential application on a public one's token
      Given a live refresh token "A" of the "public" application
      When "A" is exchanged with:
        | application | confidential |
      Then the answer is "4xx"

    @needs-confidential @needs-rotating
    Scenario: A confidential application on a rotating one's token
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged with:
        | application | confidential |
      Then the answer is "4xx"

    @needs-confidential @needs-public
    Scenario: A public application on a confidential one's token
      Given a live refresh token "A" of the "confidential" application
      When "A" is exchanged with:
        | application | public |
      Then the answer is "4xx"

  @ROT-17 @should @auth0 @rfc7009 @bcp
  Rule: An attempt by another client, or without the right credentials, leaves the owner's token usable
    Source: RFC 6749 section 10.4; Auth0, Refresh tokens

    @needs-two-applications
    Scenario: The owner exchanges after the attempt
      Given a live refresh token "A" of the "any" application
      When "A" is exchanged with:
        | application | another |
      And the server refuses that request
      Then "A" is still alive

    @needs-confidential @needs-public
    Scenario: The owner is a public application
      Given a live refresh token "A" of the "public" application
      When "A" is exchanged with:
        | application | confidential |
      And the server refuses that request
      Then "A" is still alive

    @needs-confidential @needs-rotating
    Scenario: The owner's tokens rotate
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged with:
        | application | confidential |
      And the server refuses that request
      Then "A" is still alive

    @needs-confidential @needs-public
    Scenario: The attempt is a public application's
      Given a live refresh token "A" of the "confidential" application
      When "A" is exchanged with:
        | application | public |
      And the server refuses that request
      Then "A" is still alive

    @needs-confidential
    Scenario Outline: The secret is <secret>
      Given a live refresh token "A" of the "confidential" application
      When "A" is exchanged with:
        | client secret | <secret> |
      And the server refuses that request
      Then "A" is still alive

      Examples:
        | secret |
        | wrong  |
        | absent |

    @needs-basic
    Scenario: A secret in an Authorization header that is wrong
      Given a live refresh token "A" of the "basic" application
      When "A" is exchanged with:
        | client secret | wrong |
      And the server refuses that request
      Then "A" is still alive

    @needs-jwt
    Scenario: An assertion that is signed with another key
      Given a live refresh token "A" of the "jwt" application
      When "A" is exchanged with:
        | assertion | signed with another key |
      And the server refuses that request
      Then "A" is still alive

    Scenario Outline: Another application on a token of the <application> application, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   | user   |
        | A     | <application> | first  |
        | B     | <application> | first  |
        | C     | another       | first  |
        | D     | <application> | second |
      When "A" is exchanged with:
        | application | another |
      And the server refuses that request
      Then "A" is still alive
      And "B" is still alive
      And "C" is still alive
      And "D" is still alive

      Examples:
        | application  | state                                        |
        | confidential | lay unused until their access tokens expired |
        | basic        | were exchanged once                          |
        | public       | were never exchanged                         |
        | rotating     | lay unused until their access tokens expired |
        | leeway       | were exchanged once                          |
        | device       | were never exchanged                         |

  @ROT-16 @must @auth0 @rfc7009 @bcp @needs-confidential
  Rule: A confidential client's exchange without the right credentials is refused
    Source: RFC 6749 sections 3.2.1 and 6; RFC 9700 section 4.14.2; Auth0, Use refresh tokens
    Judges: an exchange without the right credentials

    Scenario Outline: The secret is <secret>
      Given a live refresh token "A" of the "confidential" application
      When "A" is exchanged with:
        | client secret | <secret> |
      Then the answer is "4xx"

      Examples:
        | secret                    |
        | wrong                     |
        | shortened by a character  |
        | lengthened by a character |
        | altered at the end        |
        | followed by a space       |
        | absent                    |
        | empty                     |

    @needs-second
    Scenario Outline: The secret of a second application is <secret>
      Given a live refresh token "A" of the "second" application
      When "A" is exchanged with:
        | client secret | <secret> |
      Then the answer is "4xx"

      Examples:
        | secret |
        | wrong  |
        | absent |

    Scenario: The secret is absent from a JSON body
      Given a live refresh token "A" of the "confidential" application
      When "A" is exchanged with:
        | client secret | absent |
        | body          | json   |
      Then the request is not granted

    @needs-two-confidential
    Scenario: The secret of another application
      Given a live refresh token "A" of the "confidential" application
      When "A" is exchanged with:
        | client secret | of another application |
      Then the answer is "4xx"

    @needs-basic
    Scenario Outline: A secret in an Authorization header that is <secret>
      Given a live refresh token "A" of the "basic" application
      When "A" is exchanged with:
        | client secret | <secret> |
      Then the answer is "4xx"

      Examples:
        | secret |
        | wrong  |
        | empty  |

    @needs-jwt
    Scenario: An assertion that is signed with another key
      Given a live refresh token "A" of the "jwt" application
      When "A" is exchanged with:
        | assertion | signed with another key |
      Then the answer is "4xx"

    Scenario: The client is not identified
      Given a live refresh token "A" of the "confidential" application
      When "A" is exchanged with:
        | client identification | absent |
      Then the answer is "4xx"

  @ROT-19 @must @rfc7009
  Rule: The answer to an exchange is not stored
    Source: RFC 6749 section 5.1

    Scenario: The headers of a successful exchange
      Given a live refresh token "A" of the "any" application
      When "A" is exchanged
      Then the answer's "Cache-Control" header says "no-store"

    @needs-rotating
    Scenario: The headers of an exchange that returns a new refresh token
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged
      Then the answer's "Cache-Control" header says "no-store"
