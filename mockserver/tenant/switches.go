package tenant

// Switches are readings of the documentation that a tenant may choose; the dialect's own is the default.

// DevicesIgnoreSetting lets the setting govern the Authentication API only: deleting a device credential then ends
// that credential alone (the Management API reference; the founding document says otherwise).
func DevicesIgnoreSetting(p *Policy) {
	cascades := p.Settings.Cascades
	p.Settings.Cascades = func(s Settings, c Cause) bool { return c != CauseDevice && cascades(s, c) }
}

// ReuseEndsGrant lets a reuse end the grant along with the family (Auth0, "Configure Refresh Token Rotation").
func ReuseEndsGrant(p *Policy) { p.Rotation.Breach = (*Ending).EndGrant }

// SuccessBodyOK answers a revocation with the text "OK" (the OpenAPI document of the Authentication API).
func SuccessBodyOK(p *Policy) {
	answer := p.Revocation.Answer
	p.Revocation.Answer = func(r Revocation) Answer {
		a := answer(r)
		a.Text, a.Type = "OK", "text/plain"
		return a
	}
}
