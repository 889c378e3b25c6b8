Feature: Grants
  A grant is what a user gave an application for an audience; tokens are issued in its context. The founding document
  says in one place that the endpoint always revokes the whole grant. That sentence is older than the tenant setting
  "Refresh Token Revocation Deletes Grant" (C1), so these rules assert by the setting.

  @GRT-01 @must @auth0 @setting-on
  Rule: With the setting on, revoking a refresh token kills every one of the same user, application and audience
    Source: Auth0, Revoke refresh tokens, "Enable the toggle"

    Scenario Outline: An older and a younger sign-in of the same user at a <application> application
      Given live refresh tokens:
        | token | application   |
        | A     | <application> |
        | B     | <application> |
        | C     | <application> |
      And an unused refresh token "N" of the "<application>" application
      When the application revokes "B"
      Then "A" is dead
      And "C" is dead
      And "N" is dead
      And "B" is dead

      @needs-confidential
      Examples: with a secret
        | application  |
        | confidential |

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

      @needs-basic
      Examples: with its secret in the header
        | application |
        | basic       |

      @needs-jwt
      Examples: with an assertion
        | application |
        | jwt         |

    Scenario Outline: A revocation with <part>=<value>
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When "B" is sent for revocation with:
        | <part> | <value> |
      And the server accepts that request
      Then "A" is dead

      Examples:
        | part            | value         |
        | token_type_hint | refresh_token |
        | body            | json          |

    @needs-two-applications
    Scenario: One revocation after another
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
        | C     | another     |
        | D     | another     |
      When the application revokes "A"
      And the application revokes "C"
      Then "B" is dead
      And "D" is dead

    @needs-control
    Scenario: As many sign-ins as fill more than a page
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the user of "A" has signed in until 60 of these refresh tokens live
      And the application revokes "B"
      Then "A" is dead
      And "the newest" is dead
      And "one in the middle" is dead

    @needs-control @clock-moved
    Scenario: A sibling that was in use for weeks, and the weeks afterwards
      Given a live refresh token "A" of the "any" application
      When "A" is kept in use for weeks
      Given a live refresh token "B" of the "any" application
      When the application revokes "B"
      Then "A" is dead
      And a new sign-in works
      And what is dead stays dead
      And "A" stays dead for a month

  @GRT-02 @must @auth0 @setting-on @needs-management
  Rule: With the setting on, the grant is deleted
    Source: Auth0, Revoke refresh tokens, "Enable the toggle to delete the underlying grant"

    Scenario Outline: The user's grants after a revocation at a <application> application
      Given live refresh tokens:
        | token | application   |
        | A     | <application> |
        | B     | <application> |
      When the application revokes "A"
      Then the grant of "A" is no longer listed

      @needs-confidential
      Examples: with a secret
        | application  |
        | confidential |

      @needs-public
      Examples: without a secret
        | application |
        | public      |

      @needs-rotating
      Examples: with rotation
        | application |
        | rotating    |

    Scenario: After the revocation of its only token
      Given a live refresh token "A" of the "any" application
      When the application revokes "A"
      Then the grant of "A" is no longer listed

    @needs-second-audience
    Scenario: Beside a grant for another audience
      Given live refresh tokens:
        | token | application | audience |
        | A     | any         | first    |
        | B     | any         | second   |
      When the application revokes "A"
      Then the grant of "A" is no longer listed

    @needs-control @clock-moved
    Scenario: An hour later
      Given a live refresh token "A" of the "any" application
      When the application revokes "A"
      Then the grant of "A" is no longer listed
      And the grant of "A" is no longer listed an hour later

  @GRT-03 @must @auth0 @setting-on @needs-second-audience
  Rule: With the setting on, tokens for another audience live
    Source: Auth0, Revoke refresh tokens, "the same user, application, and audience"

    Scenario: The same user and application, another audience
      Given live refresh tokens:
        | token | application | audience |
        | A     | any         | first    |
        | B     | any         | second   |
      When the application revokes "A"
      Then "B" is still alive

    @needs-control @clock-moved
    Scenario: The same user and application, another audience, an hour later
      Given live refresh tokens:
        | token | application | audience |
        | A     | any         | first    |
        | B     | any         | second   |
      When the application revokes "A"
      Then "B" is still alive an hour later

    @needs-management
    Scenario: The grant for the other audience
      Given live refresh tokens:
        | token | application | audience |
        | A     | any         | first    |
        | B     | any         | second   |
      When the application revokes "A"
      Then the grant of "B" is still listed

  @GRT-04 @must @auth0 @setting-on @needs-two-applications
  Rule: With the setting on, tokens of another application live
    Source: Auth0, Revoke refresh tokens, "the same user, application, and audience"

    Scenario: The same user and audience, another application
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | another     |
      When the application revokes "A"
      Then "B" is still alive

    @needs-second-audience
    Scenario: The same user, another application and another audience
      Given live refresh tokens:
        | token | application | audience |
        | A     | any         | first    |
        | B     | another     | second   |
      When the application revokes "A"
      Then "B" is still alive

    @needs-control @clock-moved
    Scenario: The same user, another application, an hour later
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | another     |
      When the application revokes "A"
      Then "B" is still alive an hour later

    @needs-management
    Scenario: The grant to the other application
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | another     |
      When the application revokes "A"
      Then the grant of "B" is still listed

  @GRT-05 @must @auth0 @setting-on @needs-second-user
  Rule: With the setting on, tokens of another user live
    Source: Auth0, Revoke refresh tokens, "the same user, application, and audience"

    Scenario: The same application and audience, another user
      Given live refresh tokens:
        | token | application | user   |
        | A     | any         | first  |
        | B     | any         | second |
      When the application revokes "A"
      Then "B" is still alive

    @needs-two-applications
    Scenario: Another user of another application
      Given live refresh tokens:
        | token | application | user   |
        | A     | any         | first  |
        | B     | another     | second |
      When the application revokes "A"
      Then "B" is still alive

    @needs-control @clock-moved
    Scenario: The same application, another user, an hour later
      Given live refresh tokens:
        | token | application | user   |
        | A     | any         | first  |
        | B     | any         | second |
      When the application revokes "A"
      Then "B" is still alive an hour later

  @GRT-06 @must @auth0 @setting-off
  Rule: With the setting off, revoking a refresh token leaves its siblings usable
    Source: Auth0, Revoke refresh tokens, "Disable the toggle"

    Scenario Outline: An older and a younger sign-in of the same user at a <application> application
      Given live refresh tokens:
        | token | application   |
        | A     | <application> |
        | B     | <application> |
        | C     | <application> |
      And an unused refresh token "N" of the "<application>" application
      When the application revokes "B"
      Then "A" is still alive
      And "C" is still alive
      And "N" is still alive

      @needs-confidential
      Examples: with a secret
        | application  |
        | confidential |

      @needs-public
      Examples: without a secret
        | application |
        | public      |

      @needs-rotating
      Examples: with rotation
        | application |
        | rotating    |

    Scenario: One revocation after another
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
        | C     | any         |
      When the application revokes "B"
      And the application revokes "C"
      Then "A" is still alive

    @needs-control @clock-moved
    Scenario: A sibling an hour later
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the application revokes "B"
      Then "A" is still alive an hour later

    @needs-second-audience
    Scenario: The same user and application, another audience
      Given live refresh tokens:
        | token | application | audience |
        | A     | any         | first    |
        | B     | any         | second   |
      When the application revokes "A"
      Then "B" is still alive

    @needs-two-applications
    Scenario: The same user, another application
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | another     |
      When the application revokes "A"
      Then "B" is still alive

    @needs-second-user
    Scenario: Another user
      Given live refresh tokens:
        | token | application | user   |
        | A     | any         | first  |
        | B     | any         | second |
      When the application revokes "A"
      Then "B" is still alive

  @GRT-07 @must @auth0 @setting-off @needs-management
  Rule: With the setting off, the grant stays
    Source: Auth0, Revoke refresh tokens, "Disable the toggle to retain the underlying grant"

    Scenario: After the revocation of its only token
      Given a live refresh token "A" of the "any" application
      When the application revokes "A"
      Then the grant of "A" is still listed

    Scenario Outline: The user's grants after a revocation at a <application> application
      Given live refresh tokens:
        | token | application   |
        | A     | <application> |
        | B     | <application> |
      When the application revokes "A"
      Then the grant of "A" is still listed

      @needs-confidential
      Examples: with a secret
        | application  |
        | confidential |

      @needs-public
      Examples: without a secret
        | application |
        | public      |

      @needs-rotating
      Examples: with rotation
        | application |
        | rotating    |

  @GRT-08 @must @auth0 @needs-management
  Rule: Deleting a grant kills every refresh token issued in it
    Source: Auth0, Revoke refresh tokens, "when a grant is revoked, so are all tokens issued in the context of that grant"
    Judges: the deletion of a grant

    @setting-on
    Scenario: With the setting on
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the grant of "A" is deleted
      Then the answer is "204"
      And the grant of "A" is no longer listed
      And "A" is dead
      And "B" is dead

    @setting-off
    Scenario Outline: With the setting off, at a <application> application
      Given live refresh tokens:
        | token | application   |
        | A     | <application> |
        | B     | <application> |
      And an unused refresh token "N" of the "<application>" application
      When the grant of "A" is deleted
      Then the answer is "204"
      And "A" is dead
      And "B" is dead
      And "N" is dead

      @needs-confidential
      Examples: with a secret
        | application  |
        | confidential |

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
    Scenario: With the setting off, after the revocation of one token
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the application revokes "A"
      And the grant of "B" is deleted
      Then "B" is dead

    @needs-control @clock-moved @setting-off
    Scenario: A token that was in use for weeks, and the weeks afterwards
      Given a live refresh token "A" of the "any" application
      When "A" is kept in use for weeks
      Given a live refresh token "B" of the "any" application
      When the grant of "A" is deleted
      Then "A" is dead
      And a new sign-in works
      And what is dead stays dead
      And "A" stays dead for a month

  @GRT-09 @must @auth0 @needs-management
  Rule: Deleting one grant leaves the user's other grants and their tokens
    Source: Auth0, Revoke refresh tokens, "Refresh tokens and grants"

    @needs-second-audience
    Scenario: A grant for another audience
      Given live refresh tokens:
        | token | application | audience |
        | A     | any         | first    |
        | B     | any         | second   |
      When the grant of "A" is deleted
      Then "B" is still alive
      And the grant of "B" is still listed

    @needs-two-applications
    Scenario: A grant to another application
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | another     |
      When the grant of "A" is deleted
      Then "B" is still alive
      And the grant of "B" is still listed

    @needs-second-user
    Scenario: A grant of another user
      Given live refresh tokens:
        | token | application | user   |
        | A     | any         | first  |
        | B     | any         | second |
      When the grant of "A" is deleted
      Then "B" is still alive
      And the grant of "B" is still listed

  @GRT-10 @must @auth0 @needs-management
  Rule: Deleting the grants of a user kills all tokens of that user, and of no other
    Source: Auth0, Management API, "Delete a grant by user_id"; Revoke refresh tokens, "Refresh tokens and grants"
    Judges: the deletion of a user's grants

    @needs-two-applications
    Scenario: The user's tokens at two applications
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | another     |
        | C     | another     |
      When every grant of the user of "A" is deleted
      Then the grant of "A" is no longer listed
      And the grant of "B" is no longer listed
      And "A" is dead
      And "B" is dead
      And "C" is dead

    @needs-two-applications @needs-second-audience @needs-public @needs-rotating @needs-device
    Scenario: The user's tokens everywhere
      Given live refresh tokens:
        | token | application | audience |
        | A     | any         | first    |
        | B     | another     | first    |
        | C     | public      | first    |
        | D     | rotating    | first    |
        | E     | any         | second   |
        | F     | device      | first    |
      When every grant of the user of "A" is deleted
      Then "A" is dead
      And "B" is dead
      And "C" is dead
      And "D" is dead
      And "E" is dead
      And "F" is dead

    @needs-second-user
    Scenario: Another user's token
      Given live refresh tokens:
        | token | application | user   |
        | A     | any         | first  |
        | B     | any         | second |
      When every grant of the user of "A" is deleted
      Then "B" is still alive

    @needs-second-user @needs-control @clock-moved
    Scenario: Another user's token an hour later
      Given live refresh tokens:
        | token | application | user   |
        | A     | any         | first  |
        | B     | any         | second |
      When every grant of the user of "A" is deleted
      Then "B" is still alive an hour later

  @GRT-11 @must @auth0
  Rule: After a grant is gone, signing in again works, and the old tokens stay dead
    Source: Auth0, Revoke refresh tokens, "Refresh tokens and grants"; User consent, "Revoke consent"

    @setting-on
    Scenario: The grant went with a revocation
      Given a live refresh token "A" of the "any" application
      When the application revokes "A"
      Then signing in again yields a working refresh token "N"
      And "A" is dead

    @needs-management
    Scenario: The grant was deleted
      Given a live refresh token "A" of the "any" application
      When the grant of "A" is deleted
      Then signing in again yields a working refresh token "N"
      And the grant of "N" is still listed
      And "A" is dead

  @GRT-12 @should @rfc7009
  Rule: Revoking a refresh token leaves the user's other authorizations of the same client
    Source: RFC 7009 section 2.1 (tokens "based on the same authorization grant")
    Two sign-ins are two authorizations, each with cookies of its own. Where the second token also dies without any
    revocation, nothing can be concluded.

    Scenario Outline: An older and a younger sign-in of one user at a <application> client
      Given live refresh tokens:
        | token | application   |
        | A     | <application> |
        | B     | <application> |
        | C     | <application> |
      When the application revokes "B"
      Then "A" is still alive
      And "C" is still alive

      @needs-confidential
      Examples: with a secret
        | application  |
        | confidential |

      @needs-public
      Examples: without a secret
        | application |
        | public      |

      @needs-rotating
      Examples: with rotation
        | application |
        | rotating    |

  @GRT-13 @must @rfc7009 @needs-second-user
  Rule: Revoking a refresh token leaves other users' tokens
    Source: RFC 7009 section 2.1

    Scenario Outline: Two users of a <application> client
      Given live refresh tokens:
        | token | application   | user   |
        | A     | <application> | first  |
        | B     | <application> | second |
      When the application revokes "A"
      Then "B" is still alive

      @needs-confidential
      Examples: with a secret
        | application  |
        | confidential |

      @needs-public
      Examples: without a secret
        | application |
        | public      |

      @needs-rotating
      Examples: with rotation
        | application |
        | rotating    |
