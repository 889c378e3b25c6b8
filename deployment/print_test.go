package deployment

import (
	"fmt"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/redact"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/internal/signin"
)

// Whatever a message prints by mistake, in whatever way, holds no secret.
func TestNothingPrintsASecret(t *testing.T) {
	const canary = "CANARY"
	client := &file.Client{ClientID: "app", ClientSecret: canary, Key: canary}
	described := &file.File{
		Issuer: "https://op.example", Clients: file.Clients{Confidential: client}, Users: []file.User{{Username: "ann", Password: canary}},
		Management: &file.Management{ClientSecret: canary}, Introspection: &file.Introspection{ClientSecret: canary}, Dashboard: &file.Dashboard{Password: canary},
		Control: &file.ControlAPI{Token: canary}, Headers: map[string]string{"X-Api-Key": canary}, Mint: file.Mint{Parameters: map[string]string{"hint": canary}},
		Secrets: []file.NamedSecret{{Name: "headers.X", Value: canary}},
	}
	s := &session.Session{Secrets: redact.New(nil, nil)}
	s.Name(canary, "it")
	for _, value := range []any{
		described, *described, described.Clients, client, *client, described.Users, described.Users[0], described.Management, described.Introspection, described.Dashboard, described.Control, described.Mint,
		described.Secrets, signin.Tokens{Refresh: canary, Access: canary, ID: canary, Scope: "openid", Lifetime: time.Hour},
		signin.SignIn{Client: *client, User: described.Users[0]}, s.Secrets, Lease{Users: described.Users}, []*file.Client{client},
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			text := fmt.Sprintf(verb, value)
			assert.NotContains(t, text, canary, "%s of %T", verb, value)
			assert.NotContains(t, text, fmt.Sprintf("%x", canary), "%s of %T", verb, value)
			assert.NotContains(t, fmt.Errorf("it: "+verb, value).Error(), canary)
		}
	}
	text, err := yaml.Marshal(described)
	require.NoError(t, err)
	assert.Contains(t, string(text), "client_secret: "+canary, "a deployment file has them all the same")
}
