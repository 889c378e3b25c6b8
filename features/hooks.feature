Feature: What a vendor does to its users and applications
  There is no common API to disable a user, or to take back consent. The deployment file's hooks do it: commands of the vendor. What is
  disabled, deleted or changed was made for the scenario; what the deployment file lists never is.

  @HKS-01 @should @rfc7009 @bcp @needs-hook-disable-user
  Rule: A disabled user's refresh tokens are refused
    Source: OWASP ASVS 5.0, 7.4.2 (a disabled account's sessions all end); RFC 6749 section 6 (the server validates the refresh token)
    What becomes of them when the user is enabled again is not documented, and not judged.

    Scenario Outline: Of the <application> application, one that <state>
      Given a throw-away user
      And refresh tokens that <state>:
        | token | application   | user       |
        | A     | <application> | throw-away |
      When the throw-away user is disabled
      Then "A" is dead

      Examples:
        | application | state                                        |
        | any         | were exchanged once                          |
        | any         | were never exchanged                         |
        | any         | lay unused until their access tokens expired |
        | rotating    | were exchanged once                          |
        | rotating    | were never exchanged                         |
        | public      | were exchanged once                          |
        | device      | were exchanged once                          |
        | leeway      | were exchanged once                          |

    Scenario: An older and a younger token, and one at another application
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
        | B     | any         | throw-away |
        | O     | another     | throw-away |
      When the throw-away user is disabled
      Then "A" is dead
      And "B" is dead
      And "O" is dead

    Scenario: Presented in every way
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
      When the throw-away user is disabled
      Then "A" is dead
      And a new sign-in works
      And what is dead stays dead
      And "A" stays dead however it is presented

    Scenario Outline: After a restart, of the <application> application
      Given a throw-away user
      And live refresh tokens:
        | token | application   | user       |
        | A     | <application> | throw-away |
      When the throw-away user is disabled
      And the server is restarted
      Then "A" is dead

      Examples:
        | application |
        | any         |
        | rotating    |

    Scenario Outline: Another user's token, of the <application> application
      Given a throw-away user
      And live refresh tokens:
        | token | application   | user       |
        | A     | <used>        | throw-away |
        | O     | <application> | first      |
      When the throw-away user is disabled
      Then "O" is still alive

      Examples:
        | application | used     |
        | any         | any      |
        | rotating    | rotating |
        | another     | any      |

    Scenario: The user is enabled again, and signs in
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
      When the throw-away user is disabled
      And the throw-away user is enabled again
      Then signing in again yields a working refresh token "B"

  @HKS-02 @should @rfc7009 @bcp @needs-hook-delete-user
  Rule: A deleted user's refresh tokens are refused
    Source: OWASP ASVS 5.0, 7.4.2 (a deleted account's sessions all end); RFC 6749 section 6 (the server validates the refresh token)
    Any refusal will do: its wording is not documented.

    Scenario Outline: Of the <application> application, one that <state>
      Given a throw-away user
      And refresh tokens that <state>:
        | token | application   | user       |
        | A     | <application> | throw-away |
      When the throw-away user is deleted
      Then "A" is dead

      Examples:
        | application | state                                        |
        | any         | were exchanged once                          |
        | any         | were never exchanged                         |
        | any         | lay unused until their access tokens expired |
        | rotating    | were exchanged once                          |
        | rotating    | were never exchanged                         |
        | public      | were exchanged once                          |
        | device      | were exchanged once                          |
        | leeway      | were exchanged once                          |

    Scenario: An older and a younger token, and one at another application
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
        | B     | any         | throw-away |
        | O     | another     | throw-away |
      When the throw-away user is deleted
      Then "A" is dead
      And "B" is dead
      And "O" is dead

    Scenario Outline: After a restart, of the <application> application
      Given a throw-away user
      And live refresh tokens:
        | token | application   | user       |
        | A     | <application> | throw-away |
      When the throw-away user is deleted
      And the server is restarted
      Then "A" is dead

      Examples:
        | application |
        | any         |
        | rotating    |

    Scenario Outline: Another user's token, of the <application> application
      Given a throw-away user
      And live refresh tokens:
        | token | application   | user       |
        | A     | <used>        | throw-away |
        | O     | <application> | first      |
      When the throw-away user is deleted
      Then "O" is still alive

      Examples:
        | application | used     |
        | any         | any      |
        | rotating    | rotating |
        | another     | any      |

  @HKS-03 @should @rfc7009 @bcp @needs-hook-withdraw-consent
  Rule: A user who withdraws consent ends the refresh tokens of that application
    Source: OWASP ASVS 5.0, 10.4.9 (an authorized user can revoke refresh tokens); RFC 6749 section 5.2 (invalid_grant: revoked)
    Of that user, of that application, and of no other. One who agrees again gets tokens that work.

    Scenario Outline: Of the <application> application, one that <state>
      Given refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
      When the user of "A" withdraws what its application was given
      Then "A" is dead

      Examples:
        | application | state                                        |
        | any         | were exchanged once                          |
        | any         | were never exchanged                         |
        | any         | lay unused until their access tokens expired |
        | rotating    | were exchanged once                          |
        | rotating    | were never exchanged                         |
        | public      | were exchanged once                          |
        | device      | were exchanged once                          |
        | leeway      | were exchanged once                          |

    Scenario Outline: After a restart, of the <application> application
      Given a live refresh token "A" of the "<application>" application
      When the user of "A" withdraws what its application was given
      And the server is restarted
      Then "A" is dead

      Examples:
        | application |
        | any         |
        | rotating    |

    Scenario: An older and a younger token
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the user of "A" withdraws what its application was given
      Then "A" is dead
      And "B" is dead

    Scenario Outline: The user's token at another application, <application> being asked about
      Given live refresh tokens:
        | token | application   |
        | A     | <application> |
        | O     | <other>       |
      When the user of "A" withdraws what its application was given
      Then "O" is still alive

      Examples:
        | application | other        |
        | any         | another      |
        | rotating    | confidential |

    Scenario Outline: Another user's token, of the <application> application
      Given live refresh tokens:
        | token | application   | user   |
        | A     | <used>        | first  |
        | O     | <application> | second |
      When the user of "A" withdraws what its application was given
      Then "O" is still alive

      Examples:
        | application | used     |
        | any         | any      |
        | rotating    | rotating |
        | another     | any      |

    Scenario Outline: Of the <application> application, one that is issued afterwards
      Given a live refresh token "A" of the "<application>" application
      When the user of "A" withdraws what its application was given
      Then signing in again yields a working refresh token "B"
      And "A" is dead
      And "B" is still alive

      Examples:
        | application |
        | any         |
        | rotating    |

  @HKS-04 @must @rfc7009 @bcp @needs-hook-delete-application
  Rule: A deleted application's refresh tokens are unusable
    Source: RFC 6749 section 6 (the server authenticates the client, and makes sure that the token was issued to it)
    Any refusal will do, that of the application included.

    Scenario Outline: With the authentication method <method>, one that <state>
      Given a throw-away application with the authentication method "<method>"
      And refresh tokens that <state>:
        | token | application |
        | A     | throw-away  |
      When the throw-away application is deleted
      Then "A" is dead

      Examples:
        | method              | state                                        |
        | client_secret_post  | were exchanged once                          |
        | client_secret_post  | were never exchanged                         |
        | client_secret_basic | were exchanged once                          |
        | none                | were exchanged once                          |
        | none                | were never exchanged                         |
        | none                | lay unused until their access tokens expired |

    Scenario: Through another application
      Given a throw-away application with the authentication method "client_secret_post"
      And a live refresh token "A" of the "throw-away" application
      And a live refresh token "O" of the "confidential" application
      When the throw-away application is deleted
      And "A" is exchanged with:
        | application | confidential |
      Then the answer is "4xx"
      And "O" is still alive

    Scenario Outline: After a restart, with the authentication method <method>
      Given a throw-away application with the authentication method "<method>"
      And a live refresh token "A" of the "throw-away" application
      When the throw-away application is deleted
      And the server is restarted
      Then "A" is dead

      Examples:
        | method             |
        | client_secret_post |
        | none               |

    Scenario Outline: The user's token at the <application> application
      Given a throw-away application with the authentication method "client_secret_post"
      And live refresh tokens:
        | token | application   |
        | A     | throw-away    |
        | O     | <application> |
      When the throw-away application is deleted
      Then "O" is still alive

      Examples:
        | application |
        | any         |
        | rotating    |

  @HKS-05 @should @rfc7009 @bcp @needs-hook-log-out-everywhere
  Rule: A user who is logged out everywhere keeps no refresh token issued until then
    Source: OWASP ASVS 5.0, 7.4.5 (administrators can end a user's sessions), 7.4.1 (none is of use afterwards)
    Every one issued before is dead; one issued afterwards, and another user's, works.

    Scenario Outline: Of the <application> application, one that <state>
      Given refresh tokens that <state>:
        | token | application   |
        | A     | <application> |
      When the user of "A" is logged out everywhere
      Then "A" is dead

      Examples:
        | application | state                                        |
        | any         | were exchanged once                          |
        | any         | were never exchanged                         |
        | any         | lay unused until their access tokens expired |
        | rotating    | were exchanged once                          |
        | rotating    | were never exchanged                         |
        | public      | were exchanged once                          |
        | device      | were exchanged once                          |
        | leeway      | were exchanged once                          |

    Scenario Outline: After a restart, of the <application> application
      Given a live refresh token "A" of the "<application>" application
      When the user of "A" is logged out everywhere
      And the server is restarted
      Then "A" is dead

      Examples:
        | application |
        | any         |
        | rotating    |

    Scenario: An older and a younger token
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the user of "A" is logged out everywhere
      Then "A" is dead
      And "B" is dead

    Scenario: A token at another application
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | O     | another     |
      When the user of "A" is logged out everywhere
      Then "O" is dead
      And "A" is dead

    Scenario Outline: Another user's token, of the <application> application
      Given live refresh tokens:
        | token | application   | user   |
        | A     | <used>        | first  |
        | O     | <application> | second |
      When the user of "A" is logged out everywhere
      Then "O" is still alive

      Examples:
        | application | used     |
        | any         | any      |
        | rotating    | rotating |
        | another     | any      |

    Scenario Outline: Of the <application> application, one that is issued afterwards
      Given a live refresh token "A" of the "<application>" application
      When the user of "A" is logged out everywhere
      Then signing in again yields a working refresh token "B"
      And "A" is dead
      And "B" is still alive

      Examples:
        | application |
        | any         |
        | rotating    |

    @needs-hook-delete-user
    Scenario: One that is issued afterwards, to a user whom nothing was done to before
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
      When the user of "A" is logged out everywhere
      Then signing in again yields a working refresh token "B"

  @HKS-06 @should @rfc7009 @bcp @needs-hook-change-password @needs-password-change-ends-tokens
  Rule: A changed password ends the user's refresh tokens, where the vendor says so
    Source: RFC 9700 section 4.14.2 (a server MAY revoke refresh tokens at a password change); declares.password_change_ends_tokens
    It is a choice of the vendor's, and judged where the deployment file declares it.

    Scenario Outline: Of the <application> application, one that <state>
      Given a throw-away user
      And refresh tokens that <state>:
        | token | application   | user       |
        | A     | <application> | throw-away |
      When the throw-away user gets another password
      Then "A" is dead

      Examples:
        | application | state                                        |
        | any         | were exchanged once                          |
        | any         | were never exchanged                         |
        | any         | lay unused until their access tokens expired |
        | rotating    | were exchanged once                          |
        | rotating    | were never exchanged                         |
        | public      | were exchanged once                          |
        | device      | were exchanged once                          |
        | leeway      | were exchanged once                          |

    Scenario: An older and a younger token, and one at another application
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
        | B     | any         | throw-away |
        | O     | another     | throw-away |
      When the throw-away user gets another password
      Then "A" is dead
      And "B" is dead
      And "O" is dead

    Scenario Outline: After a restart, of the <application> application
      Given a throw-away user
      And live refresh tokens:
        | token | application   | user       |
        | A     | <application> | throw-away |
      When the throw-away user gets another password
      And the server is restarted
      Then "A" is dead

      Examples:
        | application |
        | any         |
        | rotating    |

    Scenario Outline: Another user's token, of the <application> application
      Given a throw-away user
      And live refresh tokens:
        | token | application   | user       |
        | A     | <used>        | throw-away |
        | O     | <application> | first      |
      When the throw-away user gets another password
      Then "O" is still alive

      Examples:
        | application | used     |
        | any         | any      |
        | rotating    | rotating |
        | another     | any      |

  @HKS-12 @should @rfc7009 @bcp @needs-introspection
  Rule: Refresh tokens that the vendor has ended introspect as inactive
    Source: RFC 7662 section 4 (all applicable checks of a token's state), 2.2; OWASP ASVS 5.0, 7.4.2, 7.4.5, 10.4.9
    Whether it was done to the account, to its sessions, or to what an application was given: what no exchange honours is not active.

    @needs-hook-disable-user
    Scenario Outline: The user is disabled, at the <application> application
      Given a throw-away user
      And live refresh tokens:
        | token | application   | user       |
        | A     | <application> | throw-away |
      When the throw-away user is disabled
      Then the introspection of "A" says that it is inactive

      Examples:
        | application |
        | any         |
        | rotating    |

    @needs-hook-delete-user
    Scenario Outline: The user is deleted, at the <application> application
      Given a throw-away user
      And live refresh tokens:
        | token | application   | user       |
        | A     | <application> | throw-away |
      When the throw-away user is deleted
      Then the introspection of "A" says that it is inactive

      Examples:
        | application |
        | any         |
        | rotating    |

    @needs-hook-withdraw-consent
    Scenario Outline: Consent is withdrawn, from the <application> application
      Given a live refresh token "A" of the "<application>" application
      When the user of "A" withdraws what its application was given
      Then the introspection of "A" says that it is inactive

      Examples:
        | application |
        | any         |
        | rotating    |
        | public      |
        | device      |

    @needs-hook-log-out-everywhere
    Scenario Outline: The user is logged out everywhere, also of the <application> application
      Given a live refresh token "A" of the "<application>" application
      When the user of "A" is logged out everywhere
      Then the introspection of "A" says that it is inactive

      Examples:
        | application |
        | any         |
        | rotating    |
        | public      |
        | device      |

    @needs-hook-change-password @needs-password-change-ends-tokens
    Scenario Outline: The user gets another password, having signed in at the <application> application
      Given a throw-away user
      And live refresh tokens:
        | token | application   | user       |
        | A     | <application> | throw-away |
      When the throw-away user gets another password
      Then the introspection of "A" says that it is inactive

      Examples:
        | application |
        | any         |
        | rotating    |

  @HKS-13 @should @rfc7009 @bcp @needs-introspection @needs-access-token-check
  Rule: Access tokens of a user who is disabled or deleted introspect as inactive
    Source: RFC 7662 section 4 (all applicable checks of a token's state), 2.2; OWASP ASVS 5.0, 7.4.2
    A resource server that asks is told. One that looks at the token alone learns nothing until it expires, which is not judged.

    @needs-hook-disable-user
    Scenario Outline: The user is disabled, at the <application> application
      Given a throw-away user
      And live refresh tokens:
        | token | application   | user       |
        | A     | <application> | throw-away |
      When the throw-away user is disabled
      Then the newest access token of "A" introspects as inactive

      Examples:
        | application |
        | any         |
        | rotating    |

    @needs-hook-delete-user
    Scenario Outline: The user is deleted, at the <application> application
      Given a throw-away user
      And live refresh tokens:
        | token | application   | user       |
        | A     | <application> | throw-away |
      When the throw-away user is deleted
      Then the newest access token of "A" introspects as inactive

      Examples:
        | application |
        | any         |
        | rotating    |

  @HKS-14 @should @rfc7009 @bcp
  Rule: A code does not outlive its user's account, nor the consent that it came of
    Source: OWASP ASVS 5.0, 7.4.2, 10.4.9; RFC 6749 section 4.1.3 (the server makes sure that the code is valid); CVE-2026-128359
    Whether the code is refused, or yields a refresh token that is, is left open.

    @needs-hook-disable-user
    Scenario Outline: The user is disabled, having signed in at the <application> application
      Given a throw-away user
      And an authorization code "C" of the "<application>" application for the throw-away user
      When the throw-away user is disabled
      Then "C" yields no refresh token that works
      And a new code of the "<application>" application is redeemed

      Examples:
        | application |
        | any         |
        | public      |

    @needs-hook-delete-user
    Scenario Outline: The user is deleted, having signed in at the <application> application
      Given a throw-away user
      And an authorization code "C" of the "<application>" application for the throw-away user
      When the throw-away user is deleted
      Then "C" yields no refresh token that works
      And a new code of the "<application>" application is redeemed

      Examples:
        | application |
        | any         |
        | public      |

    Scenario: The user withdraws consent
      Given a live refresh token "A" of the "any" application
      And an authorization code "C" of the "any" application
      When the user of "A" withdraws what its application was given
      Then "C" yields no refresh token that works
      And a new code of the "any" application is redeemed

  @HKS-15 @should @rfc7009 @bcp @needs-device
  Rule: That a device was let in does not outlive its user's account, nor the consent that was given
    Source: OWASP ASVS 5.0, 7.4.2, 10.4.9; RFC 8628 section 3.5 (a device is answered by the same rules as section 5 of RFC 6749); CVE-2026-128359
    Whether the device is refused, or gets a refresh token that is, is left open.

    @needs-hook-disable-user
    Scenario: The user is disabled
      Given a throw-away user
      And a live refresh token "O" of the "device" application
      And a device asks for authorization
      When the throw-away user lets the device in
      And the throw-away user is disabled
      Then the device yields no refresh token that works
      And a new sign-in works

    @needs-hook-delete-user
    Scenario: The user is deleted
      Given a throw-away user
      And a live refresh token "O" of the "device" application
      And a device asks for authorization
      When the throw-away user lets the device in
      And the throw-away user is deleted
      Then the device yields no refresh token that works
      And a new sign-in works

    @needs-hook-withdraw-consent
    Scenario: The user withdraws consent
      Given a live refresh token "A" of the "device" application
      And a device asks for authorization
      When the user lets the device in
      And the user of "A" withdraws what its application was given
      Then the device yields no refresh token that works
      And a new sign-in works
