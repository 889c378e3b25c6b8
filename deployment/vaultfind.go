package deployment

import (
	"cmp"
	"slices"
	"strings"
)

// span is a stretch of a text that holds a secret.
type span struct {
	from, to int
	name     string
	weight   int // the longest secret names a stretch that several share
}

// find lists the secrets in a text: at each place the longest.
func (v *vault) find(text string) []span {
	v.indexAll()
	v.mu.RLock()
	defer v.mu.RUnlock()
	var found []span
	for i := 0; i+headSize <= len(text); i++ {
		head := v.heads[[headSize]byte([]byte(text[i:i+headSize]))]
		if head == nil {
			continue
		}
		if s := v.whole(head, text[i:]); s.to > 0 && partOfWord(text, i, i+s.to) {
			continue
		} else if s.to > 0 {
			found = append(found, span{i, i + s.to, s.name, s.weight})
		} else if s := v.cutOff(head, text[i:]); s.to > 0 {
			found = append(found, span{i, i + s.to, s.name, s.weight})
		}
	}
	return found
}

// whole is the longest form that the text begins with.
func (v *vault) whole(h *head, text string) span {
	for _, length := range h.lengths {
		if length > len(text) {
			continue
		}
		if name, ok := v.forms[text[:length]]; ok {
			return span{to: length, name: name, weight: length}
		}
	}
	return span{}
}

// cutOff is the longest beginning of a secret that the text begins with, and what follows it in the same word: that may be
// the rest of another secret that begins alike, as all JWTs of an issuer do.
func (v *vault) cutOff(h *head, text string) span {
	var best span
	for _, p := range h.cut {
		if len(text) < p.least || text[:p.least] != p.form[:p.least] {
			continue
		}
		n := p.least
		for n < min(len(p.form), len(text)) && p.form[n] == text[n] {
			n++
		}
		if n > best.to {
			best = span{to: n, name: beginningOf + v.forms[p.form]} // of no weight: what is whole gives its name
		}
	}
	for best.to > 0 && best.to < len(text) && isOpaque(text[best.to]) {
		best.to++
	}
	return best
}

// isOpaque says whether tokens are made of a character (RFC 6750 section 2.1).
func isOpaque(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || strings.IndexByte("-._~+/=", c) >= 0
}

// redact replaces every secret in the text by [its name]: the one that it has in this session, or the one for all that only
// others have seen.
func (v *vault) redact(text string) string {
	var found []span
	for _, view := range viewsOf(text) {
		spans := v.find(view.text)
		if v.all != nil {
			spans = append(spans, v.all.find(view.text)...)
		}
		for _, s := range spans {
			found = append(found, span{view.place(s.from), view.place(s.to), s.name, s.weight})
		}
	}
	if len(found) > 0 {
		names := v.named(text)
		found = slices.DeleteFunc(found, func(s span) bool {
			return slices.ContainsFunc(names, func(name []int) bool { return s.from > name[0] && s.to < name[1] })
		})
	}
	if len(found) == 0 {
		return text
	}
	var out strings.Builder
	end := 0
	for _, s := range merge(found) {
		out.WriteString(text[end:s.from] + "[" + s.name + "]")
		end = s.to
	}
	return out.String() + text[end:]
}

// merge joins spans that overlap, so that nothing of the one that begins later remains.
func merge(spans []span) []span {
	slices.SortStableFunc(spans, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	merged := spans[:1]
	for _, s := range spans[1:] {
		last := &merged[len(merged)-1]
		if s.from >= last.to {
			merged = append(merged, s)
			continue
		}
		last.to = max(last.to, s.to)
		if s.weight > last.weight {
			last.name, last.weight = s.name, s.weight
		}
	}
	return merged
}
