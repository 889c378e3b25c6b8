package signin

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/browser"
	"github.com/revokespec/revokespec/internal/chromium"
	"github.com/revokespec/revokespec/internal/httpx"
)

// Wherever a text of the server's is cut, no half of a secret is left, and no text is long.
func TestNoHalfOfASecretIsShown(t *testing.T) {
	const word = "Wd-4%Xq"
	s := signerOf(t, &file.File{Limits: file.Limits{Timeout: time.Second}})
	s.Name(word, "password of the user")
	pages := &tabPages{Tab: &browser.Tab{}, signer: s}
	command := commandOutput{session: s}
	for before := 60; before < 210; before++ {
		text := strings.Repeat("x", before) + word + strings.Repeat("y", 2000)
		command.answer = httpx.Response{Body: []byte(`{"error":"invalid_grant","error_description":"` + text + `"}`)}
		_, printed := command.read()
		view := chromium.View{Document: "1", Title: text, Message: text, Kind: text, Path: "/" + text, Parts: []chromium.Part{{Fields: []chromium.Field{{Name: text}}, Buttons: []chromium.Button{{Text: text}}}}}
		for name, shown := range map[string]string{
			"phrase": s.Phrase(text), "path": s.Path("/" + text), "words": s.Words(text), "command": printed.Error(),
			"failure": pages.failure(view, action{document: "1"}, true).Error(), "kind": pages.failure(chromium.View{Kind: text}, action{}, true).Error(),
			"page": pages.nothingLeadsOn(view, false, time.Second).Error(), "failed": pages.ofThePage(&chromium.Failed{Says: text}).Error(),
		} {
			for cut := 2; cut < len(word); cut++ {
				assert.False(t, strings.HasSuffix(strings.TrimRight(shown, `."`), word[:cut]) || strings.Contains(shown, word[:cut]+"..."), "%s: %s", name, shown)
			}
			assert.Less(t, len(shown), 1500, name)
		}
	}
}
