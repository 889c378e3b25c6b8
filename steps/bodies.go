package steps

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/internal/redact"
	"github.com/revokespec/revokespec/judge"
)

func (w *World) bodyIsEmpty(context.Context) error {
	r, err := w.acceptedAnswer()
	if err != nil {
		return err
	}
	return w.found(judge.EmptyBody(r))
}

// bodyIsJSON judges the body of a refusal.
func (w *World) bodyIsJSON(_ context.Context, members string) error {
	r, err := w.answer()
	if err != nil {
		return err
	}
	return w.found(judge.ErrorBody(r, members))
}

func (w *World) descriptionIs(_ context.Context, wanted string) error {
	r, err := w.answer()
	if err != nil {
		return err
	}
	return w.found(judge.Description(r, wanted))
}

// noSecretInAnswer searches the last answer for everything secret that the scenario knows.
func (w *World) noSecretInAnswer(context.Context) error {
	r, err := w.acceptedAnswer()
	if err != nil {
		return err
	}
	if r.Err != nil {
		return inconclusive("the answer is missing: %s", r)
	}
	if judge.HandsOutToken(r) {
		return w.failure("the answer hands out a token")
	}
	texts := []string{string(r.Body)}
	for name, values := range r.Header {
		if name != "Set-Cookie" {
			texts = append(texts, values...)
		}
	}
	secrets := w.secrets()
	for _, what := range slices.Sorted(maps.Keys(secrets)) {
		if len(secrets[what]) <= 3 || redact.OwnWord(secrets[what]) {
			continue // it stands in answers by chance
		}
		echoed := func(text string) bool { return strings.Contains(text, secrets[what]) }
		if slices.ContainsFunc(texts, echoed) {
			return w.failure("the answer echoes the %s", what)
		}
	}
	if slices.ContainsFunc(texts, w.lease.HoldsToken) {
		return w.failure("the answer holds the refresh token of another sign-in")
	}
	return nil
}

// secrets are the tokens and client secrets of the scenario, by what they are.
func (w *World) secrets() map[string]string {
	all := map[string]string{"wrong secret that was sent": w.wrongSecret}
	for label, t := range w.tokens {
		all[fmt.Sprintf("refresh token %q", label)] = t.value
		all["secret of the "+t.client.Role+" application"] = t.client.ClientSecret
		for _, a := range t.access {
			all[fmt.Sprintf("access token of %q", label)] = a.value
		}
	}
	return all
}
