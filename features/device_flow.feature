Feature: Device authorization flow
  A television, a console, a command line: the user lets it in on another device (RFC 8628). Revoking its refresh token is
  what makes such a device authorize again. That this is the only way, as one page has it, is a claim that no test can show.

  @DFL-01 @must @auth0 @rfc7009 @needs-device
  Rule: A device's revoked refresh token cannot be exchanged
    Source: Auth0, Device Authorization Flow, "Force device reauthorization"; RFC 7009 section 2
    Judges: an exchange of a device's revoked token

    Scenario: The device revokes its own token
      Given a live refresh token "A" of the "device" application
      When the application revokes "A"
      Then "A" is dead

  @DFL-02 @must @auth0 @needs-device @needs-userinfo @needs-access-token-check
  Rule: Until its access token expires, the device is not forced to authorize again
    Source: Auth0, Device Authorization Flow, "the device is not forced to reauthorize until its access token expires"

    Scenario: The access token after the revocation
      Given a live refresh token "A" of the "device" application
      When the application revokes "A"
      Then the newest access token of "A" is still accepted

    Scenario: The access token after a refused exchange
      Given a live refresh token "A" of the "device" application
      When the application revokes "A"
      And "A" is used again
      Then the newest access token of "A" is still accepted

  @DFL-03 @must @auth0 @needs-device @clock-moved
  Rule: Once its access token has expired, a new authorization brings the device back, and nothing else
    Source: Auth0, Device Authorization Flow, "Force device reauthorization"
    The time that it takes is passed by the clock of a mock, or waited for where that is not too long.

    Scenario: The device authorizes again
      Given a live refresh token "A" of the "device" application
      When the application revokes "A"
      And the lifetime of the access token of "A" has passed
      Then signing in again yields a working refresh token "N"
      And "A" is dead

    @needs-userinfo @needs-access-token-check
    Scenario: The device goes on with what it has
      Given a live refresh token "A" of the "device" application
      When the application revokes "A"
      And the lifetime of the access token of "A" has passed
      Then the newest access token of "A" is refused
      And "A" is dead

    @needs-userinfo @needs-access-token-check @clock-moved
    Scenario: What the new authorization brings
      Given a live refresh token "A" of the "device" application
      When the application revokes "A"
      And the lifetime of the access token of "A" has passed
      Then signing in again yields a working refresh token "N"
      And every access token of "N" is accepted

    Scenario: The code that let the device in brings nothing any more
      Given a device is authorized with the refresh token "A"
      When the application revokes "A"
      And the device polls
      Then the answer is "4xx"

  @DFL-04 @must @auth0 @setting-off @needs-device
  Rule: With the setting off, revoking one device's token leaves the user's other devices signed in
    Source: Auth0, Revoke refresh tokens, "Disable the toggle"; Device Authorization Flow, "Force device reauthorization"

    Scenario: An older and a younger device of one user
      Given live refresh tokens:
        | token | application |
        | A     | device      |
        | B     | device      |
        | C     | device      |
      When the application revokes "B"
      Then "A" is still alive
      And "C" is still alive

  @DFL-05 @must @auth0 @needs-device
  Rule: Polling is answered with 403, but with 429 where the device polls too fast
    Source: Auth0, Call your API using the Device Authorization Flow, "Token responses"
    RFC 8628 asks for 400, which is DFL-06. A device that is told to slow down is given its time and polls once more.

    Scenario: The user has yet to act
      Given a device asks for authorization
      When the device polls
      And the device polls
      Then the poll is answered "403 authorization_pending"

    Scenario: The device polls too fast
      Given a device asks for authorization
      When the device polls
      And the device polls too soon
      Then the poll is answered "403 authorization_pending, or 429 slow_down"

    Scenario: The user has refused
      Given a device asks for authorization
      When the device polls
      And the user denies the device
      And the device polls
      Then the poll is answered "403 access_denied"

    Scenario: The user has refused, and the device asks again
      Given a device asks for authorization
      When the user denies the device
      And the device polls
      And the device polls
      Then the answer is "4xx access_denied|invalid_grant|expired_token"

    @clock-moved
    Scenario: The code has expired
      Given a device asks for authorization
      When the device polls
      And the lifetime of the device code has passed
      And the device polls
      Then the poll is answered "403 expired_token"

    @clock-moved
    Scenario: That the code has expired is said once
      Given a device asks for authorization
      When the lifetime of the device code has passed
      And the device polls
      And the device polls
      Then the poll is answered "403 invalid_grant"

  @DFL-06 @must @rfc7009 @needs-device
  Rule: Polling is answered with 400
    Source: RFC 8628 section 3.5; RFC 6749 section 5.2
    Of the codes that the section defines, those that appear are judged.

    Scenario: The user has yet to act
      Given a device asks for authorization
      When the device polls
      And the device polls
      Then the poll is answered "400" where it says "authorization_pending"

    Scenario: The device polls too fast
      Given a device asks for authorization
      When the device polls
      And the device polls too soon
      Then the poll is answered "400" where it says "slow_down|authorization_pending"

    Scenario: The user has refused
      Given a device asks for authorization
      When the user denies the device
      And the device polls
      Then the poll is answered "400" where it says "access_denied"

    @clock-moved
    Scenario: The code has expired
      Given a device asks for authorization
      When the lifetime of the device code has passed
      And the device polls
      Then the poll is answered "400" where it says "expired_token"
