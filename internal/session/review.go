package session

import (
	"maps"
	"slices"

	"github.com/revokespec/revokespec/record"
)

// Reviewer hides secrets in a step's record that became known after it was written, in this session or in another one. It is for the end
// of the run, and keeps of the session no more than the secrets.
func (s *Session) Reviewer() func(*record.Step) {
	secrets := s.Secrets
	return func(step *record.Step) { review(step, secrets.Hide) }
}

func review(step *record.Step, hide func(string) string) {
	step.Message = hide(step.Message)
	for i := range step.Digest {
		step.Digest[i] = hide(step.Digest[i])
	}
	for i := range step.Exchanges {
		x := &step.Exchanges[i]
		x.Request.URL, x.Request.Body, x.Error = hide(x.Request.URL), hide(x.Request.Body), hide(x.Error)
		hideAll(x.Request.Headers, hide)
		if x.Response != nil {
			x.Response.Body = hide(x.Response.Body)
			hideAll(x.Response.Headers, hide)
		}
	}
}

func hideAll(headers map[string][]string, hide func(string) string) {
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		values := headers[name]
		for i := range values {
			values[i] = hide(values[i])
		}
		if shown := hide(name); shown != name {
			delete(headers, name)
			headers[shown] = append(headers[shown], values...)
		}
	}
}
