Feature: Which requests the revocation endpoint takes
  Parameters, body types, hints, methods and hostile input.

  @REV-07 @must @auth0 @rfc7009
  Rule: A request without "token" is refused with invalid_request, and nothing is revoked
    Source: Auth0, Revoke refresh tokens, status table, row 400; RFC 7009 section 2.1; RFC 6749 section 5.2
    Judges: a revocation without a token

    Scenario: The parameter is missing
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | token | absent |
      Then the answer is "400 invalid_request"
      And "A" is still alive

  @REV-41 @should @auth0 @rfc7009
  Rule: An empty "token" is refused with 400
    Source: Auth0, Revoke refresh tokens, status table, row 400; RFC 6749 section 3.2 (a parameter without a value counts as omitted)
    Judges: a revocation of an empty token

    Scenario: The parameter has no value
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | token | empty |
      Then the answer is "400"

  @REV-14 @must @auth0
  Rule: Errors of the endpoint are JSON with "error" and "error_description", and echo nothing secret
    Source: Auth0, Revoke refresh tokens, "the response body contains the error code and description"
    Only answers with 400 and 401 are judged.

    Scenario: The token is missing
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | token | absent |
      And the server refuses that request
      Then the body of the answer is JSON with "error, error_description"
      And no token and no secret is in the answer

    Scenario: The client is not identified
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | client identification | absent |
      And the server refuses that request
      Then the body of the answer is JSON with "error, error_description"
      And no token and no secret is in the answer

    @needs-confidential
    Scenario: The secret is wrong
      Given a live refresh token "A" of the "confidential" application
      When "A" is sent for revocation with:
        | client secret | wrong |
      And the server refuses that request
      Then the body of the answer is JSON with "error, error_description"
      And no token and no secret is in the answer

    @needs-confidential
    Scenario: The secret is absent
      Given a live refresh token "A" of the "confidential" application
      When "A" is sent for revocation with:
        | client secret | absent |
      And the server refuses that request
      Then the body of the answer is JSON with "error, error_description"
      And no token and no secret is in the answer

  @REV-35 @must @rfc7009
  Rule: Errors of the endpoint are JSON with a registered error code
    Source: RFC 7009 section 2.2.1; RFC 6749 section 5.2
    Only answers with 400 and 401 are judged.

    Scenario: The token is missing
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | token | absent |
      And the server refuses that request
      Then the body of the answer is JSON with "a registered error"

    Scenario: The client is unknown
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | client_id | unknown |
      And the server refuses that request
      Then the body of the answer is JSON with "a registered error"

    Scenario: The client is not identified
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | client identification | absent |
      And the server refuses that request
      Then the body of the answer is JSON with "a registered error"

    @needs-confidential
    Scenario: The secret is wrong
      Given a live refresh token "A" of the "confidential" application
      When "A" is sent for revocation with:
        | client secret | wrong |
      And the server refuses that request
      Then the body of the answer is JSON with "a registered error"

    @needs-confidential
    Scenario: The secret is absent
      Given a live refresh token "A" of the "confidential" application
      When "A" is sent for revocation with:
        | client secret | absent |
      And the server refuses that request
      Then the body of the answer is JSON with "a registered error"

  @REV-17 @must @auth0
  Rule: JSON and form bodies have the same outcome
    Source: Auth0, Authentication API, introduction and "Revoke refresh token" (both content types are documented, C4)
    Judges: a revocation in JSON

    Scenario Outline: A <body> body revokes
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | body | <body> |
      Then the answer is "2xx"
      And "A" is dead

      Examples:
        | body |
        | json |
        | form |

    Scenario: A JSON body with an unknown token
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | token | unknown |
      And the server accepts that request
      And "A" is sent for revocation with:
        | body  | json    |
        | token | unknown |
      Then the answer is "a success"

    Scenario: A JSON body without the token
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | body  | json   |
        | token | absent |
      Then the answer is "400 invalid_request"
      And "A" is still alive

    @needs-confidential
    Scenario: A JSON body with a wrong secret
      Given a live refresh token "A" of the "confidential" application
      When "A" is sent for revocation with:
        | body          | json  |
        | client secret | wrong |
      Then the answer is "4xx invalid_client"
      And "A" is still alive

    @needs-confidential
    Scenario Outline: A JSON body whose <part> is <value>
      Given a live refresh token "A" of the "confidential" application
      When "A" is sent for revocation with:
        | <part> | <value> |
        | body   | json    |
      Then the answer is "4xx"
      And "A" is still alive

      Examples:
        | part                  | value   |
        | client secret         | absent  |
        | client_id             | unknown |
        | client identification | absent  |

  @REV-18 @must @rfc7009
  Rule: A token_type_hint, right, wrong or unknown, does not change the outcome
    Source: RFC 7009 sections 2.1 and 2.2

    Scenario Outline: The hint "<hint>"
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the application revokes "B"
      And "A" is sent for revocation with:
        | token_type_hint | <hint> |
      Then the answer is "2xx"
      And "A" is dead

      Examples:
        | hint          |
        | refresh_token |
        | access_token  |
        | x-revokespec  |

  @REV-50 @should @auth0
  Rule: Any token_type_hint is tolerated
    Source: auth0-spa-js sends one with every revocation; the parameter is not documented

    Scenario Outline: The hint "<hint>"
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the application revokes "B"
      And "A" is sent for revocation with:
        | token_type_hint | <hint> |
      Then the answer is "2xx"
      And "A" is dead

      Examples:
        | hint          |
        | refresh_token |
        | access_token  |
        | x-revokespec  |

  @REV-19 @must @auth0 @rfc7009
  Rule: GET and HEAD revoke nothing
    Source: RFC 9110 section 9.2.1 (safe methods); RFC 7009 section 2 (HTTP POST)
    The JSONP call of RFC 7009 section 2.3, which has a "callback", is not judged.

    Scenario Outline: <method> with the parameters in the <place>
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | method | <method> |
        | body   | <body>   |
      Then "A" is still alive

      Examples:
        | method | place | body  |
        | GET    | query | query |
        | HEAD   | query | query |
        | GET    | body  | form  |
        | HEAD   | body  | form  |

  @REV-51 @should @auth0 @rfc7009
  Rule: PUT, PATCH and DELETE revoke nothing
    Source: Auth0, Revoke refresh tokens ("send a POST request"); RFC 7009 section 2

    Scenario Outline: <method>
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | method | <method> |
      Then "A" is still alive

      Examples:
        | method |
        | PUT    |
        | PATCH  |
        | DELETE |

  @REV-36 @should @auth0
  Rule: A wrong method is answered with 405
    Source: Auth0, Authentication API, standard error responses
    Judges: a revocation by another method

    Scenario Outline: <method>
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | method | <method> |
      Then the answer is "405"

      Examples:
        | method |
        | GET    |
        | PUT    |
        | PATCH  |
        | DELETE |

  @REV-26 @should @auth0 @rfc7009
  Rule: Hostile input is answered, and the next request is served
    Source: Auth0, Authentication API, standard error responses; RFC 6749 section 5.2
    Judges: a hostile revocation
    200 or 4xx; never 5xx, never a hang.

    Scenario Outline: A request with <input>
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | hostile | <input> |
      Then the server copes, and serves the next request

      Examples:
        | input                           |
        | a token of 1 MiB                |
        | control bytes in the token      |
        | invalid UTF-8 in the token      |
        | a content type that is wrong    |
        | a form cut off in an escape     |
        | a JSON body cut off in a string |
