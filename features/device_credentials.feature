Feature: Device credentials
  The Management API lists a user's refresh tokens as device credentials, without their values; deleting one unlinks the
  device. A token's credential is found by comparing the list before and after its sign-in.

  @DEV-01 @must @auth0 @needs-device-credentials
  Rule: Listing needs a token with read:device_credentials
    Source: Auth0, Revoke refresh tokens, "Use the Management API"; Management API, device credentials

    Scenario: Without a token
      Given a live refresh token "A" of the "any" application
      When the Management API is asked without a token to "list the credentials of A"
      Then the answer is "401"

    Scenario: With a token that nobody issued
      Given a live refresh token "A" of the "any" application
      When the Management API is asked with a made-up token to "list the credentials of A"
      Then the answer is "401"

    Scenario: Without the scope
      Given a live refresh token "A" of the "any" application
      When the Management API is asked without the scope to "list the credentials of A"
      Then the answer is "403 insufficient_scope"

    Scenario: With another scope for credentials alone
      Given a live refresh token "A" of the "any" application
      When the Management API is asked with "delete:device_credentials" alone to "list the credentials of A"
      Then the answer is "403 insufficient_scope"

    Scenario: With the access token of a user
      Given a live refresh token "A" of the "any" application
      When the Management API is asked with an access token for another audience to "list the credentials of A"
      Then the answer is "401|403"

    @needs-control @clock-moved
    Scenario: With a token that has expired
      Given a live refresh token "A" of the "any" application
      When the Management API is asked with an expired token to "list the credentials of A"
      Then the answer is "401"

  @DEV-02 @must @auth0 @needs-device-credentials
  Rule: A user's live refresh tokens are listed by id, without their values
    Source: Auth0, Revoke refresh tokens, "To obtain a list of existing refresh tokens"
    Judges: the list of credentials

    Scenario: Two devices of one user
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the Management API is asked to "list the credentials of A"
      Then the credential of "A" is still listed
      And the credential of "B" is still listed
      And no token and no secret is in the answer

    Scenario Outline: A device at a <application> application
      Given a live refresh token "A" of the "<application>" application
      And an unused refresh token "N" of the "<application>" application
      Then the credential of "A" is still listed
      And the credential of "N" is still listed

      @needs-public
      Examples: without a secret
        | application |
        | public      |

      @needs-rotating
      Examples: with rotation
        | application |
        | rotating    |

      @needs-device
      Examples: by the device flow
        | application |
        | device      |

    @setting-off
    Scenario: A device whose sibling was revoked
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the application revokes "B"
      And "A" is exchanged
      Then the credential of "A" is still listed

    @needs-second-user
    Scenario: Devices of two users
      Given live refresh tokens:
        | token | application | user   |
        | A     | any         | first  |
        | B     | any         | second |
      Then listing by the user of "A" shows no credential of "B"

  @DEV-03 @must @auth0 @needs-device-credentials @needs-two-applications
  Rule: client_id narrows the list
    Source: Auth0, Revoke refresh tokens, "To narrow the results"

    Scenario: Devices at two applications
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | another     |
      Then listing by the application of "A" shows no credential of "B"

  @DEV-04 @must @auth0 @needs-device-credentials
  Rule: Deleting a credential kills its token
    Source: Auth0, Revoke refresh tokens, "HTTP 204: The credential no longer exists"
    Judges: the deletion of a credential

    Scenario: A device is unlinked
      Given a live refresh token "A" of the "any" application
      When the credential of "A" is deleted
      Then the answer is "204"
      And the body of the answer is empty
      And "A" is dead
      And the credential of "A" is no longer listed

    Scenario: A device is unlinked with no other scope
      Given a live refresh token "A" of the "any" application
      When the Management API is asked with the scope alone to "delete the credential of A"
      Then the answer is "204"
      And "A" is dead

    Scenario: The older one of two devices is unlinked
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the credential of "A" is deleted
      Then "A" is dead

    Scenario Outline: A device at the <application> application is unlinked, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
      When the credential of "A" is deleted
      Then "A" is dead

      Examples:
        | application  | state                                        |
        | confidential | were never exchanged                         |
        | basic        | lay unused until their access tokens expired |
        | jwt          | were exchanged once                          |
        | public       | lay unused for two days                      |
        | rotating     | were never exchanged                         |
        | leeway       | were in use for weeks                        |
        | device       | were exchanged once                          |

    Scenario: The weeks after a device in use was unlinked
      Given refresh tokens that were in use for weeks:
        | token | application |
        | A     | any         |
      When the credential of "A" is deleted
      Then "A" is dead
      And a new sign-in works
      And what is dead stays dead
      And "A" stays dead for a month

  @DEV-05 @must @auth0 @needs-device-credentials
  Rule: Deleting a credential that does not exist is answered with 204
    Source: Auth0, Revoke refresh tokens, "HTTP 204: The credential no longer exists"
    Judges: the deletion of a credential that is gone

    Scenario: The same credential twice
      Given a live refresh token "A" of the "any" application
      When the credential of "A" is deleted
      And the credential of "A" is deleted
      Then the answer is "204"

    @needs-rotating
    Scenario: That of a token that rotates twice
      Given a live refresh token "A" of the "rotating" application
      When the credential of "A" is deleted
      And the credential of "A" is deleted
      Then the answer is "204"

    Scenario: A credential that never existed
      Given a live refresh token "A" of the "any" application
      When the Management API is asked to "delete a credential like that of A"
      Then the answer is "204"

  @DEV-06 @must @auth0 @needs-device-credentials
  Rule: Deleting a credential needs a token with delete:device_credentials
    Source: Auth0, Revoke refresh tokens, "with an access token containing delete:device_credentials scope"

    Scenario: Without the scope
      Given a live refresh token "A" of the "any" application
      When the Management API is asked without the scope to "delete the credential of A"
      Then the answer is "403 insufficient_scope"
      And "A" is still alive

    Scenario: Without a token
      Given a live refresh token "A" of the "any" application
      When the Management API is asked without a token to "delete the credential of A"
      Then the answer is "401"
      And "A" is still alive

    Scenario: With a token that nobody issued, it is not deleted
      Given a live refresh token "A" of the "any" application
      When the Management API is asked with a made-up token to "delete the credential of A"
      Then the answer is "401"
      And "A" is still alive

    Scenario: With the access token of a user
      Given a live refresh token "A" of the "any" application
      When the Management API is asked with an access token for another audience to "delete the credential of A"
      Then the answer is "401|403"
      And "A" is still alive

  @DEV-07 @must @auth0 @setting-off @needs-device-credentials
  Rule: With the setting off, unlinking one device leaves the others and the grant
    Source: Auth0, Revoke refresh tokens, "only the associated refresh token is revoked, leaving the grant intact"

    Scenario: An older and a younger device of one user
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
        | C     | any         |
      When the credential of "B" is deleted
      Then "A" is still alive
      And "C" is still alive
      And the grant of "A" is still listed

    @needs-control @clock-moved
    Scenario: An older device an hour later
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the credential of "B" is deleted
      Then "A" is still alive an hour later

    Scenario: One device twice
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the credential of "B" is deleted
      And the credential of "B" is deleted
      Then "A" is still alive

    Scenario: The grant after its last device
      Given a live refresh token "A" of the "any" application
      When every credential of the user of "A" is deleted
      Then the grant of "A" is still listed

    Scenario Outline: Another device at the <application> application, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
        | B     | <application> |
      When the credential of "A" is deleted
      Then "B" is still alive

      Examples:
        | application  | state                                        |
        | confidential | lay unused for thirteen days                 |
        | basic        | were never exchanged                         |
        | jwt          | were in use for weeks                        |
        | public       | were exchanged once                          |
        | rotating     | were never exchanged                         |
        | leeway       | lay unused until their access tokens expired |
        | device       | were exchanged once                          |

    Scenario Outline: Another audience, another application and another user beside the <application> application, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   | user   | audience |
        | A     | <application> | first  | first    |
        | B     | <application> | first  | second   |
        | C     | another       | first  | first    |
        | D     | <application> | second | first    |
      When the credential of "A" is deleted
      Then "B" is still alive
      And "C" is still alive
      And "D" is still alive

      Examples:
        | application  | state                                        |
        | confidential | were exchanged once                          |
        | basic        | were never exchanged                         |
        | jwt          | lay unused until their access tokens expired |
        | public       | were exchanged once                          |
        | rotating     | lay unused for five days                     |
        | leeway       | were never exchanged                         |
        | device       | were in use for weeks                        |

  @DEV-08 @must @auth0 @needs-device-credentials @needs-rotating
  Rule: Deleting the credential of a rotating token kills the newest token of its family
    Source: Auth0, Revoke refresh tokens, "to revoke refresh tokens configured for rotation"
    The credential is looked for under both types, refresh_token and rotating_refresh_token (C16).

    Scenario: A device with a rotating token is unlinked
      Given a live refresh token "A" of the "rotating" application
      When the credential of "A" is deleted
      Then "A" is dead

    Scenario: After several exchanges
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged
      And "A" is exchanged
      And the credential of "A" is deleted
      Then "A" is dead

    Scenario: Before any exchange
      Given an unused refresh token "A" of the "rotating" application
      When the credential of "A" is deleted
      Then "A" is dead

  @DEV-09 @must @auth0 @needs-device-credentials
  Rule: A revoked token disappears from the list
    Source: Auth0, Revoke refresh tokens, "a list of existing refresh tokens"

    Scenario: Revoked at the endpoint
      Given a live refresh token "A" of the "any" application
      When the application revokes "A"
      Then the credential of "A" is no longer listed

    @needs-public
    Scenario: Revoked at the endpoint by an application without a secret
      Given a live refresh token "A" of the "public" application
      When the application revokes "A"
      Then the credential of "A" is no longer listed

    @setting-on
    Scenario: Revoked along with another token
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the application revokes "A"
      Then the credential of "B" is no longer listed

    Scenario: Revoked with its grant
      Given a live refresh token "A" of the "any" application
      When the grant of "A" is deleted
      Then the credential of "A" is no longer listed

    Scenario: Revoked with all grants of its user
      Given a live refresh token "A" of the "any" application
      When every grant of the user of "A" is deleted
      Then the credential of "A" is no longer listed

    @needs-dashboard
    Scenario: Revoked with its application in the Dashboard
      Given a live refresh token "A" of the "any" application
      When the application of "A" is revoked in the Dashboard
      Then the credential of "A" is no longer listed

    @needs-rotating
    Scenario: Revoked by a reuse
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And "A" is used again
      Then the credential of "B" is no longer listed

  @DEV-10 @should @auth0 @needs-device-credentials
  Rule: Paging shows every credential exactly once, and refuses what is malformed
    Source: Auth0, Management API, "Get device credentials": page, per_page, include_totals
    How many a page may hold contradicts itself (C18): the scenarios ask for less than either.

    Scenario: Three devices of one user
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
        | C     | any         |
      Then the pages of the list of "A" show each credential exactly once

    @needs-second-user
    Scenario: Devices of two users
      Given live refresh tokens:
        | token | application | user   |
        | A     | any         | first  |
        | B     | any         | first  |
        | C     | any         | second |
      Then the pages of the list of "A" show each credential exactly once

    Scenario Outline: A list with <parameter>=<value>
      Given a live refresh token "A" of the "any" application
      When the Management API is asked to "list the credentials of A"
      And the server accepts that request
      And the Management API is asked to "list the credentials of A with <parameter>=<value>"
      Then the answer is "400"

      Examples:
        | parameter      | value    |
        | page           | first    |
        | page           | -1       |
        | per_page       | many     |
        | include_totals | possibly |
        | type           | teapot   |

  @DEV-11 @should @auth0 @setting-on @needs-device-credentials @needs-unlink-governed
  Rule: With the setting on, unlinking a device deletes the grant with its other refresh tokens
    Source: Auth0, Revoke refresh tokens, "when a device is unlinked from a user in Auth0"
    Other pages say that the setting governs the Authentication API alone (C9): a deployment may declare so.

    Scenario: An older and a younger device of one user
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
        | C     | any         |
      When the credential of "B" is deleted
      Then the grant of "A" is no longer listed
      And "A" is dead
      And "C" is dead

    @needs-dashboard
    Scenario: A device that is unlinked in the Dashboard
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the device of "B" is unlinked in the Dashboard
      Then "A" is dead

    @needs-second-audience
    Scenario: A grant for another audience
      Given live refresh tokens:
        | token | application | audience |
        | A     | any         | first    |
        | B     | any         | second   |
      When the credential of "A" is deleted
      Then "B" is still alive

    @needs-second-user
    Scenario: A grant of another user
      Given live refresh tokens:
        | token | application | user   |
        | A     | any         | first  |
        | B     | any         | second |
      When the credential of "A" is deleted
      Then "B" is still alive

    Scenario Outline: Another device at the <application> application, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
        | B     | <application> |
      When the credential of "A" is deleted
      Then "B" is dead

      Examples:
        | application  | state                                        |
        | confidential | lay unused until their access tokens expired |
        | public       | were exchanged once                          |
        | rotating     | were never exchanged                         |
        | device       | lay unused until their access tokens expired |

  @DEV-12 @should @auth0 @needs-device-credentials @needs-rotating
  Rule: Rotating tokens are listed with the type rotating_refresh_token
    Source: Auth0, Management API, device credentials, parameter "type"

    Scenario: A device with a rotating token
      Given a live refresh token "A" of the "rotating" application
      Then the credential of "A" is still listed under "rotating_refresh_token"
