package deployment

import (
	"fmt"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Whatever a message prints by mistake, in whatever way, holds no secret.
func TestNothingPrintsASecret(t *testing.T) {
	const canary = "CANARY"
	client := &Client{ClientID: "app", ClientSecret: canary, Key: canary}
	file := &File{
		Issuer: "https://op.example", Clients: Clients{Confidential: client}, Users: []User{{"ann", canary}},
		Management: &Management{ClientSecret: canary}, Introspection: &Introspection{ClientSecret: canary}, Dashboard: &Dashboard{Password: canary},
		Control: &ControlAPI{Token: canary}, Headers: map[string]string{"X-Api-Key": canary}, Mint: Mint{Parameters: map[string]string{"hint": canary}},
		secrets: []namedSecret{{"headers.X", canary}},
	}
	s := &Session{vault: newVault()}
	s.Name(canary, "it")
	for _, value := range []any{
		file, *file, file.Clients, client, *client, file.Users, file.Users[0], file.Management, file.Introspection, file.Dashboard, file.Control, file.Mint,
		file.secrets, Tokens{canary, canary, canary, "openid", time.Hour}, &DeviceRequest{code: canary, userCode: canary, pageWithTheirCode: canary},
		SignIn{Client: *client, User: file.Users[0]}, s.vault, managementToken{value: canary}, Lease{Users: file.Users}, []*Client{client},
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			text := fmt.Sprintf(verb, value)
			assert.NotContains(t, text, canary, "%s of %T", verb, value)
			assert.NotContains(t, text, fmt.Sprintf("%x", canary), "%s of %T", verb, value)
			assert.NotContains(t, fmt.Errorf("it: "+verb, value).Error(), canary)
		}
	}
	text, err := yaml.Marshal(file)
	require.NoError(t, err)
	assert.Contains(t, string(text), "client_secret: "+canary, "a deployment file has them all the same")
}
