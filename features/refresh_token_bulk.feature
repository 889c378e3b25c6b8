Feature: Refresh tokens that are revoked in bulk
  The Management API takes a list of ids, or a user, who may be narrowed to an application, and that to an audience: exactly one of these.
  The operation is asynchronous: what is answered with 202 has its effect within declares.operation_limit.

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

    Scenario Outline: By <member>, where it lay unused until its access token expired
      Given a live refresh token "A" of the "any" application
      When the lifetime of the access token of "A" has passed
      And the Management API is asked to "revoke refresh tokens" with:
        | <member> | of A |
      Then the answer is "202|204"
      And "A" is dead

      Examples:
        | member  |
        | ids     |
        | user_id |

    Scenario: By ids of which one is given twice
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the Management API is asked to "revoke refresh tokens" with:
        | ids | of A and B and A |
      Then the answer is "2xx|400"
      And "A" is dead if the request was accepted
      And "B" is dead if the request was accepted

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

    @needs-second-user @needs-control @clock-moved
    Scenario: By user: another user an hour later
      Given live refresh tokens:
        | token | application | user   |
        | A     | any         | first  |
        | O     | any         | second |
      When the Management API is asked to "revoke refresh tokens" with:
        | user_id | of A |
      And the server accepts that request
      Then "O" is still alive an hour later

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
