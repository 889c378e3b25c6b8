Feature: Requests at once
  A client may send two requests at a time, and two clients always may. What the server has promised to one of them holds
  whatever the other has read before.

  @REV-53 @must
  Rule: Simultaneous revocations of one token are all answered with success, and the token is dead
    Source: RFC 7009 section 2.2 (an invalid token is answered with success); Auth0, Revoke refresh tokens, status table, row 200
    A server that is too busy may say so: 429, 503 and a gateway's 502 and 504 are not judged.

    @auth0 @rfc7009
    Scenario Outline: Revoked <times> times at once, at <application> application
      When in 5 rounds these requests meet at the "<application>" application:
        | token | request    | times   |
        | A     | revocation | <times> |
      Then in every round every revocation is answered with success
      And in every round what was ended is dead

      Examples:
        | application | times |
        | any         | 2     |
        | any         | 6     |

      @needs-public
      Examples:
        | application | times |
        | public      | 2     |

      @needs-rotating
      Examples:
        | application | times |
        | rotating    | 2     |

    @auth0 @rfc7009
    Scenario: Two tokens of one user
      When in 5 rounds these requests meet at the "any" application:
        | token | request    | times |
        | A     | revocation | 2     |
        | B     | revocation | 2     |
      Then in every round every revocation is answered with success
      And in every round what was ended is dead

    @auth0 @setting-on
    Scenario: Two tokens of one grant, with the setting on
      When in 5 rounds these requests meet at the "any" application:
        | token | request    | times |
        | A     | revocation | 1     |
        | B     | revocation | 1     |
      Then in every round every revocation is answered with success
      And in every round no refresh token lives

  @REV-54 @must
  Rule: A revocation that meets other requests is not lost
    Source: RFC 7009 section 2.1 (the invalidation takes place immediately); Auth0, Revoke refresh tokens, "The invalidation takes place immediately"; RFC 9700 section 4.14.2
    Which of the requests comes first is not judged: only an exchange that begins after the answer to the revocation. Whether the
    successor lives that an exchange on its way has yielded, neither (as REV-40), but where all that the user has there is ended.

    @auth0 @rfc7009 @bcp
    Scenario Outline: A token is revoked while it is exchanged <times> times, at <application> application
      When in 5 rounds these requests meet at the "<application>" application:
        | token | request    | times   |
        | A     | revocation | 1       |
        | A     | exchange   | <times> |
      Then in every round what was ended is dead

      Examples:
        | application | times |
        | any         | 1     |
        | any         | 4     |

      @needs-public
      Examples:
        | application | times |
        | public      | 2     |

      @needs-rotating
      Examples:
        | application | times |
        | rotating    | 1     |
        | rotating    | 4     |

      @needs-leeway
      Examples:
        | application | times |
        | leeway      | 2     |

      @needs-basic
      Examples:
        | application | times |
        | basic       | 2     |

      @needs-jwt
      Examples:
        | application | times |
        | jwt         | 2     |

      @needs-device
      Examples:
        | application | times |
        | device      | 2     |

    @auth0 @rfc7009
    Scenario: Two tokens of one user are revoked, and both are exchanged
      When in 5 rounds these requests meet at the "any" application:
        | token | request    | times |
        | A     | revocation | 1     |
        | B     | revocation | 1     |
        | A     | exchange   | 1     |
        | B     | exchange   | 1     |
      Then in every round what was ended is dead

    @auth0 @setting-on
    Scenario: One token of a grant is revoked while another is exchanged, with the setting on
      When in 5 rounds these requests meet at the "any" application:
        | token | request    | times |
        | A     | revocation | 1     |
        | B     | exchange   | 4     |
      Then in every round no refresh token lives

    @auth0 @needs-management
    Scenario Outline: The grant is deleted while its token is exchanged, at <application> application
      When in 5 rounds these requests meet at the "<application>" application:
        | token | request               | times |
        | A     | deletion of its grant | 1     |
        | A     | exchange              | 4     |
      Then in every round no refresh token lives

      Examples:
        | application |
        | any         |

      @needs-rotating
      Examples:
        | application |
        | rotating    |

    @auth0 @needs-management
    Scenario: All grants of the user are deleted while a token is exchanged
      When in 5 rounds these requests meet at the "any" application:
        | token | request                            | times |
        | A     | deletion of all grants of its user | 1     |
        | A     | exchange                           | 4     |
      Then in every round no refresh token lives

    @auth0 @needs-device-credentials
    Scenario: The device is unlinked while its token is exchanged
      When in 5 rounds these requests meet at the "any" application:
        | token | request                    | times |
        | A     | deletion of its credential | 1     |
        | A     | exchange                   | 4     |
      Then in every round what was ended is dead

    @auth0 @needs-refresh-token-api
    Scenario: The refresh token is deleted by its id while it is exchanged
      When in 5 rounds these requests meet at the "any" application:
        | token | request            | times |
        | A     | deletion by its id | 1     |
        | A     | exchange           | 4     |
      Then in every round what was ended is dead
