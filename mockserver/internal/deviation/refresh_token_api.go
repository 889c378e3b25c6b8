package deviation

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// refreshTokenReads are the deviations from RTM about what is shown and listed, and to whom.
func refreshTokenReads() []Deviation {
	return []Deviation{
		{Name: "refresh-token-is-shown-with-its-value", Rule: "RTM-01", Dialects: onlyAuth0,
			Sentence: "A refresh token that is asked for by its id is shown with the value that was issued last.",
			Apply:    showingToken(tenant.OpReadToken, func(body map[string]any, value string) { body["value"] = value })},
		{Name: "rotated-refresh-token-is-not-shown", Rule: "RTM-01", Dialects: onlyAuth0,
			Sentence: "A refresh token is no longer shown by its id from its second rotation on.",
			Apply:    notShowing(func(_ *tenant.Policy, _ *tenant.Grant, f *tenant.Family) bool { return f.Rotating && f.Generation >= 2 })},
		{Name: "unused-refresh-token-is-not-shown", Rule: "RTM-01", Dialects: onlyAuth0,
			Sentence: "A refresh token is not shown by its id before its first exchange.",
			Apply:    notShowing(func(_ *tenant.Policy, _ *tenant.Grant, f *tenant.Family) bool { return f.Exchanged.IsZero() })},
		{Name: "devices-refresh-token-is-not-shown", Rule: "RTM-01", Dialects: onlyAuth0,
			Sentence: "A refresh token that came of the device flow is not shown by its id.",
			Apply: notShowing(func(p *tenant.Policy, g *tenant.Grant, _ *tenant.Family) bool {
				return ofDevice(clientByID(p, g.Key.ClientID))
			})},
		{Name: "refresh-token-is-shown-of-another-application", Rule: "RTM-01", Dialects: onlyAuth0,
			Sentence: "Every refresh token that is asked for by its id is shown as one of the application mock-second.",
			Apply: func(p *tenant.Policy) {
				changingAnswer(tenant.OpReadToken, func(_ tenant.Request, a *tenant.Answer) {
					if second := secondClient(p); second != nil && a.Status == 200 {
						jsonObject(a)["client_id"] = second.ID
					}
				})(p)
			}},
		{Name: "refresh-token-is-shown-for-another-audience", Rule: "RTM-01", Dialects: onlyAuth0,
			Sentence: "Every refresh token that is asked for by its id is shown as one for https://api.two.example.",
			Apply: func(p *tenant.Policy) {
				changingAnswer(tenant.OpReadToken, func(_ tenant.Request, a *tenant.Answer) {
					if all := p.Directory.Audiences(); len(all) > 1 && a.Status == 200 {
						jsonObject(a)["resource_servers"] = []any{map[string]any{"audience": all[1].Identifier, "scopes": "offline_access"}}
					}
				})(p)
			}},
		{Name: "revoked-refresh-token-is-shown", Rule: "RTM-02", Dialects: onlyAuth0,
			Sentence: "A refresh token that was revoked by itself is shown by its id as before.",
			Apply:    showingEnded(func(_ *tenant.Grant, f *tenant.Family) bool { return f.Ended.Cause == tenant.CauseRevocation })},
		{Name: "refresh-token-of-an-ended-grant-is-shown", Rule: "RTM-02", Dialects: onlyAuth0,
			Sentence: "A refresh token that ended with its grant is shown by its id as before.",
			Apply:    showingEnded(func(g *tenant.Grant, _ *tenant.Family) bool { return g.Ended.Done })},
		{Name: "reused-refresh-token-is-listed", Rule: "RTM-02", Dialects: onlyAuth0,
			Sentence: "A refresh token that ended by a reuse is listed among its user's as before.",
			Apply:    listingEnded(func(f *tenant.Family) bool { return f.Ended.Cause == tenant.CauseReuse })},
		{Name: "deleted-refresh-token-is-listed", Rule: "RTM-02", Dialects: onlyAuth0,
			Sentence: "A refresh token that was deleted by its id is listed among its user's as before.",
			Apply:    listingEnded(func(f *tenant.Family) bool { return f.Ended.Cause == tenant.CauseToken })},
		{Name: "refresh-token-revoked-in-bulk-is-listed", Rule: "RTM-02", Dialects: onlyAuth0,
			Sentence: "A refresh token that was revoked in bulk is listed among its user's as before.",
			Apply:    listingWhatEndedBy(tenant.OpRevokeTokens)},
		{Name: "refresh-token-deleted-with-all-is-listed", Rule: "RTM-02", Dialects: onlyAuth0,
			Sentence: "A refresh token that was deleted with all of its user is listed as before.",
			Apply:    listingWhatEndedBy(tenant.OpDeleteUserTokens)},
		{Name: "refresh-token-of-a-revoked-session-is-listed", Rule: "RTM-02", Dialects: onlyAuth0,
			Sentence: "A refresh token that ended with its session is listed among its user's as before.",
			Apply:    listingWhatEndedBy(tenant.OpRevokeSession)},
		{Name: "refresh-token-of-revoked-access-is-listed", Rule: "RTM-02", Dialects: onlyAuth0,
			Sentence: "A refresh token that ended when its user's access was revoked is listed as before.",
			Apply:    listingWhatEndedBy(tenant.OpRevokeAccess)},
		{Name: "refresh-token-is-shown-without-scope", Rule: "RTM-03", Dialects: onlyAuth0,
			Sentence: "Any management token may have a refresh token shown.",
			Apply:    withoutScope(tenant.OpReadToken)},
		{Name: "refresh-tokens-are-listed-without-scope", Rule: "RTM-03", Dialects: onlyAuth0,
			Sentence: "Any management token may list a user's refresh tokens.",
			Apply:    withoutScope(tenant.OpListUserTokens)},
		{Name: "refresh-tokens-are-listed-to-anybody", Rule: "RTM-03", Dialects: onlyAuth0,
			Sentence: "A user's refresh tokens are listed without a token.",
			Apply: authorizingAnyway(tenant.OpListUserTokens, func(found *tenant.Problem) bool {
				return found.Message == "Missing authentication"
			})},
		{Name: "refresh-token-is-shown-for-expired-tokens", Rule: "RTM-03", Dialects: onlyAuth0,
			Sentence: "A management token that has expired has a refresh token shown.",
			Apply: authorizingAnyway(tenant.OpReadToken, func(found *tenant.Problem) bool {
				return strings.HasPrefix(found.Message, "Expired token")
			})},
	}
}

// refreshTokenLists are the deviations from RTM about the list of a user's refresh tokens.
func refreshTokenLists() []Deviation {
	return []Deviation{
		{Name: "refresh-tokens-are-listed-with-a-value", Rule: "RTM-08", Dialects: onlyAuth0,
			Sentence: "The list of a user's refresh tokens has the value that was issued last.",
			Apply:    showingToken(tenant.OpListUserTokens, func(body map[string]any, value string) { body["last"] = value })},
		{Name: "devices-refresh-tokens-are-not-listed", Rule: "RTM-08", Dialects: onlyAuth0,
			Sentence: "Refresh tokens that came of the device flow are not among their user's.",
			Apply: notListing(func(p *tenant.Policy, g *tenant.Grant, _ *tenant.Family) bool {
				return ofDevice(clientByID(p, g.Key.ClientID))
			})},
		{Name: "refresh-tokens-for-one-audience-are-listed", Rule: "RTM-08", Dialects: onlyAuth0,
			Sentence: "Refresh tokens for https://api.two.example are not among their user's.",
			Apply: notListing(func(p *tenant.Policy, g *tenant.Grant, _ *tenant.Family) bool {
				return isSecondAudience(p, g.Key.Audience)
			})},
		{Name: "idle-refresh-tokens-are-not-listed", Rule: "RTM-08", Dialects: onlyAuth0,
			Sentence: "Refresh tokens whose newest access token has expired are not among their user's.",
			Apply:    hidingIdle(func(p *tenant.Policy) *shows { return &p.RefreshTokens.Listed })},
		{Name: "idle-refresh-tokens-are-not-shown", Rule: "RTM-01", Dialects: onlyAuth0,
			Sentence: "A refresh token is not shown by its id once its newest access token has expired.",
			Apply:    hidingIdle(func(p *tenant.Policy) *shows { return &p.RefreshTokens.Shown })},
		{Name: "refresh-tokens-of-another-user-are-listed", Rule: "RTM-08", Dialects: onlyAuth0,
			Sentence: "Whoever lists a user's refresh tokens sees those as well that were listed for another user before.",
			Follows:  map[string]string{"RTM-09": "a page holds more than it may, and shows them again"},
			Apply:    listingOthers},
		{Name: "unknown-user-has-no-refresh-tokens", Rule: "RTM-08", Dialects: onlyAuth0,
			Sentence: "The refresh tokens of a user that there is not are an empty list.",
			Apply: changingAnswer(tenant.OpListUserTokens, func(_ tenant.Request, a *tenant.Answer) {
				if a.Status == 404 {
					a.Status, a.JSON = 200, map[string]any{"tokens": []map[string]any{}}
				}
			})},
		{Name: "checkpoints-overlap", Rule: "RTM-09", Dialects: onlyAuth0,
			Sentence: "Every page of a user's refresh tokens but the first begins with the last one of the page before.",
			Apply:    overlappingCheckpoints},
		{Name: "checkpoints-skip-one", Rule: "RTM-09", Dialects: onlyAuth0,
			Sentence: "Every page of a user's refresh tokens that has several, and another page behind it, lacks its last.",
			Apply: changingTokenPages(func(_ tenant.Request, page map[string]any, items []map[string]any) []map[string]any {
				if page["next"] != nil && len(items) > 1 {
					return items[:len(items)-1]
				}
				return items
			})},
		{Name: "malformed-take-is-overlooked", Rule: "RTM-09", Dialects: onlyAuth0,
			Sentence: "A malformed parameter of the list of a user's refresh tokens is taken for one that is not there.",
			Apply: func(p *tenant.Policy) {
				before := p.Management.Malformed
				p.Management.Malformed = func(op tenant.Endpoint, bad *tenant.Problem) *tenant.Problem {
					if op == tenant.OpListUserTokens {
						return nil
					}
					return before(op, bad)
				}
			}},
	}
}

// showingToken remembers the last refresh token that was handed out, which the domain never keeps, and puts it into a success.
func showingToken(op tenant.Endpoint, put func(body map[string]any, value string)) change {
	return func(p *tenant.Policy) {
		var last atomic.Value
		changingAnswer(tenant.EndpointToken, func(_ tenant.Request, a *tenant.Answer) {
			body, _ := a.JSON.(map[string]any)
			if token, ok := body["refresh_token"].(string); ok {
				last.Store(token)
			}
		})(p)
		changingAnswer(op, func(_ tenant.Request, a *tenant.Answer) {
			if value, ok := last.Load().(string); ok && a.Status == 200 {
				put(jsonObject(a), value)
			}
		})(p)
	}
}

// notShowing does not show tokens by their ids on that condition.
func notShowing(hides func(*tenant.Policy, *tenant.Grant, *tenant.Family) bool) change {
	return func(p *tenant.Policy) {
		before := p.RefreshTokens.Shown
		p.RefreshTokens.Shown = func(g *tenant.Grant, f *tenant.Family, now time.Time) bool {
			return before(g, f, now) && !hides(p, g, f)
		}
	}
}

// showingEnded goes on showing tokens by their ids that have ended, on that condition.
func showingEnded(shows func(*tenant.Grant, *tenant.Family) bool) change {
	return func(p *tenant.Policy) {
		before := p.RefreshTokens.Shown
		p.RefreshTokens.Shown = func(g *tenant.Grant, f *tenant.Family, now time.Time) bool {
			return before(g, f, now) || shows(g, f)
		}
	}
}

// listingEnded goes on listing tokens that have ended, on that condition.
func listingEnded(lists func(*tenant.Family) bool) change {
	return func(p *tenant.Policy) {
		before := p.RefreshTokens.Listed
		p.RefreshTokens.Listed = func(g *tenant.Grant, f *tenant.Family, now time.Time) bool {
			return before(g, f, now) || lists(f)
		}
	}
}

// notListing leaves tokens out of their user's list on that condition.
func notListing(hides func(*tenant.Policy, *tenant.Grant, *tenant.Family) bool) change {
	return func(p *tenant.Policy) {
		before := p.RefreshTokens.Listed
		p.RefreshTokens.Listed = func(g *tenant.Grant, f *tenant.Family, now time.Time) bool {
			return before(g, f, now) && !hides(p, g, f)
		}
	}
}

// changingTokenPages changes what a page of a user's refresh tokens has.
func changingTokenPages(change func(r tenant.Request, page map[string]any, items []map[string]any) []map[string]any) change {
	return changingAnswer(tenant.OpListUserTokens, func(r tenant.Request, a *tenant.Answer) {
		page := jsonObject(a)
		if items, ok := page["tokens"].([]map[string]any); ok {
			page["tokens"] = change(r, page, items)
		}
	})
}

// overlappingCheckpoints remembers the last item of each page.
func overlappingCheckpoints(p *tenant.Policy) {
	var last sync.Map // checkpoint -> item
	changingTokenPages(func(r tenant.Request, page map[string]any, items []map[string]any) []map[string]any {
		if next, ok := page["next"].(string); ok && len(items) > 0 {
			last.Store(next, items[len(items)-1])
		}
		if item, ok := last.Load(r.Query.Get("from")); ok {
			return slices.Insert(slices.Clone(items), 0, item.(map[string]any))
		}
		return items
	})(p)
}

// listingOthers remembers what was listed last for each user.
func listingOthers(p *tenant.Policy) {
	var listed sync.Map // path -> items
	changingTokenPages(func(r tenant.Request, _ map[string]any, items []map[string]any) []map[string]any {
		listed.Store(r.Path, items)
		all := slices.Clone(items)
		listed.Range(func(path, others any) bool {
			if path != r.Path {
				all = append(all, others.([]map[string]any)...)
			}
			return true
		})
		return all
	})(p)
}

// shows says whether a refresh token is shown, or listed.
type shows = func(g *tenant.Grant, f *tenant.Family, now time.Time) bool

// hidingIdle does not show, or not list, what is idle.
func hidingIdle(decision func(*tenant.Policy) *shows) change {
	return func(p *tenant.Policy) {
		shown := decision(p)
		before := *shown
		*shown = func(g *tenant.Grant, f *tenant.Family, now time.Time) bool {
			return before(g, f, now) && !idle.is(p, f, now)
		}
	}
}

// listingWhatEndedBy goes on listing what that operation has ended.
func listingWhatEndedBy(op tenant.Endpoint) change {
	return func(p *tenant.Policy) {
		var ended sync.Map // ids of families
		endingNamed(anythingBy(op), also(func(e *tenant.Ending) { ended.Store(e.Family.ID, true) }))(p)
		listingEnded(func(f *tenant.Family) bool { _, is := ended.Load(f.ID); return is })(p)
	}
}
