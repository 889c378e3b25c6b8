// Package mockserver is a server that speaks as Auth0 does about refresh tokens: it signs users in, rotates and revokes
// their tokens, and shows their grants and devices in a Management API and a Dashboard. It can also speak the plain
// language of the RFCs, and it can break one rule on purpose.
//
//	server := mockserver.Start(t)
//	server.Client.PostForm(server.URL+"/oauth/token", ...)
//
// New gives an http.Handler that needs no port and starts no goroutine. Everything lives in memory and ends with it, but for
// what package filestore keeps; it sends nothing to anybody. All its secrets are known to whoever reads this: it is for tests.
//
// It follows Auth0's documents, and in the dialect "rfc" RFC 6749, 7009, 7662, 8414, 8628 and 9700; docs/mock.md says how, and
// docs/api.md what is promised of this package.
package mockserver
