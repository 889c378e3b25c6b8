package tenant

import "time"

// PushedPolicy is pushed authorization requests (RFC 9126).
type PushedPolicy struct {
	// Lifetime of a request_uri.
	Lifetime time.Duration
	// Admits is the refusal of a client that may not push requests; nil to let it.
	Admits func(Client) *Error
	// Announced says whether the metadata names the endpoint.
	Announced func(Settings) bool
}

// Names of what demands something of authorization and token requests: the first of an application and among a tenant's flags, the others
// of an application, and of an API (Management API reference).
const (
	RequirePushed        = "require_pushed_authorization_requests"
	ExtraRequireProof    = "require_proof_of_possession"
	ExtraRequestObject   = "signed_request_object"
	ExtraProofPossession = "proof_of_possession"

	// settingPushed says whether the tenant has the endpoint ("Allow Pushed Authorization Requests").
	settingPushed = "pushed_authorization_requests_supported"
)

// PushesRequests says whether tenants with these settings tell of the endpoint.
func (s Settings) PushesRequests() bool {
	return s.Flags[RequirePushed] || s.Other[settingPushed] == true
}

// MustPush says whether the client's authorization requests count only when pushed: since it, or the tenant, wants that.
func (c *Client) MustPush(s Settings) bool {
	return s.Flags[RequirePushed] || c.Extra[RequirePushed] == true
}

// MustSignRequests says whether the client's authorization requests have to be signed request objects (RFC 9101).
func (c *Client) MustSignRequests() bool {
	signed, _ := c.Extra[ExtraRequestObject].(map[string]any)
	return signed["required"] == true
}

// MustProve says whether access tokens have to be bound to a key of the client (RFC 9449; RFC 8705), which the client wants, or the API.
func (c *Client) MustProve(api *Audience) bool {
	proof, _ := api.Extra[ExtraProofPossession].(map[string]any)
	of, limited := proof["required_for"].(string)
	required := proof["required"] == true && (!limited || of != "public_clients" || c.Public())
	return required || c.Extra[ExtraRequireProof] == true
}
