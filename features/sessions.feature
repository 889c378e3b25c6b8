Feature: Sessions and access in the Management API
  A refresh token remembers the session at the server that it was issued in. Sign-ins that share a session are made in one browser. The
  operations are asynchronous: what is answered with 202 has its effect within declares.operation_limit.

  @RTM-15 @must @auth0 @needs-refresh-token-api @needs-code
  Rule: Revoking a session kills the refresh tokens that were issued in it, and no others
    Source: Auth0, Management API, "Revoke a session": the session and its associated refresh tokens
    Judges: the revocation of a session

    @needs-two-applications
    Scenario: Two sign-ins in the session, at two applications
      Given live refresh tokens:
        | token | application | session |
        | A     | any         | one     |
        | B     | another     | one     |
      When the Management API is asked to "revoke the session of A"
      Then the answer is "202|204"
      And "A" is dead
      And "B" is dead

    Scenario: One that lay unused until its access token expired
      Given live refresh tokens:
        | token | application | session |
        | A     | any         | one     |
      When the lifetime of the access token of "A" has passed
      And the Management API is asked to "revoke the session of A"
      Then the answer is "202|204"
      And "A" is dead

    Scenario: An older and a younger one, and one that was never exchanged
      Given live refresh tokens:
        | token | application | session | exchanged |
        | A     | any         | one     | once      |
        | B     | any         | one     | once      |
        | N     | any         | one     | never     |
      When the Management API is asked to "revoke the session of B"
      Then the answer is "202|204"
      And "A" is dead
      And "B" is dead
      And "N" is dead

    @needs-rotating
    Scenario: Refresh tokens that rotate
      Given live refresh tokens:
        | token | application | session |
        | A     | rotating    | one     |
        | B     | rotating    | one     |
      When the Management API is asked to "revoke the session of A"
      Then the answer is "202|204"
      And "A" is dead
      And "B" is dead

    @needs-second-audience
    Scenario: For two audiences
      Given live refresh tokens:
        | token | application | audience | session |
        | A     | any         | first    | one     |
        | B     | any         | second   | one     |
      When the Management API is asked to "revoke the session of A"
      Then the answer is "202|204"
      And "A" is dead
      And "B" is dead

    Scenario: The user's other session, older and younger
      Given live refresh tokens:
        | token | application | session |
        | A     | any         | one     |
        | B     | any         | two     |
        | C     | any         | three   |
      When the Management API is asked to "revoke the session of B"
      And the server accepts that request
      Then "A" is still alive
      And "C" is still alive

    @needs-second-user
    Scenario: Another user
      Given live refresh tokens:
        | token | application | user   | session |
        | A     | any         | first  | one     |
        | O     | any         | second | one     |
      When the Management API is asked to "revoke the session of A"
      And the server accepts that request
      Then "O" is still alive

    Scenario: A session that there is not
      Given live refresh tokens:
        | token | application | session |
        | A     | any         | one     |
      When the Management API is asked to "revoke a session like that of A"
      Then the answer is "400|404"
      And "A" is still alive

  @RTM-16 @must @auth0 @needs-refresh-token-api
  Rule: Revoking a user's access kills the refresh tokens of the user's sessions, unless they are to be preserved
    Source: Auth0, Management API, "Revokes selected resources from a user": session_id, preserve_refresh_tokens
    Judges: the revocation of a user's access

    @needs-code
    Scenario: An older and a younger session, and a refresh token that was never exchanged
      Given live refresh tokens:
        | token | application | session | exchanged |
        | A     | any         | one     | once      |
        | B     | any         | two     | once      |
        | N     | any         | two     | never     |
      When the Management API is asked to "revoke the access of the user of A"
      Then the answer is "202|204"
      And "A" is dead
      And "B" is dead
      And "N" is dead

    @needs-code @needs-two-applications @needs-second-audience
    Scenario: At every application and for every audience
      Given live refresh tokens:
        | token | application | audience | session |
        | A     | any         | first    | one     |
        | B     | any         | second   | one     |
        | C     | another     | first    | two     |
      When the Management API is asked to "revoke the access of the user of A"
      Then the answer is "202|204"
      And "A" is dead
      And "B" is dead
      And "C" is dead

    @needs-code
    Scenario Outline: At a <application> application
      Given live refresh tokens:
        | token | application   | session |
        | A     | <application> | one     |
        | B     | <application> | two     |
      When the Management API is asked to "revoke the access of the user of A"
      Then the answer is "202|204"
      And "A" is dead
      And "B" is dead

      @needs-public
      Examples: without a secret
        | application |
        | public      |

      @needs-rotating
      Examples: with rotation
        | application |
        | rotating    |

    @needs-code
    Scenario: One that lay unused until its access token expired
      Given live refresh tokens:
        | token | application | session |
        | A     | any         | one     |
      When the lifetime of the access token of "A" has passed
      And the Management API is asked to "revoke the access of the user of A"
      Then the answer is "202|204"
      And "A" is dead

    @needs-code
    Scenario: Asked not to preserve them
      Given live refresh tokens:
        | token | application | session |
        | A     | any         | one     |
      When the Management API is asked to "revoke the access of the user of A" with:
        | preserve_refresh_tokens | false |
      Then the answer is "202|204"
      And "A" is dead

    @needs-second-user
    Scenario: Another user
      Given live refresh tokens:
        | token | application | user   |
        | A     | any         | first  |
        | O     | any         | second |
      When the Management API is asked to "revoke the access of the user of A"
      And the server accepts that request
      Then "O" is still alive

    Scenario Outline: Preserved, at a <application> application
      Given live refresh tokens:
        | token | application   | exchanged |
        | A     | <application> | once      |
        | N     | <application> | never     |
      When the Management API is asked to "revoke the access of the user of A" with:
        | preserve_refresh_tokens | true |
      Then the answer is "202|204"
      And "A" is still alive
      And "N" is still alive

      Examples: the first of the file
        | application |
        | any         |

      @needs-rotating
      Examples: with rotation
        | application |
        | rotating    |

      @needs-device
      Examples: by the device flow
        | application |
        | device      |

    @needs-code
    Scenario: Preserved, where they were issued in a session
      Given live refresh tokens:
        | token | application | session |
        | A     | any         | one     |
      When the Management API is asked to "revoke the access of the user of A" with:
        | preserve_refresh_tokens | true |
      Then the answer is "202|204"
      And "A" is still alive

    @needs-code
    Scenario: One session
      Given live refresh tokens:
        | token | application | session |
        | A     | any         | one     |
        | B     | any         | one     |
        | C     | any         | two     |
      When the Management API is asked to "revoke the access of the user of A" with:
        | session_id | of A |
      Then the answer is "202|204"
      And "A" is dead
      And "B" is dead

    @needs-code
    Scenario: The user's other session
      Given live refresh tokens:
        | token | application | session |
        | A     | any         | one     |
        | B     | any         | two     |
      When the Management API is asked to "revoke the access of the user of A" with:
        | session_id | of A |
      And the server accepts that request
      Then "B" is still alive

    @needs-code
    Scenario: One session, preserved
      Given live refresh tokens:
        | token | application | session |
        | A     | any         | one     |
      When the Management API is asked to "revoke the access of the user of A" with:
        | session_id              | of A |
        | preserve_refresh_tokens | true |
      And the server accepts that request
      Then "A" is still alive

    @needs-code @needs-second-user
    Scenario: The session of another user
      Given live refresh tokens:
        | token | application | user   | session |
        | A     | any         | first  | one     |
        | O     | any         | second | one     |
      When the Management API is asked to "revoke the access of the user of A" with:
        | session_id | of O |
      Then the answer is "2xx|4xx"
      And "O" is still alive

    Scenario: A user that there is not
      Given a live refresh token "A" of the "any" application
      When the Management API is asked to "revoke the access of a user like that of A"
      Then the answer is "2xx|400|404"
      And "A" is still alive

  @RTM-17 @must @auth0 @needs-refresh-token-api
  Rule: Revoking sessions and access needs delete:sessions, a session delete:refresh_tokens as well
    Source: Auth0, Management API, "Revoke a session" and "Revoke a user's access": scopes

    @needs-code
    Scenario Outline: A session, with <scope> alone
      Given live refresh tokens:
        | token | application | session |
        | A     | any         | one     |
      When the Management API is asked with "<scope>" alone to "revoke the session of A"
      Then the answer is "403 insufficient_scope"
      And "A" is still alive

      Examples:
        | scope                 |
        | delete:sessions       |
        | delete:refresh_tokens |
        | read:refresh_tokens   |

    @needs-code
    Scenario: A session, with both scopes and no other
      Given live refresh tokens:
        | token | application | session |
        | A     | any         | one     |
      When the Management API is asked with the scope alone to "revoke the session of A"
      Then the answer is "202|204"
      And "A" is dead

    @needs-code
    Scenario: A session, without a token
      Given live refresh tokens:
        | token | application | session |
        | A     | any         | one     |
      When the Management API is asked without a token to "revoke the session of A"
      Then the answer is "401"
      And "A" is still alive

    @needs-code
    Scenario: Access, with both scopes and no other
      Given live refresh tokens:
        | token | application | session |
        | A     | any         | one     |
      When the Management API is asked with the scope alone to "revoke the access of the user of A"
      Then the answer is "202|204"
      And "A" is dead

    Scenario: Access, without the scopes
      Given a live refresh token "A" of the "any" application
      When the Management API is asked without the scope to "revoke the access of the user of A"
      Then the answer is "403 insufficient_scope"
      And "A" is still alive

    Scenario: Access, without a token, or with that of a user
      Given a live refresh token "A" of the "any" application
      When the Management API is asked without a token to "revoke the access of the user of A"
      Then the answer is "401"
      When the Management API is asked with an access token for another audience to "revoke the access of the user of A"
      Then the answer is "401|403"
      And "A" is still alive

  @RTM-23 @should @auth0 @needs-refresh-token-api
  Rule: Revoking a user's access kills the refresh tokens that were issued outside of the user's sessions, too
    Source: Auth0, Management API, "Revokes selected resources from a user": sessions, refresh tokens
    The reference also speaks of the refresh tokens associated with the session alone, so that it is no MUST.

    Scenario: An older and a younger one, and one that was never exchanged
      Given live refresh tokens:
        | token | application | exchanged |
        | A     | any         | once      |
        | B     | any         | once      |
        | N     | any         | never     |
      When the Management API is asked to "revoke the access of the user of A"
      And the server accepts that request
      Then "A" is dead
      And "B" is dead
      And "N" is dead

    @needs-device
    Scenario: A device
      Given live refresh tokens:
        | token | application |
        | A     | device      |
      When the Management API is asked to "revoke the access of the user of A"
      And the server accepts that request
      Then "A" is dead
