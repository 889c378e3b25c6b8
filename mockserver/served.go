package mockserver

import "github.com/revokespec/revokespec/mockserver/internal/authapi"

// Parameter is one that Auth0, or a standard that it follows, has at an endpoint of the Authentication API, and what becomes of it.
type Parameter = authapi.Parameter

// Parameters are those of the Authentication API, endpoint by endpoint. One that is not among them is ignored.
func Parameters() []Parameter { return authapi.Parameters() }
