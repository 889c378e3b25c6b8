package steps

import (
	"slices"
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/judge"
)

// Line is a step of a scenario, with its table.
type Line struct {
	Text  string
	Table [][]string
}

// Condition is what a scenario needs of a server at one point before it can go on to judge.
type Condition struct {
	What   What
	Role   string // of the application, as the file has it; "throw-away" or "expiring" for one that the scenario makes
	Auth   string // how one that it makes authenticates
	Users  int    // how many are lent
	Scope  string // of the Management API
	Judged bool   // it is what is judged: where it does not hold, that is the verdict

	Change map[string]string // what is different in a request, by part

	needs requirement
}

// Sight is what was seen of a condition.
type Sight struct {
	Answer httpx.Response // the one that tells
	Fails  string         // what does not work, and what to do about it; of a request whose answer tells, what is answered
	May    bool           // it fails only by chance
}

// scopesOfPlans are for what a tenant's plan may not have.
var scopesOfPlans = []string{"read:logs", "read:refresh_tokens", "delete:refresh_tokens", "delete:sessions"}

// Unmet is what becomes of a scenario after what was seen: an *Inconclusive, a *NotApplicable, or nil where the condition is met.
func (c Condition) Unmet(s Sight) error {
	switch {
	case c.needs != nil:
		return c.needs(c, s)
	case s.Fails == "":
		return nil
	case c.What == MoreScope, c.What == AccessTokensEnd && !otherwiseRefused(s.Answer), judge.Introspects(s.Answer) && c.What == Introspection, !judge.SaysNeither(s.Answer) && c.What == Polls,
		s.Answer.Status == 403 && strings.HasPrefix(c.Scope, "create:"),
		(s.Answer.Status == 403 || s.Answer.Status == 404) && slices.Contains(scopesOfPlans, c.Scope):
		return notApplicable("%s", s.Fails)
	}
	return inconclusive("%s", s.Fails)
}

// otherwiseRefused says whether the revocation of an access token is answered neither with success nor in the one way in which a server may
// say that it revokes none.
func otherwiseRefused(r httpx.Response) bool {
	return judge.SaysNeither(r) || r.Status >= 400 && r.Field("error") != "unsupported_token_type"
}

// ValidRevocation is what the rule judges without which nothing is said of a revocation endpoint.
const ValidRevocation = string(judge.Revocation)

// Conditions lists what a scenario with these needs has to find at a server, in order. Each stands at an application of the file.
func Conditions(lines []Line, needs []string, clients file.Clients) []Condition {
	k := &walk{clients: clients, needs: needs, tokens: map[string]*heldToken{}}
	for _, line := range lines {
		phrases := Read(line.Text)
		if len(phrases) == 0 {
			continue
		}
		captures := phrases[0].Pattern.FindStringSubmatch(line.Text)
		for _, u := range phrases[0].Uses {
			k.use(u, captures, line.Table)
		}
	}
	if k.lendsUser {
		users := 1
		if slices.Contains(needs, "second-user") {
			users = 2
		}
		return append([]Condition{{What: Users, Users: users}}, k.all...)
	}
	return k.all
}
