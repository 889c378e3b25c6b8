Feature: The Dashboard
  What the documentation tells an administrator to click, found by what a person reads there, in a Chromium or by plain form
  posts; the record says which. What became of it is seen at the token endpoint, with the same controls as everywhere.

  @DSH-01 @must @auth0 @needs-dashboard
  Rule: The Authorized Applications of a user are those that the user has authorized, and no other
    Source: Auth0, Revoke refresh tokens, "Use the Dashboard"
    Judges: the Dashboard's list of applications

    @needs-two-applications
    Scenario: Two applications
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | another     |
      Then the Dashboard lists the application of "A"
      And the Dashboard lists the application of "B"

    @needs-management @needs-two-applications @needs-public
    Scenario: All that the user has authorized
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | another     |
        | C     | public      |
      Then the Dashboard lists all applications that the user of "A" has authorized

    Scenario Outline: A <application> application
      Given a live refresh token "A" of the "<application>" application
      Then the Dashboard lists the application of "A"

      @needs-rotating
      Examples: with rotation
        | application |
        | rotating    |

      @needs-device
      Examples: by the device flow
        | application |
        | device      |

    @setting-off
    Scenario: An application whose token was revoked, and its grant not
      Given a live refresh token "A" of the "any" application
      When the application revokes "A"
      Then the Dashboard lists the application of "A"

    @setting-on @needs-changes
    Scenario: An application whose only grant went with a revocation
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
      When the application revokes "A"
      Then the Dashboard no longer lists the application of "A"

    @needs-management @needs-two-applications @needs-second-user
    Scenario: An application that another user has authorized
      Given live refresh tokens:
        | token | application | user   |
        | A     | any         | first  |
        | B     | another     | second |
      Then the Dashboard lists only applications that the user of "A" has authorized

    @needs-management
    Scenario: An application whose only grant was deleted
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
      When the grant of "A" is deleted
      Then the Dashboard no longer lists the application of "A"

    @needs-management
    Scenario: An application after all grants were deleted at once
      Given a live refresh token "A" of the "any" application
      When every grant of the user of "A" is deleted
      Then the Dashboard no longer lists the application of "A"

  @DSH-02 @must @auth0 @needs-dashboard
  Rule: Revoking an application there kills its refresh tokens, and it is no longer listed
    Source: Auth0, Revoke refresh tokens, "Use the Dashboard"
    Judges: a revocation in the Dashboard

    @setting-on
    Scenario: With the setting on
      Given a live refresh token "A" of the "any" application
      When the application of "A" is revoked in the Dashboard
      Then "A" is dead

    @needs-second-audience
    Scenario: Two audiences of one application
      Given live refresh tokens:
        | token | application | audience |
        | A     | any         | first    |
        | B     | any         | second   |
      When the application of "A" is revoked in the Dashboard
      Then "A" is dead
      And "B" is dead

    Scenario: The list afterwards
      Given a live refresh token "A" of the "any" application
      When the application of "A" is revoked in the Dashboard
      Then the Dashboard no longer lists the application of "A"

    @needs-management
    Scenario: The grant afterwards
      Given a live refresh token "A" of the "any" application
      When the application of "A" is revoked in the Dashboard
      Then the grant of "A" is no longer listed

    Scenario Outline: Two devices of one user at the <application> application, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
        | B     | <application> |
      When the application of "A" is revoked in the Dashboard
      Then "A" is dead
      And "B" is dead

      Examples:
        | application  | state                                        |
        | confidential | lay unused until their access tokens expired |
        | public       | were exchanged once                          |
        | rotating     | were never exchanged                         |
        | device       | lay unused until their access tokens expired |

  @DSH-03 @must @auth0 @setting-changed @needs-dashboard @needs-changes
  Rule: The toggle of the Advanced settings governs the next revocation, as the flag of the Management API does
    Source: Auth0, Revoke refresh tokens, "choose the revocation behavior in the Dashboard tenant settings"; Tenant settings, Advanced

    Scenario Outline: The setting is read after it was switched <value>
      Given the setting is switched "<other>"
      When the setting is switched "<value>" in the Dashboard
      Then the setting reads "<value>"
      And the setting reads "<value>" in the Dashboard

      Examples:
        | other | value |
        | off   | on    |
        | on    | off   |

    Scenario Outline: It shows what the Management API has switched <value>
      Given the setting is switched "<other>"
      When the setting is switched "<value>"
      Then the setting reads "<value>" in the Dashboard

      Examples:
        | other | value |
        | off   | on    |
        | on    | off   |

    Scenario: Switched on, it governs the next revocation
      Given the setting is switched "off"
      And live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the setting is switched "on" in the Dashboard
      And the application revokes "A"
      Then "B" is dead

    Scenario: Switched off, it governs the next revocation
      Given the setting is switched "on"
      And live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the setting is switched "off" in the Dashboard
      And the application revokes "A"
      Then "B" is still alive

    Scenario: The other flags
      Given the setting is switched "off"
      When the setting is switched "on" in the Dashboard
      Then no other flag has changed

  @DSH-04 @must @auth0 @needs-dashboard @needs-device-credentials
  Rule: Unlinking a device there kills its refresh token
    Source: Auth0, Revoke refresh tokens, "Use the Dashboard"; Unlink devices from users
    Judges: an unlinking in the Dashboard
    A device is told by the id of its credential, which the Management API lists too.

    Scenario: The older one of two devices
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the device of "A" is unlinked in the Dashboard
      Then "A" is dead

    @setting-on
    Scenario: With the setting on
      Given a live refresh token "A" of the "any" application
      When the device of "A" is unlinked in the Dashboard
      Then "A" is dead

    Scenario: The list afterwards
      Given a live refresh token "A" of the "any" application
      When the device of "A" is unlinked in the Dashboard
      Then the Dashboard no longer lists the device of "A"

    Scenario Outline: A device at the <application> application, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
      When the device of "A" is unlinked in the Dashboard
      Then "A" is dead

      Examples:
        | application  | state                                        |
        | confidential | lay unused until their access tokens expired |
        | public       | were exchanged once                          |
        | rotating     | were never exchanged                         |
        | device       | lay unused until their access tokens expired |

  @DSH-05 @must @auth0 @needs-dashboard @needs-changes
  Rule: The authentication method chosen in an application's settings there governs what the endpoint demands
    Source: Auth0, Application settings, "Credentials"; Revoke refresh tokens, "Revoke tokens without the client secret"
    As REV-13 has it of the Management API: a throw-away application, and the declared settling time.

    Scenario: Without credentials before, no secret afterwards
      Given a throw-away application with the authentication method "none"
      And a live refresh token "A" of the "throw-away" application
      When the authentication method of the throw-away application is changed to "client_secret_post" in the Dashboard
      And "A" is sent for revocation with:
        | client secret | absent |
      Then the answer is "4xx invalid_client, or 400 invalid_request"
      And "A" is still alive

    Scenario: Without credentials before, the right secret afterwards
      Given a throw-away application with the authentication method "none"
      And a live refresh token "A" of the "throw-away" application
      When the authentication method of the throw-away application is changed to "client_secret_post" in the Dashboard
      And "A" is sent for revocation
      Then the answer is "2xx"
      And "A" is dead

    Scenario: With a secret before, none afterwards
      Given a throw-away application with the authentication method "client_secret_post"
      And a live refresh token "A" of the "throw-away" application
      When "A" is sent for revocation with:
        | client secret | absent |
      And the server refuses that request
      And the authentication method of the throw-away application is changed to "none" in the Dashboard
      And "A" is sent for revocation
      Then the answer is "2xx"
      And "A" is dead

  @DSH-06 @must @auth0 @setting-off @needs-dashboard @needs-device-credentials
  Rule: With the setting off, unlinking one device there leaves the others and the grant
    Source: Auth0, Revoke refresh tokens, "only the associated refresh token is revoked, leaving the grant intact"

    @needs-two-applications
    Scenario: A device at another application
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | another     |
      When the device of "A" is unlinked in the Dashboard
      Then "B" is still alive

    @needs-second-user
    Scenario: A device of another user
      Given live refresh tokens:
        | token | application | user   |
        | A     | any         | first  |
        | B     | any         | second |
      When the device of "A" is unlinked in the Dashboard
      Then "B" is still alive

    Scenario Outline: An older and a younger device at the <application> application, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
        | B     | <application> |
        | C     | <application> |
      When the device of "B" is unlinked in the Dashboard
      Then "A" is still alive
      And "C" is still alive
      And the grant of "A" is still listed

      Examples:
        | application  | state                                        |
        | confidential | lay unused until their access tokens expired |
        | public       | were exchanged once                          |
        | rotating     | were never exchanged                         |
        | device       | lay unused until their access tokens expired |

  @DSH-07 @must @auth0 @needs-dashboard
  Rule: Revoking an application there leaves the user's other applications, and other users
    Source: Auth0, Revoke refresh tokens, "Use the Dashboard"

    @needs-two-applications @needs-control @clock-moved
    Scenario: The same user, another application, an hour later
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | another     |
      When the application of "A" is revoked in the Dashboard
      Then "B" is still alive an hour later

    Scenario Outline: Beside the <application> application of one user, where tokens <state>
      Given refresh tokens that <state>:
        | token | application   | user   |
        | A     | <application> | first  |
        | B     | another       | first  |
        | C     | <application> | second |
        | D     | another       | second |
      When the application of "A" is revoked in the Dashboard
      Then "B" is still alive
      And "C" is still alive
      And "D" is still alive

      Examples:
        | application  | state                                        |
        | confidential | lay unused until their access tokens expired |
        | public       | were exchanged once                          |
        | rotating     | were never exchanged                         |
        | device       | lay unused until their access tokens expired |

    Scenario: What the Dashboard lists of others
      Given live refresh tokens:
        | token | application | user   |
        | A     | any         | first  |
        | B     | another     | first  |
        | C     | any         | second |
      When the application of "A" is revoked in the Dashboard
      Then "B" is still alive
      And the Dashboard lists the application of "B"
      And the Dashboard lists the application of "C"

    Scenario: Another user an hour later
      Given live refresh tokens:
        | token | application | user   |
        | A     | any         | first  |
        | B     | any         | second |
      When the application of "A" is revoked in the Dashboard
      Then "B" is still alive an hour later
