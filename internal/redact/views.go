package redact

import (
	"hash/maphash"
	"slices"
	"strings"
	"sync"
)

// view is a text with encodings taken off.
type view struct {
	text          string
	from          *view // what the last encoding was taken off; nil: this is the original
	peel          peel
	at            []int32 // for each byte, and the end, the place in from; worked out when first asked for
	layers, wraps int     // how many more encodings of each sort are taken off
	bytes         bool    // what base64 and the like hold need not be text
}

// peel takes an encoding off a text. It writes nothing where nothing is encoded so.
type peel func(text string, p *peeler)

// peeler is what a peel writes to, and what it needs for that.
type peeler struct {
	text   []byte
	at     []int32 // as in a view, where placed
	placed bool
	bytes  bool
	run    run
}

var peelers = sync.Pool{New: func() any { return &peeler{} }}

func (p *peeler) begin(placed, bytes bool) {
	p.text, p.at, p.placed, p.bytes = p.text[:0], nil, placed, bytes
}

// put writes a piece that stands at a place.
func (p *peeler) put(piece string, place int) {
	p.text = append(p.text, piece...)
	if p.placed {
		for range len(piece) {
			p.at = append(p.at, int32(place))
		}
	}
}

// copy writes what stands between two places as it is.
func (p *peeler) copy(text string, from, to int) {
	p.text = append(p.text, text[from:to]...)
	if p.placed {
		for i := from; i < to; i++ {
			p.at = append(p.at, int32(i))
		}
	}
}

// place is where a byte of a view stands in the original. Few views hold a secret, so that most never work it out.
func (v *view) place(i int) int {
	if v.from == nil {
		return i
	}
	if v.at == nil {
		p := peelers.Get().(*peeler)
		defer peelers.Put(p)
		p.begin(true, v.from.bytes)
		v.peel(v.from.text, p)
		v.at = append(p.at, int32(len(v.from.text)))
	}
	return v.from.place(int(v.at[i]))
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
func viewsOf(text string, bytes bool) []*view {
	first := &view{text: text, layers: mostLayers, wraps: mostWraps, bytes: bytes}
	if len(text) > longText {
		first.layers--
	}
	p := peelers.Get().(*peeler)
	defer peelers.Put(p)
	views, seen := []*view{first}, []uint64(nil)
	for i := 0; i < len(views); i++ {
		views[i].peeled(p, func(next view) {
			if seen == nil {
				seen = append(seen, maphash.String(viewSeed, text))
			}
			if hash := maphash.Bytes(viewSeed, p.text); len(views) < mostViews && !slices.Contains(seen, hash) {
				next.text = string(p.text)
				seen, views = append(seen, hash), append(views, &next)
			}
		})
	}
	return views
}

// WrittenIn says whether a text has a word in it, however that is written there.
func WrittenIn(text, word string) bool {
	return slices.ContainsFunc(viewsOf(text, false), func(v *view) bool { return strings.Contains(v.text, word) })
}

// peeled tells of the text less one more encoding, of each sort. The text of each is p's until the next one.
func (v *view) peeled(p *peeler, tell func(view)) {
	try := func(off peel, layers, wraps int) {
		p.begin(false, v.bytes)
		if off(v.text, p); len(p.text) > 0 {
			tell(view{from: v, peel: off, layers: layers, wraps: wraps, bytes: v.bytes})
		}
	}
	if v.wraps > 0 {
		try(unwrap, v.layers, v.wraps-1)
	}
	if v.layers == 0 {
		return
	}
	marked := marksIn(v.text)
	for i := range escapes {
		if e := &escapes[i]; marked&(1<<i) != 0 && e.mayBeIn(v.text) {
			try(e.peel, v.layers-1, v.wraps)
		}
	}
}
