package doctor_test

import (
	"context"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/doctor"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/mockserver"
)

// Whoever fills in what only the operator knows has a file with which the first rules can be judged.
func TestSkeleton(t *testing.T) {
	for _, dialect := range []string{"auth0", "rfc"} {
		t.Run(dialect, func(t *testing.T) {
			mock := mockserver.Start(t, mockserver.WithDialect(dialect), mockserver.WithSigningAlgorithm("ES256"))
			text, missing, err := doctor.Skeleton(context.Background(), mock.URL, "")
			require.NoError(t, err)
			assert.Empty(t, missing)
			_, err = file.Parse("d.yaml", []byte(text), func(string) (string, bool) { return "", false })
			for _, all := range []string{"client_id: the value is still <ID>", "username: the value is still <NAME>", "CLIENT_SECRET is not set", "USER_PASSWORD is not set"} {
				assert.ErrorContains(t, err, all, "all that is to be filled in is said at once")
			}
			_, err = file.Parse("d.yaml", []byte(text), func(string) (string, bool) { return "secret", true })
			assert.ErrorContains(t, err, "clients.confidential.client_id: the value is still <ID>; put in the real one")
			assert.ErrorContains(t, err, "users[0].username: the value is still <NAME>; put in the real one")

			client, _ := mock.Server.Seed().Client("confidential")
			user := mock.Server.Seed().Users[0]
			text = strings.NewReplacer("<ID>", client.ClientID, "<NAME>", user.Email).Replace(text)
			secrets := map[string]string{"CLIENT_SECRET": client.ClientSecret, "USER_PASSWORD": user.Password}
			file, err := file.Parse("d.yaml", []byte(text), func(name string) (string, bool) { return secrets[name], true })
			require.NoError(t, err)
			assert.Equal(t, mock.URL+"/", file.Issuer)
			catalogue, err := features.BuiltIn()
			require.NoError(t, err)
			assert.Empty(t, findings(doctor.Examine(context.Background(), file, doctor.Options{Catalogue: catalogue}), doctor.Problem))
		})
	}
	_, _, err := doctor.Skeleton(context.Background(), "http://127.0.0.1:1/", "")
	var unjudgeable *remedy.Unjudgeable
	require.ErrorAs(t, err, &unjudgeable)
}

// A server that tells little gets a file all the same, with what is missing marked.
func TestSkeletonOfAServerThatTellsLittle(t *testing.T) {
	for name, c := range map[string]struct {
		metadata string // "" for none; ISSUER stands for it
		has      []string
		missing  int
	}{
		"no metadata":            {"", []string{"  token: <URL> # NOT FOUND", "  revocation: <URL> # NOT FOUND", "strategy: authorization_code # NOT FOUND"}, 3},
		"no revocation endpoint": {`{"issuer":"ISSUER","token_endpoint":"ISSUER/t","authorization_endpoint":"ISSUER/a"}`, []string{"endpoints:\n  revocation: <URL> # NOT FOUND", "auth: basic"}, 1},
		"revocation takes Basic alone": {`{"issuer":"ISSUER","token_endpoint":"ISSUER/t","authorization_endpoint":"ISSUER/a","revocation_endpoint":"ISSUER/r",
			"token_endpoint_auth_methods_supported":["client_secret_post","client_secret_basic"],"revocation_endpoint_auth_methods_supported":["client_secret_basic"]}`, []string{"auth: basic"}, 0},
		"both take post": {`{"issuer":"ISSUER","token_endpoint":"ISSUER/t","device_authorization_endpoint":"ISSUER/d","revocation_endpoint":"ISSUER/r",
			"token_endpoint_auth_methods_supported":["client_secret_basic","client_secret_post"]}`, []string{"auth: post", "strategy: device"}, 0},
		"endpoints elsewhere": {`{"issuer":"ISSUER","token_endpoint":"https://token.example/t","device_authorization_endpoint":"ISSUER/d","revocation_endpoint":"https://other.example/r"}`,
			[]string{"# trusted_origins: [https://"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewUnstartedServer(nil)
			server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if c.metadata == "" {
					http.NotFound(w, r)
					return
				}
				w.Header().Set("Content-Type", "application/json")
				_, _ = io.WriteString(w, strings.ReplaceAll(c.metadata, "ISSUER", server.URL))
			})
			server.StartTLS()
			defer server.Close()
			ca := filepath.Join(t.TempDir(), "ca.pem")
			require.NoError(t, os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600))
			text, missing, err := doctor.Skeleton(context.Background(), server.URL, ca)
			require.NoError(t, err)
			assert.Len(t, missing, c.missing, "%q", missing)
			for _, part := range append(c.has, "tls: {ca_file: ", "issuer: "+server.URL) {
				assert.Contains(t, text, part)
			}
			_, err = file.Parse("d.yaml", []byte(text), func(string) (string, bool) { return "", false })
			assert.ErrorContains(t, err, "is still <ID>")
			assert.NotContains(t, err.Error(), "unknown key")
		})
	}
}

// What only the metadata names is for the operator to judge.
func TestSkeletonOfEndpointsElsewhere(t *testing.T) {
	server := httptest.NewServer(metadata("revocation_endpoint", "https://else.example/revoke")(mockserver.New()))
	defer server.Close()
	text, _, err := doctor.Skeleton(context.Background(), server.URL+"/", "")
	require.NoError(t, err)
	assert.Contains(t, text, "\n# trusted_origins: [https://else.example] # only the metadata names these")
}
