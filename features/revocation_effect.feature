Feature: What a revocation does
  "Revoked" means: the token worked before, and its exchange is refused now.

  @REV-03 @must @auth0 @rfc7009 @bcp
  Rule: A revoked refresh token cannot be exchanged
    Source: Auth0, Revoke refresh tokens, "Use the Authentication API" ("takes place immediately"); RFC 7009 section 2.1; RFC 9700 section 4.14.2
    Judges: an exchange of a revoked token
    The very first exchange after the answer counts; where the deployment declares a propagation limit, after that limit.

    Scenario: The first exchange after the revocation
      Given a live refresh token "A" of the "any" application
      When the application revokes "A"
      Then the exchange of "A" is refused cleanly
      And a new sign-in works
      And what is dead stays dead
      And "A" stays dead however it is presented

    @needs-second-audience
    Scenario: A token for another audience
      Given live refresh tokens:
        | token | application | audience |
        | A     | any         | second   |
      When the application revokes "A"
      Then "A" is dead

    Scenario: One revocation after another, of tokens that were used more and more
      Given a live refresh token "A" of the "any" application
      When the application revokes "A"
      Given a live refresh token "B" of the "any" application
      When "B" is exchanged
      And the application revokes "B"
      Given a live refresh token "C" of the "any" application
      When "C" is exchanged
      And "C" is exchanged
      And the application revokes "C"
      Given a live refresh token "D" of the "any" application
      When "D" is exchanged
      And "D" is exchanged
      And "D" is exchanged
      And the application revokes "D"
      Then "D" is dead
      And "C" is dead
      And "B" is dead
      And "A" is dead

    Scenario: The token of an older sign-in
      Given a live refresh token "A" of the "any" application
      And a live refresh token "B" of the "any" application
      When the application revokes "A"
      Then "A" is dead

    Scenario: A token that is revoked twice
      Given a live refresh token "A" of the "any" application
      When the application revokes "A"
      And "A" is sent for revocation
      Then "A" is dead

    @needs-confidential
    Scenario: The request after one that was refused
      Given a live refresh token "A" of the "confidential" application
      When "A" is sent for revocation with:
        | client secret | wrong |
      And the application revokes "A"
      Then "A" is dead

    Scenario: A token that lay unused for some seconds
      Given a live refresh token "A" of the "any" application
      When "A" lies unused for some seconds
      And the application revokes "A"
      Then "A" is dead

    Scenario: A token that was exchanged for less scope
      Given a live refresh token "A" of the "any" application
      When "A" is exchanged with less scope
      And the application revokes "A"
      Then "A" is dead

    Scenario: The seconds after the revocation
      Given a live refresh token "A" of the "any" application
      When the application revokes "A"
      Then "A" is dead
      And a new sign-in works
      And what is dead stays dead
      And "A" stays dead for some seconds

    Scenario Outline: A token of the <application> application, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
      When the application revokes "A"
      Then "A" is dead

      Examples:
        | application  | state                                        |
        | confidential | were exchanged once                          |
        | confidential | were never exchanged                         |
        | confidential | lay unused until their access tokens expired |
        | confidential | lay unused for five days                     |
        | confidential | were in use for weeks                        |
        | basic        | were exchanged once                          |
        | basic        | were never exchanged                         |
        | basic        | lay unused until their access tokens expired |
        | basic        | lay unused for ten days                      |
        | basic        | were in use for weeks                        |
        | jwt          | were exchanged once                          |
        | jwt          | were never exchanged                         |
        | jwt          | lay unused until their access tokens expired |
        | jwt          | lay unused for two days                      |
        | jwt          | were in use for weeks                        |
        | public       | were exchanged once                          |
        | public       | were never exchanged                         |
        | public       | lay unused until their access tokens expired |
        | public       | lay unused for thirteen days                 |
        | public       | were in use for weeks                        |
        | rotating     | were exchanged once                          |
        | rotating     | were never exchanged                         |
        | rotating     | lay unused until their access tokens expired |
        | rotating     | lay unused for five days                     |
        | rotating     | were in use for weeks                        |
        | leeway       | were exchanged once                          |
        | leeway       | were never exchanged                         |
        | leeway       | lay unused until their access tokens expired |
        | leeway       | lay unused for ten days                      |
        | leeway       | were in use for weeks                        |
        | device       | were exchanged once                          |
        | device       | were never exchanged                         |
        | device       | lay unused until their access tokens expired |
        | device       | lay unused for two days                      |
        | device       | were in use for weeks                        |

    Scenario Outline: However it is presented: the <application> application, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
      When the application revokes "A"
      Then "A" is dead
      And a new sign-in works
      And what is dead stays dead
      And "A" stays dead however it is presented

      Examples:
        | application  | state                                        |
        | confidential | were exchanged once                          |
        | basic        | were never exchanged                         |
        | jwt          | lay unused until their access tokens expired |
        | public       | were exchanged once                          |
        | rotating     | lay unused for thirteen days                 |
        | leeway       | were never exchanged                         |
        | device       | were in use for weeks                        |

    Scenario Outline: A month later: the <application> application, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
      When the application revokes "A"
      Then "A" is dead
      And a new sign-in works
      And what is dead stays dead
      And "A" stays dead for a month

      Examples:
        | application  | state                                        |
        | confidential | were exchanged once                          |
        | basic        | lay unused for five days                     |
        | jwt          | were never exchanged                         |
        | public       | were in use for weeks                        |
        | rotating     | were exchanged once                          |
        | leeway       | were never exchanged                         |
        | device       | lay unused until their access tokens expired |

    Scenario Outline: A token of the <application> application that is revoked twice
      Given a live refresh token "A" of the "<application>" application
      When the application revokes "A"
      And "A" is sent for revocation
      Then "A" is dead

      Examples:
        | application  |
        | confidential |
        | public       |
        | rotating     |

    Scenario: The older of two sign-ins in one session
      Given live refresh tokens:
        | token | application | session |
        | A     | any         | one     |
        | B     | any         | one     |
      When the application revokes "A"
      Then "A" is dead

  @REV-12 @must @auth0 @rfc7009 @needs-public
  Rule: A public application revokes without a secret
    Source: Auth0, Revoke refresh tokens, "Revoke tokens without the client secret"; RFC 7009 section 2.1
    Judges: a revocation by a public client

    Scenario: An application with authentication method "none"
      Given a live refresh token "A" of the "public" application
      When "A" is sent for revocation
      Then the answer is "a success"
      And "A" is dead

  @REV-28 @must @auth0 @rfc7009
  Rule: Success is never a lie
    Source: Auth0, Revoke refresh tokens, status table, row 200; RFC 7009 section 2.2
    Whatever the shape of the request: if the endpoint answers success for one live refresh token of the caller, that
    token is dead. A refusal is honest, and judged by other rules.

    Scenario Outline: A request with <shape>
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | <part> | <value> |
      Then "A" is dead if the request was accepted

      Examples:
        | shape                             | part            | value                                   |
        | a JSON body                       | body            | json                                    |
        | the right token_type_hint         | token_type_hint | refresh_token                           |
        | the wrong token_type_hint         | token_type_hint | access_token                            |
        | an unknown token_type_hint        | token_type_hint | x-revokespec                            |
        | the token given twice             | token           | twice                                   |
        | the client_id given twice         | client_id       | twice                                   |
        | all parameters in the query       | body            | query and another field                 |
        | the token in the query            | token           | in the query                            |
        | a parameter nobody knows          | x-revokespec    | 1                                       |
        | a charset in its content type     | body            | form with a charset                     |
        | something else in the query       | body            | form beside a query                     |
        | an empty token_type_hint          | token_type_hint |                                         |
        | a charset that is not UTF-8       | body            | form with an unusual charset            |
        | a charset that it is not in       | body            | form with a charset that it is not in   |
        | a charset that does not exist     | body            | form with a charset that does not exist |
        | its content type in capitals      | body            | form labelled in capitals               |
        | a form that is called text        | body            | form labelled as text                   |
        | a form that is called XML         | body            | form labelled as XML                    |
        | a form that is called JSON        | body            | form labelled as JSON                   |
        | a form that is called multipart   | body            | form labelled as multipart              |
        | no content type                   | body            | form without a label                    |
        | a byte order mark                 | body            | form after a byte order mark            |
        | a byte order mark before JSON     | body            | json after a byte order mark            |
        | every character escaped           | body            | form with every character escaped       |
        | every character of JSON escaped   | body            | json with every character escaped       |
        | a multipart body                  | body            | multipart                               |
        | an XML body                       | body            | XML                                     |
        | nothing but a query               | body            | query                                   |
        | the token in a cookie             | token           | in a cookie                             |
        | the token in a header             | token           | in a header                             |
        | the name of the token in capitals | token           | under its name in capitals              |

    Scenario Outline: A request with <shape>, of the <application> application
      Given a live refresh token "A" of the "<application>" application
      When "A" is sent for revocation with:
        | <part> | <value> |
      Then "A" is dead if the request was accepted

      Examples:
        | application | shape                      | part            | value         |
        | public      | a JSON body                | body            | json          |
        | public      | the right token_type_hint  | token_type_hint | refresh_token |
        | public      | the wrong token_type_hint  | token_type_hint | access_token  |
        | public      | an unknown token_type_hint | token_type_hint | x-revokespec  |
        | basic       | a JSON body                | body            | json          |
        | basic       | the wrong token_type_hint  | token_type_hint | access_token  |
        | jwt         | a JSON body                | body            | json          |
        | jwt         | the wrong token_type_hint  | token_type_hint | access_token  |
        | rotating    | a JSON body                | body            | json          |
        | rotating    | the wrong token_type_hint  | token_type_hint | access_token  |
        | leeway      | a JSON body                | body            | json          |
        | leeway      | the wrong token_type_hint  | token_type_hint | access_token  |
        | device      | a JSON body                | body            | json          |
        | device      | the wrong token_type_hint  | token_type_hint | access_token  |

    @needs-origin
    Scenario: A request as an application in a browser sends it
      Given a live refresh token "A" of the "browser" application
      When "A" is sent for revocation with:
        | body            | json              |
        | token_type_hint | refresh_token     |
        | origin          | the application's |
      Then "A" is dead if the request was accepted

    @needs-rotating
    Scenario: A request as the library of a single-page application sends it
      Given a live refresh token "A" of the "rotating" application
      When "A" is sent for revocation with:
        | body            | json          |
        | token_type_hint | refresh_token |
      Then "A" is dead if the request was accepted

  @REV-49 @must @auth0 @rfc7009
  Rule: An altered copy of a live token leaves the live one usable
    Source: Auth0, Revoke refresh tokens, status table, row 200; RFC 7009 section 2.1
    A server that looks tokens up by a part of them lets anybody who knows that part revoke them.

    Scenario Outline: A copy <alteration>
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | token | <alteration> |
      Then "A" is still alive

      Examples:
        | alteration                |
        | altered at the beginning  |
        | altered in the middle     |
        | altered at the end        |
        | with its case swapped     |
        | shortened by a character  |
        | lengthened by a character |

  @REV-29 @must @auth0 @bcp @needs-rotating
  Rule: Revoking a rotated token leaves no way back to the one before it
    Source: Auth0, Revoke refresh tokens, "Considerations and limitations"; RFC 9700 section 4.14.2
    On some servers the previous token comes back to life when the newest is revoked before it was ever used.

    Scenario: The newest token was not used yet
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And the application revokes "B"
      Then "A" is dead

    @needs-access-token-check
    Scenario: The newest token's access token was used
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And the access token of "B" is used
      And the application revokes "B"
      Then "A" is dead

    Scenario: The predecessor of a revoked token within its leeway
      Given a live refresh token "A" of the "leeway" application
      When "A" is exchanged for "B"
      And the application revokes "B"
      Then "A" is dead

    Scenario: Another successor of its predecessor
      Given a live refresh token "A" of the "leeway" application
      When "A" is exchanged for "B"
      And "A" is exchanged for "C"
      And the application revokes "B"
      Then "C" is dead
      And "A" is dead

    Scenario: The first of two successors of its predecessor
      Given a live refresh token "A" of the "leeway" application
      When "A" is exchanged for "B"
      And "A" is exchanged for "C"
      And the application revokes "C"
      Then "B" is dead
      And "A" is dead

    Scenario: A token that came of another successor
      Given a live refresh token "A" of the "leeway" application
      When "A" is exchanged for "B"
      And "A" is exchanged for "C"
      And "C" is exchanged for "D"
      And the application revokes "B"
      Then "D" is dead

    Scenario: The successor of its predecessor, of which another one came
      Given a live refresh token "A" of the "leeway" application
      When "A" is exchanged for "B"
      And "A" is exchanged for "C"
      And "C" is exchanged for "D"
      And the application revokes "D"
      Then "B" is dead

    Scenario: The predecessor of a token that lay unused until its access token expired
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And the lifetime of the access token of "B" has passed
      And the application revokes "B"
      Then "A" is dead

  @REV-39 @should @rfc7009 @needs-rotating
  Rule: A token that was exchanged for a revoked one is dead as well
    Source: RFC 7009 section 2.1; RFC 6749 section 6 (the old token may be revoked with the new one's issue)

    Scenario: The predecessor of a revoked token
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And the application revokes "B"
      Then "A" is dead

    Scenario: The predecessor of a revoked token within its leeway
      Given a live refresh token "A" of the "leeway" application
      When "A" is exchanged for "B"
      And the application revokes "B"
      Then "A" is dead

    Scenario: Another successor of its predecessor
      Given a live refresh token "A" of the "leeway" application
      When "A" is exchanged for "B"
      And "A" is exchanged for "C"
      And the application revokes "B"
      Then "C" is dead
      And "A" is dead

    Scenario: The first of two successors of its predecessor
      Given a live refresh token "A" of the "leeway" application
      When "A" is exchanged for "B"
      And "A" is exchanged for "C"
      And the application revokes "C"
      Then "B" is dead
      And "A" is dead

    Scenario: A token that came of another successor
      Given a live refresh token "A" of the "leeway" application
      When "A" is exchanged for "B"
      And "A" is exchanged for "C"
      And "C" is exchanged for "D"
      And the application revokes "B"
      Then "D" is dead

    Scenario: The successor of its predecessor, of which another one came
      Given a live refresh token "A" of the "leeway" application
      When "A" is exchanged for "B"
      And "A" is exchanged for "C"
      And "C" is exchanged for "D"
      And the application revokes "D"
      Then "B" is dead

    Scenario: The predecessor of a token that lay unused until its access token expired
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And the lifetime of the access token of "B" has passed
      And the application revokes "B"
      Then "A" is dead

  @REV-30 @should @auth0
  Rule: The exchange of a dead token is answered as documented
    Source: Auth0 support, "Unknown or invalid refresh token" (other pages have three other readings, C5)

    Scenario: A revoked token is exchanged
      Given a live refresh token "A" of the "any" application
      When the application revokes "A"
      And "A" is used again
      Then the answer is "403 invalid_grant"
      And the body of the answer is JSON with "error, error_description"
      And the answer's description is "Unknown or invalid refresh token."

    @needs-rotating
    Scenario: A spent token is exchanged
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And "A" is used again
      Then the answer is "403 invalid_grant"
      And the body of the answer is JSON with "error, error_description"
      And the answer's description is "Unknown or invalid refresh token."

    @needs-rotating
    Scenario: A token that was ended by a reuse is exchanged
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And "A" is used again
      And "B" is used again
      Then the answer is "403 invalid_grant"
      And the body of the answer is JSON with "error, error_description"
      And the answer's description is "Unknown or invalid refresh token."

    @needs-rotating
    Scenario: A spent token is exchanged again, after its family has ended
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And "A" is used again
      And "A" is used again
      Then the answer is "403 invalid_grant"
      And the body of the answer is JSON with "error, error_description"
      And the answer's description is "Unknown or invalid refresh token."

    @needs-lifetimes @clock-moved
    Scenario: A token that has expired is exchanged
      Given an application whose refresh tokens have a short lifetime
      And a live refresh token "A" of the "expiring" application
      When the lifetime of "A" has passed
      And "A" is used again
      Then the answer is "403 invalid_grant"
      And the body of the answer is JSON with "error, error_description"
      And the answer's description is "Unknown or invalid refresh token."

    @needs-lifetimes @clock-moved
    Scenario: A token that lay unused for too long is exchanged
      Given an application whose refresh tokens have a short idle lifetime
      And a live refresh token "A" of the "expiring" application
      When "A" lies unused for longer than its idle lifetime
      And "A" is used again
      Then the answer is "403 invalid_grant"
      And the body of the answer is JSON with "error, error_description"
      And the answer's description is "Unknown or invalid refresh token."

    @needs-management
    Scenario: A token whose grant was deleted is exchanged
      Given a live refresh token "A" of the "any" application
      When the grant of "A" is deleted
      And "A" is used again
      Then the answer is "403 invalid_grant"
      And the body of the answer is JSON with "error, error_description"

    @needs-device-credentials
    Scenario: A token whose device was unlinked is exchanged
      Given a live refresh token "A" of the "any" application
      When the credential of "A" is deleted
      And "A" is used again
      Then the answer is "403 invalid_grant"
      And the body of the answer is JSON with "error, error_description"

  @REV-31 @must @rfc7009
  Rule: The exchange of a dead token is answered with 400 and invalid_grant
    Source: RFC 6749 section 5.2

    Scenario: A revoked token is exchanged
      Given a live refresh token "A" of the "any" application
      When the application revokes "A"
      And "A" is used again
      Then the answer is "400 invalid_grant"
      And the body of the answer is JSON with "error"

    @needs-rotating
    Scenario: A spent token is exchanged
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And "A" is used again
      Then the answer is "400 invalid_grant"
      And the body of the answer is JSON with "error"

    @needs-rotating
    Scenario: A token that was ended by a reuse is exchanged
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And "A" is used again
      And "B" is used again
      Then the answer is "400 invalid_grant"
      And the body of the answer is JSON with "error"

    @needs-rotating
    Scenario: A spent token is exchanged again, after its family has ended
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And "A" is used again
      And "A" is used again
      Then the answer is "400 invalid_grant"
      And the body of the answer is JSON with "error"

    @needs-lifetimes @clock-moved
    Scenario: A token that has expired is exchanged
      Given an application whose refresh tokens have a short lifetime
      And a live refresh token "A" of the "expiring" application
      When the lifetime of "A" has passed
      Then the exchange of "A" is refused cleanly
      When "A" is used again
      Then the answer is "400 invalid_grant"
      And the body of the answer is JSON with "error"
      And a new sign-in works
      And what is dead stays dead

    @needs-lifetimes @clock-moved
    Scenario: A token that lay unused for too long is exchanged
      Given an application whose refresh tokens have a short idle lifetime
      And a live refresh token "A" of the "expiring" application
      When "A" lies unused for longer than its idle lifetime
      Then the exchange of "A" is refused cleanly
      When "A" is used again
      Then the answer is "400 invalid_grant"
      And the body of the answer is JSON with "error"
      And a new sign-in works
      And what is dead stays dead

  @REV-42 @should @auth0 @rfc7009
  Rule: A request that is answered with an error kills none of the caller's other tokens
    Source: Auth0, Revoke refresh tokens, status table, rows 400 and 401; RFC 7009 section 2.2.1

    Scenario Outline: A request whose <part> is <value>
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When "A" is sent for revocation with:
        | <part> | <value> |
      And the server refuses that request
      Then "B" is still alive

      Examples:
        | part                  | value   |
        | token                 | absent  |
        | token                 | empty   |
        | client_id             | unknown |
        | client identification | absent  |

    @needs-confidential
    Scenario: The secret is wrong
      Given live refresh tokens:
        | token | application  |
        | A     | confidential |
        | B     | confidential |
      When "A" is sent for revocation with:
        | client secret | wrong |
      And the server refuses that request
      Then "B" is still alive

    Scenario Outline: A wrong secret of the <application> application
      Given live refresh tokens:
        | token | application   | user   |
        | A     | <application> | first  |
        | B     | <application> | first  |
        | C     | another       | first  |
        | D     | <application> | second |
      When "A" is sent for revocation with:
        | client secret | wrong |
      And the server refuses that request
      Then "B" is still alive
      And "C" is still alive
      And "D" is still alive

      Examples:
        | application  |
        | confidential |
        | basic        |

    Scenario Outline: A request of the <application> application without a token
      Given live refresh tokens:
        | token | application   | user   |
        | A     | <application> | first  |
        | B     | <application> | first  |
        | C     | another       | first  |
        | D     | <application> | second |
      When "A" is sent for revocation with:
        | token | absent |
      And the server refuses that request
      Then "B" is still alive
      And "C" is still alive
      And "D" is still alive

      Examples:
        | application |
        | public      |
        | rotating    |

  @REV-46 @should @rfc7009
  Rule: Two different tokens in one request are refused, and neither is revoked
    Source: RFC 6749 section 3.2 (parameters must not be included more than once); RFC 7009 section 2.1
    Judges: a revocation of two tokens

    Scenario: The parameter "token" with two values
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When "A" is sent for revocation with:
        | second token | B |
      Then the answer is "400"
      And "A" is still alive
      And "B" is still alive
