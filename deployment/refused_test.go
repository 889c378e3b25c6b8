package deployment

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/stretchr/testify/assert"
)

func TestWordsOfARefusalAreFitToBeShown(t *testing.T) {
	d, err := prepare(&file.File{Issuer: "https://acme.example/", Clients: file.Clients{Public: &file.Client{ClientID: "p", ClientSecret: "CANARY-SECRET"}}}, Options{Ephemeral: true})
	assert.NoError(t, err)
	s := d.Session()
	says := s.Refused("the token endpoint", remedy.Attempt{Grant: "password"}, httpx.Response{Status: 400, Body: oauthBody("invalid_grant", "no \x1b[31m\u202e\u009b CANARY-SECRET\n"+strings.Repeat("é ", 400))}).What()
	assert.True(t, strings.HasPrefix(says, "the token endpoint answers 400 invalid_grant (no [31m [secret of public]"), says)
	assert.Less(t, len([]rune(says)), 240)
	for _, never := range []string{"CANARY", "\x1b", "\u202e", "\u009b", "\n"} {
		assert.NotContains(t, says, never)
	}
}

func oauthBody(code, description string) []byte {
	body, _ := json.Marshal(map[string]string{"error": code, "error_description": description})
	return body
}
