package authapi

import (
	"maps"
	"net/http"
	"strings"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// pushedPrefix is that of a request_uri (RFC 9126 section 2.2).
const pushedPrefix = "urn:ietf:params:oauth:request_uri:"

// pushed is an authorization request that waits for its browser, sealed in its request_uri: nothing is kept until it is used.
type pushed struct {
	ID, ClientID string
	Params       map[string][]string
	ExpiresAt    time.Time
}

// push is the pushed authorization request endpoint (RFC 9126 section 2; Auth0, "Authorization Code Flow with PAR").
func (c *call) push() tenant.Answer {
	uri, refusal := c.pushedURI()
	if refusal != nil {
		return refusal.Answer()
	}
	return tenant.Answer{Status: http.StatusCreated, JSON: map[string]any{"request_uri": uri,
		"expires_in": int(c.Policy.Pushed.Lifetime.Seconds())}}
}

func (c *call) pushedURI() (string, *tenant.Error) {
	client, _, refusal := c.authenticate()
	switch {
	case refusal != nil:
		return "", refusal
	case client == nil:
		return "", missingParameter("client_id")
	case c.params.Get("request_uri") != "":
		return "", invalidRequest("A pushed request has no request_uri")
	}
	if refusal := c.Policy.Pushed.Admits(*client); refusal != nil {
		return "", refusal
	}
	// What the authorization endpoint would refuse is refused here already; there it is looked at again.
	if _, refusal := c.readAuthorization(client); refusal != nil {
		return "", refusal
	}
	request := pushed{ID: tenant.NewID(16), ClientID: client.ID, Params: maps.Clone(c.params), ExpiresAt: c.Now.Add(c.Policy.Pushed.Lifetime)}
	for _, credential := range []string{"client_secret", "client_assertion", "client_assertion_type"} {
		delete(request.Params, credential)
	}
	sealed, err := c.seal(forPushed, request)
	switch {
	case err != nil:
		return "", c.fault(err)
	case len(sealed) > mostSealed:
		return "", &tenant.Error{Status: http.StatusRequestEntityTooLarge, Code: "invalid_request", Description: "The authorization request is too long"}
	}
	return pushedPrefix + sealed, nil
}

// readAuthorization is what the request asks, or why it cannot be.
func (c *call) readAuthorization(client *tenant.Client) (p tenant.Pending, refusal *tenant.Error) {
	if refusal = c.checkServed("/authorize"); refusal != nil {
		return p, refusal
	}
	p = c.authorizationRequest(client)
	if !answersTo(client, p) {
		return p, invalidRequest("Callback URL mismatch")
	}
	if p.Audience, refusal = c.requestedAudience(); refusal != nil {
		return p, refusal
	}
	return p, c.checkAuthorization(client, p)
}

// usePushed puts a pushed request in the place of the one that names it, once.
func (c *call) usePushed(client *tenant.Client) *tenant.Error {
	uri := c.params.Get("request_uri")
	sealed, is := strings.CutPrefix(uri, pushedPrefix)
	if !is {
		return badRequest("request_uri_not_supported", "A request_uri is that of a pushed authorization request")
	}
	invalid := badRequest("invalid_request_uri", "The request_uri is not known, has expired, was used, or is another application's")
	var request pushed
	if !c.unseal(forPushed, sealed, &request) || request.ClientID != client.ID || !c.Now.Before(request.ExpiresAt) {
		return invalid
	}
	now := c.Env.Clock.Unmoved()
	switch first, err := c.store.Once(c.Ctx, "pushed "+request.ID, now.Add(c.Policy.Pushed.Lifetime), now); {
	case err != nil:
		return c.fault(err)
	case !first:
		return invalid
	}
	c.params = request.Params
	return nil
}

// checkDemands refuses an authorization request that is not as its application, or the tenant, wants all of them.
func (c *call) checkDemands(client *tenant.Client, isPushed bool) *tenant.Error {
	settings, err := c.store.Settings(c.Ctx)
	switch {
	case err != nil:
		return c.fault(err)
	case !isPushed && client.MustPush(settings):
		return invalidRequest("Pushed authorization requests are required for this client; push it to /oauth/par")
	case client.MustSignRequests():
		return invalidRequest("Signed request objects are required for this client, and are not served")
	}
	return nil
}

// checkProof refuses tokens that would have to be bound to a key of their client: none here is.
func (c *call) checkProof(client *tenant.Client, api *tenant.Audience) *tenant.Error {
	if !client.MustProve(api) {
		return nil
	}
	return badRequest("invalid_dpop_proof", "A proof of possession is required by the application or the API, and DPoP is not served")
}
