package deviation

import (
	"sync/atomic"

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
