package control

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/internal/wire"
)

// secretNames are the parameters that hold a secret, and what stands in its place.
var secretNames = map[string]string{
	"client_secret": "[client secret]", "password": "[password]", "code": "[authorization code]", "code_verifier": "[code verifier]",
	"client_assertion": "[assertion]", "assertion": "[assertion]", "device_code": "[device code]", "user_code": "[user code]",
	"id_token": "[ID token]", "id_token_hint": "[ID token]", "state": "[state]", "nonce": "[nonce]", "code_challenge": "[code challenge]",
	"csrf": "[form token]",
}

// shownNames are the parameters whose text is shown. Of any other, only its length is: a secret may be sent under every name.
var shownNames = func() map[string]bool {
	shown := map[string]bool{}
	for name := range strings.FieldsSeq(`client_id client_assertion_type grant_type scope scopes audience resource redirect_uri response_type
		response_mode code_challenge_method token_type_hint username email realm connection prompt max_age login_hint returnTo
		page per_page include_totals from take fields include_fields sort q search user_id type id ids client_name name
		device_name device_id identifier app_type token_endpoint_auth_method rotation_type expiration_type callbacks
		allowed_origins web_origins allowed_logout_urls grant_types charset mask session_id friendly_name action callback`) {
		shown[name] = true
	}
	return shown
}()

// opaquePattern is what the mock's own tokens, codes and cookies look like (tenant.NewSecret), and a JWT's header.
var opaquePattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[A-Za-z0-9_-]{43}|eyJ[A-Za-z0-9_-]{10}`) })

// Of what was sent, texts of so many bytes are shown, paths of so many, and parameters, or members of a body however deep, where
// there are so many in all.
const (
	longestShown    = 200
	longestRecorded = 1 << 10
	mostMembers     = 256
)

// maskedValue is a value as it may be shown. Of a token only the hash is kept; its name is found when it is asked for.
type maskedValue struct {
	text string
	hash tenant.Hash
	name bool // the hash leads to the name of a refresh token
}

// mask hides the value of a parameter of that name. A value it does not know the kind of is one that may be secret.
func mask(c *wire.Call, name string, value any) any {
	switch v := value.(type) {
	case string:
		return maskText(c, name, v)
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = mask(c, name, v[i])
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for inner := range v {
			out[maskName(inner)] = mask(c, inner, v[inner])
		}
		return out
	}
	return value // a number, true, false or null
}

// countMembers counts what a decoded JSON value is made of, however deep.
func countMembers(value any) int {
	n := 1
	switch v := value.(type) {
	case []any:
		for _, inner := range v {
			n += countMembers(inner)
		}
	case map[string]any:
		for _, inner := range v {
			n += countMembers(inner)
		}
	}
	return n
}

func maskName(name string) string {
	if opaquePattern().MatchString(name) || len(name) > longestShown {
		return fmt.Sprintf("[%d characters]", len(name))
	}
	return name
}

func maskText(c *wire.Call, name, value string) maskedValue {
	switch stand, secret := secretNames[name]; {
	case value == "":
		return maskedValue{}
	case secret:
		return maskedValue{text: stand}
	case name == "token", name == "refresh_token", name == "access_token", name == "subject_token":
		if id, _ := c.Claims(value)["jti"].(string); id != "" {
			return maskedValue{text: "[access token " + maskName(id) + "]"}
		}
		return maskedValue{text: "[unknown token]", hash: tenant.HashOf(c.Policy.TokenKey(tenant.EndpointToken, value)), name: true}
	case !shownNames[name], opaquePattern().MatchString(value):
		return maskedValue{text: fmt.Sprintf("[%d characters]", len(value))}
	}
	return maskedValue{text: tenant.Cut(value, longestShown)}
}

// nameOfPlace names a refresh token by its device credential and its number there.
func nameOfPlace(p tenant.Place) string {
	return fmt.Sprintf("refresh token %s/%d", p.Family, p.Serial)
}

// unmask finds the names of refresh tokens.
func (a *API) unmask(c *wire.Call, value any) any {
	switch v := value.(type) {
	case maskedValue:
		if !v.name {
			return v.text
		}
		place, err := a.Store.Place(c.Ctx, v.hash)
		if err == nil {
			return "[" + nameOfPlace(place) + "]"
		}
		if !errors.Is(err, store.ErrNotFound) {
			c.Failed("name a token", err)
		}
		return v.text
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = a.unmask(c, v[i])
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for name := range v {
			out[name] = a.unmask(c, v[name])
		}
		return out
	}
	return value
}
