Feature: What a vendor does to its own server
  There is no common API to disable a user, to take back consent, or to restart a server. The deployment file's hooks do it: commands of
  the vendor. What is disabled, deleted or changed was made for the scenario; what the deployment file lists never is.

  @HKS-01 @should @rfc7009 @bcp @needs-hook-disable-user
  Rule: A disabled user's refresh tokens are refused
    Source: OWASP ASVS 5.0, 7.4.2 (a disabled account's sessions all end); RFC 6749 section 6 (the server validates the refresh token)
    What becomes of them when the user is enabled again is not documented, and not judged.

    Scenario: An older and a younger token at one application
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
        | B     | any         | throw-away |
      When the throw-away user is disabled
      Then "A" is dead
      And "B" is dead

    @needs-two-applications
    Scenario: A token at another application
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
        | O     | another     | throw-away |
      When the throw-away user is disabled
      Then "O" is dead
      And "A" is dead

    Scenario: A token that was never exchanged
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       | exchanged |
        | A     | any         | throw-away | never     |
      When the throw-away user is disabled
      Then "A" is dead

    @needs-rotating
    Scenario: A token that rotates
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | rotating    | throw-away |
      When the throw-away user is disabled
      Then "A" is dead

    @needs-public
    Scenario: A token of a public application
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | public      | throw-away |
      When the throw-away user is disabled
      Then "A" is dead

    @needs-device
    Scenario: A device
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | device      | throw-away |
      When the throw-away user is disabled
      Then "A" is dead

    @needs-hook-restart
    Scenario: After a restart
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
      When the throw-away user is disabled
      And the server is restarted
      Then "A" is dead

    Scenario: Another user's tokens
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
        | O     | any         | first      |
      When the throw-away user is disabled
      Then "O" is still alive

    @needs-hook-enable-user
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

    Scenario: An older and a younger token at one application
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
        | B     | any         | throw-away |
      When the throw-away user is deleted
      Then "A" is dead
      And "B" is dead

    @needs-two-applications
    Scenario: A token at another application
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
        | O     | another     | throw-away |
      When the throw-away user is deleted
      Then "O" is dead
      And "A" is dead

    Scenario: A token that was never exchanged
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       | exchanged |
        | A     | any         | throw-away | never     |
      When the throw-away user is deleted
      Then "A" is dead

    @needs-rotating
    Scenario: A token that rotates
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | rotating    | throw-away |
      When the throw-away user is deleted
      Then "A" is dead

    @needs-public
    Scenario: A token of a public application
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | public      | throw-away |
      When the throw-away user is deleted
      Then "A" is dead

    @needs-device
    Scenario: A device
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | device      | throw-away |
      When the throw-away user is deleted
      Then "A" is dead

    @needs-hook-restart
    Scenario: After a restart
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
      When the throw-away user is deleted
      And the server is restarted
      Then "A" is dead

    Scenario: Another user's tokens
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
        | O     | any         | first      |
      When the throw-away user is deleted
      Then "O" is still alive

  @HKS-03 @should @rfc7009 @bcp @needs-hook-withdraw-consent
  Rule: A user who withdraws consent ends the refresh tokens of that application
    Source: OWASP ASVS 5.0, 10.4.9 (an authorized user can revoke refresh tokens); RFC 6749 section 5.2 (invalid_grant: revoked)
    Of that user, of that application, and of no other.

    Scenario: An older and a younger token
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the user of "A" withdraws what its application was given
      Then "A" is dead
      And "B" is dead

    Scenario: A token that was never exchanged
      Given an unused refresh token "A" of the "any" application
      When the user of "A" withdraws what its application was given
      Then "A" is dead

    Scenario Outline: At a <application> application
      Given a live refresh token "A" of the "<application>" application
      When the user of "A" withdraws what its application was given
      Then "A" is dead

      @needs-rotating
      Examples: with rotation
        | application |
        | rotating    |

      @needs-public
      Examples: without a secret
        | application |
        | public      |

      @needs-device
      Examples: of a device
        | application |
        | device      |

    @needs-hook-restart
    Scenario: After a restart
      Given a live refresh token "A" of the "any" application
      When the user of "A" withdraws what its application was given
      And the server is restarted
      Then "A" is dead

    @needs-two-applications
    Scenario: The user's token at another application
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | O     | another     |
      When the user of "A" withdraws what its application was given
      Then "O" is still alive

    @needs-second-user
    Scenario: Another user's token at the same application
      Given live refresh tokens:
        | token | application | user   |
        | A     | any         | first  |
        | O     | any         | second |
      When the user of "A" withdraws what its application was given
      Then "O" is still alive

    Scenario: The user agrees once more
      Given a live refresh token "A" of the "any" application
      When the user of "A" withdraws what its application was given
      Then signing in again yields a working refresh token "B"
      And "A" is dead

  @HKS-04 @must @rfc7009 @bcp @needs-hook-delete-application
  Rule: A deleted application's refresh tokens are unusable
    Source: RFC 6749 section 6 (the server authenticates the client, and makes sure that the token was issued to it)
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

    @needs-hook-restart
    Scenario: After a restart
      Given a throw-away application with the authentication method "client_secret_post"
      And a live refresh token "A" of the "throw-away" application
      When the throw-away application is deleted
      And the server is restarted
      Then "A" is dead

    Scenario: The user's token at another application
      Given a throw-away application with the authentication method "client_secret_post"
      And live refresh tokens:
        | token | application |
        | A     | throw-away  |
        | O     | any         |
      When the throw-away application is deleted
      Then "O" is still alive

  @HKS-05 @should @rfc7009 @bcp @needs-hook-log-out-everywhere
  Rule: A user who is logged out everywhere keeps no refresh token issued until then
    Source: OWASP ASVS 5.0, 7.4.5 (administrators can end a user's sessions), 7.4.1 (none is of use afterwards)
    Every one issued before is dead; one issued afterwards, and another user's, works.

    Scenario: An older and a younger token
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the user of "A" is logged out everywhere
      Then "A" is dead
      And "B" is dead

    @needs-two-applications
    Scenario: A token at another application
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | O     | another     |
      When the user of "A" is logged out everywhere
      Then "O" is dead
      And "A" is dead

    Scenario: A token that was never exchanged
      Given an unused refresh token "A" of the "any" application
      When the user of "A" is logged out everywhere
      Then "A" is dead

    Scenario Outline: At a <application> application
      Given a live refresh token "A" of the "<application>" application
      When the user of "A" is logged out everywhere
      Then "A" is dead

      @needs-rotating
      Examples: with rotation
        | application |
        | rotating    |

      @needs-public
      Examples: without a secret
        | application |
        | public      |

      @needs-device
      Examples: of a device
        | application |
        | device      |

    @needs-hook-restart
    Scenario: After a restart
      Given a live refresh token "A" of the "any" application
      When the user of "A" is logged out everywhere
      And the server is restarted
      Then "A" is dead

    Scenario: A token that is issued afterwards
      Given a live refresh token "A" of the "any" application
      When the user of "A" is logged out everywhere
      Then signing in again yields a working refresh token "B"
      And "A" is dead

    @needs-rotating
    Scenario: A rotating token that is issued afterwards
      Given a live refresh token "A" of the "rotating" application
      When the user of "A" is logged out everywhere
      Then signing in again yields a working refresh token "B"
      And "A" is dead

    @needs-second-user
    Scenario: Another user's token
      Given live refresh tokens:
        | token | application | user   |
        | A     | any         | first  |
        | O     | any         | second |
      When the user of "A" is logged out everywhere
      Then "O" is still alive

  @HKS-06 @should @rfc7009 @bcp @needs-hook-change-password @needs-password-change-ends-tokens
  Rule: A changed password ends the user's refresh tokens, where the vendor says so
    Source: RFC 9700 section 4.14.2 (a server MAY revoke refresh tokens at a password change); declares.password_change_ends_tokens
    It is a choice of the vendor's, and judged where the deployment file declares it.

    Scenario: An older and a younger token
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
        | B     | any         | throw-away |
      When the throw-away user gets another password
      Then "A" is dead
      And "B" is dead

    @needs-two-applications
    Scenario: A token at another application
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
        | O     | another     | throw-away |
      When the throw-away user gets another password
      Then "O" is dead
      And "A" is dead

    @needs-rotating
    Scenario: A token that rotates
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | rotating    | throw-away |
      When the throw-away user gets another password
      Then "A" is dead

    @needs-public
    Scenario: A token of a public application
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | public      | throw-away |
      When the throw-away user gets another password
      Then "A" is dead

    Scenario: Another user's tokens
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
        | O     | any         | first      |
      When the throw-away user gets another password
      Then "O" is still alive

  @HKS-07 @must @rfc7009 @bcp @needs-hook-restart
  Rule: A revoked refresh token is still revoked after a restart
    Source: RFC 7009 section 2.1 (the token cannot be used again after the revocation)

    Scenario: One of two tokens
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the application revokes "A"
      And the server is restarted
      Then "A" is dead

    Scenario: A token that was never exchanged
      Given an unused refresh token "A" of the "any" application
      When the application revokes "A"
      And the server is restarted
      Then "A" is dead

    Scenario Outline: At a <application> application
      Given a live refresh token "A" of the "<application>" application
      When the application revokes "A"
      And the server is restarted
      Then "A" is dead

      @needs-rotating
      Examples: with rotation
        | application |
        | rotating    |

      @needs-public
      Examples: without a secret
        | application |
        | public      |

      @needs-device
      Examples: of a device
        | application |
        | device      |

  @HKS-08 @must @bcp @needs-hook-restart @needs-rotating
  Rule: A spent refresh token is still spent after a restart
    Source: RFC 9700 section 4.14.2 (a rotated refresh token is invalidated, and remembered, so that its use again is noticed)

    That a spent token is refused at once, and that its use again ends its family, is seen before the restart: other rules judge that.

    Scenario: The predecessor
      Given live refresh tokens:
        | token | application |
        | A     | rotating    |
        | C     | rotating    |
      When "C" is exchanged for "D"
      And "C" is used again
      And "A" is exchanged for "B"
      And the server is restarted
      Then "A" is dead

    Scenario: The first of a chain
      Given live refresh tokens:
        | token | application |
        | A     | rotating    |
        | C     | rotating    |
      When "C" is exchanged for "D"
      And "C" is used again
      And "A" is exchanged for "B"
      And the server is restarted
      Then "A's first" is dead

    Scenario: The family of a token that was used again
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And "A" is used again
      And "B" is used again
      And the server is restarted
      Then "B" is dead

    Scenario: A token that is used again after the restart, and its successor
      Given live refresh tokens:
        | token | application |
        | A     | rotating    |
        | C     | rotating    |
      When "C" is exchanged for "D"
      And "C" is used again
      And "D" is used again
      And "A" is exchanged for "B"
      And the server is restarted
      Then "A" is dead
      And "B" is dead

  @HKS-09 @should @rfc7009 @bcp @needs-hook-restart
  Rule: A live refresh token is still alive after a restart
    Source: RFC 6749 section 1.5 (refresh tokens obtain new access tokens when the old ones expire)
    A server may end a refresh token whenever it likes. That a restart does so is worth a warning: everybody has to sign in again.

    Scenario: Two tokens
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the server is restarted
      Then "A" is still alive
      And "B" is still alive

    Scenario Outline: At a <application> application
      Given a live refresh token "A" of the "<application>" application
      When the server is restarted
      Then "A" is still alive

      @needs-rotating
      Examples: with rotation
        | application |
        | rotating    |

      @needs-public
      Examples: without a secret
        | application |
        | public      |

      @needs-device
      Examples: of a device
        | application |
        | device      |

  @HKS-10 @must @rfc7009 @bcp @needs-hook-break-store
  Rule: A revocation that was answered with success holds, also where the store was broken meanwhile
    Source: RFC 7009 section 2.2 (200: the token has been revoked), 2.2.1 (503: it still exists); CVE-2020-15223
    What else is answered while the store is broken is not judged: it promised nothing.

    Scenario: A revocation while the store is broken
      Given a live refresh token "A" of the "any" application
      When the store is broken
      And "A" is sent for revocation
      And the store is mended
      Then "A" is dead, unless the revocation was not answered with success

    Scenario Outline: At a <application> application
      Given a live refresh token "A" of the "<application>" application
      When the store is broken
      And "A" is sent for revocation
      And the store is mended
      Then "A" is dead, unless the revocation was not answered with success

      @needs-rotating
      Examples: with rotation
        | application |
        | rotating    |

      @needs-public
      Examples: without a secret
        | application |
        | public      |

    Scenario: It is sent once more when the store is mended
      Given a live refresh token "A" of the "any" application
      When the store is broken
      And "A" is sent for revocation
      And the store is mended
      And "A" is sent for revocation
      Then the answer is "a success"
      And "A" is dead

    Scenario: A token that was revoked before
      Given a live refresh token "A" of the "any" application
      When the application revokes "A"
      And the store is broken
      And the store is mended
      Then "A" is dead

  @HKS-11 @should @rfc7009 @bcp @needs-hook-break-store
  Rule: A refresh token whose revocation was answered with 503 still exists
    Source: RFC 7009 section 2.2.1 (503: the client must assume that the token still exists)

    Scenario: A revocation while the store is broken
      Given a live refresh token "A" of the "any" application
      When the store is broken
      And "A" is sent for revocation
      And the store is mended
      Then "A" is still alive if the revocation was answered with 503

    @needs-rotating
    Scenario: Of a token that rotates
      Given a live refresh token "A" of the "rotating" application
      When the store is broken
      And "A" is sent for revocation
      And the store is mended
      Then "A" is still alive if the revocation was answered with 503

  @HKS-12 @should @rfc7009 @bcp @needs-introspection
  Rule: Tokens of a user who is disabled or deleted introspect as inactive
    Source: RFC 7662 section 4 (all applicable checks of a token's state), 2.2; OWASP ASVS 5.0, 7.4.2

    @needs-hook-disable-user
    Scenario: A disabled user's refresh token
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
      When the throw-away user is disabled
      Then the introspection of "A" says that it is inactive

    @needs-hook-delete-user
    Scenario: A deleted user's refresh token
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
      When the throw-away user is deleted
      Then the introspection of "A" says that it is inactive

  @HKS-13 @should @rfc7009 @bcp @needs-introspection @needs-access-token-check
  Rule: Access tokens of a user who is disabled or deleted introspect as inactive
    Source: RFC 7662 section 4 (all applicable checks of a token's state), 2.2; OWASP ASVS 5.0, 7.4.2
    A resource server that asks is told. One that looks at the token alone learns nothing until it expires, which is not judged.

    @needs-hook-disable-user
    Scenario: A disabled user's access token
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
      When the throw-away user is disabled
      Then the newest access token of "A" introspects as inactive

    @needs-hook-delete-user
    Scenario: A deleted user's access token
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
      When the throw-away user is deleted
      Then the newest access token of "A" introspects as inactive
