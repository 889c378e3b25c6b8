Feature: Refresh tokens in the Management API
  The Management API shows refresh tokens by ids, which are no tokens, and lists those of a user. Auth0 has these endpoints on Enterprise
  plans. A token's id is what its sign-in adds to the list of its user.

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

    Scenario: One that lay unused until its access token expired
      Given a live refresh token "A" of the "any" application
      When the lifetime of the access token of "A" has passed
      Then the refresh token "A" is still shown

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
      Then the answer is "400|404"

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

    Scenario Outline: By a revocation in bulk, by <member>
      Given a live refresh token "A" of the "any" application
      When the Management API is asked to "revoke refresh tokens" with:
        | <member> | of A |
      And the server accepts that request
      Then the refresh token "A" is no longer shown
      And the refresh token "A" is no longer listed

      Examples:
        | member  |
        | ids     |
        | user_id |

    Scenario: By the deletion of all of its user
      Given a live refresh token "A" of the "any" application
      When the Management API is asked to "delete the refresh tokens of the user of A"
      And the server accepts that request
      Then the refresh token "A" is no longer shown
      And the refresh token "A" is no longer listed

    @needs-code
    Scenario Outline: By what is done to its user's sessions: <operation>
      Given live refresh tokens:
        | token | application | session |
        | A     | any         | one     |
      When the Management API is asked to "<operation> of A"
      And the server accepts that request
      Then the refresh token "A" is no longer shown
      And the refresh token "A" is no longer listed

      Examples:
        | operation                     |
        | revoke the session            |
        | revoke the access of the user |

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

    Scenario: One that lay unused until its access token expired
      Given a live refresh token "A" of the "any" application
      When the lifetime of the access token of "A" has passed
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
