package judge

import "github.com/revokespec/revokespec/internal/wording"

// Finding is what an answer has against a pass; nil is nothing.
type Finding struct {
	Kind    Kind
	Message string
}

// Kind says what becomes of the rule.
type Kind int

// The kinds of findings: the rule is broken, nothing can be concluded, or the server does not do what the rule speaks of.
const (
	Broken Kind = iota
	Inconclusive
	NotApplicable
)

func broken(format string, args ...any) *Finding {
	return &Finding{Broken, wording.Sentence(format, args...)}
}

func inconclusive(format string, args ...any) *Finding {
	return &Finding{Inconclusive, wording.Sentence(format, args...)}
}

func notApplicable(format string, args ...any) *Finding {
	return &Finding{NotApplicable, wording.Sentence(format, args...)}
}
