package doctor_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/suite/doctor"
)

// Whoever fills in what only the operator knows has a file with which the first rules can be judged.
func TestSkeleton(t *testing.T) {
	for _, dialect := range []string{"auth0", "rfc"} {
		t.Run(dialect, func(t *testing.T) {
			mock := mockserver.Start(t, mockserver.WithDialect(dialect), mockserver.WithSigningAlgorithm("ES256"))
			text, err := doctor.Skeleton(context.Background(), mock.URL)
			require.NoError(t, err)
			_, err = deployment.Parse("d.yaml", []byte(text), func(string) (string, bool) { return "secret", true })
			assert.ErrorContains(t, err, "clients.confidential.client_id is still <ID>; put in the real one")
			assert.ErrorContains(t, err, "users[0].username is still <NAME>; put in the real one")

			client, _ := mock.Server.Seed().Client("confidential")
			user := mock.Server.Seed().Users[0]
			text = strings.NewReplacer("<ID>", client.ClientID, "<NAME>", user.Email).Replace(text)
			secrets := map[string]string{"CLIENT_SECRET": client.ClientSecret, "USER_PASSWORD": user.Password}
			file, err := deployment.Parse("d.yaml", []byte(text), func(name string) (string, bool) { return secrets[name], true })
			require.NoError(t, err)
			assert.Equal(t, mock.URL+"/", file.Issuer)
			catalogue, err := features.BuiltIn()
			require.NoError(t, err)
			assert.Empty(t, findings(doctor.Examine(context.Background(), file, doctor.Options{Catalogue: catalogue}), doctor.Problem))
		})
	}
	_, err := doctor.Skeleton(context.Background(), "http://127.0.0.1:1/")
	var unjudgeable *deployment.Unjudgeable
	require.ErrorAs(t, err, &unjudgeable)
}

// What only the metadata names is for the operator to judge.
func TestSkeletonOfEndpointsElsewhere(t *testing.T) {
	server := httptest.NewServer(metadata("revocation_endpoint", "https://else.example/revoke")(mockserver.New()))
	defer server.Close()
	text, err := doctor.Skeleton(context.Background(), server.URL+"/")
	require.NoError(t, err)
	assert.Contains(t, text, "\ntrusted_origins: [https://else.example] # only the metadata names these")
}
