Feature: Signing out
  What our own handbook promises to people who sign out. Not a standard, so it has an id of ours.

  @SHOP-01 @must @setting-on
  Rule: Signing out of the shop leaves the back office signed in
    Source: Handbook, "Sessions", section 2
    Our tenant has "Refresh Token Revocation Deletes Grant" switched on, and a grant belongs to one application.

    Scenario: The back office keeps its refresh token
      Given live refresh tokens:
        | token  | application  |
        | shop   | confidential |
        | office | second       |
      When the application revokes "shop"
      Then "office" is still alive

  @SHOP-02 @must @devices @needs-rotating
  Rule: A device that signs out cannot come back with an older token
    Source: Handbook, "Sessions", section 3

    Scenario: The token before the last one
      Given a live refresh token "old" of the "rotating" application
      When "old" is exchanged for "new"
      And the application revokes "new"
      Then "old" is dead
      And "new" is dead

  @SHOP-03 @should
  Rule: Signing out twice does no harm
    Source: Handbook, "Sessions", section 4

    Scenario: The second request is answered like the first
      Given a live refresh token "shop" of the "any" application
      When the application revokes "shop"
      And "shop" is sent for revocation
      Then the answer is "200"
      And the body of the answer is empty
