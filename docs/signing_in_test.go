package docs_test

import (
	"fmt"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/chromium"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/suite"
)

// signInExample is a section of signing-in.md: a mint section, and what the record shows of it.
type signInExample struct{ mint, seen string }

func signInExamples(t *testing.T) map[string]signInExample {
	all := map[string]signInExample{}
	for _, section := range strings.Split(read(t, "signing-in.md"), "\n## ")[1:] {
		var e signInExample
		for _, b := range blocks(section) {
			switch {
			case b.language == "yaml" && e.mint == "":
				e.mint = b.text
			case b.language == "text":
				e.seen = b.text
			}
		}
		if e.seen != "" {
			all[strings.Trim(strings.SplitN(section, "\n", 2)[0], "`")] = e
		}
	}
	return all
}

// What the page shows is what comes of it at the mock.
func TestSignInsAreAsShown(t *testing.T) {
	examples := signInExamples(t)
	require.Len(t, examples, 5)
	t.Setenv("REVOKESPEC_STATE_DIR", t.TempDir())
	for strategy, example := range examples {
		t.Run(strategy, func(t *testing.T) {
			switch _, curl := exec.LookPath("curl"); {
			case strategy == file.StrategyExec && curl != nil:
				t.Skip("no curl is found")
			case strategy == file.StrategyBrowser && chromium.Find() == "":
				require.Empty(t, os.Getenv("REVOKESPEC_REQUIRE_BROWSER"), "no Chromium is found, and one is asked for")
				t.Skip("no Chromium is found")
			}
			assert.Equal(t, example.seen, strings.Join(signedInAs(t, strategy, example.mint), "\n")+"\n")
		})
	}
}

// signedInAs judges the mock by one rule, and returns what the record shows of the set-up.
func signedInAs(t *testing.T, strategy, mint string) []string {
	mock := mockserver.New()
	require.NoError(t, mock.Err())
	server := httptest.NewServer(mock)
	defer server.Close()
	client := "clients: {confidential: {client_id: mock-confidential, client_secret: mock-secret-confidential, redirect_uri: \"https://client.example/callback\"}}\n"
	known, _ := mock.Seed().Client("confidential")
	client = strings.NewReplacer("mock-confidential", known.ClientID, "mock-secret-confidential", known.ClientSecret, "https://client.example/callback", known.RedirectURIs[0]).Replace(client)
	if strategy == file.StrategyDevice {
		device, _ := mock.Seed().Client("device")
		client = "clients: {device: {client_id: " + device.ClientID + "}}\n"
	}
	user := mock.Seed().Users[0]
	text := "issuer: " + server.URL + "/\n" + client + "users: [{username: " + user.Email + ", password: " + user.Password + "}]\n" + mint
	file, err := file.Parse("examples/staging.yaml", []byte(text), os.LookupEnv)
	require.NoError(t, err)
	require.Equal(t, strategy, file.Mint.Strategy)

	target, err := suite.Open(t.Context(), file, deployment.Options{Ephemeral: true})
	require.NoError(t, err)
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	oneSignIn := suite.Selection{Profiles: []string{"auth0"}, Rules: []string{"REV-01"}, Takes: func(scenario string) bool {
		return strings.HasSuffix(scenario, "The owner revokes a live refresh token")
	}}
	result, err := suite.Run(t.Context(), target, suite.Options{Catalogue: catalogue, Selection: oneSignIn, Seed: 1})
	require.NoError(t, err)
	require.Equal(t, record.Pass, result.Rules[0].Verdict, result.Rules[0].Reason)
	return setUp(result.Rules[0].Scenarios[0].Steps[0])
}

var chromiumVersion = regexp.MustCompile(`Chromium \d+`)

// setUp lists the step's note and its set-up exchanges, less what differs from run to run.
func setUp(step record.Step) (lines []string) {
	if step.Message != "" {
		lines = append(lines, chromiumVersion.ReplaceAllString(step.Message, "Chromium 156"))
	}
	for _, e := range step.Exchanges {
		u, err := url.Parse(e.Request.URL)
		if err == nil && e.Purpose == session.SetUp {
			lines = append(lines, fmt.Sprintf("%-4s %s %d", e.Request.Method, u.Path, e.Response.Status))
		}
	}
	return lines
}

// Every variable that a command gets is in the page, and the page lists no other.
func TestVariablesOfCommandsAreDocumented(t *testing.T) {
	_, table, _ := strings.Cut(read(t, "signing-in.md"), "| variable |")
	table, _, _ = strings.Cut(table, "\n\n")
	var listed []string
	for _, m := range regexp.MustCompile("`REVOKESPEC_([A-Z_]+)`").FindAllStringSubmatch(table, -1) {
		listed = append(listed, m[1])
	}
	var given []string
	for _, m := range regexp.MustCompile(`\{Name: "([A-Z_]+)", `).FindAllStringSubmatch(read(t, "../internal/signin/exec.go"), -1) {
		given = append(given, m[1])
	}
	assert.NotEmpty(t, given)
	assert.ElementsMatch(t, given, listed)
}
