Feature: Who may revoke
  The server first validates the client's credentials, then whether the token was issued to that client (RFC 7009
  section 2.1; Auth0, "Use the Authentication API"). Every refusal leaves the token usable.

  @REV-08 @must @auth0 @rfc7009
  Rule: A request without any client identification is refused
    Source: Auth0, Revoke refresh tokens, status table, rows 400 and 401; RFC 7009 section 2.1
    Judges: a revocation without client identification

    Scenario: Neither client_id nor credentials
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | client identification | absent |
      Then the answer is "400|401 invalid_request|invalid_client"
      And "A" is still alive

    @needs-public
    Scenario: The token of an application that has no credentials
      Given a live refresh token "A" of the "public" application
      When "A" is sent for revocation with:
        | client identification | absent |
      Then the answer is "400|401 invalid_request|invalid_client"
      And "A" is still alive

  @REV-09 @must @auth0 @rfc7009 @needs-confidential
  Rule: A wrong client secret is refused with invalid_client
    Source: Auth0, Revoke refresh tokens, status table, row 401; RFC 7009 section 2.1; RFC 6749 section 5.2
    Judges: a revocation with a wrong secret

    Scenario Outline: A secret that is <secret>
      Given a live refresh token "A" of the "confidential" application
      When "A" is sent for revocation with:
        | client secret | <secret> |
      Then the answer is "4xx invalid_client"
      And "A" is still alive

      Examples:
        | secret                    |
        | wrong                     |
        | with its case swapped     |
        | shortened by a character  |
        | lengthened by a character |
        | altered at the end        |
        | followed by a space       |

    @needs-second
    Scenario: A second application, with a hint
      Given a live refresh token "A" of the "second" application
      When "A" is sent for revocation with:
        | client secret   | wrong         |
        | token_type_hint | refresh_token |
      Then the answer is "4xx invalid_client"
      And "A" is still alive

    @needs-two-confidential
    Scenario: The secret of another application
      Given a live refresh token "A" of the "confidential" application
      When "A" is sent for revocation with:
        | client secret | of another application |
      Then the answer is "4xx invalid_client"
      And "A" is still alive

    @needs-access-token-check
    Scenario: An access token
      Given a live refresh token "A" of the "confidential" application
      When "A" is sent for revocation with:
        | token         | its access token |
        | client secret | wrong            |
      Then the answer is "4xx invalid_client"
      And the newest access token of "A" is still accepted

  @REV-10 @must @needs-confidential
  Rule: A confidential application without its secret is refused
    Source: Auth0, Revoke refresh tokens, status table, rows 400 and 401; RFC 7009 section 2.1; RFC 6749 section 5.2
    Judges: a revocation without the secret
    Auth0's table fits twice: a required parameter was not sent (400), the credentials are not present (401).

    @auth0
    Scenario Outline: The secret is <secret>
      Given a live refresh token "A" of the "confidential" application
      When "A" is sent for revocation with:
        | client secret | <secret> |
      Then the answer is "4xx invalid_client, or 400 invalid_request"
      And "A" is still alive

      Examples:
        | secret |
        | absent |
        | empty  |

    @rfc7009
    Scenario Outline: The credentials are <secret>
      Given a live refresh token "A" of the "confidential" application
      When "A" is sent for revocation with:
        | client secret | <secret> |
      Then the answer is "4xx invalid_client"
      And "A" is still alive

      Examples:
        | secret |
        | absent |
        | empty  |

    @auth0 @rfc7009 @needs-second
    Scenario: The secret of a second application is absent, beside a hint
      Given a live refresh token "A" of the "second" application
      When "A" is sent for revocation with:
        | client secret   | absent        |
        | token_type_hint | refresh_token |
      Then the answer is "4xx"
      And "A" is still alive

  @REV-11 @must @auth0 @rfc7009
  Rule: An unknown client_id is refused with invalid_client
    Source: Auth0, Revoke refresh tokens, status table, row 401; RFC 6749 section 5.2
    Judges: a revocation by an unknown client

    Scenario: A client that does not exist
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | client_id | unknown |
      Then the answer is "4xx invalid_client"
      And "A" is still alive

    @needs-public
    Scenario: A client that does not exist, and the token of an application that has no credentials
      Given a live refresh token "A" of the "public" application
      When "A" is sent for revocation with:
        | client_id | unknown |
      Then the answer is "4xx invalid_client"
      And "A" is still alive

  @REV-15 @must @auth0 @rfc7009 @needs-confidential
  Rule: Credentials are checked before the token
    Source: Auth0, Revoke refresh tokens, "first validates the application credentials"; RFC 7009 section 2.1

    Scenario: A wrong secret, with a live token and with an unknown one
      Given a live refresh token "A" of the "confidential" application
      When "A" is sent for revocation with:
        | client secret | wrong |
      And the server refuses that request
      And "A" is sent for revocation with:
        | client secret | wrong |
      And "A" is sent for revocation with:
        | client secret | wrong   |
        | token         | unknown |
      And "A" is sent for revocation with:
        | client secret | wrong   |
        | token         | unknown |
      Then the answer is "4xx"
      And the last two answers are like the two before

    Scenario: A wrong secret, with a token that was revoked before
      Given a live refresh token "A" of the "confidential" application
      When "A" is sent for revocation with:
        | client secret | wrong |
      And the server refuses that request
      And the application revokes "A"
      And "A" is sent for revocation with:
        | client secret | wrong |
      Then the answer is "4xx"

    @needs-second
    Scenario: A wrong secret, with a token that was issued to another application
      Given live refresh tokens:
        | token | application  |
        | A     | confidential |
        | B     | second       |
      When "A" is sent for revocation with:
        | client secret | wrong |
      And the server refuses that request
      And "B" is sent for revocation with:
        | application   | confidential |
        | client secret | wrong        |
      Then the answer is "4xx"
      And "B" is still alive

  @REV-16 @must @needs-basic
  Rule: HTTP Basic authentication works, and fails like any other
    Source: Auth0, Authentication API, "Client authentication methods"; RFC 6749 section 2.3.1
    Judges: a revocation with HTTP Basic
    For Auth0 the client_id stands in the body as well; whether Basic alone works there is not documented.

    @auth0 @rfc7009
    Scenario: The right secret
      Given a live refresh token "A" of the "basic" application
      When "A" is sent for revocation
      Then the answer is "2xx"
      And "A" is dead

    @auth0 @rfc7009
    Scenario: A wrong secret
      Given a live refresh token "A" of the "basic" application
      When "A" is sent for revocation with:
        | client secret | wrong |
      Then the answer is "a refused secret"
      And "A" is still alive

    @auth0 @rfc7009
    Scenario Outline: Credentials that are <credentials>
      Given a live refresh token "A" of the "basic" application
      When "A" is sent for revocation with:
        | client secret | <credentials> |
      Then the answer is "4xx"
      And "A" is still alive

      Examples:
        | credentials                |
        | empty                      |
        | wrong, in header and body  |
        | a header that says nothing |

    @auth0 @rfc7009
    Scenario: A client in the header that does not exist
      Given a live refresh token "A" of the "basic" application
      When "A" is sent for revocation with:
        | client_id | unknown |
      Then the answer is "4xx"
      And "A" is still alive

  @REV-13 @must @auth0 @needs-changes
  Rule: A changed authentication method changes what the endpoint demands
    Source: Auth0, Revoke refresh tokens, "Revoke tokens without the client secret": tokenEndpointAuthMethod may be changed
    A throw-away application is changed by the Management API. Where that takes its time, the declared settling time is
    waited for, with revocations of a token that nobody has.

    Scenario: Without credentials before, no secret afterwards
      Given a throw-away application with the authentication method "none"
      And live refresh tokens:
        | token | application |
        | A     | throw-away  |
      When "A" is sent for revocation with:
        | token | unknown |
      And the server accepts that request
      And the authentication method of the throw-away application is changed to "client_secret_post"
      And "A" is sent for revocation with:
        | client secret | absent |
      Then the answer is "4xx invalid_client, or 400 invalid_request"
      And "A" is still alive

    Scenario: Without credentials before, a wrong secret afterwards
      Given a throw-away application with the authentication method "none"
      And a live refresh token "A" of the "throw-away" application
      When the authentication method of the throw-away application is changed to "client_secret_post"
      And "A" is sent for revocation with:
        | client secret | wrong |
      Then the answer is "4xx invalid_client"
      And "A" is still alive

    Scenario: Without credentials before, the right secret afterwards
      Given a throw-away application with the authentication method "none"
      And a live refresh token "A" of the "throw-away" application
      When "A" is sent for revocation with:
        | token | unknown |
      And the server accepts that request
      And the authentication method of the throw-away application is changed to "client_secret_post"
      And "A" is sent for revocation
      Then the answer is "2xx"
      And "A" is dead

    Scenario: With a secret before, none afterwards
      Given a throw-away application with the authentication method "client_secret_post"
      And a live refresh token "A" of the "throw-away" application
      When "A" is sent for revocation with:
        | token | unknown |
      And the server accepts that request
      And "A" is sent for revocation with:
        | client secret | absent |
      And the server refuses that request
      And the authentication method of the throw-away application is changed to "none"
      And "A" is sent for revocation
      Then the answer is "2xx"
      And "A" is dead

  @REV-20 @must @auth0 @rfc7009 @needs-jwt
  Rule: private_key_jwt works, and an assertion that is wrong in any way is refused
    Source: Auth0, Authentication API, "Private Key JWT"; RFC 7523 sections 3 and 3.2
    Judges: a revocation with an assertion
    Each assertion that is wrong differs from a right one in one thing. That a right one is accepted is seen before, with a
    token that nobody has, and afterwards, when "A" is exchanged.

    Scenario: The right assertion
      Given a live refresh token "A" of the "jwt" application
      When "A" is sent for revocation
      Then the answer is "2xx"
      And "A" is dead

    Scenario Outline: An assertion that is <assertion>
      Given a live refresh token "A" of the "jwt" application
      When "A" is sent for revocation with:
        | token | unknown |
      And the server accepts that request
      And "A" is sent for revocation with:
        | assertion | <assertion> |
      Then the answer is "4xx"
      And "A" is still alive

      Examples:
        | assertion                             |
        | expired ten minutes ago               |
        | expired a day ago                     |
        | signed with another key               |
        | not signed                            |
        | addressed to a foreign host           |
        | addressed to a host that begins alike |
        | absent                                |
        | replaced by a secret                  |

  @REV-48 @should @auth0 @rfc7009 @needs-jwt
  Rule: An assertion that was used before is refused
    Source: RFC 7523 section 3, item 7; Auth0, Authentication API, "Private Key JWT" (jti)
    Judges: a revocation with a replayed assertion

    Scenario: Used before at the revocation endpoint
      Given a live refresh token "A" of the "jwt" application
      When "A" is sent for revocation with:
        | token | unknown |
      And the server accepts that request
      And "A" is sent for revocation with:
        | assertion | used before |
      Then the answer is "4xx"
      And "A" is still alive

    Scenario: Used before at the token endpoint
      Given a live refresh token "A" of the "jwt" application
      When "A" is exchanged
      And "A" is sent for revocation with:
        | assertion | used before |
      Then the answer is "4xx"
      And "A" is still alive

  @REV-33 @must @auth0
  Rule: Failed client authentication is answered with 401
    Source: Auth0, Revoke refresh tokens, status table, row 401

    @needs-confidential
    Scenario: A wrong secret
      Given a live refresh token "A" of the "confidential" application
      When "A" is sent for revocation with:
        | client secret | wrong |
      And the server refuses that request
      Then the answer is "401"

    @needs-confidential
    Scenario: An unknown client_id
      Given a live refresh token "A" of the "confidential" application
      When "A" is sent for revocation with:
        | client_id | unknown |
      And the server refuses that request
      Then the answer is "401"

  @REV-34 @must @rfc7009
  Rule: Failed client authentication is answered with 400 or 401, and a failed Authorization header with a challenge
    Source: RFC 6749 section 5.2; RFC 7009 section 2.2.1

    @needs-confidential
    Scenario: A wrong secret
      Given a live refresh token "A" of the "confidential" application
      When "A" is sent for revocation with:
        | client secret | wrong |
      And the server refuses that request
      Then the answer is "400|401"

    Scenario: An unknown client_id
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | client_id | unknown |
      And the server refuses that request
      Then the answer is "400|401"

    @needs-basic @without-closing-controls
    Scenario: A wrong secret in an Authorization header
      Given a live refresh token "A" of the "basic" application
      When "A" is sent for revocation with:
        | client secret | wrong |
      And the server refuses that request
      Then the answer is "401"
      And the answer's "WWW-Authenticate" header says "Basic"

  @REV-21 @should @rfc7009 @needs-two-confidential
  Rule: Another client's token is refused
    Source: RFC 7009 section 2.1

    Scenario: The right credentials of the wrong client
      Given a live refresh token "A" of the "confidential" application
      When "A" is sent for revocation with:
        | application | second |
      Then the answer is "4xx"

  @REV-37 @must @auth0 @rfc7009
  Rule: Another application's attempt leaves the token usable by its owner
    Source: Auth0, Revoke refresh tokens, "verifies whether the token was issued to the application"; RFC 7009 section 2.1
    Judges: a revocation in the name of the owner
    Whatever the answer (C2): the token lives.

    @needs-confidential @needs-public
    Scenario: A confidential application on a public one's token
      Given a live refresh token "A" of the "public" application
      When "A" is sent for revocation with:
        | application | confidential |
      Then "A" is still alive

    @needs-confidential @needs-public
    Scenario: A public application on a confidential one's token
      Given a live refresh token "A" of the "confidential" application
      When "A" is sent for revocation with:
        | application | public |
      Then "A" is still alive

    @needs-two-applications
    Scenario: Another application, by JSON
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | application | another |
        | body        | json    |
      Then "A" is still alive

    @needs-confidential @needs-rotating
    Scenario: A confidential application on a rotating one's token, with a hint
      Given a live refresh token "A" of the "rotating" application
      When "A" is sent for revocation with:
        | application     | confidential  |
        | token_type_hint | refresh_token |
      Then "A" is still alive

    @needs-confidential @needs-basic
    Scenario: An application with its credentials in the header, and the owner's client_id in the body
      Given a live refresh token "A" of the "confidential" application
      When "A" is sent for revocation with:
        | application | basic       |
        | client_id   | the owner's |
      Then "A" is still alive

    @needs-two-confidential
    Scenario: A confidential application on another confidential one's token
      Given a live refresh token "A" of the "confidential" application
      When "A" is sent for revocation with:
        | application | second |
      Then "A" is still alive

    @needs-two-applications
    Scenario Outline: After another application's attempt at its <act>, the owner revokes the token
      Given a live refresh token "A" of the "any" application
      When "A" is <attempt> with:
        | application | another |
      And "A" is sent for revocation
      Then the answer is "a success"
      And "A" is dead

      Examples:
        | act        | attempt             |
        | revocation | sent for revocation |
        | exchange   | exchanged           |

    @needs-access-token-check @needs-two-applications
    Scenario: Another application on an access token
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | token       | its access token |
        | application | another          |
      Then the newest access token of "A" is still accepted

    Scenario Outline: Another application on a token of the <application> application, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   | user   |
        | A     | <application> | first  |
        | B     | <application> | first  |
        | C     | another       | first  |
        | D     | <application> | second |
      When "A" is sent for revocation with:
        | application | another |
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
