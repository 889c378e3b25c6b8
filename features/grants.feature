Feature: Grants
  A grant is what a user gave an application for an audience; tokens are issued in its context. The founding document
  says in one place that the endpoint always revokes the whole grant. That sentence is older than the tenant setting
  "Refresh Token Revocation Deletes Grant" (C1), so these rules assert by the setting.

  @GRT-01 @must @auth0 @setting-on
  Rule: With the setting on, revoking a refresh token kills every one of the same user, application and audience
    Source: Auth0, Revoke refresh tokens, "Enable the toggle"

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

    Scenario Outline: An older and a younger sign-in of the same user at the <application> application, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
        | B     | <application> |
        | C     | <application> |
      When the application revokes "B"
      Then "A" is dead
      And "C" is dead
      And "B" is dead

      Examples:
        | application  | state                                        |
        | confidential | lay unused until their access tokens expired |
        | basic        | were exchanged once                          |
        | jwt          | lay unused for ten days                      |
        | public       | were never exchanged                         |
        | rotating     | were in use for weeks                        |
        | leeway       | were exchanged once                          |
        | device       | were never exchanged                         |
        | public       | were in use for weeks                        |

    Scenario Outline: However a sibling is presented: the <application> application, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
        | B     | <application> |
      When the application revokes "B"
      Then "A" is dead
      And a new sign-in works
      And what is dead stays dead
      And "A" stays dead however it is presented

      Examples:
        | application  | state                                        |
        | rotating     | lay unused until their access tokens expired |
        | leeway       | were exchanged once                          |

  @GRT-02 @must @auth0 @setting-on @needs-management
  Rule: With the setting on, the grant is deleted
    Source: Auth0, Revoke refresh tokens, "Enable the toggle to delete the underlying grant"

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

    Scenario Outline: The user's grants after a revocation at the <application> application, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
        | B     | <application> |
      When the application revokes "A"
      Then the grant of "B" is no longer listed

      Examples:
        | application  | state                                        |
        | confidential | were never exchanged                         |
        | basic        | lay unused until their access tokens expired |
        | jwt          | were exchanged once                          |
        | public       | lay unused for two days                      |
        | rotating     | were never exchanged                         |
        | leeway       | were in use for weeks                        |
        | device       | were exchanged once                          |

  @GRT-03 @must @auth0 @setting-on @needs-second-audience
  Rule: With the setting on, tokens for another audience live
    Source: Auth0, Revoke refresh tokens, "the same user, application, and audience"

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

    Scenario Outline: The <application> application and another audience, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   | audience |
        | A     | <application> | first    |
        | B     | <application> | second   |
      When the application revokes "A"
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

  @GRT-04 @must @auth0 @setting-on @needs-two-applications
  Rule: With the setting on, tokens of another application live
    Source: Auth0, Revoke refresh tokens, "the same user, application, and audience"

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

    Scenario Outline: The <application> application and another one, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
        | B     | another       |
      When the application revokes "A"
      Then "B" is still alive

      Examples:
        | application  | state                                        |
        | confidential | were exchanged once                          |
        | basic        | were never exchanged                         |
        | jwt          | lay unused until their access tokens expired |
        | public       | were exchanged once                          |
        | rotating     | lay unused for five days                     |
        | leeway       | were never exchanged                         |
        | device       | were in use for weeks                        |

    Scenario Outline: A token of the <application> application is revoked twice, whatever is answered
      Given live refresh tokens:
        | token | application   |
        | A     | <application> |
        | B     | another       |
      When the application revokes "A"
      And "A" is sent for revocation
      Then "B" is still alive

      Examples:
        | application  |
        | confidential |
        | public       |
        | rotating     |

    Scenario Outline: A spent token of the <application> application is revoked, whatever is answered
      Given live refresh tokens:
        | token | application   |
        | A     | <application> |
        | B     | another       |
      When "A" is exchanged for "S"
      And "A" is sent for revocation
      Then "B" is still alive

      Examples:
        | application |
        | rotating    |
        | leeway      |

  @GRT-05 @must @auth0 @setting-on @needs-second-user
  Rule: With the setting on, tokens of another user live
    Source: Auth0, Revoke refresh tokens, "the same user, application, and audience"

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

    Scenario Outline: The <application> application and another user, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   | user   |
        | A     | <application> | first  |
        | B     | <application> | second |
      When the application revokes "A"
      Then "B" is still alive

      Examples:
        | application  | state                                        |
        | confidential | were exchanged once                          |
        | basic        | lay unused for ten days                      |
        | jwt          | were never exchanged                         |
        | public       | were in use for weeks                        |
        | rotating     | were exchanged once                          |
        | leeway       | were never exchanged                         |
        | device       | lay unused until their access tokens expired |

    Scenario Outline: A token of the <application> application is revoked twice, whatever is answered
      Given live refresh tokens:
        | token | application   | user   |
        | A     | <application> | first  |
        | B     | <application> | second |
      When the application revokes "A"
      And "A" is sent for revocation
      Then "B" is still alive

      Examples:
        | application  |
        | confidential |
        | public       |
        | rotating     |

    Scenario Outline: A spent token of the <application> application is revoked, whatever is answered
      Given live refresh tokens:
        | token | application   | user   |
        | A     | <application> | first  |
        | B     | <application> | second |
      When "A" is exchanged for "S"
      And "A" is sent for revocation
      Then "B" is still alive

      Examples:
        | application |
        | rotating    |
        | leeway      |

  @GRT-06 @must @auth0 @setting-off
  Rule: With the setting off, revoking a refresh token leaves its siblings usable
    Source: Auth0, Revoke refresh tokens, "Disable the toggle"

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

    Scenario Outline: An older and a younger sign-in at the <application> application, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
        | B     | <application> |
        | C     | <application> |
      When the application revokes "B"
      Then "A" is still alive
      And "C" is still alive

      Examples:
        | application  | state                                        |
        | confidential | were in use for weeks                        |
        | basic        | were exchanged once                          |
        | jwt          | were never exchanged                         |
        | public       | lay unused until their access tokens expired |
        | rotating     | were exchanged once                          |
        | leeway       | lay unused for two days                      |
        | device       | were never exchanged                         |

    Scenario Outline: Another audience, another application and another user beside the <application> application, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   | user   | audience |
        | A     | <application> | first  | first    |
        | B     | <application> | first  | second   |
        | C     | another       | first  | first    |
        | D     | <application> | second | first    |
      When the application revokes "A"
      Then "B" is still alive
      And "C" is still alive
      And "D" is still alive

      Examples:
        | application  | state                                        |
        | confidential | lay unused until their access tokens expired |
        | basic        | were exchanged once                          |
        | jwt          | lay unused for thirteen days                 |
        | public       | were never exchanged                         |
        | rotating     | were in use for weeks                        |
        | leeway       | were exchanged once                          |
        | device       | were never exchanged                         |

    Scenario: Another audience, another application and another user an hour later
      Given live refresh tokens:
        | token | application | audience | user   |
        | A     | any         | first    | first  |
        | B     | any         | second   | first  |
        | C     | another     | first    | first  |
        | D     | any         | first    | second |
      When the application revokes "A"
      Then "B" is still alive an hour later
      And "C" is still alive an hour later
      And "D" is still alive an hour later

    Scenario Outline: A token of the <application> application is revoked twice, whatever is answered
      Given live refresh tokens:
        | token | application   | user   |
        | A     | <application> | first  |
        | B     | <application> | first  |
        | C     | another       | first  |
        | D     | <application> | second |
      When the application revokes "A"
      And "A" is sent for revocation
      Then "B" is still alive
      And "C" is still alive
      And "D" is still alive

      Examples:
        | application  |
        | confidential |
        | public       |
        | rotating     |

    Scenario Outline: A spent token of the <application> application is revoked, whatever is answered
      Given live refresh tokens:
        | token | application   | user   |
        | A     | <application> | first  |
        | B     | <application> | first  |
        | C     | another       | first  |
        | D     | <application> | second |
      When "A" is exchanged for "S"
      And "A" is sent for revocation
      Then "B" is still alive
      And "C" is still alive
      And "D" is still alive

      Examples:
        | application |
        | rotating    |
        | leeway      |

  @GRT-07 @must @auth0 @setting-off @needs-management
  Rule: With the setting off, the grant stays
    Source: Auth0, Revoke refresh tokens, "Disable the toggle to retain the underlying grant"

    Scenario: After the revocation of its only token
      Given a live refresh token "A" of the "any" application
      When the application revokes "A"
      Then the grant of "A" is still listed

    Scenario Outline: The user's grants after a revocation at the <application> application, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
        | B     | <application> |
      When the application revokes "A"
      Then the grant of "B" is still listed

      Examples:
        | application  | state                                        |
        | confidential | were exchanged once                          |
        | basic        | were never exchanged                         |
        | jwt          | lay unused until their access tokens expired |
        | public       | were exchanged once                          |
        | rotating     | lay unused for five days                     |
        | leeway       | were never exchanged                         |
        | device       | were in use for weeks                        |

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
    Scenario: With the setting off, after the revocation of one token
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the application revokes "A"
      And the grant of "B" is deleted
      Then "B" is dead

    @setting-off
    Scenario Outline: With the setting off, at the <application> application, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
        | B     | <application> |
      When the grant of "A" is deleted
      Then the answer is "204"
      And "A" is dead
      And "B" is dead

      Examples:
        | application  | state                                        |
        | confidential | were never exchanged                         |
        | basic        | were in use for weeks                        |
        | jwt          | were exchanged once                          |
        | public       | were never exchanged                         |
        | rotating     | lay unused until their access tokens expired |
        | leeway       | were exchanged once                          |
        | device       | lay unused for ten days                      |

    Scenario Outline: Looked at in every way, at the <application> application, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
        | B     | <application> |
      When the grant of "A" is deleted
      Then the grant of "A" is no longer listed
      And "A" is dead
      And a new sign-in works
      And what is dead stays dead
      And "A" stays dead however it is presented

      Examples:
        | application  | state                                        |
        | public       | lay unused for two days                      |
        | device       | were exchanged once                          |

    @setting-off
    Scenario: The weeks after the deletion
      Given refresh tokens that were in use for weeks:
        | token | application |
        | A     | any         |
        | B     | any         |
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

    Scenario Outline: Beside the grant of the <application> application, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   | user   | audience |
        | A     | <application> | first  | first    |
        | B     | <application> | first  | second   |
        | C     | another       | first  | first    |
        | D     | <application> | second | first    |
      When the grant of "A" is deleted
      Then "B" is still alive
      And "C" is still alive
      And "D" is still alive

      Examples:
        | application  | state                                        |
        | confidential | lay unused for thirteen days                 |
        | basic        | were never exchanged                         |
        | jwt          | were in use for weeks                        |
        | public       | were exchanged once                          |
        | rotating     | were never exchanged                         |
        | leeway       | lay unused until their access tokens expired |
        | device       | were exchanged once                          |

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

    Scenario Outline: The user's tokens, at the <application> application first, where they <state>
      Given refresh tokens that <state>:
        | token | application   | audience |
        | A     | <application> | first    |
        | B     | <application> | first    |
        | C     | <application> | second   |
        | D     | another       | first    |
      When every grant of the user of "A" is deleted
      Then "A" is dead
      And "B" is dead
      And "C" is dead
      And "D" is dead

      Examples:
        | application  | state                                        |
        | confidential | were exchanged once                          |
        | basic        | were never exchanged                         |
        | jwt          | lay unused until their access tokens expired |
        | public       | were exchanged once                          |
        | rotating     | lay unused for five days                     |
        | leeway       | were never exchanged                         |
        | device       | were in use for weeks                        |

    Scenario Outline: Another user's token of the <application> application, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   | user   |
        | A     | <application> | first  |
        | B     | <application> | second |
      When every grant of the user of "A" is deleted
      Then "B" is still alive

      Examples:
        | application  | state                                        |
        | confidential | were exchanged once                          |
        | basic        | lay unused for ten days                      |
        | jwt          | were never exchanged                         |
        | public       | were in use for weeks                        |
        | rotating     | were exchanged once                          |
        | leeway       | were never exchanged                         |
        | device       | lay unused until their access tokens expired |

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

    Scenario Outline: An older and a younger sign-in at the <application> client, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
        | B     | <application> |
        | C     | <application> |
      When the application revokes "B"
      Then "A" is still alive
      And "C" is still alive

      Examples:
        | application  | state                                        |
        | confidential | were in use for weeks                        |
        | basic        | were exchanged once                          |
        | jwt          | were never exchanged                         |
        | public       | lay unused until their access tokens expired |
        | rotating     | were exchanged once                          |
        | leeway       | lay unused for two days                      |
        | device       | were never exchanged                         |

    Scenario: Another sign-in an hour later
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the application revokes "A"
      Then "B" is still alive an hour later

    @needs-access-token-check
    Scenario Outline: The access tokens of another sign-in at the <application> client, where refresh tokens <state>
      Given refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
        | B     | <application> |
      When the application revokes "A"
      Then every access token of "B" is still accepted

      Examples:
        | application  | state                |
        | confidential | were never exchanged |
        | basic        | were exchanged once  |
        | jwt          | were never exchanged |
        | public       | were exchanged once  |
        | rotating     | were never exchanged |
        | leeway       | were exchanged once  |
        | device       | were never exchanged |

    Scenario Outline: A token of the <application> application is revoked twice, whatever is answered
      Given live refresh tokens:
        | token | application   |
        | A     | <application> |
        | B     | <application> |
      When the application revokes "A"
      And "A" is sent for revocation
      Then "B" is still alive

      Examples:
        | application  |
        | confidential |
        | public       |
        | rotating     |

    Scenario Outline: A spent token of the <application> application is revoked, whatever is answered
      Given live refresh tokens:
        | token | application   |
        | A     | <application> |
        | B     | <application> |
      When "A" is exchanged for "S"
      And "A" is sent for revocation
      Then "B" is still alive

      Examples:
        | application |
        | rotating    |
        | leeway      |

  @GRT-13 @must @rfc7009 @needs-second-user
  Rule: Revoking a refresh token leaves other users' tokens
    Source: RFC 7009 section 2.1

    Scenario Outline: Two users of the <application> client, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   | user   |
        | A     | <application> | first  |
        | B     | <application> | second |
      When the application revokes "A"
      Then "B" is still alive

      Examples:
        | application  | state                                        |
        | confidential | lay unused until their access tokens expired |
        | basic        | were exchanged once                          |
        | jwt          | lay unused for thirteen days                 |
        | public       | were never exchanged                         |
        | rotating     | were in use for weeks                        |
        | leeway       | were exchanged once                          |
        | device       | were never exchanged                         |

    Scenario Outline: Another user an hour later, at the <application> client, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   | user   |
        | A     | <application> | first  |
        | B     | <application> | second |
      When the application revokes "A"
      Then "B" is still alive an hour later

      Examples:
        | application  | state                                        |
        | confidential | were never exchanged                         |
        | basic        | were in use for weeks                        |
        | jwt          | were exchanged once                          |
        | public       | were never exchanged                         |
        | rotating     | lay unused until their access tokens expired |
        | leeway       | were exchanged once                          |
        | device       | lay unused for five days                     |

    @needs-access-token-check
    Scenario Outline: The access tokens of another user of the <application> client, where refresh tokens <state>
      Given refresh tokens that <state>:
        | token | application   | user   |
        | A     | <application> | first  |
        | B     | <application> | second |
      When the application revokes "A"
      Then every access token of "B" is still accepted

      Examples:
        | application  | state                |
        | confidential | were never exchanged |
        | basic        | were exchanged once  |
        | jwt          | were never exchanged |
        | public       | were exchanged once  |
        | rotating     | were never exchanged |
        | leeway       | were exchanged once  |
        | device       | were never exchanged |

    Scenario Outline: A token of the <application> application is revoked twice, whatever is answered
      Given live refresh tokens:
        | token | application   | user   |
        | A     | <application> | first  |
        | B     | <application> | second |
      When the application revokes "A"
      And "A" is sent for revocation
      Then "B" is still alive

      Examples:
        | application  |
        | confidential |
        | public       |
        | rotating     |

    Scenario Outline: A spent token of the <application> application is revoked, whatever is answered
      Given live refresh tokens:
        | token | application   | user   |
        | A     | <application> | first  |
        | B     | <application> | second |
      When "A" is exchanged for "S"
      And "A" is sent for revocation
      Then "B" is still alive

      Examples:
        | application |
        | rotating    |
        | leeway      |

  @GRT-14 @must @rfc7009 @needs-two-applications
  Rule: Revoking a refresh token leaves the user's tokens of other clients
    Source: RFC 7009 section 2.1 (tokens "based on the same authorization grant"); RFC 6749 section 1.3 (a grant is given to a client)
    On some servers the two share a session, and end with it.

    Scenario: The same user, another client
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | another     |
      When the application revokes "A"
      Then "B" is still alive

    Scenario Outline: The <application> client and another one, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
        | B     | another       |
      When the application revokes "A"
      Then "B" is still alive

      Examples:
        | application  | state                                        |
        | confidential | were never exchanged                         |
        | basic        | lay unused until their access tokens expired |
        | jwt          | were exchanged once                          |
        | public       | lay unused for ten days                      |
        | rotating     | were never exchanged                         |
        | leeway       | were in use for weeks                        |
        | device       | were exchanged once                          |

    Scenario: A code of another client that is not yet redeemed
      Given a live refresh token "A" of the "any" application
      And an authorization code "C" of the "another" application
      When the application revokes "A"
      And "C" is redeemed
      Then the answer is "200"
      And a new code of the "another" application is redeemed
      And "A" is dead

    Scenario: Another client an hour later
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | another     |
      When the application revokes "A"
      Then "B" is still alive an hour later

    @needs-access-token-check
    Scenario Outline: The access tokens of another client than the <application> one, where refresh tokens <state>
      Given refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
        | B     | another       |
      When the application revokes "A"
      Then every access token of "B" is still accepted

      Examples:
        | application  | state                |
        | confidential | were never exchanged |
        | basic        | were exchanged once  |
        | jwt          | were never exchanged |
        | public       | were exchanged once  |
        | rotating     | were never exchanged |
        | leeway       | were exchanged once  |
        | device       | were never exchanged |

    Scenario Outline: A token of the <application> application is revoked twice, whatever is answered
      Given live refresh tokens:
        | token | application   |
        | A     | <application> |
        | B     | another       |
      When the application revokes "A"
      And "A" is sent for revocation
      Then "B" is still alive

      Examples:
        | application  |
        | confidential |
        | public       |
        | rotating     |

    Scenario Outline: A spent token of the <application> application is revoked, whatever is answered
      Given live refresh tokens:
        | token | application   |
        | A     | <application> |
        | B     | another       |
      When "A" is exchanged for "S"
      And "A" is sent for revocation
      Then "B" is still alive

      Examples:
        | application |
        | rotating    |
        | leeway      |
