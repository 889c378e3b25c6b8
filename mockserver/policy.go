package mockserver

import (
	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Policy is every decision that the server takes, each a function that can be replaced: WithSwitch.
type Policy = tenant.Policy

// Request is one as Policy.Wire sees it.
type Request = tenant.Request

// Answer is what a request gets.
type Answer = tenant.Answer

// Clock is the server's clock, which can be moved: WithClock.
type Clock = tenant.MovableClock

// Store is where the server keeps its tenant: WithStore.
type Store = store.Store

// AuthMethod is how a client authenticates (RFC 7591 section 2, token_endpoint_auth_method).
type AuthMethod = tenant.AuthMethod

// The methods that the server knows.
const (
	AuthNone          = tenant.AuthNone
	AuthSecretPost    = tenant.AuthSecretPost
	AuthSecretBasic   = tenant.AuthSecretBasic
	AuthPrivateKeyJWT = tenant.AuthPrivateKeyJWT
)
