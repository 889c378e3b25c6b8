Feature: How a token is written
  A refresh token is a text without structure. A server that decodes it, or compares it without case, has other texts for the
  same token. None of them may know less of what became of it.

  @REV-52 @must
  Rule: However a token is written, it is one token
    Source: RFC 7009 section 2.1 (the token cannot be used again after the revocation); RFC 9700 section 4.14.2; Auth0, Revoke refresh tokens, "Use the Authentication API"
    Whether a server reads a token that is written otherwise is not judged: only that what is dead is dead in every spelling,
    and that a revocation that was answered with success holds for the spelling that was sent.

    @auth0 @rfc7009 @bcp
    Scenario Outline: A revoked token of <application> application
      Given a live refresh token "A" of the "<application>" application
      And "A" has a character that base64 writes in two ways
      When the application revokes "A"
      Then "A" stays dead however it is written

      Examples:
        | application |
        | any         |

      @needs-public
      Examples:
        | application |
        | public      |

    @auth0 @bcp @needs-rotating
    Scenario: A spent token
      Given a live refresh token "A" of the "rotating" application
      And "A" has a character that base64 writes in two ways
      When "A" is exchanged for "B"
      Then "A" stays dead however it is written

    @auth0 @bcp @needs-rotating
    Scenario: A token that was ended by a reuse
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And "A" is used again
      And "B" is used again
      Then "B" stays dead however it is written

    @auth0 @needs-management
    Scenario: A token whose grant was deleted
      Given a live refresh token "A" of the "any" application
      When the grant of "A" is deleted
      Then "A" stays dead however it is written

    @auth0 @needs-device-credentials
    Scenario: A token whose device was unlinked
      Given a live refresh token "A" of the "any" application
      When the credential of "A" is deleted
      Then "A" stays dead however it is written

    @rfc7009 @needs-introspection
    Scenario: The introspection of a revoked token
      Given a live refresh token "A" of the "any" application
      And "A" has a character that base64 writes in two ways
      When the application revokes "A"
      Then the introspection of "A" says that it is inactive, however it is written

    @auth0 @rfc7009
    Scenario Outline: A revocation of a token <spelling>
      Given a live refresh token "A" of the "any" application
      And "A" has a character that base64 writes in two ways
      When "A" is sent for revocation with:
        | token | <spelling> |
      Then "A" cannot be exchanged as it was sent for revocation

      Examples:
        | spelling                        |
        | followed by "="                 |
        | with its spare bits set         |
        | in the other alphabet of base64 |
        | with a line break in it         |
        | followed by a space             |
        | after a line break              |
        | percent-encoded once more       |
        | with its case swapped           |
        | with an accent on a letter      |
        | lengthened by a character       |
