package redact

import (
	"cmp"
	"slices"
)

// form is a text that is looked for and the secret it stands for. The first least bytes are as secret as the whole; 0: only the
// whole is.
type form struct {
	text, secret string
	least        int
}

// tellsMore says whether a form replaces another one of the same text: it is the secret itself, or a shorter beginning of it is
// secret too.
func (f *form) tellsMore(than *form) bool {
	if itself := f.text == f.secret; itself != (than.text == than.secret) {
		return itself
	}
	return f.least > 0 && (than.least == 0 || f.least < than.least)
}

// headSize is the length of the shortest form that is looked for: shorter ones occur in any text by chance.
const headSize = 4

// index finds forms at a place of a text.
type index struct {
	forms    map[string]*form
	begins   map[string][]*form // by the part of the beginning that is a secret, in order
	ends     map[string]*form   // by the last shortestPart bytes
	heads    map[uint32]*head   // by the first bytes of all of these
	possible []uint64           // a bit for each sum of first bytes, since most places of a text begin nothing
}

// head is what is known of forms and parts that begin alike, by length.
type head struct {
	whole []int // longest first
	cut   []int
	ends  bool
}

func newIndex() index {
	return index{forms: map[string]*form{}, begins: map[string][]*form{}, ends: map[string]*form{}, heads: map[uint32]*head{}}
}

const possibleBits = 1 << 16

func firstBytes(text string) uint32 {
	return uint32(text[0]) | uint32(text[1])<<8 | uint32(text[2])<<16 | uint32(text[3])<<24
}

func bitOf(first uint32) (word int, bit uint64) {
	sum := first * 2654435761 >> 16
	return int(sum >> 6), 1 << (sum & 63)
}

// at is what begins with the first bytes of a text of headSize bytes or more; nil where nothing does.
func (x *index) at(text string) *head {
	if x.possible == nil {
		return nil
	}
	first := firstBytes(text)
	if word, bit := bitOf(first); x.possible[word]&bit == 0 {
		return nil
	}
	return x.heads[first]
}

func (x *index) head(text string) *head {
	if x.possible == nil {
		x.possible = make([]uint64, possibleBits/64)
	}
	first := firstBytes(text)
	word, bit := bitOf(first)
	x.possible[word] |= bit
	if x.heads[first] == nil {
		x.heads[first] = &head{}
	}
	return x.heads[first]
}

// mostLengths bounds the work at one place of a text: so many lengths of secrets that begin alike are looked for.
const mostLengths = 256

// add says whether the form is looked for from now on, as all are that are not too short and of no more lengths than that. Of two
// secrets that are written alike, one tells more: a guess may have been the encoded form of what turns out to be a token.
func (x *index) add(f *form) bool {
	known := x.forms[f.text]
	if known != nil && !f.tellsMore(known) || len(f.text) < headSize {
		return true
	}
	h := x.head(f.text)
	if known == nil && len(h.whole) >= mostLengths || len(h.cut) >= mostLengths {
		return false
	}
	x.forms[f.text] = f
	h.whole = withLength(h.whole, len(f.text))
	if f.least > 0 && f.least < len(f.text) {
		h.cut = withLength(h.cut, f.least)
		key := f.text[:f.least]
		i, found := slices.BinarySearchFunc(x.begins[key], f, byText)
		if found {
			x.begins[key][i] = f
		} else {
			x.begins[key] = slices.Insert(x.begins[key], i, f)
		}
	}
	if end := endPart(f.text); end != "" && f.least > 0 {
		x.head(end).ends = true
		x.ends[end] = f
	}
	return true
}

func withLength(lengths []int, length int) []int {
	if !slices.Contains(lengths, length) {
		lengths = append(lengths, length)
		slices.SortFunc(lengths, func(a, b int) int { return cmp.Compare(b, a) })
	}
	return lengths
}

func byText(a, b *form) int { return cmp.Compare(a.text, b.text) }

// nearest is the form of the longest beginning in common with a text, of those that begin so, and the length of that. It
// is a neighbour of the text in their order.
func (x *index) nearest(begin, text string) (best *form, length int) {
	forms := x.begins[begin]
	i, _ := slices.BinarySearchFunc(forms, &form{text: text}, byText)
	for _, j := range []int{i - 1, i} {
		if j >= 0 && j < len(forms) {
			if n := inCommon(forms[j].text, text); n > length {
				best, length = forms[j], n
			}
		}
	}
	return best, length
}

func inCommon(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

// indexAll indexes what was registered since the last text that was searched: where nothing is shown, nothing need be.
func (v *Redactor) indexAll() {
	v.mu.RLock()
	nothing := len(v.unindexed) == 0
	v.mu.RUnlock()
	if nothing {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, f := range v.unindexed {
		v.full = !v.index.add(&f) || v.full
		if plain := unescapeParameter(f.text); plain != f.text { // a header or cookie that was encoded by its sender
			kind := ""
			if f.least == 0 {
				kind = kindForm
			}
			v.full = !v.index.add(&form{plain, f.secret, leastPart(plain, kind)}) || v.full
		}
	}
	v.unindexed = nil
}
