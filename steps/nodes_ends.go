package steps

import (
	"context"
	"fmt"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// endingAtNodes is a way to end tokens at a node.
type endingAtNodes struct {
	name    string // as messages have it
	does    string // what a contender does; "": it presents a spent token
	all     bool   // one act ends all tokens of the grant
	subject judge.Subject
}

// endingsAtNodes are the ways, by the words of the phrase.
var endingsAtNodes = map[string]endingAtNodes{
	"a revocation each":               {"the revocation", doesRevoke, false, judge.RevokedToken},
	"a reuse each":                    {"the reuse", "", false, judge.ReusedFamily},
	"the deletion of each credential": {"the deletion of the credential", doesUnlink, false, judge.CredentialDeletion},
	"one revocation of their grant":   {"the revocation of a token of the grant", doesRevoke, true, judge.RevokedToken},
	"the deletion of their grant":     {"the deletion of the grant", doesDelete, true, judge.GrantDeletion},
}

// where is the place of an act, for messages: the Management API may stand elsewhere than the nodes.
func (e endingAtNodes) where(w *World, p place) string {
	if e.managed() && !w.managedAt(p) {
		return "the Management API"
	}
	return p.String()
}

func (e endingAtNodes) managed() bool { return e.does != "" && e.does != doesRevoke }

// managedAt says whether the Management API stands at the node as well.
func (w *World) managedAt(p place) bool {
	if p == theIssuer {
		return false
	}
	_, err := w.deployment().AtNode(int(p), w.deployment().File.Management.URL)
	return err == nil
}

// end ends a token, and with it all that the same act ends, at the place of the token.
func (n *nodes) end(ctx context.Context, s *nodeToken, ended []*nodeToken) error {
	requests, err := n.endRequests(ctx, s)
	if err != nil {
		return err
	}
	for _, r := range requests {
		if !n.kind.managed() || n.managedAt(s.from) {
			if err := n.address(&r, s.from); err != nil {
				return err
			}
		}
		if err := n.ended(ctx, s, n.lease.Send(ctx, session.Act, r)); err != nil {
			return err
		}
	}
	for _, e := range ended {
		e.endedAt = n.now()
	}
	return nil
}

// ended looks at the answer to an act.
func (n *nodes) ended(ctx context.Context, s *nodeToken, r httpx.Response) error {
	where := n.kind.where(n.World, s.from)
	switch {
	case n.kind.does != "" && !r.Accepted():
		return inconclusive("%s at %s was answered %s: nothing is shown of what it ends", n.kind.name, where, r)
	case n.kind.does != "":
		return nil
	}
	switch n.stateOf(ctx, s.token, r) {
	case judge.Alive:
		n.accepted = fmt.Sprintf("%s accepted a refresh token (%s) that had been exchanged before, here or at another node", where, r)
		n.follow(s.token, r)
	case judge.Unclear:
		return inconclusive("whether %s refuses a spent refresh token is unclear: its exchange was answered %s", where, r)
	}
	return nil
}

// endRequests are the requests of an act.
func (n *nodes) endRequests(ctx context.Context, s *nodeToken) ([]httpx.Request, error) {
	if n.kind.does != "" {
		return n.race.requestsOf(ctx, s.token, n.kind.does)
	}
	if err := n.elapse(ctx, n.limit()); err != nil { // by then every node knows what was spent at another
		return nil, err
	}
	spent, err := n.spentOf(s)
	if err != nil {
		return nil, err
	}
	r, err := n.exchangeRequest(spent, s.client, nil)
	return []httpx.Request{r}, err
}

// spentOf is the token that was rotated out last.
func (n *nodes) spentOf(s *nodeToken) (*token, error) {
	if len(s.spent) < 2 {
		return nil, n.leftTo(n.rotationOf(s.token), "an exchange returned no new refresh token; %s judges that")
	}
	spent := *s.token
	spent.value, spent.replaced = s.spent[len(s.spent)-1], true
	return &spent, nil
}
