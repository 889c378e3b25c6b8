package store

import "errors"

// Limits are how much a store keeps at most. Of what only tells of the past the oldest goes; of what can be begun again, that which
// was not used for longest. What decides whether a token is good never goes before its time: where there is no more room for it,
// what is new is refused with ErrFull, and what ends something never is.
type Limits struct {
	Logs, LogBytes int // log events, and all of them together

	Expiring, ExpiringBytes int // codes, sessions, requests of devices: of each, and of each together

	Grants        int
	RefreshTokens int // that are known, spent ones too: while a sign-in is good, each of them is

	AccessTokens int // that can be ended
	Once         int // names of what is good once, such as assertions

	Entities, EntityBytes int // applications, users, APIs, keys: of each, and of each together
}

// DefaultLimits are those of memory.New.
func DefaultLimits() Limits {
	return Limits{
		Logs: 10_000, LogBytes: 16 << 20,
		Expiring: 16_384, ExpiringBytes: 16 << 20,
		Grants: 1 << 20, RefreshTokens: 1 << 21,
		AccessTokens: 1 << 20, Once: 1 << 18,
		Entities: 10_000, EntityBytes: 32 << 20,
	}
}

// ErrFull is returned when there is no room for something new.
var ErrFull = errors.New("store: full")
