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
	rounds     []round
	role       string // of the application
	contenders []contender
	places     []place // where the requests go, by turns; none: to the issuer
}

// round is what came of the refresh tokens of one user, which were exchanged and ended at once.
type round struct {
	judge.Round
	answers   []raced
	unrotated *token // whose exchanges succeeded, and none returned another refresh token; nil: none
}

// raced is a request of a round, and its answer.
type raced struct {
	contender
	token  *token
	at     place
	answer httpx.Response
}

// issued is a refresh token, and where it was handed out.
type issued struct {
	value string
	at    place
}

// exchangedAtOnce is an act: each round signs in, and releases the exchanges of its token together. The scenarios of a run that do the
// same go by the same rounds, so that no two of them contradict each other.
func (r *race) exchangedAtOnce(ctx context.Context, role string, times, rounds int) error {
	exchanges := []contender{{label: "the raced token", does: doesExchange, times: times}}
	shared, own, err := r.scenario.Races.begin(ctx, role, times, rounds)
	switch {
	case err != nil:
		return inconclusive("%v", err)
	case own:
		err = r.run(ctx, role, rounds, exchanges)
		shared.end(r.scenario.Name, r.rounds, err == nil)
		if err != nil {
			return err
		}
	default:
		r.rounds = shared.rounds
		r.note("the rounds are those of %s, which has done the same in this run", shared.scenario)
	}
	return r.found(judge.Raced(r.seen(), rounds, times))
}

// run goes through the rounds. Those that were no races are made up for, by as many more at the most.
func (r *race) run(ctx context.Context, role string, rounds int, contenders []contender) error {
	r.role, r.contenders = role, contenders
	for len(r.rounds) < rounds || len(r.rounds) < 2*rounds && r.tooFew(rounds) {
		tokens, err := r.racingTokens(ctx, role, contenders)
		if err != nil {
			return err
		}
		if err := r.release(ctx, tokens, contenders); err != nil {
			return err
		}
	}
	return nil
}

// tooFew says whether more rounds may settle what so many have left open.
func (r *race) tooFew(rounds int) bool {
	ends := slices.ContainsFunc(r.contenders, contender.ends)
	if ends && !slices.ContainsFunc(r.rounds, func(one round) bool { return one.Revoked }) { // its answer is the matter
		return false
	}
	return judge.Races(r.seen(), len(r.rounds[0].answers), ends)*2 <= rounds
}

// racingTokens signs one user in for each token that the contenders speak of.
func (r *race) racingTokens(ctx context.Context, role string, contenders []contender) (map[string]*token, error) {
	var rows []map[string]string
	for _, c := range contenders {
		row := map[string]string{"token": c.label, "application": role}
		if !slices.ContainsFunc(rows, func(known map[string]string) bool { return known["token"] == c.label }) {
			rows = append(rows, row)
		}
	}
	made, err := r.describe(rows)
	if err != nil {
		return nil, err
	}
	if _, err := r.setUp(ctx, made); err != nil {
		return nil, err
	}
	tokens := map[string]*token{}
	for _, t := range made {
		tokens[t.label] = t
	}
	r.signIns = append(r.signIns, made...)
	return tokens, nil
}

// release sends the requests of all contenders at the same moment, and looks at the tokens that were handed out.
func (r *race) release(ctx context.Context, tokens map[string]*token, contenders []contender) error {
	requests, sent, err := r.requests(ctx, tokens, contenders)
	if err != nil {
		return err
	}
	if err := r.spread(requests, sent); err != nil {
		return err
	}
	introspects := r.showsLive(ctx, sent[0].token)
	answers, overlap := r.lease.SendTogether(ctx, session.Act, requests)
	result := round{answers: sent, Round: judge.Round{Number: len(r.rounds) + 1, Overlap: overlap}}
	for i := range answers {
		result.answers[i].answer = answers[i]
	}
	result.Succeeded, result.Revoked = result.exchanged(), len(result.ended()) > 0
	if result.endings() > 0 {
		if err := r.propagated(ctx); err != nil {
			return err
		}
	}
	if slices.ContainsFunc(result.ended(), result.erased) {
		if err := r.refreshTokens.awaitEnds(ctx, judge.RefreshTokenDeletion, result.erased); err != nil {
			return err
		}
	}
	for _, label := range result.labels() {
		handedOut := result.handedOut(label)
		live, err := r.countLive(ctx, tokens[label], handedOut, introspects)
		if err != nil {
			return err
		}
		if t := tokens[label]; len(handedOut) == 1 && handedOut[0].value == t.value {
			result.unrotated = t
		}
		result.Issued, result.Live = result.Issued+len(handedOut), result.Live+live
	}
	r.note("round %d: %d of %d requests under way at once; %srefresh tokens handed out: %d, live afterwards: %d",
		result.Number, overlap, len(requests), result.story(), result.Issued, result.Live)
	r.rounds = append(r.rounds, result)
	return nil
}

// showsLive says whether introspection shows the token as active, which is live.
func (r *race) showsLive(ctx context.Context, t *token) bool {
	if r.deployment().Missing("introspection") != "" {
		return false
	}
	active, _ := r.introspectRefresh(ctx, session.Control, t.value)
	return active
}

// countLive looks at all tokens that were handed out before it disturbs any: by introspection where that knows live refresh tokens,
// else by exchanging them together, each where it was handed out: a node may know of its own alone. One exchange after the other, the first
// could end the rest.
func (r *race) countLive(ctx context.Context, t *token, handedOut []issued, introspects bool) (live int, err error) {
	if introspects && len(r.places) == 0 {
		for _, next := range handedOut {
			if active, _ := r.introspectRefresh(ctx, session.Check, next.value); active {
				live++
			}
		}
		return live, nil
	}
	requests := make([]httpx.Request, len(handedOut))
	for i, next := range handedOut {
		descendant := *t
		descendant.value = next.value
		if requests[i], err = r.exchangeRequest(&descendant, t.client, nil); err == nil {
			err = r.address(&requests[i], next.at)
		}
		if err != nil {
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
