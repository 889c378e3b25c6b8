package judge

// Round is one round of simultaneous exchanges of one refresh token, with or without its revocation among them.
type Round struct {
	Number    int  // from 1
	Overlap   int  // requests that were under way at once, at the most
	Succeeded int  // exchanges answered 200
	Issued    int  // different refresh tokens that these handed out
	Live      int  // of them, afterwards
	Revoked   bool // the revocation was accepted
}

// OneWinner judges a round by RFC 9700 section 4.14.2: a refresh token is exchanged once.
func (r Round) OneWinner() *Finding {
	if r.Succeeded > 1 {
		return broken("in round %d, %d simultaneous exchanges of one refresh token were answered 200; different refresh tokens: %d, live afterwards: %d",
			r.Number, r.Succeeded, r.Issued, r.Live)
	}
	return nil
}

// OneRedeemed judges a round of simultaneous redemptions of one code by RFC 6749 section 4.1.2: a code is used once.
func (r Round) OneRedeemed() *Finding {
	if r.Succeeded > 1 {
		return broken("in round %d, %d simultaneous redemptions of one authorization code handed out tokens; different refresh tokens: %d", r.Number, r.Succeeded, r.Issued)
	}
	return nil
}

// OneLives judges a round by what it leaves: whatever order the server saw, at most one refresh token.
func (r Round) OneLives() *Finding {
	switch {
	case r.Live > 1 && r.Revoked:
		return broken("round %d leaves %d live refresh tokens, handed out by exchanges of one token while it was revoked", r.Number, r.Live)
	case r.Live > 1:
		return broken("round %d leaves %d live refresh tokens, of %d that %d simultaneous exchanges handed out", r.Number, r.Live, r.Issued, r.Succeeded)
	}
	return nil
}

// Raced says whether rounds were races at all: half of the exchanges at once, in most of them.
func Raced(rounds []Round, exchanges int) *Finding {
	raced := 0
	for _, r := range rounds {
		if r.Overlap >= exchanges/2 {
			raced++
		}
	}
	if raced*2 <= len(rounds) {
		return inconclusive("only %d of %d rounds had %d exchanges under way at once: nothing can be concluded", raced, len(rounds), exchanges/2)
	}
	return nil
}

// RacedRevocation says the same of rounds with a revocation: both sides under way at once, and the revocation accepted.
func RacedRevocation(rounds []Round, requests int) *Finding {
	raced := 0
	for _, r := range rounds {
		if r.Revoked && r.Overlap >= max(requests/2, 2) {
			raced++
		}
	}
	if raced*2 <= len(rounds) {
		return inconclusive("only in %d of %d rounds the revocation was accepted and under way together with an exchange: nothing can be concluded", raced, len(rounds))
	}
	return nil
}
