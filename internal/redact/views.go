package redact

import (
	"hash/maphash"
	"slices"
	"strings"
)

// view is a text with encodings taken off, and for each of its bytes (and its end) the place in the original; without
// places it is the original.
type view struct {
	text          string
	at            []int32
	layers, wraps int  // how many more encodings of each sort are taken off
	bytes         bool // what base64 and the like hold need not be text
}

func (v view) place(i int) int {
	if v.at == nil {
		return i
	}
	return int(v.at[i])
}

// mostLayers is how many encodings may lie on one another: JSON in HTML in JSON, or a query in a query in JSON. A long text
// may be meant to take long, and has one less. Beside these, wraps is how often base64 and the like are taken off.
const (
	mostLayers = 3
	mostWraps  = 2
	longText   = 8 << 10
)

// mostViews bounds the ways to read one text.
const mostViews = 80

var viewSeed = maphash.MakeSeed()

// viewsOf reads a text in every way: as it is, and with each encoding taken off it, again and again. Encoders differ in
// what they escape and how; looking for the secret in the decoded text finds all their spellings. Base64 and the like are
// taken off text only, or off any bytes.
func viewsOf(text string, bytes bool) []view {
	first := view{text: text, layers: mostLayers, wraps: mostWraps, bytes: bytes}
	if len(text) > longText {
		first.layers--
	}
	views, seen := []view{first}, map[uint64]bool{maphash.String(viewSeed, text): true}
	for i := 0; i < len(views); i++ {
		for _, next := range views[i].peeled() {
			if hash := maphash.String(viewSeed, next.text); !seen[hash] && len(views) < mostViews {
				seen[hash] = true
				views = append(views, next)
			}
		}
	}
	return views
}

// WrittenIn says whether a text has a word in it, however that is written there.
func WrittenIn(text, word string) bool {
	return slices.ContainsFunc(viewsOf(text, false), func(v view) bool { return strings.Contains(v.text, word) })
}

// peeled is the text less one more encoding, of each sort.
func (v view) peeled() []view {
	var peeled []view
	if v.wraps > 0 {
		if inner := v.unwrapped(); inner.text != "" {
			inner.layers, inner.wraps, inner.bytes = v.layers, v.wraps-1, v.bytes
			peeled = append(peeled, inner)
		}
	}
	for _, e := range escapes {
		if v.layers == 0 || !e.mayBeIn(v.text) {
			continue
		}
		if next := v.decoded(e); next.text != "" {
			next.layers, next.wraps, next.bytes = v.layers-1, v.wraps, v.bytes
			peeled = append(peeled, next)
		}
	}
	return peeled
}

// decoded takes an encoding off; the text is "" where nothing is encoded so.
func (v view) decoded(e escape) view {
	first := 0
	for ; first < len(v.text); first++ {
		if e.marks[v.text[first]] {
			if piece, n := e.decode(v.text[first:]); piece != v.text[first:first+n] {
				break
			}
		}
	}
	if first == len(v.text) {
		return view{}
	}
	out := make([]byte, 0, len(v.text))
	at := make([]int32, 0, len(v.text)+1)
	copied := 0
	copyTo := func(i int) {
		out = append(out, v.text[copied:i]...)
		for ; copied < i; copied++ {
			at = append(at, int32(v.place(copied)))
		}
	}
	for i := first; i < len(v.text); {
		if !e.marks[v.text[i]] {
			i++
			continue
		}
		copyTo(i)
		piece, n := e.decode(v.text[i:])
		for range len(piece) {
			at = append(at, int32(v.place(i)))
		}
		out = append(out, piece...)
		i += n
		copied = i
	}
	copyTo(len(v.text))
	return view{text: string(out), at: append(at, int32(v.place(len(v.text))))}
}
