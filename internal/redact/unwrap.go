package redact

import (
	"encoding/binary"
	"slices"
	"strings"
	"unicode/utf8"
)

// Some encodings change every character of a text: hexadecimal digits, also in pairs that stand apart, base64 in both
// alphabets, base32. The text before a secret decides how its bytes fall on characters. So every run of such characters is
// read from each of its first ones.

// What is taken for such a run, in characters, and for a text in it, in bytes. Shorter ones are everywhere.
const (
	shortestRun   = 8
	shortestInner = 5
)

// digit values by character; none for what is no digit.
type alphabet [256]byte

const noDigit = 0xff

func alphabetOf(digits ...string) *alphabet {
	a := &alphabet{}
	for i := range a {
		a[i] = noDigit
	}
	for _, list := range digits {
		for i := range len(list) {
			a[list[i]] = byte(i)
		}
	}
	return a
}

const capitals, smalls, figures = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", "0123456789"

var (
	base64Digits = alphabetOf(capitals+smalls+figures+"+/", capitals+smalls+figures+"-_")
	base32Digits = alphabetOf(capitals+"234567", smalls+"234567")
	hexDigits    = alphabetOf(figures+"ABCDEF", figures+"abcdef")
)

// unwrap writes all texts that are encoded so in a text, apart from one another.
func unwrap(text string, p *peeler) {
	p.runs(text, base64Digits, 6, 4)
	p.runs(text, base32Digits, 5, 1)
	p.pairs(text)
}

// run is one of such characters.
type run struct {
	bytes  []byte // that it holds
	start  int    // of a run of digits of so many bits; or 0 bits, of pairs, and where they stand
	bits   int
	pairAt []int
}

// runs reads the runs of an alphabet whose digits are of so many bits, each from so many of its first characters.
func (p *peeler) runs(text string, digits *alphabet, bits, starts int) {
	for i := 0; i < len(text); {
		if digits[text[i]] == noDigit {
			i++
			continue
		}
		end := i + 1
		for end < len(text) && digits[text[end]] != noDigit {
			end++
		}
		for start := i; start < i+starts && end-start >= shortestRun; start++ {
			p.run.read(text[start:end], digits, bits)
			p.run.start, p.run.bits = start, bits
			p.keep()
		}
		i = end
	}
}

// read decodes digits of so many bits, eight at a time, which are as many bytes.
func (r *run) read(text string, digits *alphabet, bits int) {
	r.bytes = slices.Grow(r.bytes[:0], len(text)+8)
	held := uint64(0)
	for ; len(text) >= 8; text = text[8:] {
		held = 0
		for i := range 8 {
			held = held<<bits | uint64(digits[text[i]])
		}
		r.bytes = binary.BigEndian.AppendUint64(r.bytes, held<<(64-8*bits))
		r.bytes = r.bytes[:len(r.bytes)-8+bits]
	}
	held, n := 0, 0
	for i := range len(text) {
		held, n = held<<bits|uint64(digits[text[i]]), n+bits
		if n >= 8 {
			n -= 8
			r.bytes = append(r.bytes, byte(held>>n))
		}
	}
}

// pairs reads hexadecimal digits, from the first and the second of a run.
func (p *peeler) pairs(text string) {
	for i := 0; i+1 < len(text); {
		switch {
		case hexDigits[text[i+1]] == noDigit:
			i += 2
		case hexDigits[text[i]] == noDigit:
			i++
		default:
			end := max(p.pairsFrom(text, i), p.pairsFrom(text, i+1))
			i = max(i+1, end-1)
		}
	}
}

// pairsFrom reads them from a place and returns where they end.
func (p *peeler) pairsFrom(text string, i int) int {
	r, end := &p.run, i
	r.bytes, r.pairAt, r.bits = r.bytes[:0], r.pairAt[:0], 0
	for i+1 < len(text) && hexDigits[text[i]] != noDigit && hexDigits[text[i+1]] != noDigit {
		r.bytes, r.pairAt = append(r.bytes, hexDigits[text[i]]<<4|hexDigits[text[i+1]]), append(r.pairAt, i)
		i += 2
		end = i
		for n := 0; n < 2 && i < len(text) && strings.IndexByte(" :-,;\t", text[i]) >= 0; n++ {
			i++
		}
		if i+1 < len(text) && text[i] == '0' && text[i+1]|0x20 == 'x' {
			i += 2
		}
	}
	p.keep()
	return end
}

// place is where a byte stands: the characters with bits of it, but for one that it shares with the next.
func (r *run) place(i int) (begin, end int) {
	if r.bits == 0 {
		return r.pairAt[i], r.pairAt[i] + 2
	}
	return r.start + 8*i/r.bits, r.start + 8*(i+1)/r.bits
}

// keep takes over the text among the bytes of a run, or all of them where that is asked for. UTF-16 has zero bytes between.
func (p *peeler) keep() {
	bytes := p.run.bytes
	if p.bytes && len(bytes) >= shortestInner {
		p.take(0, len(bytes), false)
	}
	for i := 0; i+shortestInner <= len(bytes); i++ {
		if last := lastBroken(bytes, i, i+shortestInner); last >= 0 {
			i = last
			continue
		}
		size, from := 0, i
		for i < len(bytes) {
			n := 1
			if c := bytes[i]; byteKinds[c] != textByte {
				if n = longerCharacter(bytes[i:]); n == 0 {
					break
				}
			} else if c == 0 {
				size--
			}
			size += n
			i += n
		}
		if size >= shortestInner {
			p.take(from, i, true)
		}
	}
}

func (p *peeler) take(from, to int, wide bool) {
	for i := from; i < to; i++ {
		if c := p.run.bytes[i]; !wide || c != 0 {
			p.text = append(p.text, c)
			if p.placed {
				begin, _ := p.run.place(i)
				p.at = append(p.at, int32(begin))
			}
		}
	}
	_, end := p.run.place(to - 1)
	p.put("\x00", end) // what follows is another text
}

// What a byte may be in a text of UTF-8.
const (
	noByte   = iota
	textByte // a character by itself
	leadByte // the first of a longer one
	nextByte // a further one of that
)

var byteKinds = func() *[256]byte {
	table := &[256]byte{0: textByte, '\t': textByte, '\n': textByte, '\r': textByte}
	for c := range table {
		switch {
		case c >= ' ' && c <= '~':
			table[c] = textByte
		case c >= 0x80 && c <= 0xbf:
			table[c] = nextByte
		case c >= 0xc2 && c <= 0xf4:
			table[c] = leadByte
		}
	}
	return table
}()

// lastBroken is the last of some bytes that is of no character, as most are of what is no text; -1 where each may be of one. No text that
// begins at one of them or before reaches further.
func lastBroken(bytes []byte, from, to int) int {
	for i := to - 1; i >= from; i-- {
		switch byteKinds[bytes[i]] {
		case noByte:
			return i
		case leadByte:
			if i+1 == len(bytes) || byteKinds[bytes[i+1]] != nextByte {
				return i
			}
		case nextByte:
			if i == 0 || bytes[i-1] < utf8.RuneSelf {
				return i
			}
		}
	}
	return -1
}

// longerCharacter is the size of the longer character that bytes begin with; 0: none.
func longerCharacter(bytes []byte) int {
	if bytes[0] < utf8.RuneSelf {
		return 0
	}
	if r, n := utf8.DecodeRune(bytes); r != utf8.RuneError {
		return n
	}
	return 0
}
