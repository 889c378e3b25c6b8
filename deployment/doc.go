// Package deployment is the server under test, which a file.File describes: what its metadata says, which capabilities it has, and everything that is lent to a scenario: users, the tenant setting, and a Session that speaks
// HTTP, names every secret and records every exchange without them.
//
// It judges nothing. A server that cannot be judged at all is an *Unjudgeable, and a thing that the deployment does not have is a *NotApplicable.
package deployment
