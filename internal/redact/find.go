package redact

import "strings"

// span is a stretch of a text that holds a secret, or a part of one.
type span struct {
	from, to int
	secret   string
	part     string // what is said before its name
	weight   int    // the longest secret names a stretch that several share
}

// find lists the secrets in a text: at each place the longest.
func (v *Redactor) find(text string) []span {
	v.mu.RLock()
	defer v.mu.RUnlock()
	var found []span
	for i := 0; i+headSize <= len(text); i++ {
		head := v.index.at(text[i:])
		if head == nil {
			continue
		}
		if s := v.whole(head, text, i); s.to > 0 {
			found = append(found, s)
			continue
		}
		if s := v.cutOff(head, text, i); s.to > 0 && !v.isPublic(text, s) {
			found = append(found, s)
		}
		if !head.ends {
			continue
		}
		if s := v.rest(text, i); s.to > 0 && !v.isPublic(text, s) {
			found = append(found, s)
		}
	}
	return found
}

// secret says whether a form is a secret still: an API may have shown by now that it is a name.
func (v *Redactor) secret(f *form) bool {
	return !v.guesses[f.secret] || !v.public.identifier(f.secret)
}

// whole is the longest form that stands at a place.
func (v *Redactor) whole(h *head, text string, at int) span {
	for _, length := range h.whole {
		if at+length > len(text) {
			continue
		}
		f, ok := v.index.forms[text[at:at+length]]
		if ok && v.secret(f) && (!standsApart(f.text) || !withinWord(text, at, at+length)) {
			return span{at, at + length, f.secret, "", length}
		}
	}
	return span{}
}

// cutOff is the longest beginning of a secret that stands at a place, and the rest of that word: it may be of another secret
// that begins alike, as all JWTs of an issuer do.
func (v *Redactor) cutOff(h *head, text string, at int) span {
	var best span
	longest := 0
	for _, least := range h.cut {
		if at+least > len(text) {
			continue
		}
		if f, n := v.index.nearest(text[at:at+least], text[at:]); n > longest && v.secret(f) {
			longest = n
			best = span{from: at, to: at + n, secret: f.secret, part: beginningOf} // of no weight: what is whole gives its name
		}
	}
	for best.to > 0 && best.to < len(text) && isOpaque(text[best.to]) {
		best.to++
	}
	return best
}

// rest is the end of a secret of which the beginning was cut off, where the last part of it stands at a place.
func (v *Redactor) rest(text string, at int) span {
	to := at + shortestPart
	if to > len(text) {
		return span{}
	}
	f, ok := v.index.ends[text[at:to]]
	if !ok || !v.secret(f) {
		return span{}
	}
	for before := len(f.text) - shortestPart; before > 0 && at > 0 && text[at-1] == f.text[before-1]; before-- {
		at--
	}
	return span{from: at, to: to, secret: f.secret, part: endOf}
}

// isPublic says whether a part of a secret stands in a value that may be shown: a signed cookie begins with the name of a user
// or a thing.
func (v *Redactor) isPublic(text string, s span) bool {
	inValue := func(c byte) bool { return c != '=' && (isOpaque(c) || strings.IndexByte("|:@", c) >= 0) }
	from, to := s.from, s.to
	for from > 0 && inValue(text[from-1]) {
		from--
	}
	for to < len(text) && inValue(text[to]) {
		to++
	}
	return v.public.listed(text[from:to]) || v.public.identifier(text[from:to])
}

// isOpaque says whether a token may have a character (RFC 6750 section 2.1).
func isOpaque(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || strings.IndexByte("-._~+/=", c) >= 0
}
