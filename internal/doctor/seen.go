package doctor

import (
	"fmt"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/steps"
)

// place is what a sight is about: something that an application of the file does, or what the Management API allows with a scope.
type place struct {
	what steps.What
	of   string // a role, a scope, or a request to the revocation endpoint; "" for no one's
}

// Requests to the revocation endpoint, besides each application's plain one.
const (
	byNobody      = "a client that does not exist"
	ofNobody      = "an unknown token"
	ofAnother     = "another application's token"
	ofAccessToken = "an access token"
	asJSON        = "JSON"
)

// fails notes once that something was seen not to work.
func (e *examination) fails(what steps.What, of string, answer httpx.Response, format string, args ...any) {
	e.sees(place{what, of}, steps.Sight{Answer: answer, Fails: e.session.Redact(fmt.Sprintf(format, args...))})
}

// answers notes what the revocation endpoint answers an application's plain request, or one of the others.
func (e *examination) answers(request, whom string, answer httpx.Response) {
	e.sees(place{steps.Revocation, request}, steps.Sight{Answer: answer, Fails: fmt.Sprintf("the revocation endpoint answers %s with %s", whom, answer)})
}

func (e *examination) sees(at place, sight steps.Sight) {
	if _, known := e.sights[at]; !known {
		e.sights[at] = sight
	}
}

// Clients are those of the file, whose roles conditions name.
func (e *examination) Clients() file.Clients { return e.d.File.Clients }

// See is what was seen of a condition of a scenario. What was not looked at is taken to be met.
func (e *examination) See(c steps.Condition) (steps.Sight, bool) {
	of := c.Role
	switch c.What {
	case steps.Users:
		return e.lendable(c.Users)
	case steps.Revocation:
		return e.answerTo(c)
	case steps.Management:
		of = c.Scope
	case steps.Introspection, steps.AccessTokens, steps.AccessTokensEnd, steps.Devices, steps.Polls, steps.Audience:
		of = ""
	case steps.SignIn, steps.Exchange:
		if c.Auth != "" {
			return e.likeAll(c.What)
		}
	}
	sight, looked := e.sights[place{c.What, of}]
	if c.What == steps.Exchange && c.Change != nil { // whose answer tells
		sight.Fails = fmt.Sprintf("the token endpoint answers clients.%s with %s", c.Role, sight.Answer)
	}
	return sight, looked
}

// likeAll is for an application that a scenario makes: it fares as all of the file do, where these fare alike.
func (e *examination) likeAll(what steps.What) (sight steps.Sight, looked bool) {
	for _, c := range e.d.File.Clients.Distinct() {
		failed, looked := e.sights[place{what, c.Role}]
		if !looked && what == steps.Exchange {
			failed, looked = e.sights[place{steps.SignIn, c.Role}]
		}
		if !looked {
			return steps.Sight{}, false
		}
		sight = failed
	}
	return sight, true
}

// lendable says whether a scenario is lent as many users as it wants who can sign in.
func (e *examination) lendable(wanted int) (steps.Sight, bool) {
	left := len(e.d.File.Users) - len(e.noUsers)
	if len(e.noUsers) == 0 {
		return steps.Sight{}, false
	}
	says := strings.Join(e.noUsers, ", ") + " cannot sign in, as said above"
	if left >= wanted {
		return steps.Sight{Fails: says + ": whatever is lent that user may be inconclusive", May: true}, true
	}
	return steps.Sight{Fails: says + ", and too few are left"}, true
}

// wrongCredentials are the parts of a request that a server has to refuse it for.
var wrongCredentials = []string{"client secret", "client_id", "client identification", "assertion"}

// answerTo is the answer to a request such as a scenario sends. Whoever is refused the plain one, or not answered, is so whatever else
// is asked.
func (e *examination) answerTo(c steps.Condition) (steps.Sight, bool) {
	if c.Change["method"] != "" {
		return steps.Sight{}, false // it may be another part of the server that answers
	}
	role := c.Role
	if c.Auth != "" {
		i := slices.IndexFunc(e.d.File.Clients.Distinct(), func(o file.Client) bool { return o.Auth == c.Auth })
		if i < 0 {
			return steps.Sight{}, false
		}
		role = e.d.File.Clients.Distinct()[i].Role
	}
	plain, looked := e.sights[place{steps.Revocation, role}]
	if !looked || !plain.Answer.Accepted() || len(c.Change) == 0 {
		return plain, looked
	}
	like := requestLike(c.Change)
	if like == "" {
		return plain, true
	}
	sight, looked := e.sights[place{steps.Revocation, like}]
	if odd := sight.Answer.Err != nil || sight.Answer.Status/100 != 2 && sight.Answer.Status/100 != 4; odd && like == byNobody && c.Change["client_id"] == "" {
		return steps.Sight{}, false // it may only stumble over that client
	}
	return sight, looked
}

// requestLike is which of the requests that were tried a changed one is like; "" for the plain one.
func requestLike(change map[string]string) string {
	token := change["token"]
	switch {
	case slices.ContainsFunc(wrongCredentials, func(part string) bool { return change[part] != "" }), token == "absent", token == "empty":
		return byNobody
	case len(change) > 1:
		return ""
	case change["application"] != "":
		return ofAnother
	case token == "unknown":
		return ofNobody
	case token == "its access token":
		return ofAccessToken
	case change["body"] == "json":
		return asJSON
	}
	return ""
}
