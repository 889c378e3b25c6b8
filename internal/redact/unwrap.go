package redact

import (
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

// unwrapped are all texts that are encoded so in a view, apart from one another; its text is "" where there are none.
func (v view) unwrapped() view {
	u := &unwrapper{from: v}
	u.runs(base64Digits, 6, 4)
	u.runs(base32Digits, 5, 1)
	u.pairs()
	return view{text: u.text.String(), at: append(u.at, int32(v.place(len(v.text))))}
}

// unwrapper collects such texts.
type unwrapper struct {
	from   view
	text   strings.Builder
	at     []int32
	bytes  []byte // of the present run
	start  int    // of a run of digits of so many bits; or 0 bits, of pairs, and where they stand
	bits   int
	pairAt []int
}

// runs reads the runs of an alphabet whose digits are of so many bits, each from so many of its first characters.
func (u *unwrapper) runs(digits *alphabet, bits uint, starts int) {
	text := u.from.text
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
			u.run(digits, bits, start, end)
		}
		i = end
	}
}

func (u *unwrapper) run(digits *alphabet, bits uint, start, end int) {
	u.bytes = u.bytes[:0]
	held, n := uint(0), uint(0)
	for _, c := range []byte(u.from.text[start:end]) {
		held, n = held<<bits|uint(digits[c]), n+bits
		if n >= 8 {
			n -= 8
			u.bytes = append(u.bytes, byte(held>>n))
		}
	}
	u.start, u.bits = start, int(bits)
	u.keep()
}

// pairs reads hexadecimal digits, from the first and the second of a run.
func (u *unwrapper) pairs() {
	text := u.from.text
	for i := 0; i+1 < len(text); {
		if hexDigits[text[i]] == noDigit {
			i++
			continue
		}
		end := max(u.pairsFrom(i), u.pairsFrom(i+1))
		i = max(i+1, end-1)
	}
}

// pairsFrom reads them from a place and returns where they end.
func (u *unwrapper) pairsFrom(i int) int {
	u.bytes, u.pairAt = u.bytes[:0], u.pairAt[:0]
	text, end := u.from.text, i
	for i+1 < len(text) && hexDigits[text[i]] != noDigit && hexDigits[text[i+1]] != noDigit {
		u.bytes, u.pairAt = append(u.bytes, hexDigits[text[i]]<<4|hexDigits[text[i+1]]), append(u.pairAt, i)
		i += 2
		end = i
		for n := 0; n < 2 && i < len(text) && strings.IndexByte(" :-,;\t", text[i]) >= 0; n++ {
			i++
		}
		if i+1 < len(text) && text[i] == '0' && text[i+1]|0x20 == 'x' {
			i += 2
		}
	}
	u.bits = 0
	u.keep()
	return end
}

// place is where a byte stands: the characters with bits of it, but for one that it shares with the next.
func (u *unwrapper) place(i int) (begin, end int) {
	if u.bits == 0 {
		return u.pairAt[i], u.pairAt[i] + 2
	}
	return u.start + 8*i/u.bits, u.start + 8*(i+1)/u.bits
}

// keep takes over the text among the bytes of a run, or all of them where that is asked for. UTF-16 has zero bytes between.
func (u *unwrapper) keep() {
	if u.from.bytes && len(u.bytes) >= shortestInner {
		u.take(0, len(u.bytes), false)
	}
	for i := 0; i+shortestInner <= len(u.bytes); i++ {
		size, from := 0, i
		for i < len(u.bytes) {
			n := 1
			if c := u.bytes[i]; !textBytes[c] {
				if n = longerCharacter(u.bytes[i:]); n == 0 {
					break
				}
			} else if c == 0 {
				size--
			}
			size += n
			i += n
		}
		if size >= shortestInner {
			u.take(from, i, true)
		}
	}
}

func (u *unwrapper) take(from, to int, wide bool) {
	for i := from; i < to; i++ {
		if !wide || u.bytes[i] != 0 {
			begin, _ := u.place(i)
			u.text.WriteByte(u.bytes[i])
			u.at = append(u.at, int32(u.from.place(begin)))
		}
	}
	_, end := u.place(to - 1)
	u.text.WriteByte(0) // what follows is another text
	u.at = append(u.at, int32(u.from.place(end)))
}

// textBytes are the characters of a text that are a byte each.
var textBytes = func() *[256]bool {
	table := &[256]bool{0: true, '\t': true, '\n': true, '\r': true}
	for c := ' '; c <= '~'; c++ {
		table[c] = true
	}
	return table
}()

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
