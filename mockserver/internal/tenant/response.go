package tenant

import (
	"slices"
	"strings"
)

// ResponseType is what an authorization request asks back: some of code, id_token and token, in the order of ResponseTypes
// (OAuth 2.0 Multiple Response Type Encoding Practices, section 3).
type ResponseType string

// Parts of a response type.
const (
	ResponseCode    = "code"
	ResponseToken   = "token"
	ResponseIDToken = "id_token"
)

// allResponseTypes are those of Auth0's discovery documents, spelt and ordered as there.
var allResponseTypes = []ResponseType{"code", "token", "id_token", "code token", "code id_token", "token id_token", "code token id_token"}

// ResponseMode is how the answer to an authorization request reaches the application.
type ResponseMode string

// Response modes: of that specification's section 2.1, of OAuth 2.0 Form Post Response Mode, and of OAuth 2.0 Web Message Response
// Mode (a draft), which Auth0's library for browsers uses.
const (
	ModeQuery      ResponseMode = "query"
	ModeFragment   ResponseMode = "fragment"
	ModeFormPost   ResponseMode = "form_post"
	ModeWebMessage ResponseMode = "web_message"
)

// ResponsePolicy is what the authorization endpoint answers with.
type ResponsePolicy struct {
	// Types and Modes are those that it has.
	Types []ResponseType
	Modes []ResponseMode
}

// Announced are the modes that the metadata names: not the draft's, which no document of Auth0's does.
func (p ResponsePolicy) Announced() []ResponseMode {
	return slices.DeleteFunc(slices.Clone(p.Modes), func(m ResponseMode) bool { return m == ModeWebMessage })
}

// Type finds the response type that a request asks for, in whatever order; false when there is none such.
func (p ResponsePolicy) Type(asked string) (ResponseType, bool) {
	words := slices.Sorted(slices.Values(strings.Split(asked, " ")))
	for _, t := range p.Types {
		if slices.Equal(words, slices.Sorted(slices.Values(t.Parts()))) {
			return t, true
		}
	}
	return "", false
}

// Parts are what the response type is made of.
func (t ResponseType) Parts() []string { return strings.Fields(string(t)) }

// Has says whether the part is asked back.
func (t ResponseType) Has(part string) bool { return slices.Contains(t.Parts(), part) }

// BringsTokens says whether a token passes through the browser: by a fragment, then, unless another way is asked for, and never by
// a query, which ends up in logs.
func (t ResponseType) BringsTokens() bool { return t.Has(ResponseToken) || t.Has(ResponseIDToken) }

// DefaultMode is the mode of a request that names none.
func (t ResponseType) DefaultMode() ResponseMode {
	if t.BringsTokens() {
		return ModeFragment
	}
	return ModeQuery
}

// GrantTypes are those that an application needs for the response type (Auth0, "Application Grant Types").
func (t ResponseType) GrantTypes() (needed []string) {
	if t.Has(ResponseCode) {
		needed = append(needed, GrantAuthorizationCode)
	}
	if t.BringsTokens() {
		needed = append(needed, GrantImplicit)
	}
	return needed
}
