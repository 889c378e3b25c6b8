package judge

import (
	"net/http"

	"github.com/revokespec/revokespec/internal/httpx"
)

// Round is one round of requests about a user's refresh tokens that were released together: exchanges, and requests that end one.
type Round struct {
	Number    int  // from 1
	Overlap   int  // requests that were under way at once, at the most
	Succeeded int  // exchanges answered 200
	Issued    int  // different refresh tokens that these handed out
	Live      int  // of them, afterwards
	Revoked   bool // an ending was accepted
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

// NothingLives judges a round in which all was ended that an exchange could have handed out.
func (r Round) NothingLives() *Finding {
	if r.Live > 0 && r.Revoked {
		return broken("round %d leaves %d live refresh tokens, handed out by exchanges while everything of their kind was ended", r.Number, r.Live)
	}
	return nil
}

// AllAccepted judges the answers to simultaneous revocations by RFC 7009 section 2.2: the token is invalid, or becomes so. A server that is
// too busy may say so (section 2.2.1), and whoever stands in between.
func (r Round) AllAccepted(revocations []httpx.Response) *Finding {
	for i, answer := range revocations {
		switch {
		case answer.Accepted(), answer.Err != nil, httpx.Transient(answer.Status), answer.Status/100 == 3:
		case answer.Status == http.StatusServiceUnavailable, answer.Status == http.StatusBadGateway, answer.Status == http.StatusGatewayTimeout:
		default:
			return broken("in round %d, revocation %d of %d that were made at once was answered %s, wanted a success", r.Number, i+1, len(revocations), answer)
		}
	}
	return nil
}

// Races counts the rounds that were races at all: half of so many requests at once, and two at the least. Where tokens are ended, one in which
// no ending was accepted is none.
func Races(rounds []Round, requests int, ends bool) (n int) {
	for _, r := range rounds {
		if r.Overlap >= max(requests/2, 2) && (r.Revoked || !ends) {
			n++
		}
	}
	return n
}

// Raced says whether most of as many rounds as were asked for were races; those that were none may have been made up for.
func Raced(rounds []Round, asked, requests int) *Finding {
	if raced := Races(rounds, requests, false); raced*2 <= asked {
		return inconclusive("only %d of %d rounds had %d requests under way at once: nothing can be concluded", raced, len(rounds), max(requests/2, 2))
	}
	return nil
}

// Met says the same of rounds in which tokens are ended.
func Met(rounds []Round, asked, requests int) *Finding {
	if raced := Races(rounds, requests, true); raced*2 <= asked {
		return inconclusive("only in %d of %d rounds what ends a token was accepted and under way together with another request: nothing can be concluded", raced, len(rounds))
	}
	return nil
}
