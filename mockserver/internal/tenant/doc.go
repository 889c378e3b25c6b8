// Package tenant is the domain of the mock server: users, applications, the grants between them, the families of
// refresh tokens that hang on a grant, and the rules by which a token lives and dies.
//
// It is pure: it knows neither HTTP, nor how things are stored, nor the wall clock. Rotation, detection of reuse and
// revocation are functions on one Grant; a store makes them atomic. Everything that a dialect, a switch or a deviation
// may change is a function in one Policy.
package tenant
