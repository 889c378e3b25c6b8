package redact

import (
	"crypto/sha256"
	"encoding/ascii85"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"mime/quotedprintable"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/internal/redact/redacttest"
)

// wrapped breaks a text into lines.
func wrapped(text string, width int, by string) string {
	var lines []string
	for ; len(text) > width; text = text[width:] {
		lines = append(lines, text[:width])
	}
	return strings.Join(append(lines, text), by)
}

// pairs is hexadecimal digits, two and two.
func pairs(secret, before, between string) string {
	var out []string
	for _, b := range []byte(secret) {
		out = append(out, before+hex.EncodeToString([]byte{b}))
	}
	return strings.Join(out, between)
}

func inUTF16(secret string, order binary.AppendByteOrder) []byte {
	var out []byte
	for _, unit := range utf16.Encode([]rune(secret)) {
		out = order.AppendUint16(out, unit)
	}
	return out
}

func inMail(secret string) string {
	var out strings.Builder
	writer := quotedprintable.NewWriter(&out)
	_, _ = writer.Write([]byte(strings.Repeat("is ", 20) + secret + " = it"))
	_ = writer.Close()
	return out.String()
}

var b64 = base64.StdEncoding.EncodeToString

// Writings of a long secret, by programs that do not mean to hide anything.
func writingsOfALongOne(secret string) map[string]string {
	return map[string]string{
		"base64, MIME":             wrapped(b64([]byte("x: "+secret)), 76, "\r\n"),
		"base64, PEM":              wrapped(b64([]byte(secret)), 64, "\n"),
		"base64, short lines":      wrapped(b64([]byte("xy: "+secret)), 20, "\n  "),
		"base64 in JSON, in lines": redacttest.InJSON(wrapped(b64([]byte(secret)), 20, "\n"), true),
		"base64, glued":            "/a/b-" + b64([]byte(secret)),
		"base64, UTF-16LE":         b64(inUTF16(secret, binary.LittleEndian)),
		"base64, UTF-16BE":         b64(inUTF16("x="+secret, binary.BigEndian)),
		"base64 of base64":         b64([]byte("a" + b64([]byte("bc"+secret)))),
		"base32":                   base32.StdEncoding.EncodeToString([]byte(secret)),
		"base32, lower":            strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString([]byte("x:" + secret))),
		"hex, mixed case":          strings.ToUpper(hex.EncodeToString([]byte(secret))[:20]) + hex.EncodeToString([]byte(secret))[20:],
		"hex, colons":              pairs(secret, "", ":"),
		"hex, spaces":              pairs(secret, "", " "),
		"hex, C":                   pairs(secret, "0x", ", "),
		"hex, groups":              wrapped(hex.EncodeToString([]byte(secret)), 4, " "),
		"hex, lines":               wrapped(pairs(secret, "", ":"), 48, "\n"),
		"hex, glued":               "a" + hex.EncodeToString([]byte(secret)),
		"lines":                    wrapped(secret, 10, "\n"),
		"lines, CRLF":              wrapped(secret, 10, "\r\n\t"),
		"lines of a shell":         wrapped(secret, 10, "\\\n  "),
		"lines in JSON":            redacttest.InJSON(wrapped(secret, 10, "\n"), true),
		"colours":                  secret[:9] + "\x1b[1;31m" + secret[9:14] + "\x1b[0m" + secret[14:],
		"colours in JSON":          redacttest.InJSON(secret[:9]+"\x1b[31m"+secret[9:], true),
		"no width":                 secret[:9] + "\u200b" + secret[9:14] + "\u200d" + secret[14:],
		"mail":                     inMail(secret),
		"the end":                  secret[3:],
		"the end in base64":        b64([]byte(secret[5:])),
		"the end in lines":         wrapped(secret[4:], 10, "\n"),
		"the beginning in base32":  base32.StdEncoding.EncodeToString([]byte(secret[:20])),
	}
}

func TestRedactFindsWhatWritersMakeOfALongSecret(t *testing.T) {
	for _, secret := range []string{"v1.MRjVeO8NJCXIYPYTSFDyNDU-rQw7z_Kk", "9f3c8a1e9b7d2046c5e8f1a3b4d7", "Xq7=/+zT0&aP<3\"kWm9é2Lr5Nb8Hc"} {
		v := New(nil, nil)
		v.Name(secret, "secret")
		for name, text := range writingsOfALongOne(secret) {
			if strings.Contains(name, "UTF-16") && strings.Contains(secret, "é") {
				continue // of UTF-16, only ASCII is read
			}
			got := v.Hide(text)
			assert.Regexp(t, `\[(beginning of |end of )?secret\]`, got, "%s of %s: %s", name, secret, text)
			for _, part := range strings.FieldsFunc(got, func(c rune) bool { return strings.ContainsRune("[]", c) }) {
				assert.Less(t, len(strings.TrimSpace(strings.ReplaceAll(part, "is ", ""))), shortestPart*2, "%s of %s leaves %q", name, secret, got)
			}
			assert.Equal(t, got, v.Hide(got), "hidden twice")
		}
	}
}

// What is not promised: nobody writes a secret so by mistake.
func TestWhatIsNotLookedFor(t *testing.T) {
	const secret = "v1.MRjVeO8NJCXIYPYTSFDyNDU"
	v := New(nil, nil)
	v.Name(secret, "secret")
	out := make([]byte, 100)
	out = out[:ascii85.Encode(out, []byte(secret))]
	for _, text := range []string{strings.ToUpper(secret), string(out), strings.Join(strings.Split(secret, ""), " ")} {
		assert.Equal(t, text, v.Hide(text))
	}
}

// Texts that are no secret stay as they are, however much they look like one in some encoding.
func TestNothingElseIsHidden(t *testing.T) {
	v := knowing(3000)
	v.Name("mock-secret-of-confidential-good-for-nothing-else", "secret of confidential")
	v.Name("user of the tenant 12", "password of user 1")
	for i, text := range []string{
		benchedTexts()["page"], strings.Repeat("the end of nothing-else is mock-secret-ish, or user of the tenant ", 50),
		"eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJ", redacttest.Opaque(1e6, 4000), strings.Repeat("de ad be ef 00:11:22 ", 99), base32.StdEncoding.EncodeToString([]byte(redacttest.Opaque(2e6, 999))),
	} {
		assert.Equal(t, text, v.Hide(text), i)
	}
}

// Whatever a random value ends with, its end is hidden: of a hundred some end in figures, or with a word in it.
func TestTheEndOfEveryRandomValueIsHidden(t *testing.T) {
	for i := range 3000 {
		sum := sha256.Sum256([]byte(redacttest.Opaque(i, 20)))
		for _, secret := range []string{hex.EncodeToString(sum[:]), redacttest.Opaque(i, 43), someJWT(i), "v1." + redacttest.Opaque(i, 30)} {
			v := New(nil, nil)
			v.Name(secret, "secret")
			assert.Equal(t, "[end of secret]", v.Hide(secret[3:]), secret)
		}
	}
}
