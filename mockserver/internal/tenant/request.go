package tenant

import (
	"maps"
	"time"
)

// Endpoint names what a request asks for. Operations of the Management API are endpoints of their own; routes of package
// managementapi name them.
type Endpoint string

// Endpoints outside the Management API.
const (
	EndpointAuthorization Endpoint = "authorization"
	EndpointToken         Endpoint = "token"
	EndpointRevocation    Endpoint = "revocation"
	EndpointIntrospection Endpoint = "introspection"
	EndpointUserinfo      Endpoint = "userinfo"
	EndpointMetadata      Endpoint = "metadata"
	EndpointKeys          Endpoint = "keys"
	EndpointLogout        Endpoint = "logout"
	EndpointLogin         Endpoint = "login"
	EndpointConsent       Endpoint = "consent"
	EndpointDevice        Endpoint = "device authorization"
	EndpointPushed        Endpoint = "pushed authorization request"
	EndpointActivation    Endpoint = "activation" // the pages where a user lets a device in
	EndpointDashboard     Endpoint = "dashboard"
	EndpointNone          Endpoint = "none" // no such route, or no such method
)

// Operations of the Management API that a deviation is about.
const (
	OpReadSettings   Endpoint = "settings.read"
	OpUpdateSettings Endpoint = "settings.update"
	OpListDevices    Endpoint = "device-credentials.list"
	OpDeleteDevice   Endpoint = "device-credentials.delete"
	OpDeleteClient   Endpoint = "clients.delete"
	OpUpdateUser     Endpoint = "users.update"

	OpReadToken        Endpoint = "refresh-tokens.read"
	OpDeleteToken      Endpoint = "refresh-tokens.delete"
	OpRevokeTokens     Endpoint = "refresh-tokens.revoke"
	OpListUserTokens   Endpoint = "users.refresh-tokens.list"
	OpDeleteUserTokens Endpoint = "users.refresh-tokens.delete"
	OpRevokeSession    Endpoint = "sessions.revoke"
	OpRevokeAccess     Endpoint = "users.revoke-access"
)

// BodyType is how a request's body is written.
type BodyType string

// Body types, by Content-Type; an empty body is BodyNone whatever its type.
const (
	BodyNone  BodyType = "none"
	BodyForm  BodyType = "form"
	BodyJSON  BodyType = "json"
	BodyOther BodyType = "other"
)

// Params are named values, each in order of appearance.
type Params map[string][]string

// Get returns the first value of that name, or "".
func (p Params) Get(name string) string {
	if v := p[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// Has says whether the name occurs, be it with an empty value.
func (p Params) Has(name string) bool { return len(p[name]) > 0 }

// Request is what a policy may look at of one request, without knowing HTTP.
type Request struct {
	Endpoint Endpoint
	Method   string
	Path     string
	BodyType BodyType
	Body     Params // as sent in the body
	Query    Params // as sent in the URL
	Params   Params // what counts, as ParameterPolicy.Read chose it
	Origin   string
	Agent    string
	IP       string // of the caller
	Issuer   string // by the name that was asked
	Received time.Time
	Node     int // of the tenant's nodes, from 1: where it arrived; 0: at none in particular

	Canonical string // the issuer by the tenant's canonical name: the tenant's own APIs are named by it
}

// Answer is what is sent back. JSON is written when it is not nil, else Text.
type Answer struct {
	Status int
	Header map[string]string
	JSON   any
	Text   string
	Type   string // of Text, which may be empty
}

// With returns the answer with more headers, each a name and a value; the answer it is called on is left as it is.
func (a Answer) With(name, value string, more ...string) Answer {
	h := make(map[string]string, len(a.Header)+1+len(more)/2)
	maps.Copy(h, a.Header)
	h[name] = value
	for i := 0; i+1 < len(more); i += 2 {
		h[more[i]] = more[i+1]
	}
	a.Header = h
	return a
}

// Error is a refusal as RFC 6749 section 5.2 writes it.
type Error struct {
	Status      int
	Code        string
	Description string
	URI         string
	Header      map[string]string
}

func (e *Error) Error() string { return e.Code + ": " + e.Description }

// Answer renders the error.
func (e *Error) Answer() Answer {
	body := map[string]any{"error": e.Code}
	if e.Description != "" {
		body["error_description"] = e.Description
	}
	if e.URI != "" {
		body["error_uri"] = e.URI
	}
	return Answer{Status: e.Status, Header: e.Header, JSON: body}
}

// Problem is a refusal as the Management API writes it.
type Problem struct {
	Status  int
	Reason  string // the reason phrase of the status
	Message string
	Code    string // errorCode, which many problems lack
	Header  map[string]string

	Attributes map[string]string // of a token that is none; nil: there are none
}

func (p *Problem) Error() string { return p.Message }

// Answer renders the problem.
func (p *Problem) Answer() Answer {
	body := map[string]any{"statusCode": p.Status, "error": p.Reason, "message": p.Message}
	if p.Code != "" {
		body["errorCode"] = p.Code
	}
	if p.Attributes != nil {
		body["attributes"] = p.Attributes
	}
	return Answer{Status: p.Status, Header: p.Header, JSON: body}
}
