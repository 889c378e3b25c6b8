package steps

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// exchanged is how many exchanges of the round were answered with success.
func (r round) exchanged() (n int) {
	for _, a := range r.answers {
		if !a.ends() && judge.Class(a.answer) == judge.Alive {
			n++
		}
	}
	return n
}

// endings is how many of its requests were to end a token.
func (r round) endings() (n int) {
	for _, a := range r.answers {
		if a.ends() {
			n++
		}
	}
	return n
}

// ended are the tokens of which the server said that it has ended them.
func (r round) ended() (tokens []*token) {
	for _, a := range r.answers {
		if a.ended() && !slices.Contains(tokens, a.token) {
			tokens = append(tokens, a.token)
		}
	}
	return tokens
}

// ended says whether the server said that it has ended the token: of a reuse, by refusing it.
func (a raced) ended() bool {
	if a.does == doesReuse {
		return judge.Class(a.answer) == judge.Dead
	}
	return a.ends() && a.answer.Accepted()
}

// erased says whether the token was deleted by its id, which may take its time.
func (r round) erased(t *token) bool {
	return slices.ContainsFunc(r.answers, func(a raced) bool { return a.does == doesErase && a.token == t && a.answer.Accepted() })
}

// dead are the tokens that must be: those that were ended or, where that ends all that the user has there, those that only met it.
func (r round) dead(outcome string) []*token {
	if outcome != nothingIsLeft || !r.Revoked {
		return r.ended()
	}
	var all []*token
	for _, a := range r.answers {
		if !slices.Contains(all, a.token) {
			all = append(all, a.token)
		}
	}
	return all
}

// labels are those of its tokens, in order.
func (r round) labels() (all []string) {
	for _, a := range r.answers {
		if !slices.Contains(all, a.label) {
			all = append(all, a.label)
		}
	}
	return all
}

// handedOut are the different refresh tokens that the exchanges of a token have yielded: the token itself is no successor.
func (r round) handedOut(label string) (all []issued) {
	var answers []httpx.Response
	var presented []string
	for _, a := range r.answers {
		if a.label == label && !a.ends() {
			answers, presented = append(answers, a.answer), append(presented, a.token.value)
		}
	}
	for _, value := range without(handedOut(answers), presented) {
		first := slices.IndexFunc(r.answers, func(a raced) bool { return a.answer.Field("refresh_token") == value })
		all = append(all, issued{value, r.answers[first].at})
	}
	return all
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

// story is how the requests of a round were answered.
func (r round) story() string {
	var b strings.Builder
	for _, a := range r.answers {
		if a.ends() {
			fmt.Fprintf(&b, "the %s of %s was answered %s; ", a.does, a.label, a.answer)
		}
	}
	if exchanges := len(r.answers) - r.endings(); exchanges > 0 {
		fmt.Fprintf(&b, "%d of %d exchanges were answered 200; ", r.exchanged(), exchanges)
	}
	return b.String()
}

// seen is what the rounds came to.
func (r *race) seen() (rounds []judge.Round) {
	for _, round := range r.rounds {
		rounds = append(rounds, round.Round)
	}
	return rounds
}

// met says whether the rounds were races. Where no ending was ever accepted, another rule judges what they are answered.
func (r *race) met(asked int) error {
	var last raced
	for _, round := range r.rounds {
		if round.Revoked {
			return r.found(judge.Met(r.seen(), asked, len(r.rounds[0].answers)))
		}
		last = round.answers[slices.IndexFunc(round.answers, raced.endsIt)]
	}
	switch {
	case last.does == doesRevoke && !judge.SaysNeither(last.answer):
		return r.notRevoked(last.answer, last.token.client)
	case last.does == doesRevoke:
		return inconclusive("no revocation of the race was accepted, the last was answered %s", last.answer)
	}
	subject := map[string]judge.Subject{doesDelete: judge.GrantDeletion, doesDeleteAll: judge.UserGrantsDeletion, doesUnlink: judge.CredentialDeletion, doesErase: judge.RefreshTokenDeletion, doesReuse: judge.SpentToken}[last.does]
	return r.leftTo(subject, "the "+last.does+" was answered %s; %s judges that answer", last.answer)
}

func (a raced) endsIt() bool { return a.ends() }

// The outcomes that rounds are judged by.
const (
	oneSucceeds   = "at most one exchange succeeds"
	oneLives      = "at most one refresh token lives"
	allAccepted   = "every revocation is answered with success"
	endedIsDead   = "what was ended is dead"
	nothingIsLeft = "no refresh token lives"
)

// everyRound judges the rounds one by one, whatever order the server saw.
func (r *race) everyRound(ctx context.Context, outcome string) error {
	for _, round := range r.rounds {
		if err := r.judgeRound(ctx, round, outcome); err != nil {
			return r.blamed(ctx, outcome, err)
		}
	}
	return nil
}

func (r *race) judgeRound(ctx context.Context, round round, outcome string) error {
	switch outcome {
	case oneSucceeds:
		return r.found(round.OneWinner())
	case oneLives:
		if round.unrotated != nil {
			return r.leftTo(r.rotationOf(round.unrotated), "in round %d no exchange returned a new refresh token; %s judges that", round.Number)
		}
		return r.found(round.OneLives())
	case allAccepted:
		return r.found(round.AllAccepted(round.revocations()))
	case nothingIsLeft:
		if err := r.found(round.NothingLives()); err != nil {
			return err
		}
	}
	for _, a := range round.answers {
		if a.does == doesRevoke && a.answer.Accepted() { // an exchange beside it spends the token as well
			r.endings = append(r.endings, ending{token: a.token, subject: revokedToken(a.token), anew: true})
		}
	}
	for _, t := range round.dead(outcome) {
		if err := r.deadEverywhere(ctx, round, t); err != nil {
			return err
		}
	}
	return nil
}

// deadEverywhere presents a token at each node that the requests met at, and where the issuer answers.
func (r *race) deadEverywhere(ctx context.Context, round round, t *token) error {
	for _, at := range r.places {
		answer, err := r.exchangeAt(ctx, session.Check, at, t, false)
		if err != nil {
			return err
		}
		if judge.HandsOutToken(answer) {
			return r.failure("in round %d, what has ended %q was accepted, but at %s its exchange is answered %s and hands out a token", round.Number, t.label, at, answer)
		}
	}
	return r.refused(ctx, t, r.exchange(ctx, session.Check, t, false))
}

// revocations are the answers to those of the round.
func (r round) revocations() (answers []httpx.Response) {
	for _, a := range r.answers {
		if a.does == doesRevoke {
			answers = append(answers, a.answer)
		}
	}
	return answers
}
