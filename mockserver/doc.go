// Package mockserver is a server that speaks as Auth0 does about refresh tokens: it signs users in, rotates and revokes
// their tokens, and shows their grants and devices in a Management API. It can also speak the plain language of the
// RFCs, and it can break one rule on purpose.
//
//	server := mockserver.Start(t)
//	http.PostForm(server.URL+"/oauth/token", ...)
//
// New gives an http.Handler that needs no port and starts no goroutine. Everything lives in memory and ends with it.
package mockserver
