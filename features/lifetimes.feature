Feature: Lifetimes and numbers of refresh tokens
  Refresh tokens that expire, and refresh tokens that are too many.

  @ROT-11 @must @auth0 @needs-lifetimes @clock-moved
  Rule: Rotation does not extend the absolute lifetime, and each exchange restarts the idle lifetime
    Source: Auth0, Configure refresh token expiration; Management API, clients, refresh_token
    Judges: an exchange of an expired token
    The default lifetimes contradict each other (C12): the scenarios set their own.

    Scenario: A token that is kept in use ends with its lifetime
      Given an application whose refresh tokens have a short lifetime
      And a live refresh token "A" of the "expiring" application
      When "A" is kept in use until shortly before the end of its lifetime
      And the lifetime of "A" has passed
      Then "A" is dead

    Scenario: A token that is kept in use outlives its idle lifetime
      Given an application whose refresh tokens have a short idle lifetime
      And a live refresh token "A" of the "expiring" application
      When "A" lies unused for most of its idle lifetime
      Then "A" is still alive
      When "A" lies unused for most of its idle lifetime
      Then "A" is still alive

    Scenario: A token that lies unused ends with its idle lifetime
      Given an application whose refresh tokens have a short idle lifetime
      And a live refresh token "A" of the "expiring" application
      When "A" is exchanged
      And "A" is exchanged
      And "A" lies unused for longer than its idle lifetime
      Then "A" is dead

  @ROT-15 @must @auth0 @needs-control @needs-changes
  Rule: The 201st live refresh token of a user at an application pushes out the oldest, and no other
    Source: Auth0, Refresh tokens, "Limitations": 200 for each user and application
    Whether the list shows the one pushed out is not judged (C23). On a live server 201 sign-ins take too long.

    Scenario: The oldest of 201 tokens
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
        | B     | any         | throw-away |
        | O     | another     | throw-away |
        | P     | any         | first      |
      When the user of "A" has signed in until 201 of these refresh tokens live
      Then "A" is dead
      And "B" is still alive
      And "one in the middle" is still alive
      And "the last but one" is still alive
      And "the newest" is still alive
      And "the rest" is still alive
      And "O" is still alive
      And "P" is still alive

    @setting-off
    Scenario: The oldest of 200 tokens, beside one that was revoked
      Given a throw-away user
      And live refresh tokens:
        | token | application | user       |
        | A     | any         | throw-away |
        | R     | any         | throw-away |
      When the application revokes "R"
      And the user of "A" has signed in until 200 of these refresh tokens live
      Then "A" is still alive
