Feature: Propagation
  A server may be several nodes, each with something that it remembers. What one of them has ended, the others must not go
  on accepting. Each token is presented once when it is time, so that no look disturbs what another one sees.

  @PRP-01 @must @auth0 @needs-nodes
  Rule: A token that is revoked at one node is refused by every other node at once
    Source: Auth0, Revoke refresh tokens, "The invalidation takes place immediately"
    The nodes are those of the deployment file. The longest delay that was seen is in the report.

    Scenario Outline: Tokens of the <application> application
      When at one node after another tokens of the "<application>" application are ended by a revocation each
      Then all nodes refuse all of them in time
      And all nodes accept none of them again that was refused

      Examples:
        | application |
        | any         |

      @needs-public
      Examples:
        | application |
        | public      |

      @needs-rotating
      Examples:
        | application |
        | rotating    |

    @setting-on
    Scenario: All tokens of a grant, with the setting on
      When at one node after another tokens of the "any" application are ended by one revocation of their grant
      Then all nodes refuse all of them in time
      And all nodes accept none of them again that was refused

  @PRP-02 @must @auth0 @rfc7009
  Rule: After the answer to a revocation no exchange succeeds, over whichever connection
    Source: RFC 7009 section 2.1 (the invalidation takes place immediately); Auth0, Revoke refresh tokens, "The invalidation takes place immediately"
    Several nodes may stand behind one name, and each new connection may lead to another one. Where the deployment declares a
    propagation limit, after that limit.

    Scenario Outline: Bursts of exchanges at <application> application
      When in 3 rounds a token of the "<application>" application is revoked, and then exchanged 6 times at once, again and again
      Then the nodes that answer refuse all of them in time
      And the nodes that answer accept none of them again that was refused

      Examples:
        | application |
        | any         |

      @needs-rotating
      Examples:
        | application |
        | rotating    |

  @PRP-03 @must @auth0 @bcp @needs-nodes @needs-rotating
  Rule: A reuse that one node sees ends the family at every node
    Source: Auth0, Revoke refresh tokens, "the entire set of refresh tokens issued since that invalidated token"; RFC 9700 section 4.14.2
    The token that is used again was spent at the same node or at another one.

    Scenario: Tokens of one family after another
      When at one node after another tokens of the "rotating" application are ended by a reuse each
      Then all nodes refuse all of them in time
      And all nodes accept none of them again that was refused

  @PRP-05 @should @rfc7009 @needs-nodes
  Rule: A token that is revoked at one node is refused by every other node within the declared limit, and never accepted again
    Source: RFC 7009 section 2.1 (a delay until other servers know is tolerated, and should be as short as possible)
    The limit is declares.propagation_limit of the deployment file; without it, there is no delay.

    Scenario Outline: Tokens of the <application> application
      When at one node after another tokens of the "<application>" application are ended by a revocation each
      Then all nodes refuse all of them in time
      And all nodes accept none of them again that was refused

      Examples:
        | application |
        | any         |

      @needs-rotating
      Examples:
        | application |
        | rotating    |

  @PRP-06 @must @auth0 @needs-nodes @needs-management
  Rule: What the Management API ends is refused by every node
    Source: Auth0, Revoke refresh tokens, "when a grant is revoked, so are all tokens issued in the context of that grant"; "HTTP 204: The credential no longer exists"
    The request goes to the Management API of each node, where they have one, else to the one of the deployment file.

    Scenario: Tokens whose grant is deleted
      When at one node after another tokens of the "any" application are ended by the deletion of their grant
      Then all nodes refuse all of them in time
      And all nodes accept none of them again that was refused

    @needs-device-credentials
    Scenario: Tokens whose device is unlinked
      When at one node after another tokens of the "any" application are ended by the deletion of each credential
      Then all nodes refuse all of them in time
      And all nodes accept none of them again that was refused

  @PRP-07 @must @auth0 @rfc7009 @bcp @needs-nodes
  Rule: A revocation at one node that meets requests at the others is not lost
    Source: RFC 7009 section 2.1 (the invalidation takes place immediately); Auth0, Revoke refresh tokens, "The invalidation takes place immediately"; RFC 9700 section 4.14.2
    As REV-54, with each request at another node: one that had read the token before must not write it back.

    Scenario Outline: A token is revoked at one node while others exchange it, at <application> application
      When in 5 rounds these requests meet at the nodes, for the "<application>" application:
        | token | request    | times |
        | A     | revocation | 1     |
        | A     | exchange   | 3     |
      Then in every round what was ended is dead

      Examples:
        | application |
        | any         |

      @needs-rotating
      Examples:
        | application |
        | rotating    |

    Scenario: It is revoked at several nodes
      When in 5 rounds these requests meet at the nodes, for the "any" application:
        | token | request    | times |
        | A     | revocation | 4     |
      Then in every round what was ended is dead

  @PRP-08 @must @auth0 @bcp @needs-nodes @needs-rotating
  Rule: Simultaneous exchanges of one token at several nodes leave no two live refresh tokens
    Source: Auth0, Refresh token rotation, "Automatic reuse detection"; RFC 9700 section 4.14.2
    As ROT-09, with each exchange at another node.

    Scenario: Several nodes exchange one token
      When in 5 rounds these requests meet at the nodes, for the "rotating" application:
        | token | request  | times |
        | A     | exchange | 6     |
      Then in every round at most one refresh token lives
