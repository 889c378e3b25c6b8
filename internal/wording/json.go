package wording

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// JSON writes a value as indented JSON, in which what could steer a terminal or reorder what is read is escaped: it is printed
// as often as it is read by programs, to which it is the same.
func JSON(w io.Writer, value any, indent string) error {
	var plain bytes.Buffer
	out := json.NewEncoder(&plain)
	out.SetEscapeHTML(false)
	out.SetIndent("", indent)
	if err := out.Encode(value); err != nil {
		return err
	}
	_, err := w.Write(escaped(plain.Bytes()))
	return err
}

// escaped is JSON with such characters as \uXXXX; the encoder has done so with those below U+0020 alone. They stand in texts only.
func escaped(text []byte) []byte {
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		c, size := utf8.DecodeRune(text[i:])
		switch {
		case c < 0x7f, !unicode.IsControl(c) && !unicode.Is(unicode.Cf, c):
			out = append(out, text[i:i+size]...)
		case c > 0xffff:
			high, low := utf16.EncodeRune(c)
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = fmt.Appendf(out, `\u%04x`, c)
		}
		i += size
	}
	return out
}
