package steps

import (
	"context"
	"slices"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// race is what a scenario does to refresh tokens with requests that are released together, in several rounds.
type race struct {
	*World
	rounds []round
}

// round is what came of one refresh token: it was exchanged several times at once, in some scenarios while it was revoked.
type round struct {
	judge.Round
	token      *token
	revocation httpx.Response // where it was revoked
	unrotated  bool           // exchanges succeeded, and none returned another refresh token
}

// exchangedAtOnce is an act: each round signs in, and releases the exchanges of its token together.
func (r *race) exchangedAtOnce(ctx context.Context, role string, times, rounds int) error {
	if err := r.run(ctx, role, rounds, func(t *token) error { return r.exchangeTogether(ctx, t, times) }); err != nil {
		return err
	}
	return r.found(judge.Raced(r.seen(), times))
}

// revokedAndExchanged is the same act, with a revocation of the token among its exchanges.
func (r *race) revokedAndExchanged(ctx context.Context, role string, times, rounds int) error {
	if err := r.run(ctx, role, rounds, func(t *token) error { return r.revokeTogether(ctx, t, times) }); err != nil {
		return err
	}
	return r.revocationRaced(times + 1)
}

func (r *race) run(ctx context.Context, role string, rounds int, round func(*token) error) error {
	for range rounds {
		raced, err := r.describe([]map[string]string{{"token": "the raced token", "application": role}})
		if err != nil {
			return err
		}
		if _, err := r.setUp(ctx, raced); err != nil {
			return err
		}
		r.signIns = append(r.signIns, raced[0])
		if err := round(raced[0]); err != nil {
			return err
		}
	}
	return nil
}

func (r *race) exchangeTogether(ctx context.Context, t *token, times int) error {
	requests, err := r.exchanges(t, times)
	if err != nil {
		return err
	}
	introspects := r.showsLive(ctx, t)
	answers, overlap := r.lease.SendTogether(ctx, session.Act, requests)
	result := round{token: t, Round: judge.Round{Number: len(r.rounds) + 1, Overlap: overlap}}
	for _, answer := range answers {
		if judge.Class(answer) == judge.Alive {
			result.Succeeded++
		}
	}
	handedOut := handedOut(answers)
	result.Issued = len(handedOut)
	result.unrotated = result.Succeeded > 0 && len(without(handedOut, []string{t.value})) == 0
	if result.Live, err = r.countLive(ctx, t, handedOut, introspects); err != nil {
		return err
	}
	r.note("round %d: %d of %d exchanges under way at once, %d answered 200; different refresh tokens: %d, live afterwards: %d",
		result.Number, overlap, times, result.Succeeded, result.Issued, result.Live)
	r.rounds = append(r.rounds, result)
	return nil
}

func (r *race) revokeTogether(ctx context.Context, t *token, times int) error {
	revocation, err := r.newDraft(t, "token").request(r.deployment().Endpoints.Revocation)
	if err != nil {
		return err
	}
	exchanges, err := r.exchanges(t, times)
	if err != nil {
		return err
	}
	introspects := r.showsLive(ctx, t)
	answers, overlap := r.lease.SendTogether(ctx, session.Act, slices.Concat([]httpx.Request{revocation}, exchanges))
	result := round{token: t, revocation: answers[0], Round: judge.Round{Number: len(r.rounds) + 1, Overlap: overlap, Revoked: answers[0].Accepted()}}
	successors := without(handedOut(answers[1:]), []string{t.value})
	result.Issued = len(successors)
	if err := r.propagated(ctx); err != nil {
		return err
	}
	if result.Revoked {
		r.endings = append(r.endings, ending{token: t, subject: revokedToken(t), anew: true}) // an exchange spends it as well
		if result.Live, err = r.countLive(ctx, t, successors, introspects); err != nil {
			return err
		}
	}
	r.note("round %d: requests under way at once: %d; the revocation was answered %s; refresh tokens handed out: %d, live afterwards: %d",
		result.Number, overlap, answers[0], result.Issued, result.Live)
	r.rounds = append(r.rounds, result)
	return nil
}

func (r *race) exchanges(t *token, times int) ([]httpx.Request, error) {
	requests := make([]httpx.Request, times)
	for i := range requests {
		var err error
		if requests[i], err = r.exchangeRequest(t, t.client, nil); err != nil {
			return nil, err
		}
	}
	return requests, nil
}

// handedOut are the different refresh tokens that the answers hold.
func handedOut(answers []httpx.Response) (values []string) {
	for _, r := range answers {
		if next := r.Field("refresh_token"); next != "" && !slices.Contains(values, next) {
			values = append(values, next)
		}
	}
	return values
}

// showsLive says whether introspection shows the token as active, which is live.
func (r *race) showsLive(ctx context.Context, t *token) bool {
	if r.deployment().Missing("introspection") != "" {
		return false
	}
	active, _ := r.introspectRefresh(ctx, session.Control, t.value)
	return active
}

// countLive looks at all tokens of a race before it disturbs any: by introspection where that knows live refresh tokens,
// else by exchanging them together. One exchange after the other, the first could end the rest.
func (r *race) countLive(ctx context.Context, t *token, handedOut []string, introspects bool) (live int, err error) {
	if introspects {
		for _, value := range handedOut {
			if active, _ := r.introspectRefresh(ctx, session.Check, value); active {
				live++
			}
		}
		return live, nil
	}
	requests := make([]httpx.Request, len(handedOut))
	for i, value := range handedOut {
		descendant := *t
		descendant.value = value
		if requests[i], err = r.exchangeRequest(&descendant, t.client, nil); err != nil {
			return 0, err
		}
	}
	answers, _ := r.lease.SendTogether(ctx, session.Check, requests)
	for _, answer := range answers {
		switch r.state(ctx, t, answer) {
		case judge.Alive:
			live++
		case judge.Unclear:
			return 0, inconclusive("whether a token of the race is alive is unclear: its exchange was answered %s", answer)
		}
	}
	return live, nil
}
