package doctor

import (
	"fmt"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/steps"
)

// place is the subject of a sight: something that an application of the file does, or a scope of the Management API.
type place struct {
	what steps.What
	of   string // a role, a scope, or a request to the revocation endpoint; "" for no one's
}

// Requests to the revocation endpoint, besides each application's plain one.
const (
	requestByUnknownClient = "a client that does not exist"
	requestOfUnknownToken  = "an unknown token"
	requestOfAnothersToken = "another application's token"
	requestOfAccessToken   = "an access token"
	requestAsJSON          = "JSON"
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
		return e.sightOfUsers(c.Users)
	case steps.Revocation:
		return e.answerTo(c)
	case steps.Management:
		of = c.Scope
	case steps.Introspection, steps.AccessTokens, steps.AccessTokensEnd, steps.Devices, steps.Codes, steps.Polls, steps.Audience:
		of = ""
	case steps.SignIn, steps.Exchange:
		if c.Auth != "" {
			return e.sightOfAll(c.What)
		}
	}
	sight, looked := e.sights[place{c.What, of}]
	if c.What == steps.Exchange && c.Change != nil { // whose answer tells
		sight.Fails = fmt.Sprintf("the token endpoint answers clients.%s with %s", c.Role, sight.Answer)
	}
	return sight, looked
}

// sightOfAll is for an application that a scenario makes: it will fail as those of the file do, where all of these fail.
func (e *examination) sightOfAll(what steps.What) (sight steps.Sight, looked bool) {
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

// sightOfUsers says whether enough users can sign in for a scenario that wants so many.
func (e *examination) sightOfUsers(wanted int) (steps.Sight, bool) {
	left := len(e.d.File.Users) - len(e.failedUsers)
	if len(e.failedUsers) == 0 {
		return steps.Sight{}, false
	}
	says := strings.Join(e.failedUsers, ", ") + " cannot sign in, as said above"
	if left >= wanted {
		return steps.Sight{Fails: says + ": whatever is lent that user may be inconclusive", May: true}, true
	}
	return steps.Sight{Fails: says + ", and too few are left"}, true
}

// wrongCredentials are the parts of a request that a server has to refuse it for.
var wrongCredentials = []string{"client secret", "client_id", "client identification", "assertion"}

// answerTo is the answer to a request such as a scenario sends. An application whose plain request is refused, or not answered, fares
// the same with any other.
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
	if odd := sight.Answer.Err != nil || sight.Answer.Status/100 != 2 && sight.Answer.Status/100 != 4; odd && like == requestByUnknownClient && c.Change["client_id"] == "" {
		return steps.Sight{}, false // it may only stumble over that client
	}
	return sight, looked
}

// requestLike is which of the requests that were tried a changed one is like; "" for the plain one.
func requestLike(change map[string]string) string {
	token := change["token"]
	switch {
	case slices.ContainsFunc(wrongCredentials, func(part string) bool { return change[part] != "" }), token == "absent", token == "empty":
		return requestByUnknownClient
	case len(change) > 1:
		return ""
	case change["application"] != "":
		return requestOfAnothersToken
	case token == "unknown":
		return requestOfUnknownToken
	case token == "its access token":
		return requestOfAccessToken
	case change["body"] == "json":
		return requestAsJSON
	}
	return ""
}
