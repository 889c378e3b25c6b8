package command

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/internal/redact"
)

// What a command writes to stderr may have a secret broken in two, by a terminal's width or by a tool that wraps.
func TestACommandTellsNoSecretInPieces(t *testing.T) {
	const password, token = `Kan4ry Péss%'w=ord02`, "v1.MRjVeO8NJCXIYPYTSFDyNDU-rQw7z_Kk3tLm9xQ2nB5vC8"
	encoded := base64.StdEncoding.EncodeToString([]byte("cli:" + token + strings.Repeat(" and more", 9)))
	for name, says := range map[string]string{
		"in two lines":        "pw=Kan4ry Péss%'w\n=ord02",
		"CRLF":                "pw=Kan4ry Pés\r\ns%'w=ord02",
		"continued":           "pw=Kan4ry Péss%\\\n  'w=ord02",
		"by a shell":          "curl -d token=" + token[:20] + "\\\n" + token[20:],
		"in three lines":      token[:15] + "\n" + token[15:30] + "\n" + token[30:],
		"indented":            "token: |\n  " + token[:15] + "\n  " + token[15:30] + "\n  " + token[30:],
		"MIME":                encoded[:76] + "\r\n" + encoded[76:],
		"PEM":                 encoded[:64] + "\n" + encoded[64:],
		"quoted-printable":    "pw=3DKan4ry P=C3=A9ss%'w=3Do=\nrd02 is it",
		"coloured":            "token \x1b[31m" + token[:9] + "\x1b[0;1m" + token[9:] + "\x1b[0m",
		"in a link":           "\x1b]8;;http://a\x07" + token[:9] + "\x1b]8;;\x1b\\" + token[9:],
		"coloured and broken": token[:9] + "\x1b[K\x1b[1m\r\n" + token[9:],
		"the rest":            token[8:],
	} {
		s := redact.New(redact.NewPublicValues(nil), nil)
		s.Name(password, "password of the user")
		s.Name(token, "token")
		said := Result{stderr: output{most: mostOfStderr, last: true}}
		_, _ = said.stderr.Write([]byte("failed: " + says + " here\n"))
		got := said.Says(s.Redact)
		assert.Contains(t, got, "[", name)
		for _, part := range []string{"Kan4ry", "ord02", "rd02", token[3:9], token[len(token)-9:], encoded[8:20]} {
			assert.NotContains(t, got, part, "%s: %s", name, got)
		}
	}
}

// Of what was written before the last words, half a secret may be left.
func TestACommandThatSaysMuchTellsNoEndOfASecret(t *testing.T) {
	const token = "v1.MRjVeO8NJCXIYPYTSFDyNDU-rQw7z_Kk3tLm9xQ2nB5vC8"
	for cut := range len(token) {
		s := redact.New(redact.NewPublicValues(nil), nil)
		s.Name(token, "token")
		said := Result{stderr: output{most: 100, last: true}}
		_, _ = said.stderr.Write([]byte(token[:25] + "\n" + token[25:] + strings.Repeat(".", 100-len(token)+cut-5) + " end"))
		got := said.Says(s.Redact)
		assert.NotContains(t, got, token[len(token)-9:], "%d: %s", cut, got)
	}
}
