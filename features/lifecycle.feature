Feature: What else ends a refresh token
  Users and applications that are deleted, blocked or changed through the Management API. Each scenario makes a user or an
  application of its own: what the deployment file lists is never deleted, blocked or changed.

  @LIF-01 @must @auth0 @needs-changes
  Rule: Deleting a user kills the user's refresh tokens
    Source: Auth0, Token best practices; Auth0.Android and Auth0.swift, "a user who doesn't exist anymore"
    Any refusal will do: its wording is not documented.

    Scenario: An older and a younger token at one application, and one at another
      Given a throw-away user
      And live refresh tokens:
        | token | application  | user       |
        | A     | any          | throw-away |
        | B     | any          | throw-away |
        | O     | another      | throw-away |
      When the throw-away user is deleted
      Then "A" is dead
      And "B" is dead
      And "O" is dead

    Scenario Outline: The tokens at the <application> application and at another one, where they <state>
      Given a throw-away user
      And refresh tokens that <state>:
        | token | application   | user       |
        | A     | <application> | throw-away |
        | B     | <application> | throw-away |
        | C     | another       | throw-away |
      When the throw-away user is deleted
      Then "A" is dead
      And "B" is dead
      And "C" is dead

      Examples:
        | application  | state                                        |
        | confidential | were exchanged once                          |
        | public       | were never exchanged                         |
        | rotating     | lay unused until their access tokens expired |
        | device       | lay unused for two days                      |

    Scenario Outline: Another user's token of the <application> application, where tokens <state>
      Given a throw-away user
      And refresh tokens that <state>:
        | token | application   | user       |
        | A     | <application> | throw-away |
        | O     | <application> | first      |
      When the throw-away user is deleted
      Then "O" is still alive

      Examples:
        | application  | state                                        |
        | confidential | lay unused for thirteen days                 |
        | public       | were exchanged once                          |
        | rotating     | were never exchanged                         |
        | device       | lay unused until their access tokens expired |

    Scenario: A token for another audience
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       | audience |
        | A     | any         | throw-away | first    |
        | B     | any         | throw-away | second   |
      When the throw-away user is deleted
      Then "B" is dead

    Scenario: Another user's token of another application
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
        | O     | another     | first      |
      When the throw-away user is deleted
      Then "O" is still alive

    Scenario: Another user's token an hour later
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
        | O     | any         | first      |
      When the throw-away user is deleted
      Then "O" is still alive an hour later

  @LIF-02 @should @auth0 @needs-changes
  Rule: A blocked user's exchanges are refused, and access tokens go on
    Source: Auth0, Block and unblock users; auth0-spa-js, pull request 1525 ("user is blocked"); community.auth0.com, topic 117905
    What becomes of the tokens when the user is unblocked is not documented, and not judged.

    Scenario: An older and a younger token
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
        | B     | any         | throw-away |
      When the throw-away user is blocked
      Then "A" is dead
      And "B" is dead

    @needs-access-token-check
    Scenario: The user's access tokens
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
      When the throw-away user is blocked
      Then the newest access token of "A" is still accepted

    Scenario Outline: Two tokens of the <application> application, where tokens <state>
      Given a throw-away user
      And refresh tokens that <state>:
        | token | application   | user       |
        | A     | <application> | throw-away |
        | B     | <application> | throw-away |
      When the throw-away user is blocked
      Then "A" is dead
      And "B" is dead

      Examples:
        | application  | state                                        |
        | confidential | lay unused until their access tokens expired |
        | public       | lay unused for five days                     |
        | rotating     | were exchanged once                          |
        | device       | were never exchanged                         |

    Scenario Outline: Another user's token of the <application> application, where tokens <state>
      Given a throw-away user
      And refresh tokens that <state>:
        | token | application   | user       |
        | A     | <application> | throw-away |
        | O     | <application> | first      |
      When the throw-away user is blocked
      Then "O" is still alive

      Examples:
        | application  | state                                        |
        | confidential | were never exchanged                         |
        | public       | lay unused until their access tokens expired |
        | rotating     | lay unused for ten days                      |
        | device       | were exchanged once                          |

    Scenario: Another user's token of another application
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
        | O     | another     | first      |
      When the throw-away user is blocked
      Then "O" is still alive

    Scenario: Another user's token an hour later
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
        | O     | any         | first      |
      When the throw-away user is blocked
      Then "O" is still alive an hour later

  @LIF-03 @should @auth0 @needs-changes
  Rule: A changed password leaves refresh tokens valid
    Source: community.auth0.com, topic 150812 (Auth0 staff); Auth0, Change users' passwords (sessions end)
    RFC 9700 section 4.14.2 allows to revoke at a password change; Auth0 does not.

    Scenario: An older and a younger token, at several applications
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
        | B     | any         | throw-away |
        | O     | another     | throw-away |
      When the throw-away user gets another password
      Then "A" is still alive
      And "B" is still alive
      And "O" is still alive
      And a new sign-in works

    Scenario Outline: Tokens of the <application> application and of another one, where they <state>
      Given a throw-away user
      And refresh tokens that <state>:
        | token | application   | user       |
        | A     | <application> | throw-away |
        | B     | <application> | throw-away |
        | O     | another       | throw-away |
      When the throw-away user gets another password
      Then "A" is still alive
      And "B" is still alive
      And "O" is still alive
      And a new sign-in works

      Examples:
        | application  | state                                        |
        | confidential | were exchanged once                          |
        | public       | were never exchanged                         |
        | rotating     | lay unused until their access tokens expired |
        | device       | lay unused for two days                      |

    Scenario: An hour later
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
        | B     | any         | throw-away |
        | O     | another     | throw-away |
      When the throw-away user gets another password
      Then "A" is still alive an hour later
      And "B" is still alive an hour later
      And "O" is still alive an hour later

  @LIF-04 @must @auth0 @needs-changes
  Rule: Deleting an application makes its refresh tokens unusable
    Source: Auth0, Management API, "Delete a client"; nothing is written about tokens: an application that is gone cannot authenticate
    Any refusal will do, that of the application included.

    Scenario Outline: An application with the authentication method <method>
      Given a throw-away application with the authentication method "<method>"
      And live refresh tokens:
        | token | application |
        | A     | throw-away  |
        | B     | throw-away  |
      When the throw-away application is deleted
      Then "A" is dead
      And "B" is dead

      Examples:
        | method             |
        | client_secret_post |
        | none               |

    @needs-confidential
    Scenario: Through another application
      Given a throw-away application with the authentication method "client_secret_post"
      And a live refresh token "A" of the "throw-away" application
      When the throw-away application is deleted
      And "A" is exchanged with:
        | application | confidential |
      Then the answer is "4xx"

    Scenario: The user's tokens at another application
      Given a throw-away application with the authentication method "client_secret_post"
      And live refresh tokens:
        | token | application |
        | A     | throw-away  |
        | O     | any         |
      When the throw-away application is deleted
      Then "O" is still alive

    Scenario Outline: Tokens of the application and of another one, where they <state>
      Given a throw-away application with the authentication method "none"
      And refresh tokens that <state>:
        | token | application |
        | A     | throw-away  |
        | B     | throw-away  |
      When the throw-away application is deleted
      Then "A" is dead
      And "B" is dead

      Examples:
        | state                                        |
        | were never exchanged                         |
        | lay unused until their access tokens expired |

    Scenario Outline: The user's tokens at another application, where they <state>
      Given a throw-away application with the authentication method "none"
      And refresh tokens that <state>:
        | token | application |
        | A     | throw-away  |
        | O     | any         |
      When the throw-away application is deleted
      Then "O" is still alive

      Examples:
        | state                                        |
        | were never exchanged                         |
        | lay unused until their access tokens expired |

  @LIF-05 @should @auth0 @needs-logs @needs-device-credentials
  Rule: A revocation by the endpoint is logged as srrt
    Source: Auth0, Log event type codes, "srrt"; tenant log schema
    Whether a revocation that changes nothing is logged is not documented, and not judged.

    Scenario: One revocation
      Given a live refresh token "A" of the "any" application
      When the application revokes "A"
      Then the revocation of "A" is logged as "srrt"

    Scenario Outline: At a <application> application
      Given a live refresh token "A" of the "<application>" application
      When the application revokes "A"
      Then the revocation of "A" is logged as "srrt"

      @needs-public
      Examples: without a secret
        | application |
        | public      |

      @needs-rotating
      Examples: with rotation
        | application |
        | rotating    |

    @setting-on
    Scenario: With the setting on
      Given a live refresh token "A" of the "any" application
      When the application revokes "A"
      Then the revocation of "A" is logged as "srrt"

    @needs-two-applications
    Scenario: Two revocations, one after the other
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | O     | another     |
      When the application revokes "A"
      And the application revokes "O"
      Then the revocation of "A" is logged as "srrt"
      And the revocation of "O" is logged as "srrt"
