package deviation

import (
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// devices are the deviations from DEV.
func devices() []Deviation {
	return []Deviation{
		{Name: "credentials-are-listed-without-scope", Rule: "DEV-01", Dialects: onlyAuth0,
			Sentence: "Any management token may list device credentials.",
			Apply:    withoutScope(tenant.OpListDevices)},
		{Name: "listing-shows-a-token", Rule: "DEV-02", Dialects: onlyAuth0,
			Sentence: "Listed credentials carry the refresh token that was issued last.",
			Apply:    listingToken},
		{Name: "listing-ignores-the-application", Rule: "DEV-03", Dialects: onlyAuth0,
			Sentence: "client_id does not narrow the list of credentials.",
			Apply:    changingListed(func(q *tenant.DeviceQuery, _ *tenant.Device) { q.ClientID = "" })},
		{Name: "deleted-credential-keeps-its-token", Rule: "DEV-04", Dialects: onlyAuth0,
			Sentence: "With the setting off, deleting the credential of a token that does not rotate is answered with 204, and does nothing.",
			Follows:  map[string]string{"DSH-04": "the Dashboard's Unlink deletes the credential as well"},
			Apply:    changingUnlink(instead(nothing, func(e *tenant.Ending) bool { return !rotates(e) && !whileOn(e) }))},
		{Name: "second-deletion-is-404", Rule: "DEV-05", Dialects: onlyAuth0,
			Sentence: "Deleting a credential a second time is answered with 404.",
			Apply:    answeringSecondDeletion(func(tenant.DeviceDeletion) bool { return true })},
		{Name: "credentials-are-deleted-without-scope", Rule: "DEV-06", Dialects: onlyAuth0,
			Sentence: "Any management token may delete device credentials.",
			Apply:    withoutScope(tenant.OpDeleteDevice)},
		{Name: "unlinking-ends-the-other-devices", Rule: "DEV-07", Dialects: onlyAuth0,
			Sentence: "With the setting off, deleting one credential ends every token of the grant.",
			Follows:  map[string]string{"DSH-06": "the Dashboard unlinks by that deletion"},
			Apply:    changingUnlink(alsoWhileOff((*tenant.Ending).EndFamilies))},
		{Name: "deleted-credential-leaves-the-newest-token", Rule: "DEV-08", Dialects: onlyAuth0,
			Sentence: "Deleting the credential of a rotating token ends the first token of its family only.",
			Follows: map[string]string{
				"DSH-04": "the Dashboard's Unlink deletes the credential as well",
				"DEV-11": "with the setting on, the grant of a rotating token is left as well",
			},
			Apply: changingUnlink(instead(nothing, rotates))},
		{Name: "revoked-credential-stays-listed", Rule: "DEV-09", Dialects: onlyAuth0,
			Sentence: "A token that ended with its grant stays in the list of credentials.",
			Apply:    changingListed(func(_ *tenant.DeviceQuery, d *tenant.Device) { d.Usable = d.Usable || d.GrantEnded })},
		{Name: "pages-overlap", Rule: "DEV-10", Dialects: onlyAuth0,
			Sentence: "Every page of device credentials but the first begins with the last one of the page before.",
			Apply: func(p *tenant.Policy) {
				before := p.Management.Window
				p.Management.Window = func(op tenant.Endpoint, page, perPage, n int) (int, int) {
					from, to := before(op, page, perPage, n)
					if op == tenant.OpListDevices && page > 0 && from > 0 && from < to {
						from--
					}
					return from, to
				}
			}},
		{Name: "malformed-paging-is-overlooked", Rule: "DEV-10", Dialects: onlyAuth0,
			Sentence: "A malformed parameter of the list of device credentials is taken for one that is not there.",
			Apply: func(p *tenant.Policy) {
				before := p.Management.Malformed
				p.Management.Malformed = func(op tenant.Endpoint, bad *tenant.Problem) *tenant.Problem {
					if op == tenant.OpListDevices {
						return nil
					}
					return before(op, bad)
				}
			}},
		{Name: "total-is-that-of-the-page", Rule: "DEV-10", Dialects: onlyAuth0,
			Sentence: "The total of a list of device credentials counts those on the page.",
			Apply: changingAnswer(tenant.OpListDevices, func(_ tenant.Request, a *tenant.Answer) {
				listing := jsonObject(a)
				if items, paged := listing["device_credentials"].([]map[string]any); paged {
					listing["total"] = len(items)
				}
			})},
		{Name: "unlinking-ignores-the-setting", Rule: "DEV-11", Dialects: onlyAuth0,
			Sentence: "With the setting on, deleting a credential leaves the grant.",
			Apply:    tenant.DevicesIgnoreSetting},
		{Name: "rotating-tokens-are-listed-as-others", Rule: "DEV-12", Dialects: onlyAuth0,
			Sentence: "Rotating tokens are listed with the type refresh_token.",
			Apply: func(p *tenant.Policy) {
				p.Devices.Type = func(*tenant.Family) string { return tenant.DeviceRefreshToken }
			}},
	}
}

// answeringSecondDeletion answers 404 to a deletion of what is gone already, on that condition.
func answeringSecondDeletion(when func(tenant.DeviceDeletion) bool) change {
	return func(p *tenant.Policy) {
		before := p.Devices.Answer
		p.Devices.Answer = func(d tenant.DeviceDeletion) tenant.Answer {
			if d.Known && !d.Usable && when(d) {
				return (&tenant.Problem{Status: 404, Reason: "Not Found", Message: "The device credential does not exist."}).Answer()
			}
			return before(d)
		}
	}
}

// changingListed changes what is asked for, or known of a credential, before it is decided whether it is listed.
func changingListed(change func(*tenant.DeviceQuery, *tenant.Device)) change {
	return func(p *tenant.Policy) {
		before := p.Devices.Listed
		p.Devices.Listed = func(q tenant.DeviceQuery, d tenant.Device) bool {
			change(&q, &d)
			return before(q, d)
		}
	}
}

// listingToken remembers the last refresh token that was handed out, which the domain never keeps.
func listingToken(p *tenant.Policy) {
	var last atomic.Value
	changingAnswer(tenant.EndpointToken, func(_ tenant.Request, a *tenant.Answer) {
		body, _ := a.JSON.(map[string]any)
		if token, ok := body["refresh_token"].(string); ok {
			last.Store(token)
		}
	})(p)
	before := p.Devices.Item
	p.Devices.Item = func(d tenant.Device, item map[string]any) map[string]any {
		item = before(d, item)
		if token, ok := last.Load().(string); ok {
			item["value"] = token
		}
		return item
	}
}

// deviceLists are further deviations from DEV: what is listed, and how far a deletion reaches.
func deviceLists() []Deviation {
	return []Deviation{
		{Name: "credentials-are-listed-for-expired-tokens", Rule: "DEV-01", Dialects: onlyAuth0,
			Sentence: "A management token that has expired lists device credentials.",
			Apply: authorizingAnyway(tenant.OpListDevices, func(found *tenant.Problem) bool {
				return strings.HasPrefix(found.Message, "Expired token")
			})},
		{Name: "devices-let-in-by-code-are-not-listed", Rule: "DEV-02", Dialects: onlyAuth0,
			Sentence: "Credentials that came of the device flow are not listed.",
			Apply: func(p *tenant.Policy) {
				changingListed(func(_ *tenant.DeviceQuery, d *tenant.Device) {
					d.Usable = d.Usable && !ofDevice(clientByID(p, d.Key.ClientID))
				})(p)
			}},
		{Name: "siblings-of-a-revoked-token-are-not-listed", Rule: "DEV-02", Dialects: onlyAuth0,
			Sentence: "With the setting off, once one token of a grant was revoked, none of it is listed.",
			Apply:    hidingSiblings},
		{Name: "credentials-show-another-application", Rule: "DEV-03", Dialects: onlyAuth0,
			Sentence: "Every credential is listed as one of the application mock-second.",
			Apply: func(p *tenant.Policy) {
				before := p.Devices.Item
				p.Devices.Item = func(d tenant.Device, item map[string]any) map[string]any {
					item = before(d, item)
					if second := secondClient(p); second != nil {
						item["client_id"] = second.ID
					}
					return item
				}
			}},
		{Name: "unlinked-device-comes-back", Rule: "DEV-04", Dialects: onlyAuth0,
			Sentence: "An unlinked device's token works again half a minute later.",
			Apply: acceptingExchange(func(x tenant.Exchange) bool {
				return x.Family != nil && x.Family.Ended.Cause == tenant.CauseDevice && x.Now.Sub(x.Family.Ended.At) > 30*time.Second
			})},
		{Name: "second-deletion-is-404-where-tokens-rotate", Rule: "DEV-05", Dialects: onlyAuth0,
			Sentence: "Deleting the credential of a rotating token a second time is answered with 404.",
			Apply:    answeringSecondDeletion(func(d tenant.DeviceDeletion) bool { return d.Rotating })},
		{Name: "unlinking-ends-other-audiences", Rule: "DEV-07", Dialects: onlyAuth0,
			Sentence: "With the setting off, deleting a credential ends the user's tokens at the application for the other audience.",
			Apply: func(p *tenant.Policy) {
				changingUnlink(alsoWhileOff(func(e *tenant.Ending) { e.Others = append(e.Others, otherAudiences(p, e.Grant.Key)...) }))(p)
			}},
		{Name: "unlinking-ends-other-users", Rule: "DEV-07", Dialects: onlyAuth0,
			Sentence: "With the setting off, deleting a credential ends the tokens of all other users of the application.",
			Follows:  map[string]string{"DSH-06": "the Dashboard unlinks by that deletion"},
			Apply:    changingUnlink(alsoWhileOff(endingOthers(otherUsersOfClient)))},
		{Name: "unlinking-ends-the-others-later", Rule: "DEV-07", Dialects: onlyAuth0,
			Sentence: "With the setting off, deleting a credential ends every token of the grant half a minute later.",
			Apply:    changingUnlink(alsoWhileOff(endingGrantLater))},
		{Name: "unlinking-the-last-device-deletes-the-grant", Rule: "DEV-07", Dialects: onlyAuth0,
			Sentence: "With the setting off, the grant goes with its last device.",
			Apply: changingUnlink(alsoWhileOff(func(e *tenant.Ending) {
				if len(e.Grant.Live(e.Now)) == 0 {
					e.EndGrant()
				}
			}))},
		{Name: "unlinking-leaves-what-was-exchanged-twice", Rule: "DEV-08", Dialects: onlyAuth0,
			Sentence: "Deleting the credential of a rotating token does nothing from its second exchange on.",
			Apply:    changingUnlink(instead(nothing, func(e *tenant.Ending) bool { return e.Family.Rotating && e.Family.Generation >= 2 }))},
		{Name: "siblings-stay-listed", Rule: "DEV-09", Dialects: onlyAuth0,
			Sentence: "With the setting on, tokens that ended along with another one stay listed.",
			Apply:    listingSiblings},
		{Name: "unlinking-keeps-the-grant-listed", Rule: "DEV-11", Dialects: onlyAuth0,
			Sentence: "With the setting on, deleting a credential ends all tokens of the grant, and leaves it on the list.",
			Apply:    changingUnlink(instead((*tenant.Ending).EndFamilies, whileOn))},
		{Name: "unlinking-ends-all-audiences", Rule: "DEV-11", Dialects: onlyAuth0,
			Sentence: "With the setting on, deleting a credential ends the user's tokens at the application for every audience.",
			Apply:    changingUnlink(where(whileOn, alsoEnding(sameUserAndClient)))},
	}
}

// hidingSiblings remembers on which grants a token was revoked.
func hidingSiblings(p *tenant.Policy) {
	var revoked sync.Map // grant id -> true
	settingOff(also(func(e *tenant.Ending) { revoked.Store(e.Grant.ID, true) }))(p)
	changingListed(func(_ *tenant.DeviceQuery, d *tenant.Device) {
		grant, _ := tenant.GrantOfCredential(d.Family.ID)
		_, hidden := revoked.Load(grant)
		d.Usable = d.Usable && !hidden
	})(p)
}

// listingSiblings remembers what ended along with the token that was revoked.
func listingSiblings(p *tenant.Policy) {
	var siblings sync.Map // family id -> true
	settingOn(also(func(e *tenant.Ending) {
		for _, f := range e.Grant.Families {
			if f != e.Family {
				siblings.Store(f.ID, true)
			}
		}
	}))(p)
	changingListed(func(_ *tenant.DeviceQuery, d *tenant.Device) {
		_, sibling := siblings.Load(d.Family.ID)
		d.Usable = d.Usable || sibling
	})(p)
}
