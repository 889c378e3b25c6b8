package session

import (
	"strings"
	"unicode"

	"github.com/revokespec/revokespec/internal/redact"
	"github.com/revokespec/revokespec/internal/wording"
)

// What a message shows of the server's texts is redacted before it is cut: half a secret would not be known for one.

// Phrase is a short text of the server's.
func (s *Session) Phrase(text string) string { return wording.Phrase(s.beginning(text)) }

// Path is a path at the server.
func (s *Session) Path(path string) string { return wording.Cut(s.beginning(path), 200) }

// Words is the server's description of an error (RFC 6749 section 5.2), for a message: one line, short, without secrets.
func (s *Session) Words(description string) string {
	text := wording.OneLine(s.beginning(description))
	text = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, text)
	const most = 160
	if shown := []rune(text); len(shown) > most {
		return string(shown[:most]) + "..."
	}
	return text
}

// beginning is a text without secrets. Of a long one it has more than any message shows.
func (s *Session) beginning(text string) string {
	shown, _ := s.kept([]byte(text), redact.Examined)
	return shown
}
