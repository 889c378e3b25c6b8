Feature: Refresh tokens in the Management API
  The Management API shows refresh tokens by ids, and ends them one by one, by their user, or by the session that they were issued
  in. Auth0 has these endpoints on Enterprise plans. They are asynchronous: what is answered with 202 has its effect within
  declares.operation_limit. A token's id is what its sign-in adds to the list of its user.

  @RTM-01 @must @auth0 @needs-refresh-token-api
  Rule: A refresh token is shown by its id, without its value
    Source: Auth0, Revoke refresh tokens, "Using the Management API refresh token endpoints"; Manage refresh tokens with Auth0 Management API, "Refresh token properties"
    Judges: a refresh token that is shown by its id

    Scenario: Two refresh tokens of one user
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the Management API is asked to "show the refresh token A"
      Then the answer is "200"
      And no token and no secret is in the answer
      And the refresh token "A" is still shown
      And the refresh token "B" is still shown

    Scenario: With the scope that it needs, and no other
      Given a live refresh token "A" of the "any" application
      When the Management API is asked with the scope alone to "show the refresh token A"
      Then the answer is "200"

    Scenario Outline: Of a <application> application, exchanged and never exchanged
      Given a live refresh token "A" of the "<application>" application
      And an unused refresh token "N" of the "<application>" application
      Then the refresh token "A" is still shown
      And the refresh token "N" is still shown

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

    @needs-rotating
    Scenario: After it was rotated more than once
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged
      And the Management API is asked to "show the refresh token A"
      Then the answer is "200"
      And no token and no secret is in the answer

    @needs-second-audience @needs-two-applications
    Scenario: For two audiences, and of two applications
      Given live refresh tokens:
        | token | application | audience |
        | A     | any         | first    |
        | B     | any         | second   |
        | O     | another     | first    |
      Then the refresh token "A" is still shown
      And the refresh token "B" is still shown
      And the refresh token "O" is still shown

    Scenario: An id that nothing has
      Given a live refresh token "A" of the "any" application
      When the Management API is asked to "show a refresh token like A"
      Then the answer is "404"

  @RTM-02 @must @auth0 @needs-refresh-token-api
  Rule: A refresh token that has ended is neither shown nor listed
    Source: Auth0, Management API, "Get a refresh token", 404: the refresh token does not exist
    However it has ended. Lists may lag: they are asked again up to the declared limit.

    Scenario: By the revocation endpoint
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the application revokes "A"
      Then the refresh token "A" is no longer shown
      And the refresh token "A" is no longer listed

    @setting-on
    Scenario: Along with the grant
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the application revokes "B"
      Then the refresh token "A" is no longer shown
      And the refresh token "A" is no longer listed

    @needs-management
    Scenario: With all grants of its user
      Given a live refresh token "A" of the "any" application
      When every grant of the user of "A" is deleted
      Then the refresh token "A" is no longer shown
      And the refresh token "A" is no longer listed

    @needs-rotating
    Scenario: By a reuse
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And "A" is used again
      Then the refresh token "B" is no longer shown
      And the refresh token "B" is no longer listed

    Scenario: By its deletion
      Given a live refresh token "A" of the "any" application
      When the Management API is asked to "delete the refresh token A"
      And the server accepts that request
      Then the refresh token "A" is no longer shown
      And the refresh token "A" is no longer listed

  @RTM-03 @must @auth0 @needs-refresh-token-api
  Rule: Showing and listing refresh tokens needs read:refresh_tokens
    Source: Auth0, Manage refresh tokens with Auth0 Management API, "Required scope(s)"

    Scenario Outline: To <operation> without a token, and with one that nobody issued
      Given a live refresh token "A" of the "any" application
      When the Management API is asked without a token to "<operation> A"
      Then the answer is "401"
      When the Management API is asked with a made-up token to "<operation> A"
      Then the answer is "401"

      Examples:
        | operation                              |
        | show the refresh token                 |
        | list the refresh tokens of the user of |

    Scenario Outline: To <operation> with another scope
      Given a live refresh token "A" of the "any" application
      When the Management API is asked without the scope to "<operation> A"
      Then the answer is "403 insufficient_scope"
      When the Management API is asked with "delete:refresh_tokens" alone to "<operation> A"
      Then the answer is "403 insufficient_scope"

      Examples:
        | operation                              |
        | show the refresh token                 |
        | list the refresh tokens of the user of |

    Scenario Outline: To <operation> with the access token of a user
      Given a live refresh token "A" of the "any" application
      When the Management API is asked with an access token for another audience to "<operation> A"
      Then the answer is "401|403"

      Examples:
        | operation                              |
        | show the refresh token                 |
        | list the refresh tokens of the user of |

    @needs-control @clock-moved
    Scenario Outline: To <operation> with a token that has expired
      Given a live refresh token "A" of the "any" application
      When the Management API is asked with an expired token to "<operation> A"
      Then the answer is "401"

      Examples:
        | operation                              |
        | show the refresh token                 |
        | list the refresh tokens of the user of |

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

  @RTM-08 @must @auth0 @needs-refresh-token-api
  Rule: The list of a user's refresh tokens has the live ones of that user, and no other's
    Source: Auth0, Manage refresh tokens with Auth0 Management API: "List all refresh tokens for a user"
    Judges: the list of a user's refresh tokens

    Scenario: Two refresh tokens of one user
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the Management API is asked to "list the refresh tokens of the user of A"
      Then the answer is "200"
      And no token and no secret is in the answer
      And the refresh token "A" is still listed
      And the refresh token "B" is still listed

    Scenario: With the scope that it needs, and no other
      Given a live refresh token "A" of the "any" application
      When the Management API is asked with the scope alone to "list the refresh tokens of the user of A"
      Then the answer is "200"

    Scenario Outline: Of a <application> application, exchanged and never exchanged
      Given a live refresh token "A" of the "<application>" application
      And an unused refresh token "N" of the "<application>" application
      Then the refresh token "A" is still listed
      And the refresh token "N" is still listed

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

    @needs-second-audience @needs-two-applications
    Scenario: For two audiences, and of two applications
      Given live refresh tokens:
        | token | application | audience |
        | A     | any         | first    |
        | B     | any         | second   |
        | O     | another     | first    |
      Then the refresh token "A" is still listed
      And the refresh token "B" is still listed
      And the refresh token "O" is still listed

    @setting-off
    Scenario: One whose sibling was revoked
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the application revokes "B"
      Then the refresh token "A" is still listed

    @needs-second-user
    Scenario: Of two users
      Given live refresh tokens:
        | token | application | user   |
        | A     | any         | first  |
        | B     | any         | second |
      Then the refresh token "A" is still listed
      And the refresh token "B" is still listed

    Scenario: A user that there is not
      Given a live refresh token "A" of the "any" application
      When the Management API is asked to "list the refresh tokens of a user like that of A"
      Then the answer is "404"

  @RTM-09 @should @auth0 @needs-refresh-token-api
  Rule: The pages of that list show each refresh token exactly once
    Source: Auth0, Management API, "Get refresh tokens for a user": from, take; checkpoint pagination

    Scenario: Three refresh tokens of one user
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
        | C     | any         |
      Then the pages of the list of "A" show each refresh token exactly once

    @needs-second-user @needs-two-applications
    Scenario: Of two users and two applications
      Given live refresh tokens:
        | token | application | user   |
        | A     | any         | first  |
        | B     | another     | first  |
        | C     | any         | second |
        | D     | any         | first  |
      Then the pages of the list of "A" show each refresh token exactly once

    Scenario Outline: A list with take=<value>
      Given a live refresh token "A" of the "any" application
      When the Management API is asked to "list the refresh tokens of the user of A"
      And the server accepts that request
      And the Management API is asked to "list the refresh tokens of the user of A with take=<value>"
      Then the answer is "400"

      Examples:
        | value |
        | many  |
        | 0     |
        | 101   |

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

  @RTM-11 @must @auth0 @needs-refresh-token-api
  Rule: A revocation in bulk kills all that it names
    Source: Auth0, Management API, "Revoke refresh tokens": ids; user_id; user_id and client_id; user_id, client_id and audience
    Judges: a revocation of refresh tokens

    Scenario: By ids
      Given live refresh tokens:
        | token | application | exchanged |
        | A     | any         | once      |
        | B     | any         | once      |
        | N     | any         | never     |
      When the Management API is asked to "revoke refresh tokens" with:
        | ids | of A and B and N |
      Then the answer is "202|204"
      And "A" is dead
      And "B" is dead
      And "N" is dead

    Scenario: By a hundred ids, of which one is there
      Given a live refresh token "A" of the "any" application
      When the Management API is asked to "revoke refresh tokens" with:
        | ids | 100 of A |
      Then the answer is "202|204"
      And "A" is dead

    @needs-second-user @needs-two-applications
    Scenario: By ids of two users and two applications
      Given live refresh tokens:
        | token | application | user   |
        | A     | any         | first  |
        | B     | another     | first  |
        | C     | any         | second |
      When the Management API is asked to "revoke refresh tokens" with:
        | ids | of A and B and C |
      Then the answer is "202|204"
      And "A" is dead
      And "B" is dead
      And "C" is dead

    Scenario Outline: By ids at a <application> application
      Given live refresh tokens:
        | token | application   | exchanged |
        | A     | <application> | once      |
        | N     | <application> | never     |
      When the Management API is asked to "revoke refresh tokens" with:
        | ids | of A and N |
      Then the answer is "202|204"
      And "A" is dead
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

    @needs-two-applications @needs-second-audience
    Scenario: By user
      Given live refresh tokens:
        | token | application | audience |
        | A     | any         | first    |
        | B     | any         | second   |
        | C     | another     | first    |
      When the Management API is asked to "revoke refresh tokens" with:
        | user_id | of A |
      Then the answer is "202|204"
      And "A" is dead
      And "B" is dead
      And "C" is dead

    @needs-second-audience
    Scenario: By user and application
      Given live refresh tokens:
        | token | application | audience |
        | A     | any         | first    |
        | B     | any         | second   |
        | C     | any         | first    |
      When the Management API is asked to "revoke refresh tokens" with:
        | user_id   | of A |
        | client_id | of A |
      Then the answer is "202|204"
      And "A" is dead
      And "B" is dead
      And "C" is dead

    Scenario Outline: By user and application, at a <application> application
      Given live refresh tokens:
        | token | application   | exchanged |
        | A     | <application> | once      |
        | B     | <application> | once      |
        | N     | <application> | never     |
      When the Management API is asked to "revoke refresh tokens" with:
        | user_id   | of A |
        | client_id | of A |
      Then the answer is "202|204"
      And "A" is dead
      And "B" is dead
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

    @needs-second-audience
    Scenario Outline: By user, application and the <audience> audience
      Given live refresh tokens:
        | token | application | audience   | exchanged |
        | A     | any         | <audience> | once      |
        | B     | any         | <audience> | once      |
        | N     | any         | <audience> | never     |
      When the Management API is asked to "revoke refresh tokens" with:
        | user_id   | of A |
        | client_id | of A |
        | audience  | of A |
      Then the answer is "202|204"
      And "A" is dead
      And "B" is dead
      And "N" is dead

      Examples:
        | audience |
        | first    |
        | second   |

    @needs-rotating @needs-second-audience
    Scenario: By user, application and audience, where they rotate
      Given live refresh tokens:
        | token | application | exchanged |
        | A     | rotating    | once      |
        | N     | rotating    | never     |
      When the Management API is asked to "revoke refresh tokens" with:
        | user_id   | of A |
        | client_id | of A |
        | audience  | of A |
      Then the answer is "202|204"
      And "A" is dead
      And "N" is dead

  @RTM-12 @must @auth0 @needs-refresh-token-api
  Rule: A revocation in bulk leaves what it does not name
    Source: Auth0, Management API, "Revoke refresh tokens": ids; user_id; user_id and client_id; user_id, client_id and audience

    @setting-off
    Scenario: By ids: a sibling between them
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
        | C     | any         |
      When the Management API is asked to "revoke refresh tokens" with:
        | ids | of A and C |
      And the server accepts that request
      Then "B" is still alive

    @needs-two-applications @needs-second-audience
    Scenario: By ids: another application, and another audience
      Given live refresh tokens:
        | token | application | audience |
        | A     | any         | first    |
        | O     | another     | first    |
        | P     | any         | second   |
      When the Management API is asked to "revoke refresh tokens" with:
        | ids | of A |
      And the server accepts that request
      Then "O" is still alive
      And "P" is still alive

    @needs-second-user
    Scenario: By ids: another user
      Given live refresh tokens:
        | token | application | user   |
        | A     | any         | first  |
        | O     | any         | second |
      When the Management API is asked to "revoke refresh tokens" with:
        | ids | of A |
      And the server accepts that request
      Then "O" is still alive

    @needs-second-user
    Scenario: By user: another user
      Given live refresh tokens:
        | token | application | user   |
        | A     | any         | first  |
        | O     | any         | second |
      When the Management API is asked to "revoke refresh tokens" with:
        | user_id | of A |
      And the server accepts that request
      Then "O" is still alive

    @needs-two-applications
    Scenario: By user and application: another application
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | O     | another     |
      When the Management API is asked to "revoke refresh tokens" with:
        | user_id   | of A |
        | client_id | of A |
      And the server accepts that request
      Then "O" is still alive

    @needs-second-user
    Scenario: By user and application: another user there
      Given live refresh tokens:
        | token | application | user   |
        | A     | any         | first  |
        | O     | any         | second |
      When the Management API is asked to "revoke refresh tokens" with:
        | user_id   | of A |
        | client_id | of A |
      And the server accepts that request
      Then "O" is still alive

    @needs-two-applications @needs-second-audience
    Scenario: By user, application and audience: another audience, and another application
      Given live refresh tokens:
        | token | application | audience |
        | A     | any         | first    |
        | O     | any         | second   |
        | P     | another     | first    |
      When the Management API is asked to "revoke refresh tokens" with:
        | user_id   | of A |
        | client_id | of A |
        | audience  | of A |
      And the server accepts that request
      Then "O" is still alive
      And "P" is still alive

    @needs-second-user @needs-second-audience
    Scenario: By user, application and audience: another user
      Given live refresh tokens:
        | token | application | user   |
        | A     | any         | first  |
        | O     | any         | second |
      When the Management API is asked to "revoke refresh tokens" with:
        | user_id   | of A |
        | client_id | of A |
        | audience  | of A |
      And the server accepts that request
      Then "O" is still alive

    @setting-off @needs-control @clock-moved
    Scenario: By ids: a sibling an hour later
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the Management API is asked to "revoke refresh tokens" with:
        | ids | of A |
      And the server accepts that request
      Then "B" is still alive an hour later

  @RTM-13 @must @auth0 @needs-refresh-token-api
  Rule: A revocation in bulk that names them in no documented way is answered with 400, and kills nothing
    Source: Auth0, Management API, "Revoke refresh tokens": exactly one of the combinations must be provided; ids: 1 to 100
    Who reads such a request widely kills what nobody has named. So some scenarios need leave to change the tenant.

    @needs-changes
    Scenario: Nothing at all
      Given a live refresh token "A" of the "any" application
      When the Management API is asked to "revoke refresh tokens"
      Then the answer is "400"
      And "A" is still alive

    Scenario Outline: ids and <member>
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the Management API is asked to "revoke refresh tokens" with:
        | ids      | of A |
        | <member> | of A |
      Then the answer is "400"
      And "A" is still alive
      And "B" is still alive

      Examples:
        | member    |
        | user_id   |
        | client_id |

    @needs-second-audience
    Scenario: A user and an audience, without the application
      Given live refresh tokens:
        | token | application | audience |
        | A     | any         | first    |
        | B     | any         | second   |
      When the Management API is asked to "revoke refresh tokens" with:
        | user_id  | of A |
        | audience | of A |
      Then the answer is "400"
      And "A" is still alive
      And "B" is still alive

    @needs-second-audience @needs-changes
    Scenario: An audience alone
      Given live refresh tokens:
        | token | application | audience |
        | A     | any         | first    |
      When the Management API is asked to "revoke refresh tokens" with:
        | audience | of A |
      Then the answer is "400"
      And "A" is still alive

    Scenario Outline: <number> ids
      Given a live refresh token "A" of the "any" application
      When the Management API is asked to "revoke refresh tokens" with:
        | ids | <ids> |
      Then the answer is "400"
      And "A" is still alive

      Examples:
        | number | ids      |
        | no     | none     |
        | 101    | 101 of A |

    Scenario: A member that is not documented
      Given a live refresh token "A" of the "any" application
      When the Management API is asked to "revoke refresh tokens" with:
        | user_id | of A |
        | before  | 2020 |
      Then the answer is "400"
      And "A" is still alive

    Scenario: A user that there is not
      Given a live refresh token "A" of the "any" application
      When the Management API is asked to "revoke refresh tokens" with:
        | user_id | like A |
      Then the answer is "2xx|400|404"
      And "A" is still alive

    Scenario: An application that there is not
      Given a live refresh token "A" of the "any" application
      When the Management API is asked to "revoke refresh tokens" with:
        | user_id   | of A   |
        | client_id | like A |
      Then the answer is "2xx|400|404"
      And "A" is still alive

  @RTM-14 @should @auth0 @needs-refresh-token-api @needs-changes
  Rule: A revocation in bulk that names an application alone is answered with 400, and kills nothing
    Source: Auth0, Management API, "Revoke refresh tokens": exactly one of the combinations must be provided
    An older edition of the reference allowed it (C20). It is tried with an application that the scenario makes, of which nobody else has a token.

    Scenario: An application alone
      Given a throw-away application with the authentication method "client_secret_post"
      And live refresh tokens:
        | token | application |
        | A     | throw-away  |
      When the Management API is asked to "revoke refresh tokens" with:
        | client_id | of A |
      Then the answer is "400"
      And "A" is still alive

  @RTM-15 @must @auth0 @needs-refresh-token-api @needs-sessions
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
      Then the answer is "404"
      And "A" is still alive

  @RTM-16 @must @auth0 @needs-refresh-token-api
  Rule: Revoking a user's access kills the user's refresh tokens, unless they are to be preserved
    Source: Auth0, Management API, "Revoke a user's access": session_id, preserve_refresh_tokens
    Judges: the revocation of a user's access

    Scenario: An older and a younger one, and one that was never exchanged
      Given live refresh tokens:
        | token | application | exchanged |
        | A     | any         | once      |
        | B     | any         | once      |
        | N     | any         | never     |
      When the Management API is asked to "revoke the access of the user of A"
      Then the answer is "202|204"
      And "A" is dead
      And "B" is dead
      And "N" is dead

    @needs-two-applications @needs-second-audience
    Scenario: At every application and for every audience
      Given live refresh tokens:
        | token | application | audience |
        | A     | any         | first    |
        | B     | any         | second   |
        | C     | another     | first    |
      When the Management API is asked to "revoke the access of the user of A"
      Then the answer is "202|204"
      And "A" is dead
      And "B" is dead
      And "C" is dead

    Scenario Outline: At a <application> application
      Given live refresh tokens:
        | token | application   |
        | A     | <application> |
        | B     | <application> |
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

      @needs-device
      Examples: by the device flow
        | application |
        | device      |

    Scenario: Asked not to preserve them
      Given a live refresh token "A" of the "any" application
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

    @needs-sessions
    Scenario: Preserved, where they were issued in a session
      Given live refresh tokens:
        | token | application | session |
        | A     | any         | one     |
      When the Management API is asked to "revoke the access of the user of A" with:
        | preserve_refresh_tokens | true |
      Then the answer is "202|204"
      And "A" is still alive

    @needs-sessions
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

    @needs-sessions
    Scenario: The user's other session
      Given live refresh tokens:
        | token | application | session |
        | A     | any         | one     |
        | B     | any         | two     |
      When the Management API is asked to "revoke the access of the user of A" with:
        | session_id | of A |
      And the server accepts that request
      Then "B" is still alive

    @needs-sessions
    Scenario: One session, preserved
      Given live refresh tokens:
        | token | application | session |
        | A     | any         | one     |
      When the Management API is asked to "revoke the access of the user of A" with:
        | session_id              | of A |
        | preserve_refresh_tokens | true |
      And the server accepts that request
      Then "A" is still alive

    @needs-sessions @needs-second-user
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
      Then the answer is "404"
      And "A" is still alive

  @RTM-17 @must @auth0 @needs-refresh-token-api
  Rule: Revoking sessions and access needs delete:sessions, a session delete:refresh_tokens as well
    Source: Auth0, Management API, "Revoke a session" and "Revoke a user's access": scopes

    @needs-sessions
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

    @needs-sessions
    Scenario: A session, with both scopes and no other
      Given live refresh tokens:
        | token | application | session |
        | A     | any         | one     |
      When the Management API is asked with the scope alone to "revoke the session of A"
      Then the answer is "202|204"
      And "A" is dead

    @needs-sessions
    Scenario: A session, without a token
      Given live refresh tokens:
        | token | application | session |
        | A     | any         | one     |
      When the Management API is asked without a token to "revoke the session of A"
      Then the answer is "401"
      And "A" is still alive

    Scenario: Access, with both scopes and no other
      Given a live refresh token "A" of the "any" application
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

  @RTM-20 @should @auth0 @needs-logs
  Rule: The exchange of a refresh token is logged as sertft
    Source: Auth0, Log event type codes, "sertft"

    Scenario Outline: At a <application> application
      Given a live refresh token "A" of the "<application>" application
      When "A" is exchanged
      Then the exchange of "A" is logged as "sertft"

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

  @RTM-21 @should @auth0 @needs-logs
  Rule: The refused exchange of a refresh token is logged as fertft
    Source: Auth0, Log event type codes, "fertft"; community.auth0.com, topic 151632

    Scenario Outline: Of a revoked one at a <application> application
      Given a live refresh token "A" of the "<application>" application
      When the application revokes "A"
      And "A" is used again
      Then the refused exchange of "A" is logged as "fertft"

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

    @needs-refresh-token-api
    Scenario: Of a deleted one
      Given a live refresh token "A" of the "any" application
      When the Management API is asked to "delete the refresh token A"
      And the server accepts that request
      And "A" is used again
      Then the refused exchange of "A" is logged as "fertft"

  @RTM-22 @should @auth0 @needs-logs @needs-rotating
  Rule: The reuse of a refresh token is logged as ferrt
    Source: Auth0, Log event type codes, "ferrt"; community.auth0.com, topic 151632

    Scenario: The one before the newest
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And "A" is used again
      Then the reuse of "A" is logged as "ferrt"

    Scenario: The first of all
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged
      And "A" is exchanged
      And "A's first" is used again
      Then the reuse of "A" is logged as "ferrt"
