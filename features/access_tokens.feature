Feature: Access tokens and introspection
  Refresh tokens are the subject; access tokens are judged only where a document speaks of them. They are read before
  anything is exchanged, since an exchange may end them.

  @REV-22 @should @rfc7009 @needs-access-token-check @needs-revocable-access-tokens
  Rule: Revoking a refresh token ends every access token of its grant
    Source: RFC 7009 section 2.1 (where access tokens can be revoked at all, which the scenario looks at first)

    Scenario Outline: The access tokens of the <application> application, where refresh tokens <state>
      Given a revoked access token of the "<application>" application is refused
      And refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
      When the application revokes "A"
      Then every access token of "A" is refused

      Examples:
        | application  | state                |
        | confidential | were exchanged once  |
        | basic        | were never exchanged |
        | jwt          | were exchanged once  |
        | public       | were never exchanged |
        | rotating     | were exchanged once  |
        | leeway       | were never exchanged |
        | device       | were exchanged once  |
        | confidential | were never exchanged |

    Scenario: The access tokens of the sign-in and of an exchange
      Given a revoked access token of the "any" application is refused
      And a live refresh token "A" of the "any" application
      When the application revokes "A"
      Then every access token of "A" is refused

    Scenario: Two sign-ins in one session
      Given a revoked access token of the "any" application is refused
      And live refresh tokens:
        | token | application | session |
        | A     | any         | one     |
        | B     | any         | one     |
      When the application revokes "A"
      Then every access token of "A" is refused

  @REV-24 @should @auth0
  Rule: An access token is answered like an unknown one, and nothing is affected
    Source: Auth0, Authentication API, "Revoke refresh token" (access tokens cannot be revoked)

    Scenario: The refresh token beside it
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | token | its access token |
      Then the answer is "a success"
      And "A" is still alive

    @needs-access-token-check
    Scenario: The access token itself
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | token | its access token |
      Then the newest access token of "A" is still accepted

    @clock-moved
    Scenario: An access token that has expired
      Given a live refresh token "A" of the "any" application
      When the lifetime of the access token of "A" has passed
      And "A" is sent for revocation with:
        | token | its access token |
      Then the answer is "a success"
      And "A" is still alive

  @REV-38 @must @rfc7009
  Rule: An access token is revoked, or refused as a type of token that is not supported
    Source: RFC 7009 sections 2 and 2.2.1
    Judges: a revocation of an access token

    Scenario: An access token is sent for revocation
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | token | its access token |
      Then the answer is "a success, or 400 unsupported_token_type"

    @clock-moved
    Scenario: An access token that has expired is sent for revocation
      Given a live refresh token "A" of the "any" application
      When the lifetime of the access token of "A" has passed
      And "A" is sent for revocation with:
        | token | its access token |
      Then the answer is "a success, or 400 unsupported_token_type"

  @REV-43 @should @rfc7009 @needs-access-token-check @needs-revocable-access-tokens
  Rule: A revoked access token is no longer accepted
    Source: RFC 7009 sections 2 and 2.1
    Judges: the use of a revoked access token

    Scenario: The server said that the access token is revoked
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | token | its access token |
      And the server accepts that request
      Then the newest access token of "A" is refused

    Scenario Outline: An access token of the <application> application
      Given a live refresh token "A" of the "<application>" application
      When "A" is sent for revocation with:
        | token | its access token |
      And the server accepts that request
      Then the newest access token of "A" is refused

      Examples:
        | application |
        | basic       |
        | jwt         |
        | public      |
        | rotating    |
        | device      |

  @REV-44 @must @rfc7009
  Rule: After an access token was revoked, the exchange of its refresh token is answered
    Source: RFC 7009 section 2.1 (the refresh token may or may not be revoked with it); RFC 6749 section 5.2

    Scenario: The refresh token is exchanged
      Given a live refresh token "A" of the "any" application
      When "A" is sent for revocation with:
        | token | its access token |
      And the server accepts that request
      Then the exchange of "A" is answered cleanly

  @REV-23 @must @rfc7009 @needs-introspection
  Rule: A revoked refresh token introspects as inactive
    Source: RFC 7662 section 2.2; RFC 7009 section 2.1
    Judges: the introspection of a revoked token
    Judged only where a live refresh token introspects as active.

    Scenario: Introspection after the revocation
      Given a live refresh token "A" of the "any" application
      When the application revokes "A"
      Then the introspection of "A" says that it is inactive

    Scenario Outline: A token of the <application> application, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
      When the application revokes "A"
      Then the introspection of "A" says that it is inactive

      Examples:
        | application  | state                                        |
        | confidential | were in use for weeks                        |
        | basic        | were exchanged once                          |
        | jwt          | were never exchanged                         |
        | public       | lay unused until their access tokens expired |
        | rotating     | were exchanged once                          |
        | leeway       | lay unused for ten days                      |
        | device       | were never exchanged                         |

  @REV-56 @must @rfc7009 @needs-introspection
  Rule: A refresh token that is dead for another reason introspects as inactive
    Source: RFC 7662 section 2.2 ("active": not revoked, and within its window of validity)
    Judged only where a live refresh token introspects as active. Revoked ones are REV-23.

    @needs-rotating
    Scenario: A spent token
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      Then the introspection of "A" says that it is inactive

    @needs-rotating
    Scenario: A token that was ended by a reuse
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And "A" is used again
      Then the introspection of "B" says that it is inactive

    @needs-rotating
    Scenario: A spent token whose successor was revoked
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And the application revokes "B"
      Then the introspection of "A" says that it is inactive

    Scenario: A token whose code was redeemed again
      Given an authorization code "C" of the "any" application
      When "C" is redeemed for "A"
      And "C" is redeemed again
      And the server refuses that request
      Then the introspection of "A" says that it is inactive

    @needs-lifetimes @clock-moved
    Scenario: A token that has expired
      Given an application whose refresh tokens have a short lifetime
      And a live refresh token "A" of the "expiring" application
      When the lifetime of "A" has passed
      Then the introspection of "A" says that it is inactive

    @needs-lifetimes @clock-moved
    Scenario: A token that lay unused for too long
      Given an application whose refresh tokens have a short idle lifetime
      And a live refresh token "A" of the "expiring" application
      When "A" lies unused for longer than its idle lifetime
      Then the introspection of "A" says that it is inactive

  @REV-47 @should @rfc7009 @needs-introspection
  Rule: The introspection of a revoked token says "active" and nothing else
    Source: RFC 7662 section 2.2

    Scenario: The members of the answer
      Given a live refresh token "A" of the "any" application
      When the application revokes "A"
      Then the introspection of "A" says nothing but "active"
