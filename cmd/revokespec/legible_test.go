package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/seedfile"
	"github.com/revokespec/revokespec/record"
)

// legibleRules use, together, the Management API's lists, the Dashboard's forms, devices, grants and revocations.
const legibleRules = "DEV-09,DEV-10,DSH-01,DSH-03,DSH-04,DSH-05,DSH-07,GRT-03,REV-20,RTM-22,COD-12"

var (
	// openField is a field that says what something is, and not how to get in. Its value is never hidden.
	openField = regexp.MustCompile(`(?:^|[?&"\s])((?:[a-z_]*_)?id|client(?:ID|Id)|audience|scope|grant_type|token_type|token_type_hint|response_type|redirect_uri|resource|error|error_description|user_?name|email|connection|realm|credential|name|device_name|sub|iss|kid)(?:=|"\s*:\s*")\[[a-z]`)
	hidden    = regexp.MustCompile(`\[(?:beginning of |end of )?([a-zA-Z][a-zA-Z -]*[a-z])(?: [0-9]+)?\]`)
	formValue = regexp.MustCompile(`(\w+)(=|" value="|%3D)\[form value`)
)

// exchanged are the exchanges of a run, each as one text of what it says.
func exchanged(record *record.Record) (texts []string) {
	for _, rule := range record.Rules {
		for _, scenario := range rule.Scenarios {
			for _, step := range scenario.Steps {
				for _, x := range step.Exchanges {
					parts := append([]string{x.Request.URL, x.Request.Body}, headersOf(x.Request.Headers)...)
					if x.Response != nil {
						parts = append(append(parts, x.Response.Body), headersOf(x.Response.Headers)...)
					}
					texts = append(texts, strings.Join(parts, "\n"))
				}
			}
		}
	}
	return texts
}

func headersOf(headers map[string][]string) (lines []string) {
	for name, values := range headers {
		lines = append(lines, name+": "+strings.Join(values, ", "))
	}
	return lines
}

// everyExchange asks for a record that keeps whole what passed, too, where that has to be asked for.
func everyExchange(t *testing.T) []string {
	out, err := exec.Command(binary, "run", "--help").Output()
	require.NoError(t, err)
	if strings.Contains(string(out), "--evidence") {
		return []string{"--evidence", "all"}
	}
	return nil
}

// legible says that a record still tells what was sent and answered, but for secrets.
func legible(t *testing.T, record *record.Record, ids ...string) {
	texts := exchanged(record)
	require.Greater(t, len(texts), 500)
	all, count := strings.Join(texts, "\n"), map[string]int{}
	for _, m := range hidden.FindAllStringSubmatch(all, -1) {
		count[m[1]]++
	}
	assert.Zero(t, count["secret of another scenario"], "nobody tells of another scenario here")
	for _, at := range openField.FindAllStringIndex(all, 20) {
		t.Errorf("hidden: %q", all[max(0, at[0]-80):min(len(all), at[1]+40)])
	}
	fields := map[string]bool{}
	for _, m := range formValue.FindAllStringSubmatch(all, -1) {
		fields[m[1]] = true
	}
	assert.Subset(t, map[string]bool{"csrf": true, "state": true}, fields, "hidden fields that are secrets")
	for _, id := range ids {
		assert.Contains(t, all, id)
	}
	for kind, most := range map[string]int{"form value": 1, "sign-in value": 1, "cookie": 2, "refresh token": 4, "access token": 2, "management token": 1} {
		assert.LessOrEqual(t, count[kind], most*len(texts), kind)
		assert.Positive(t, count[kind], "%s: secrets are hidden all the same", kind)
	}
}

// Hiding too much is as bad as hiding too little: the evidence of a run names every application, user, audience, grant and device.
func TestEvidenceIsLegible(t *testing.T) {
	needsProgram(t)
	t.Parallel()
	t.Run("embedded", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "record.json")
		c := exec.Command(binary, append([]string{"run", "--rule", legibleRules + ",REV-03", "--report", "json=" + path}, everyExchange(t)...)...)
		c.Env = append(os.Environ(), "REVOKESPEC_STATE_DIR="+t.TempDir())
		out, err := c.CombinedOutput()
		require.NoError(t, err, string(out))
		record, err := record.ReadFile(path)
		require.NoError(t, err)
		legible(t, record, "mock-confidential", "https://api.one.example", "offline_access", "invalid_grant", "auth0|", "credential=dcr_", "client_id=mock-confidential&csrf=[form value")
	})
	t.Run("standalone", func(t *testing.T) {
		t.Parallel()
		s := startMock(t)
		file, err := file.Load(s.file, os.LookupEnv)
		require.NoError(t, err)
		record, code := s.run(append([]string{"--rule", legibleRules}, everyExchange(t)...)...)
		assert.Zero(t, code)
		ids := []string{"invalid_grant", "offline_access", "credential=dcr_", "client_id=mock-confidential&csrf=[form value", file.Audiences[0]}
		var users []struct {
			UserID string `json:"user_id"`
		}
		require.NoError(t, json.Unmarshal([]byte(s.management("GET", "/users", "")), &users))
		all := strings.Join(exchanged(record), "\n")
		seen := 0
		for _, user := range users {
			if strings.Contains(all, user.UserID) {
				seen++
			}
		}
		assert.Greater(t, seen, 3, "the users' ids")
		legible(t, record, append(ids, file.Clients.Confidential.ClientID, file.Clients.Second.ClientID, "@example.com")...)
	})
	t.Run("words as secrets", func(t *testing.T) {
		t.Parallel()
		wordsAsSecrets(t)
	})
}

// hiddenKey is the name of a JSON member or of a parameter that was taken for a secret.
var hiddenKey = regexp.MustCompile(`"\[[a-z][^"\]]*\]"\s*:|[?&]\[[a-z][^\]]*\]=`)

// wordsAsSecrets judges a mock whose secrets and passwords are ordinary words: those stand in what we say and in the names of
// fields, and are hidden where they are secrets.
func wordsAsSecrets(t *testing.T) {
	words := []string{"secret", "password", "client", "mock", "access_token", "error", "test", "user", "token", "refresh", "grant", "application", "revoked", "answer"}
	seed := mockserver.DefaultSeed("auth0").Complete()
	for i := range seed.Clients {
		if seed.Clients[i].ClientSecret != "" {
			seed.Clients[i].ClientSecret = words[i%len(words)]
		}
	}
	for i := range seed.Users {
		seed.Users[i].Password = words[(i+1)%len(words)]
	}
	text, err := seedfile.Format(seed)
	require.NoError(t, err)
	ours, theirs := startMock(t), startMock(t, "--seed", write(t, "seed.yaml", string(text)))
	says := map[*standalone]string{}
	for _, s := range []*standalone{ours, theirs} {
		out, err := s.command("doctor", "--deployment", s.file).CombinedOutput()
		require.NoError(t, err, string(out))
		says[s] = numbers.ReplaceAllString(strings.ReplaceAll(string(out), s.base, "BASE"), "N")
	}
	assert.Equal(t, says[ours], says[theirs], "what doctor says does not depend on the secrets")

	record, code := theirs.run(append([]string{"--rule", legibleRules}, everyExchange(t)...)...)
	assert.Zero(t, code)
	legible(t, record, "mock-confidential", "https://api.one.example", "grant_type=password", "invalid_grant", `"access_token":"[access token 1]"`)
	all := strings.Join(exchanged(record), "\n")
	assert.Empty(t, hiddenKey.FindAllString(all, 5), "keys")
	for _, word := range words {
		assert.NotContains(t, all, "client_secret="+word)
		assert.NotContains(t, all, "&password="+word)
	}
	assert.Contains(t, all, "client_secret=[secret of confidential]")
}

var numbers = regexp.MustCompile(`[0-9]+(\.[0-9]+)?`)
