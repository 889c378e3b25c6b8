package deviation

import (
	"sync"
	"sync/atomic"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// lifecycle are the deviations from LIF.
func lifecycle() []Deviation {
	return []Deviation{
		{Name: "deleted-user-goes-on", Rule: "LIF-01", Dialects: onlyAuth0,
			Sentence: "A deleted user's refresh tokens work as before.",
			Apply:    changingUserDeletion(nothing)},
		{Name: "deletion-ends-the-newest-token", Rule: "LIF-01", Dialects: onlyAuth0,
			Sentence: "Of a deleted user's refresh tokens only the newest of each grant ends.",
			Apply: changingUserDeletion(func(e *tenant.Ending) {
				if n := len(e.Grant.Families); n > 0 {
					e.Family = e.Grant.Families[n-1]
					e.EndFamily()
				}
			})},
		{Name: "deletion-takes-other-users", Rule: "LIF-01", Dialects: onlyAuth0,
			Sentence: "Deleting a user ends everybody's refresh tokens at the user's applications.",
			Apply: changingUserDeletion(func(e *tenant.Ending) {
				e.EndGrant()
				e.Others = append(e.Others, tenant.Selector{ClientID: e.Grant.Key.ClientID})
			})},
		{Name: "blocked-user-exchanges", Rule: "LIF-02", Dialects: onlyAuth0,
			Sentence: "A blocked user cannot sign in, and the refresh tokens work on.",
			Apply:    acceptingExchange(func(x tenant.Exchange) bool { return x.Kind == tenant.KindUserBlocked })},
		{Name: "blocking-ends-access-tokens", Rule: "LIF-02", Dialects: onlyAuth0,
			Sentence: "The access tokens of a blocked user are refused at userinfo.",
			Apply:    blockedAtUserinfo},
		{Name: "new-password-ends-tokens", Rule: "LIF-03", Dialects: onlyAuth0,
			Sentence: "A changed password ends the user's refresh tokens.",
			Apply:    func(p *tenant.Policy) { p.Users.PasswordChanged = (*tenant.Ending).EndGrant }},
		{Name: "new-password-ends-rotating-tokens", Rule: "LIF-03", Dialects: onlyAuth0,
			Sentence: "A changed password ends those of the user's refresh tokens that rotate.",
			Apply: func(p *tenant.Policy) {
				p.Users.PasswordChanged = endingFamilies(func(f *tenant.Family) bool { return f.Rotating })
			}},
		{Name: "deleted-application-goes-on", Rule: "LIF-04", Dialects: onlyAuth0,
			Sentence: "The refresh tokens of a deleted application work as before.",
			Apply: keepingTokensOfDeletedClients(func(p *tenant.Policy, deleted func(id string) bool) {
				takingFor(tenant.AuthOK, tenant.EndpointToken, tenant.AuthUnknownClient, func(a tenant.Attempt) bool { return deleted(a.ClientID) })(p)
			})},
		{Name: "deleted-application-is-inherited", Rule: "LIF-04", Dialects: onlyAuth0,
			Sentence: "The refresh tokens of a deleted application work for any other.",
			Apply: keepingTokensOfDeletedClients(func(p *tenant.Policy, deleted func(id string) bool) {
				before := p.Exchange.Owns
				p.Exchange.Owns = func(x tenant.Exchange) bool { return before(x) || deleted(x.Grant.Key.ClientID) }
			})},
		{Name: "deletion-takes-other-applications", Rule: "LIF-04", Dialects: onlyAuth0,
			Sentence: "Deleting an application ends its users' refresh tokens at other applications.",
			Apply: ending(func(p *tenant.Policy) *func(*tenant.Ending) { return &p.Users.ClientDeleted },
				alsoEnding(func(k tenant.GrantKey) tenant.Selector { return tenant.Selector{UserID: k.UserID} }))},
		{Name: "deletion-leaves-unused-tokens", Rule: "LIF-01", Dialects: onlyAuth0,
			Sentence: "Of a deleted user's refresh tokens those go on that were never exchanged.",
			Apply:    changingUserDeletion(endingFamilies(func(f *tenant.Family) bool { return !f.Exchanged.IsZero() }))},
		{Name: "deletion-leaves-other-audiences", Rule: "LIF-01", Dialects: onlyAuth0,
			Sentence: "Of a deleted user's grants for several audiences, those for https://api.two.example go on.",
			Apply: func(p *tenant.Policy) {
				changingUserDeletion(func(e *tenant.Ending) {
					if !isSecondAudience(p, e.Grant.Key.Audience) {
						e.EndGrant()
					}
				})(p)
			}},
		{Name: "new-password-ends-tokens-later", Rule: "LIF-03", Dialects: onlyAuth0,
			Sentence: "A user's refresh tokens end half a minute after the password was changed.",
			Apply:    func(p *tenant.Policy) { p.Users.PasswordChanged = endingGrantLater }},
		{Name: "revocation-with-its-grant-is-not-logged", Rule: "LIF-05", Dialects: onlyAuth0,
			Sentence: "With the setting on, a revocation is not logged.",
			Apply:    loggingBySetting},
		{Name: "revocation-is-not-logged", Rule: "LIF-05", Dialects: onlyAuth0,
			Sentence: "The tenant's log says nothing of a revocation.",
			Apply:    changingRevocationLog(func(e tenant.LogEvent) (tenant.LogEvent, bool) { return e, false })},
		{Name: "log-names-another-application", Rule: "LIF-05", Dialects: onlyAuth0,
			Sentence: "The log's event of a revocation names the Management API's application.",
			Apply: func(p *tenant.Policy) {
				changingRevocationLog(func(e tenant.LogEvent) (tenant.LogEvent, bool) {
					for _, c := range p.Directory.Clients() {
						if len(c.Audiences[tenant.ManagementAudience]) > 0 {
							e.ClientID, e.ClientName = c.ID, c.Name
							break
						}
					}
					return e, true
				})(p)
			}},
		{Name: "log-says-not-what-was-revoked", Rule: "LIF-05", Dialects: onlyAuth0,
			Sentence: "The log's event of a revocation names neither the credential nor the user.",
			Apply: changingRevocationLog(func(e tenant.LogEvent) (tenant.LogEvent, bool) {
				e.UserID, e.UserName, e.Details = "", "", nil
				return e, true
			})},
	}
}

// changingUserDeletion changes what the deletion of a user ends; whose tokens are left, they work.
func changingUserDeletion(ends func(*tenant.Ending)) change {
	return func(p *tenant.Policy) {
		p.Users.Deleted = ends
		p.Exchange.Orphan = func(userID string) *tenant.User { return &tenant.User{ID: userID} }
	}
}

// keepingTokensOfDeletedClients leaves the tokens of deleted applications, and tells which those are.
func keepingTokensOfDeletedClients(then func(p *tenant.Policy, deleted func(id string) bool)) change {
	return func(p *tenant.Policy) {
		var gone sync.Map
		p.Users.ClientDeleted = func(e *tenant.Ending) { gone.Store(e.Grant.Key.ClientID, true) }
		then(p, func(id string) bool {
			_, is := gone.Load(id)
			return is
		})
	}
}

func changingRevocationLog(change func(tenant.LogEvent) (tenant.LogEvent, bool)) change {
	return func(p *tenant.Policy) {
		before := p.Log
		p.Log = func(e tenant.LogEvent) (tenant.LogEvent, bool) {
			if e.Type == tenant.LogRevoked {
				return change(e)
			}
			return before(e)
		}
	}
}

// blockedAtUserinfo follows who is blocked by the answers of the Management API.
func blockedAtUserinfo(p *tenant.Policy) {
	var blocked sync.Map // user id -> bool
	changingAnswer(tenant.OpUpdateUser, func(_ tenant.Request, a *tenant.Answer) {
		user := jsonObject(a)
		if id, ok := user["user_id"].(string); ok {
			is, _ := user["blocked"].(bool)
			blocked.Store(id, is)
		}
	})(p)
	changingAnswer(tenant.EndpointUserinfo, func(_ tenant.Request, a *tenant.Answer) {
		if is, _ := blocked.Load(jsonObject(a)["sub"]); is == true {
			*a = (&tenant.Error{Status: 401, Code: "invalid_token", Description: "The user is blocked"}).Answer()
		}
	})(p)
}

// loggingBySetting has the last revocation's setting decide: it is logged after it was done.
func loggingBySetting(p *tenant.Policy) {
	var deletesGrant atomic.Bool
	changingEnd(also(func(e *tenant.Ending) { deletesGrant.Store(whileOn(e)) }))(p)
	changingRevocationLog(func(e tenant.LogEvent) (tenant.LogEvent, bool) { return e, !deletesGrant.Load() })(p)
}
