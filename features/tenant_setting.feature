Feature: The tenant setting "Refresh Token Revocation Deletes Grant"
  flags.revoke_refresh_token_grant in the tenant settings of the Management API.

  @SET-01 @must @auth0 @setting-changed @needs-changes
  Rule: Changing the setting is visible, and governs the next revocation
    Source: Auth0, Revoke refresh tokens, "choose the revocation behavior in the Dashboard tenant settings"; Management API, tenant settings
    Judges: a change of the setting

    Scenario Outline: The setting is read after it was switched <value>
      Given the setting is switched "<value>"
      And the setting is switched "<other>"
      When the setting is switched "<value>"
      Then the setting reads "<value>"

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
      When the setting is switched "on"
      And the application revokes "A"
      Then "B" is dead

    Scenario: Switched off, it governs the next revocation
      Given the setting is switched "on"
      And live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the setting is switched "off"
      And the application revokes "A"
      Then "B" is still alive

    Scenario: Switched on after a revocation while it was off
      Given the setting is switched "off"
      And live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
        | C     | any         |
      When the application revokes "C"
      And the setting is switched "on"
      And the application revokes "A"
      Then "B" is dead

    Scenario: Switched off after a revocation while it was on
      Given the setting is switched "on"
      And a live refresh token "C" of the "any" application
      When the application revokes "C"
      And the setting is switched "off"
      Given live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the application revokes "A"
      Then "B" is still alive

  @SET-02 @should @auth0 @setting-changed @needs-changes
  Rule: Changing this flag changes no other, and changing another leaves it
    Source: Auth0, Management API, "Update tenant settings" (PATCH)

    Scenario: The other flags
      Given the setting is switched "off"
      When the setting is switched "on"
      Then no other flag has changed

    Scenario: The other flags, switched off
      Given the setting is switched "on"
      When the setting is switched "off"
      Then no other flag has changed

    Scenario: This flag when another is written
      Given the setting is switched "on"
      When another flag is written as it is
      Then the setting reads "on"

  @SET-03 @must @auth0 @needs-fresh-tenant
  Rule: A new tenant starts with the setting off, one made before 13 January 2021 with it on
    Source: Auth0, Revoke refresh tokens, "For new tenants (as of 13 January 2021), this feature is disabled by default"
    Where a tenant can be made for one scenario alone. On any other the default is never assumed (C24).

    Scenario Outline: What a tenant of <day> reads
      Given a tenant founded on "<day>"
      Then the setting reads "<value>"

      Examples:
        | day        | value |
        | 2018-06-01 | on    |
        | 2021-01-12 | on    |
        | 2021-01-13 | off   |
        | 2021-01-14 | off   |
        | 2026-01-01 | off   |

    Scenario: What an old tenant does
      Given a tenant founded on "2021-01-12"
      And live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the application revokes "A"
      Then "B" is dead

    Scenario: What a new tenant does
      Given a tenant founded on "2021-01-14"
      And live refresh tokens:
        | token | application |
        | A     | any         |
        | B     | any         |
      When the application revokes "A"
      Then "B" is still alive

  @SET-04 @must @auth0 @needs-management
  Rule: Reading and writing the settings need their scopes
    Source: Auth0, Management API, tenant settings (read:tenant_settings, update:tenant_settings)

    Scenario: Reading without read:tenant_settings
      When the Management API is asked without the scope to "read the settings"
      Then the answer is "403 insufficient_scope"

    Scenario: Reading with update:tenant_settings alone
      When the Management API is asked with "update:tenant_settings" alone to "read the settings"
      Then the answer is "403 insufficient_scope"

    Scenario: Reading without a token
      When the Management API is asked without a token to "read the settings"
      Then the answer is "401"

    @setting-changed @needs-changes
    Scenario: Writing without a token
      Given the setting is switched "off"
      When the Management API is asked without a token to "switch the setting on"
      Then the answer is "401"
      And the setting reads "off"

    @setting-changed @needs-changes
    Scenario: Writing with the access token of a user
      Given the setting is switched "off"
      And a live refresh token "A" of the "any" application
      When the Management API is asked with an access token for another audience to "switch the setting on"
      Then the answer is "401|403"
      And the setting reads "off"

    @setting-changed @needs-changes
    Scenario: Writing without update:tenant_settings
      Given the setting is switched "off"
      When the Management API is asked without the scope to "switch the setting on"
      Then the answer is "403 insufficient_scope"
      And the setting reads "off"
