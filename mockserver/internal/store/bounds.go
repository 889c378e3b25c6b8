package store

import "errors"

// How much a Memory keeps at most. Of what only tells of the past the oldest goes; of what can be begun again, that which was
// not used for longest. What decides whether a token is good never goes before its time: where there is no more room for it,
// what is new is refused with ErrFull.
const (
	MostLogs     = 10_000   // log events
	MostLogBytes = 16 << 20 // ... and together

	MostEphemera      = 16_384   // codes, sessions, requests of devices: of each
	MostEphemeraBytes = 16 << 20 // ... of each, together

	MostGrants = 1 << 17 // grants
	MostTokens = 1 << 19 // refresh tokens that are known, spent ones too: while a sign-in is good, each of them is

	MostAccess = 1 << 20 // access tokens that can be ended
	MostOnce   = 1 << 18 // names of what is good once, such as assertions: where they end alike, half of it

	MostOfKind      = 10_000   // applications, users, APIs, keys: of each
	MostOfKindBytes = 32 << 20 // ... of each, together
)

// ErrFull is returned when there is no room for something new.
var ErrFull = errors.New("store: full")
