package deployment

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// vault knows the secrets of a session by readable names and finds them in any text, however they are encoded there.
type vault struct {
	mu     sync.RWMutex
	names  map[string]string        // secret -> name
	given  map[string]bool          // the names
	counts map[string]int           // kind -> the last number given
	forms  map[string]string        // raw and base64 forms -> name
	heads  map[[headSize]byte][]int // first bytes of a form -> the lengths of such forms, longest first
}

// headSize is the length of the shortest form that is looked for: shorter ones occur in any text by chance.
const headSize = 4

// longestSecret bounds what is indexed, in bytes. A longer value (hostile input) is hidden by its field's name only.
const longestSecret = 16 << 10

func newVault() *vault {
	return &vault{names: map[string]string{}, given: map[string]bool{}, counts: map[string]int{}, forms: map[string]string{}, heads: map[[headSize]byte][]int{}}
}

// name registers a secret; an earlier name stays.
func (v *vault) name(secret, name string) string {
	if secret == "" {
		return name
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.add(secret, name)
}

// number registers a secret as the next of its kind ("refresh token 2") unless it has a name.
func (v *vault) number(secret, kind string) string {
	v.mu.Lock()
	defer v.mu.Unlock()
	if name, known := v.names[secret]; known {
		return name
	}
	v.counts[kind]++
	return v.add(secret, fmt.Sprintf("%s %d", kind, v.counts[kind]))
}

func (v *vault) add(secret, name string) string {
	if known, ok := v.names[secret]; ok {
		return known
	}
	v.names[secret], v.given[name] = name, true
	if len(secret) > longestSecret {
		return name
	}
	// The decoded form is for a header or cookie that was encoded by its sender.
	for _, written := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret), unescapeParameter(secret)} {
		if v.forms[written] != "" {
			continue
		}
		for _, form := range formsOf(written) {
			v.index(form, name)
		}
	}
	return name
}

func (v *vault) index(form, name string) {
	if len(form) < headSize || v.forms[form] != "" {
		return
	}
	v.forms[form] = name
	head := [headSize]byte([]byte(form[:headSize]))
	if !slices.Contains(v.heads[head], len(form)) {
		v.heads[head] = append(v.heads[head], len(form))
		slices.SortFunc(v.heads[head], func(a, b int) int { return cmp.Compare(b, a) })
	}
}

func (v *vault) nameOf(secret string) (string, bool) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	name, known := v.names[secret]
	return name, known
}

// isName says whether a text is [a name], put there by an earlier redaction.
func (v *vault) isName(text string) bool {
	if len(text) < 2 || text[0] != '[' || text[len(text)-1] != ']' {
		return false
	}
	name := text[1 : len(text)-1]
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.given[name] || slices.Contains(slices.Collect(maps.Values(kinds)), name)
}

// formsOf is the secret itself and its base64 in both alphabets at all three alignments: what stands before the secret
// decides how its bytes fall on characters. Characters shared with a neighbour are left out.
func formsOf(secret string) []string {
	forms := []string{secret}
	for before, shared := range []int{0, 2, 3} {
		encoded := base64.RawStdEncoding.EncodeToString([]byte("\x00\x00"[:before] + secret))
		whole := (before + len(secret)) * 8 / 6
		if whole <= shared {
			continue
		}
		form := encoded[shared:whole]
		forms = append(forms, form, strings.NewReplacer("+", "-", "/", "_").Replace(form))
	}
	return forms
}

// span is a stretch of a text that holds a secret.
type span struct {
	from, to int
	name     string
	weight   int // the longest secret names a stretch that several share
}

// find lists the secrets in a text: at each place the longest.
func (v *vault) find(text string) []span {
	v.mu.RLock()
	defer v.mu.RUnlock()
	var found []span
	for i := 0; i+headSize <= len(text); i++ {
		for _, length := range v.heads[[headSize]byte([]byte(text[i:i+headSize]))] {
			if i+length > len(text) {
				continue
			}
			if name, ok := v.forms[text[i:i+length]]; ok {
				found = append(found, span{from: i, to: i + length, name: name, weight: length})
				break
			}
		}
	}
	return found
}

// redact replaces every secret in the text by [its name].
func (v *vault) redact(text string) string {
	var found []span
	for _, view := range viewsOf(text) {
		for _, s := range v.find(view.text) {
			found = append(found, span{view.at[s.from], view.at[s.to], s.name, s.weight})
		}
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
