package store

import "errors"

// How much a Memory keeps at most. What only tells of the past, or may be begun again, goes the oldest first. What decides whether
// a token is good never goes before its time: access tokens, assertions that were used, and grants.
const (
	MostLogs     = 10_000   // log events
	MostLogBytes = 16 << 20 // ... and together

	MostEphemera      = 16_384   // pending sign-ins, codes, sessions, requests of devices: of each
	MostEphemeraBytes = 16 << 20 // ... of each, together

	MostOfKind      = 10_000   // applications, users, APIs, keys: of each
	MostOfKindBytes = 32 << 20 // ... of each, together
)

// ErrFull is returned when there is no room for something new.
var ErrFull = errors.New("store: full")
