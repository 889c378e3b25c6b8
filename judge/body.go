package judge

import (
	"slices"
	"strings"

	"github.com/revokespec/revokespec/internal/httpx"
)

// registeredErrors are the error codes of RFC 6749 section 5.2, RFC 7009 section 2.2.1 and of IANA's OAuth Extensions Error
// registry that a revocation or token endpoint may use.
var registeredErrors = []string{
	"invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope",
	"unsupported_token_type", "invalid_target", "invalid_token", "insufficient_scope", "access_denied",
	"temporarily_unavailable", "server_error", "invalid_dpop_proof", "use_dpop_nonce",
}

// RegisteredError in place of the names of members is one registered error code.
const RegisteredError = "a registered error"

// EmptyBody judges a body that must be empty.
func EmptyBody(r httpx.Response) *Finding {
	switch {
	case r.Err != nil:
		return inconclusive("the body of the answer did not arrive: %s", r)
	case len(r.Body) > 0:
		return broken("the body of the answer has %d bytes, wanted none", len(r.Body))
	}
	return nil
}

// ErrorBody judges the body of a refusal: the members named, "error, error_description", each a string that is not empty; or RegisteredError.
func ErrorBody(r httpx.Response, members string) *Finding {
	if f := SpokenOfRefusals(r); f != nil {
		return f
	}
	if _, ok := r.JSON(); !ok {
		return broken("the body of the answer %s is not a JSON object", r)
	}
	if kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); !strings.Contains(kind, "json") {
		return broken("the body of the answer %s is JSON, but its content type is %q", r, kind)
	}
	if members == RegisteredError {
		if !slices.Contains(registeredErrors, r.Field("error")) {
			return broken("the answer's error is %q, which is not registered", r.Field("error"))
		}
		return nil
	}
	for member := range strings.SplitSeq(members, ", ") {
		if r.Field(member) == "" {
			return broken("the body of the answer %s has no %q", r, member)
		}
	}
	return nil
}

// SpokenOfRefusals passes over the answers that the rules on error bodies do not speak of.
func SpokenOfRefusals(r httpx.Response) *Finding {
	switch {
	case r.Err != nil, r.Status >= 500:
		return inconclusive("the answer is missing: %s", r)
	case r.Status != 400 && r.Status != 401 && r.Status != 403:
		return notApplicable("the answer is %s; this rule speaks of refusals with 400 and 401", r)
	}
	return nil
}

// Description judges the error_description, to the letter.
func Description(r httpx.Response, wanted string) *Finding {
	if got := r.Field("error_description"); got != wanted {
		return broken("the answer's description is %q, wanted %q", got, wanted)
	}
	return nil
}

// Header judges one header, without regard to case.
func Header(r httpx.Response, name, wanted string) *Finding {
	if r.Err != nil {
		return inconclusive("the answer is missing: %s", r)
	}
	got := strings.Join(r.Header.Values(name), ", ")
	if strings.Contains(strings.ToLower(got), strings.ToLower(wanted)) {
		return nil
	}
	return broken("the answer's %s header is %q, wanted %q in it", name, got, wanted)
}
