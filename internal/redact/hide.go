package redact

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// Redact hides the secrets of a text, and the values of fields whose names say that they are secret.
func (v *Redactor) Redact(text string) string { return v.redactFields(v.Hide(text)) }

// Hide replaces every secret in the text by [its name]: the name that it has in this session, or one name for all secrets of
// other sessions.
func (v *Redactor) Hide(text string) string {
	found := v.secretsIn(text)
	if len(found) > 0 {
		names := v.named(text)
		found = slices.DeleteFunc(found, func(s span) bool {
			return slices.ContainsFunc(names, func(name []int) bool { return s.from > name[0] && s.to < name[1] })
		})
	}
	if len(found) > 0 {
		text = v.replaced(text, merge(found))
	}
	if v.known().isFull() {
		text = v.withoutRandom(text)
	}
	return text
}

// known has the secrets that are looked for: those of every session, where there are several sessions.
func (v *Redactor) known() *Redactor {
	if v.everySession != nil {
		return v.everySession
	}
	return v
}

// secretsIn are the stretches of a text that hold a secret, however it is written there.
func (v *Redactor) secretsIn(text string) (found []span) {
	known := v.known()
	known.indexAll()
	for _, view := range viewsOf(text, known.holdsControls()) {
		for _, s := range known.find(view.text) {
			s.from, s.to = view.place(s.from), view.place(s.to)
			found = append(found, s)
		}
	}
	return found
}

func (v *Redactor) replaced(text string, spans []span) string {
	var out strings.Builder
	end := 0
	for _, s := range spans {
		name, own := v.nameOf(s.secret)
		if !own {
			name = otherScenarioName
		}
		out.WriteString(text[end:s.from] + "[" + s.part + name + "]")
		end = s.to
	}
	return out.String() + text[end:]
}

// notKeptName is the name of what looks random once the redactor is full: it may be a secret that was not taken in.
const notKeptName = "value that was not kept"

var opaqueRun = regexp.MustCompile(`[A-Za-z0-9._~+/=-]{12,}`)

func (v *Redactor) withoutRandom(text string) string {
	return opaqueRun.ReplaceAllStringFunc(text, func(run string) string {
		if v.public.listed(run) || !looksRandom(run) {
			return run
		}
		return "[" + notKeptName + "]"
	})
}

// merge joins spans that overlap, so that nothing of the one that begins later remains.
func merge(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.weight, a.weight), cmp.Compare(b.to, a.to))
	})
	merged := spans[:1]
	for _, s := range spans[1:] {
		last := &merged[len(merged)-1]
		if s.from >= last.to {
			merged = append(merged, s)
			continue
		}
		last.to = max(last.to, s.to)
		if s.weight > last.weight {
			last.secret, last.part, last.weight = s.secret, s.part, s.weight
		}
	}
	return merged
}

// HoldsOurs says whether a text has a secret that is not merely one of the server's own pages and redirects.
func (v *Redactor) HoldsOurs(text string) bool {
	return slices.ContainsFunc(v.secretsIn(text), func(found span) bool {
		name, own := v.nameOf(found.secret)
		return !own || !strings.HasPrefix(name, kindSignIn) && !strings.HasPrefix(name, kindForm)
	})
}
