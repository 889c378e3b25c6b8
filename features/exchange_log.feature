Feature: Exchanges in the log
  The tenant's log tells how refresh tokens were used, as it tells of their revocation.

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
