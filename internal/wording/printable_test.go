package wording

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The writer makes of any pieces what the function makes of the whole.
func TestWhatIsPrintable(t *testing.T) {
	for text, want := range map[string]string{
		"Péss, 日本, 🙂\n\tline":              "Péss, 日本, 🙂\n\tline",
		"\x1b[31mred\x07\r":                `\x1b[31mred\x07\x0d`,
		"\u009b31m and \x9b31m":            `\x9b31m and ` + "\ufffd31m",
		"\u202egnp.exe\u2066 \u200d\ufeff": "\ufffdgnp.exe\ufffd \ufffd\ufffd",
		"\x1b]8;;http://evil\x1b\\here":    `\x1b]8;;http://evil\x1b\here`,
		"a\u2028b\x00\x7f":                 "a\ufffdb" + `\x00\x7f`,
	} {
		assert.Equal(t, want, Printable(text))
		for _, size := range []int{1, 2, 3, 4096} {
			out := &bytes.Buffer{}
			w := Guard(out)
			for rest := []byte(text); len(rest) > 0; rest = rest[min(size, len(rest)):] {
				n, err := w.Write(rest[:min(size, len(rest))])
				assert.NoError(t, err)
				assert.Equal(t, min(size, len(rest)), n)
			}
			fmt.Fprint(w)
			assert.Equal(t, want, out.String(), "in pieces of %d", size)
		}
	}
}

func TestAWriterThatFailsIsSaid(t *testing.T) {
	r, w := io.Pipe()
	r.Close()
	_, err := Guard(w).Write([]byte("text"))
	assert.ErrorIs(t, err, io.ErrClosedPipe)
}

func TestPrintable(t *testing.T) {
	assert.Equal(t, "a\tb\nc", Printable("a\tb\nc"))
	assert.Equal(t, `\x00\x1b[2J\x7f\x9b\x0d`, Printable("\x00\x1b[2J\x7f\u009b\r"))
	assert.Equal(t, "a\ufffdb\ufffd", Printable("a\u202eb\xff"), "what turns the order of reading, and broken UTF-8")
	assert.Equal(t, "größe 東京 🔑", Printable("größe 東京 🔑"))
}
