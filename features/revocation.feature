Feature: What the revocation endpoint answers
  A client that no longer needs a refresh token hands it back. The server's answer is a promise; these rules look at its
  wording, the rules of revocation_effect.feature at whether it is kept.

  @REV-01 @must @auth0 @rfc7009
  Rule: A valid revocation request is answered with 200
    Source: Auth0, Revoke refresh tokens, "Revoke tokens without the client secret" (status table); RFC 7009 section 2.2
    Judges: a valid revocation

    Scenario: The owner revokes a live refresh token
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation
      Then the answer is "200"

    Scenario Outline: The <application> application revokes its own
      Given a live refresh token "A" of the "<application>" application
      When "A" is sent for revocation
      Then the answer is "200"

      Examples:
        | application |
        | rotating    |
        | leeway      |
        | device      |

  @REV-02 @must @auth0
  Rule: The body of a successful answer is empty
    Source: Auth0, Revoke refresh tokens, status table, row 200
    One API description shows a body "OK" instead (C3); the founding document says three times that it is empty.

    Scenario: The token was live
      Given a live refresh token "A" of the "any" application
      When the application revokes "A"
      Then the body of the answer is empty

    Scenario: The token is unknown
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | token | unknown |
      And the server accepts that request
      Then the body of the answer is empty

    Scenario: The token was revoked before
      Given a live refresh token "A" of the "any" application
      When the application revokes "A"
      And "A" is sent for revocation
      And the server accepts that request
      Then the body of the answer is empty

    Scenario: The request was JSON
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | body | json |
      And the server accepts that request
      Then the body of the answer is empty

    @needs-two-applications
    Scenario: The token belongs to another application
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | application | another |
      And the server accepts that request
      Then the body of the answer is empty

  @REV-04 @must @auth0 @rfc7009
  Rule: An unknown token is answered exactly like a revoked one
    Source: Auth0, Revoke refresh tokens, status table, row 200; RFC 7009 section 2.2
    Judges: a revocation of an unknown token
    The client wanted the token to be invalid, and it is. An answer that differs tells an attacker which tokens exist.

    Scenario: Two unknown tokens are sent after two live ones
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When "A" is sent for revocation
      And the server accepts that request
      And "B" is sent for revocation
      And the server accepts that request
      And "A" is sent for revocation with:
        | token | unknown |
      And "A" is sent for revocation with:
        | token | unknown |
      Then the last two answers are like the two before

    Scenario: A value that looks like no token
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | token | unlike any token |
      Then the answer is "a success"

  @REV-05 @should @auth0 @needs-two-applications @needs-foreign-token-answered
  Rule: A token issued to another application is answered like a success
    Source: Auth0, Revoke refresh tokens, status table, row 200
    Judges: a revocation of another client's token
    The prose of the same page says that such a request is refused and the application informed (C2): the table is taken,
    at SHOULD. That the token survives is a MUST of its own, REV-37.

    Scenario: Another application sends the token
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | application | another |
      Then the answer is "a success"

  @REV-06 @must @auth0 @rfc7009
  Rule: Revoking a token twice is answered with success both times
    Source: Auth0, Revoke refresh tokens, status table, row 200 ("does not exist"); RFC 7009 section 2.2
    Judges: a repeated revocation

    Scenario: The owner revokes the same token again
      Given a live refresh token "A" of the "any" application
      When the application revokes "A"
      And "A" is sent for revocation
      Then the answer is "a success"

  @REV-40 @must @auth0 @rfc7009 @needs-rotating
  Rule: Revoking a spent refresh token is answered with success
    Source: Auth0, Revoke refresh tokens, status table, row 200; RFC 7009 section 2.2
    What happens to the token's successor is not judged: the documents leave it open (C11).

    Scenario: A rotated-out token is sent for revocation
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And "A" is sent for revocation
      Then the answer is "a success"

    Scenario Outline: A spent token of the <application> application after its revocation
      Given a live refresh token "A" of the "<application>" application
      When "A" is exchanged for "B"
      And "A" is sent for revocation
      Then "A" is dead

      Examples:
        | application |
        | rotating    |
        | leeway      |

    Scenario: The token of the sign-in, several exchanges ago
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And "B" is exchanged for "C"
      And "A" is sent for revocation
      Then the answer is "a success"

  @REV-55 @must
  Rule: Revoking a token that is dead for whatever reason is answered with success, and does no harm
    Source: RFC 7009 section 2.2 (the client's purpose, that the token be invalid, is met); Auth0, Revoke refresh tokens, status table, row 200 ("does not exist")
    Judges: a revocation of a dead token
    That it was revoked before is REV-06, that it was exchanged REV-40.

    @auth0 @rfc7009 @needs-rotating
    Scenario: A token that was ended by a reuse
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And "A" is used again
      And "B" is used again
      And "B" is sent for revocation
      Then the answer is "a success"

    @auth0 @rfc7009 @needs-rotating
    Scenario: The spent token whose reuse ended the family
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And "A" is used again
      And "A" is sent for revocation
      Then the answer is "a success"

    @auth0 @rfc7009 @needs-rotating
    Scenario: A spent token whose family has ended
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And the application revokes "B"
      And "A" is sent for revocation
      Then the answer is "a success"

    @auth0 @rfc7009 @needs-lifetimes @clock-moved
    Scenario: A token that has expired
      Given an application whose refresh tokens have a short lifetime
      And a live refresh token "A" of the "expiring" application
      When the lifetime of "A" has passed
      And "A" is sent for revocation
      Then the answer is "a success"

    @auth0 @rfc7009 @needs-lifetimes @clock-moved
    Scenario: A token that lay unused for too long
      Given an application whose refresh tokens have a short idle lifetime
      And a live refresh token "A" of the "expiring" application
      When "A" lies unused for longer than its idle lifetime
      And "A" is sent for revocation
      Then the answer is "a success"

    @auth0 @setting-on
    Scenario: A token that ended with its grant
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the application revokes "A"
      And "B" is used again
      And "B" is sent for revocation
      Then the answer is "a success"

    @auth0 @needs-management
    Scenario: A token whose grant was deleted
      Given a live refresh token "A" of the "any" application
      When the grant of "A" is deleted
      And "A" is sent for revocation
      Then the answer is "a success"

    @auth0 @needs-device-credentials
    Scenario: A token whose device was unlinked
      Given a live refresh token "A" of the "any" application
      When the credential of "A" is deleted
      And "A" is sent for revocation
      Then the answer is "a success"

    @auth0 @needs-changes
    Scenario: A token whose user was deleted
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
      When the throw-away user is deleted
      And "A" is sent for revocation
      Then the answer is "a success"

    @auth0
    Scenario: The token of a later sign-in, after the older one is revoked again
      Given a live refresh token "A" of the "any" application
      When the application revokes "A"
      Given a live refresh token "N" of the "any" application
      When "A" is sent for revocation
      Then "N" is still alive

    @rfc7009 @needs-own-grants
    Scenario: The token of a sign-in of its own, after the older one is revoked again
      Given a live refresh token "A" of the "any" application
      When the application revokes "A"
      Given a live refresh token "N" of the "any" application
      When "A" is sent for revocation
      Then "N" is still alive

    @auth0 @rfc7009 @needs-rotating @needs-second-user
    Scenario: The token of another user
      Given live refresh tokens:
        | token | application | user   |
        | A     | rotating    | first  |
        | O     | rotating    | second |
      When "A" is exchanged for "B"
      And "A" is used again
      And "B" is sent for revocation
      Then "O" is still alive

  @REV-32 @should @rfc7009
  Rule: No answer of the endpoint carries a token or a secret
    Source: RFC 7009 section 2.2 (the body of a success is of no use to the client), section 5

    Scenario: The answer to a valid request
      Given a live refresh token "A" of the "any" application
      When the application revokes "A"
      Then no token and no secret is in the answer

    Scenario: The answer to a request without client identification
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | client identification | absent |
      Then no token and no secret is in the answer

    @needs-confidential
    Scenario: The answer to a request with a wrong secret
      Given a live refresh token "A" of the "confidential" application
      When "A" is sent for revocation with:
        | client secret | wrong |
      Then no token and no secret is in the answer

  @REV-27 @should @auth0 @needs-origin
  Rule: A browser may revoke from an allowed origin, and from no other
    Source: auth0-spa-js, src/api.ts (it revokes from the browser, with JSON); Fetch standard, CORS protocol
    What the server does with a request from elsewhere is not judged: CORS is about who may read the answer.

    Scenario: The preflight from the application's origin
      When a browser at the application's origin asks whether it may revoke
      Then the browser lets it through

    Scenario: The request from the application's origin
      Given a live refresh token "A" of the "browser" application
      When "A" is sent for revocation with:
        | origin | the application's |
      And the server accepts that request
      Then the browser lets it through

    Scenario Outline: The preflight from <origin>
      When a browser at <origin> asks whether it may revoke
      Then the browser stops it

      Examples:
        | origin                                     |
        | a foreign origin                           |
        | a null origin                              |
        | an origin that begins like its own         |
        | an origin that ends like its own           |
        | an origin that is its own but for the port |

    Scenario: The request from a foreign origin
      Given a live refresh token "A" of the "browser" application
      When "A" is sent for revocation with:
        | origin | a foreign |
      Then the browser stops it

  @REV-45 @must @rfc7009 @needs-jwt-metadata
  Rule: Metadata that lists a JWT method for revocation lists its algorithms, without "none"
    Source: RFC 8414 section 2, "revocation_endpoint_auth_signing_alg_values_supported"

    Scenario: The metadata
      Then the metadata lists the algorithms of assertions at the revocation endpoint, without "none"

  @REV-58 @should @rfc7009 @needs-revocation-metadata
  Rule: The metadata lists the authentication methods that the revocation endpoint takes
    Source: RFC 8414 section 2, "revocation_endpoint_auth_methods_supported" (left out, it means client_secret_basic)
    Each method for which the file has an application. That a public client may revoke need not be listed.

    Scenario Outline: The method of the <application> application
      Given a live refresh token "A" of the "<application>" application
      When "A" is sent for revocation
      Then the metadata is right about the authentication method of "A"

      Examples:
        | application  |
        | confidential |
        | second       |
        | basic        |
        | jwt          |
        | public       |

  @REV-25 @must @rfc7009 @needs-revocation-metadata
  Rule: The metadata's revocation endpoint is an absolute https URL without a fragment, and answers there
    Source: RFC 8414 section 2; RFC 7009 section 2
    Plain http is accepted on loopback alone.

    Scenario: The discovered endpoint
      Then the metadata's revocation endpoint is a secure URL that answers
