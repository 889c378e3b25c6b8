package steps

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/redact"
	"github.com/revokespec/revokespec/judge"
)

// registeredErrors are the error codes of RFC 6749 section 5.2, RFC 7009 section 2.2.1 and of IANA's OAuth Extensions Error
// registry that a revocation or token endpoint may use.
var registeredErrors = []string{
	"invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope",
	"unsupported_token_type", "invalid_target", "invalid_token", "insufficient_scope", "access_denied",
	"temporarily_unavailable", "server_error", "invalid_dpop_proof", "use_dpop_nonce",
}

func (w *World) bodyIsEmpty(context.Context) error {
	r, err := w.acceptedAnswer()
	if err != nil {
		return err
	}
	if r.Err != nil {
		return inconclusive("the body of the answer did not arrive: %s", r)
	}
	if len(r.Body) > 0 {
		return w.failure("the body of the answer has %d bytes, wanted none", len(r.Body))
	}
	return nil
}

// bodyIsJSON judges the body of a refusal: the members named, each a string that is not empty, or one registered code.
func (w *World) bodyIsJSON(_ context.Context, members string) error {
	r, err := w.answer()
	if err != nil {
		return err
	}
	if err := judgedStatus(r); err != nil {
		return err
	}
	if _, ok := r.JSON(); !ok {
		return w.failure("the body of the answer %s is not a JSON object", r)
	}
	if kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); !strings.Contains(kind, "json") {
		return w.failure("the body of the answer %s is JSON, but its content type is %q", r, kind)
	}
	if members == "a registered error" {
		if !slices.Contains(registeredErrors, r.Field("error")) {
			return w.failure("the answer's error is %q, which is not registered", r.Field("error"))
		}
		return nil
	}
	for member := range strings.SplitSeq(members, ", ") {
		if r.Field(member) == "" {
			return w.failure("the body of the answer %s has no %q", r, member)
		}
	}
	return nil
}

// judgedStatus passes over the answers that the rules on error bodies do not speak of.
func judgedStatus(r httpx.Response) error {
	switch {
	case r.Err != nil, r.Status >= 500:
		return inconclusive("the answer is missing: %s", r)
	case r.Status != 400 && r.Status != 401 && r.Status != 403:
		return notApplicable("the answer is %s; this rule speaks of refusals with 400 and 401", r)
	}
	return nil
}

func (w *World) descriptionIs(_ context.Context, wanted string) error {
	r, err := w.answer()
	if err != nil {
		return err
	}
	if got := r.Field("error_description"); got != wanted {
		return w.failure("the answer's description is %q, wanted %q", got, wanted)
	}
	return nil
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
