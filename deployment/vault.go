package deployment

import (
	"cmp"
	"fmt"
	"maps"
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
	forms  map[string]string        // raw, base64 and hexadecimal forms -> name
	later  []registered             // not among the forms yet
	heads  map[[headSize]byte]*head // by the first bytes of a form
	tokens []string                 // the refresh tokens, where the secrets are those of every session
	all    *vault                   // where the secrets of every session are known, all by one name; may be nil
}

// head is what is known of forms that begin alike.
type head struct {
	lengths []int  // of the forms, longest first
	cut     []part // those of which the beginning is a secret too
}

// part is a form of a secret, and how much of its beginning is a secret too, in bytes.
type part struct {
	form  string
	least int
}

// headSize is the length of the shortest form that is looked for: shorter ones occur in any text by chance.
const headSize = 4

// longestSecret bounds what is indexed, in bytes. A longer value (hostile input) is hidden by its field's name only.
const longestSecret = 16 << 10

func newVault() *vault {
	return &vault{names: map[string]string{}, given: map[string]bool{}, counts: map[string]int{}, forms: map[string]string{}, heads: map[[headSize]byte]*head{}}
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
	least := leastPart(secret, name)
	v.register(secret, name, least)
	if v.all != nil {
		v.all.mu.Lock()
		defer v.all.mu.Unlock()
		v.all.register(secret, elsewhere, least)
		if strings.HasPrefix(name, kinds["refresh_token"]) {
			v.all.tokens = append(v.all.tokens, secret)
		}
	}
	return name
}

// holdsToken says whether a text has, as it is, a refresh token that any session has seen.
func (v *vault) holdsToken(text string) bool {
	if v.all == nil {
		return false
	}
	v.all.mu.RLock()
	defer v.all.mu.RUnlock()
	return slices.ContainsFunc(v.all.tokens, func(token string) bool { return len(token) > headSize && strings.Contains(text, token) })
}

// register makes a secret be found. Of its beginning, so much is enough; 0: nothing less than the whole.
func (v *vault) register(secret, name string, least int) {
	if v.names[secret] != "" {
		return
	}
	v.names[secret], v.given[name] = name, true
	if len(secret) <= longestSecret {
		v.later = append(v.later, registered{secret, name, least})
	}
}

// registered is a secret whose forms are not indexed yet.
type registered struct {
	secret, name string
	least        int
}

// indexAll indexes what was registered since the last text that was searched: where nothing is shown, nothing need be.
func (v *vault) indexAll() {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, r := range v.later {
		for _, written := range spellingsFor(r.secret) {
			if v.forms[written] != "" {
				continue
			}
			for _, form := range formsOf(written) {
				v.index(form, r.name, r.least*len(form)/len(written))
			}
		}
	}
	v.later = nil
}

// elsewhere is what a session calls secrets that it has not seen itself: what a server tells about others, in its log or
// by mistake, is hidden as well.
const elsewhere = "secret of another scenario"

func (v *vault) index(form, name string, least int) {
	if len(form) < headSize || v.forms[form] != "" {
		return
	}
	v.forms[form] = name
	key := [headSize]byte([]byte(form[:headSize]))
	if v.heads[key] == nil {
		v.heads[key] = &head{}
	}
	h := v.heads[key]
	if !slices.Contains(h.lengths, len(form)) {
		h.lengths = append(h.lengths, len(form))
		slices.SortFunc(h.lengths, func(a, b int) int { return cmp.Compare(b, a) })
	}
	if least > 0 && least < len(form) {
		h.cut = append(h.cut, part{form, least})
		v.given[beginningOf+name] = true
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
	v.indexAll()
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.given[name] || strings.TrimPrefix(name, beginningOf) == elsewhere || name == strange || slices.Contains(slices.Collect(maps.Values(kinds)), name)
}
