Feature: Refresh tokens that are deleted in the Management API
  One by one by their ids, or all of a user. These operations are asynchronous: what is answered with 202 has its effect within
  declares.operation_limit.

  @RTM-04 @must @auth0 @needs-refresh-token-api
  Rule: Deleting a refresh token by its id kills it
    Source: Auth0, Revoke refresh tokens, "Using the Management API refresh token endpoints"; Management API, "Delete a refresh token"
    Judges: the deletion of a refresh token
    The reference has 202, and recordings of the API have 204 (C8).

    Scenario: One refresh token
      Given a live refresh token "A" of the "any" application
      When the Management API is asked to "delete the refresh token A"
      Then the answer is "202|204"
      And "A" is dead

    Scenario: With the scope that it needs, and no other
      Given a live refresh token "A" of the "any" application
      When the Management API is asked with the scope alone to "delete the refresh token A"
      Then the answer is "202|204"
      And "A" is dead

    Scenario Outline: Of a <application> application, exchanged and never exchanged
      Given a live refresh token "A" of the "<application>" application
      And an unused refresh token "N" of the "<application>" application
      When the Management API is asked to "delete the refresh token A"
      Then the answer is "202|204"
      And "A" is dead
      When the Management API is asked to "delete the refresh token N"
      Then the answer is "202|204"
      And "N" is dead

      Examples: the first of the file
        | application |
        | any         |

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

    Scenario Outline: The <which> one of three
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
        | C     | any         |
      When the Management API is asked to "delete the refresh token <label>"
      Then the answer is "202|204"
      And "<label>" is dead

      Examples:
        | which  | label |
        | oldest | A     |
        | middle | B     |
        | newest | C     |

    @needs-second-audience
    Scenario: For the second audience
      Given live refresh tokens:
        | token | application | audience |
        | A     | any         | first    |
        | B     | any         | second   |
      When the Management API is asked to "delete the refresh token B"
      Then the answer is "202|204"
      And "B" is dead

    @setting-on
    Scenario: With the setting on
      Given a live refresh token "A" of the "any" application
      When the Management API is asked to "delete the refresh token A"
      Then the answer is "202|204"
      And "A" is dead

    @needs-control @clock-moved
    Scenario: A refresh token that was in use for weeks, and the weeks afterwards
      Given a live refresh token "A" of the "any" application
      When "A" is kept in use for weeks
      And the Management API is asked to "delete the refresh token A"
      Then the answer is "202|204"
      And "A" is dead
      And a new sign-in works
      And what is dead stays dead
      And "A" stays dead for a month

    Scenario Outline: At the <application> application, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
      When the Management API is asked to "delete the refresh token A"
      Then "A" is dead

      Examples:
        | application  | state                                        |
        | confidential | were never exchanged                         |
        | basic        | lay unused until their access tokens expired |
        | jwt          | were exchanged once                          |
        | public       | lay unused for thirteen days                 |
        | rotating     | were never exchanged                         |
        | leeway       | were in use for weeks                        |
        | device       | were exchanged once                          |

  @RTM-05 @must @auth0 @needs-refresh-token-api
  Rule: Deleting a refresh token by its id leaves all others
    Source: Auth0, Manage refresh tokens with Auth0 Management API: "Revoke a refresh token by ID"
    What becomes of its siblings with the setting on is not judged: the sources say that the setting governs the Authentication API (C9).

    @setting-off
    Scenario Outline: An older and a younger one of the same user at a <application> application
      Given live refresh tokens:
        | token | application   |
        | A     | <application> |
        | B     | <application> |
        | C     | <application> |
      And an unused refresh token "N" of the "<application>" application
      When the Management API is asked to "delete the refresh token B"
      And the server accepts that request
      Then "A" is still alive
      And "C" is still alive
      And "N" is still alive

      Examples: the first of the file
        | application |
        | any         |

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

    @setting-off @needs-management
    Scenario: The grant
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the Management API is asked to "delete the refresh token A"
      And the server accepts that request
      Then the grant of "B" is still listed

    @needs-two-applications
    Scenario: Another application
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | O     | another     |
      When the Management API is asked to "delete the refresh token A"
      And the server accepts that request
      Then "O" is still alive

    @needs-second-audience
    Scenario: Another audience
      Given live refresh tokens:
        | token | application | audience |
        | A     | any         | first    |
        | O     | any         | second   |
      When the Management API is asked to "delete the refresh token A"
      And the server accepts that request
      Then "O" is still alive

    @needs-second-user
    Scenario: Another user
      Given live refresh tokens:
        | token | application | user   |
        | A     | any         | first  |
        | O     | any         | second |
      When the Management API is asked to "delete the refresh token A"
      And the server accepts that request
      Then "O" is still alive

    @setting-off @needs-control @clock-moved
    Scenario: A sibling an hour later
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the Management API is asked to "delete the refresh token A"
      And the server accepts that request
      Then "B" is still alive an hour later

  @RTM-06 @must @auth0 @needs-refresh-token-api
  Rule: Ending refresh tokens needs delete:refresh_tokens, and without it they live
    Source: Auth0, Manage refresh tokens with Auth0 Management API, "Required scope(s)"; Management API, "Revoke refresh tokens"

    Scenario Outline: To <operation> without a token, or with one that nobody issued
      Given a live refresh token "A" of the "any" application
      When the Management API is asked without a token to "<operation> A"
      Then the answer is "401"
      When the Management API is asked with a made-up token to "<operation> A"
      Then the answer is "401"
      And "A" is still alive

      Examples:
        | operation                                |
        | delete the refresh token                 |
        | delete the refresh tokens of the user of |

    Scenario Outline: To <operation> with another scope
      Given a live refresh token "A" of the "any" application
      When the Management API is asked without the scope to "<operation> A"
      Then the answer is "403 insufficient_scope"
      When the Management API is asked with "delete:device_credentials" alone to "<operation> A"
      Then the answer is "403 insufficient_scope"
      And "A" is still alive

      Examples:
        | operation                                |
        | delete the refresh token                 |
        | delete the refresh tokens of the user of |

    Scenario Outline: To <operation> with the access token of a user
      Given a live refresh token "A" of the "any" application
      When the Management API is asked with an access token for another audience to "<operation> A"
      Then the answer is "401|403"
      And "A" is still alive

      Examples:
        | operation                                |
        | delete the refresh token                 |
        | delete the refresh tokens of the user of |

    Scenario Outline: To revoke them by <member> without a token, or with another scope
      Given a live refresh token "A" of the "any" application
      When the Management API is asked without a token to "revoke refresh tokens" with:
        | <member> | of A |
      Then the answer is "401"
      When the Management API is asked without the scope to "revoke refresh tokens" with:
        | <member> | of A |
      Then the answer is "403 insufficient_scope"
      And "A" is still alive

      Examples:
        | member  |
        | ids     |
        | user_id |

    @needs-control @clock-moved
    Scenario: To delete one with a token that has expired
      Given a live refresh token "A" of the "any" application
      When the Management API is asked with an expired token to "delete the refresh token A"
      Then the answer is "401"

  @RTM-07 @must @auth0 @needs-refresh-token-api
  Rule: Deleting a refresh token that is not there has no effect
    Source: Auth0, Management API, "Delete a refresh token": 202, and no 404 is listed
    A 404 says the same, and passes.

    Scenario: The same one twice
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the Management API is asked to "delete the refresh token A"
      And the server accepts that request
      And the Management API is asked to "delete the refresh token A"
      Then the answer is "202|204|404"
      And "A" is dead

    @setting-off
    Scenario: The siblings of one that is deleted twice
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the Management API is asked to "delete the refresh token A"
      And the server accepts that request
      And the Management API is asked to "delete the refresh token A"
      Then the answer is "202|204|404"
      And "B" is still alive

    Scenario: An id that nothing has
      Given a live refresh token "A" of the "any" application
      When the Management API is asked to "delete a refresh token like A"
      Then the answer is "202|204|400|404"
      And "A" is still alive

  @RTM-10 @must @auth0 @needs-refresh-token-api
  Rule: Deleting a user's refresh tokens kills all of that user, and no other's
    Source: Auth0, Revoke refresh tokens, "Using the Management API refresh token endpoints"; Management API, "Delete all refresh tokens for a user"
    Judges: the deletion of a user's refresh tokens

    Scenario: An older and a younger one, and one that was never exchanged
      Given live refresh tokens:
        | token | application | exchanged |
        | A     | any         | once      |
        | B     | any         | once      |
        | N     | any         | never     |
      When the Management API is asked to "delete the refresh tokens of the user of A"
      Then the answer is "202|204"
      And "A" is dead
      And "B" is dead
      And "N" is dead

    Scenario: One that lay unused until its access token expired
      Given a live refresh token "A" of the "any" application
      When the lifetime of the access token of "A" has passed
      And the Management API is asked to "delete the refresh tokens of the user of A"
      Then the answer is "202|204"
      And "A" is dead

    @needs-two-applications @needs-second-audience
    Scenario: At every application and for every audience
      Given live refresh tokens:
        | token | application | audience |
        | A     | any         | first    |
        | B     | any         | second   |
        | C     | another     | first    |
        | D     | another     | second   |
      When the Management API is asked to "delete the refresh tokens of the user of A"
      Then the answer is "202|204"
      And "A" is dead
      And "B" is dead
      And "C" is dead
      And "D" is dead

    Scenario Outline: At a <application> application
      Given live refresh tokens:
        | token | application   | exchanged |
        | A     | <application> | once      |
        | B     | <application> | once      |
        | N     | <application> | never     |
      When the Management API is asked to "delete the refresh tokens of the user of A"
      Then the answer is "202|204"
      And "A" is dead
      And "B" is dead
      And "N" is dead

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

    @needs-control
    Scenario: As many as fill more than a page
      Given a live refresh token "A" of the "any" application
      When the user of "A" has signed in until 60 of these refresh tokens live
      And the Management API is asked to "delete the refresh tokens of the user of A"
      Then the answer is "202|204"
      And "A" is dead
      And "one in the middle" is dead
      And "the newest" is dead

    @needs-second-user
    Scenario: Another user's refresh tokens
      Given live refresh tokens:
        | token | application | user   |
        | A     | any         | first  |
        | O     | any         | second |
      When the Management API is asked to "delete the refresh tokens of the user of A"
      And the server accepts that request
      Then "O" is still alive

    Scenario: Signing in again
      Given a live refresh token "A" of the "any" application
      When the Management API is asked to "delete the refresh tokens of the user of A"
      And the server accepts that request
      Then signing in again yields a working refresh token "B"
      And "A" is dead

    Scenario: A user that there is not
      Given a live refresh token "A" of the "any" application
      When the Management API is asked to "delete the refresh tokens of a user like that of A"
      Then the answer is "404"
      And "A" is still alive

  @RTM-18 @must @auth0 @needs-refresh-token-api @needs-rotating
  Rule: Deleting a refresh token that rotates kills its newest, and leaves no way back
    Source: Auth0, Refresh token rotation: a family is all that descends from one token; Management API, "Delete a refresh token"

    Scenario: After one more exchange
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And the Management API is asked to "delete the refresh token B"
      Then the answer is "202|204"
      And "B" is dead

    Scenario: After several exchanges
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged
      And "A" is exchanged
      And "A" is exchanged
      And the Management API is asked to "delete the refresh token A"
      Then the answer is "202|204"
      And "A" is dead

    Scenario: The one before
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And the Management API is asked to "delete the refresh token B"
      And the server accepts that request
      Then "A" is dead
      And "B" is dead

    Scenario: The first of all
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged
      And "A" is exchanged
      And the Management API is asked to "delete the refresh token A"
      And the server accepts that request
      Then "A's first" is dead
      And "A" is dead

    @needs-leeway
    Scenario: The one before, within its leeway
      Given a live refresh token "A" of the "leeway" application
      When "A" is exchanged for "B"
      And the Management API is asked to "delete the refresh token B"
      And the server accepts that request
      Then "A" is dead
      And "B" is dead

    Scenario: With all of its user
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And the Management API is asked to "delete the refresh tokens of the user of A"
      And the server accepts that request
      Then "B" is dead
      And "A" is dead

    @setting-off
    Scenario: Another family
      Given live refresh tokens:
        | token | application |
        | A     | rotating    |
        | O     | rotating    |
      When "A" is exchanged
      And the Management API is asked to "delete the refresh token A"
      And the server accepts that request
      Then "O" is still alive

  @RTM-19 @should @auth0 @needs-refresh-token-api @needs-access-token-check
  Rule: Access tokens that were issued already go on when their refresh token ends
    Source: Auth0, Revoke access tokens: issued access tokens cannot be revoked, and work until they expire

    Scenario: Its deletion
      Given a live refresh token "A" of the "any" application
      When the Management API is asked to "delete the refresh token A"
      And the server accepts that request
      Then the newest access token of "A" is still accepted

    Scenario: The deletion of all of its user
      Given a live refresh token "A" of the "any" application
      When the Management API is asked to "delete the refresh tokens of the user of A"
      And the server accepts that request
      Then the newest access token of "A" is still accepted

    Scenario: A revocation in bulk
      Given a live refresh token "A" of the "any" application
      When the Management API is asked to "revoke refresh tokens" with:
        | ids | of A |
      And the server accepts that request
      Then the newest access token of "A" is still accepted
