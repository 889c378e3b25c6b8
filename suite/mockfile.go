package suite

import (
	"fmt"
	"os"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/mockserver"
)

// MockFile is the deployment file that fits a mock with that seed at a base URL.
func MockFile(seed mockserver.Seed, url, dialect string) *deployment.File {
	f := &deployment.File{Name: "revokespec mock", Issuer: url + "/", Profiles: []string{"auth0"}}
	f.Clients = deployment.Clients{
		Confidential: mockClient(seed, "confidential", deployment.AuthPost),
		Second:       mockClient(seed, "second", deployment.AuthPost),
		Public:       mockClient(seed, "public", deployment.AuthNone),
		Rotating:     mockClient(seed, "rotating", deployment.AuthNone),
		Leeway:       mockClient(seed, "leeway", deployment.AuthNone),
		Basic:        mockClient(seed, "basic", deployment.AuthBasic),
	}
	for _, u := range seed.Users {
		f.Users = append(f.Users, deployment.User{Username: u.Email, Password: u.Password})
	}
	for _, a := range seed.Audiences {
		f.Audiences = append(f.Audiences, a.Identifier)
	}
	if c, ok := seed.Client("management"); ok {
		f.Management = &deployment.Management{ClientID: c.ClientID, ClientSecret: c.ClientSecret, AllowChanges: true}
	}
	f.Declares.ListingLimit = new(time.Duration)
	if dialect == "rfc" {
		f.Profiles = []string{"rfc7009", "bcp"}
		f.Declares.EachSignInHasItsOwnGrant = true
	}
	return f
}

func mockClient(seed mockserver.Seed, role, auth string) *deployment.Client {
	c, ok := seed.Client(role)
	if !ok {
		return nil
	}
	return &deployment.Client{
		Role: role, ClientID: c.ClientID, ClientSecret: c.ClientSecret, Auth: auth, Leeway: c.Leeway,
		RedirectURI: mockserver.SeedRedirectURI, Origin: mockserver.SeedOrigin,
	}
}

// WriteMockFile writes a deployment file with all its secrets, readable for the owner alone.
func WriteMockFile(path string, f *deployment.File) error {
	text, err := yaml.Marshal(f)
	if err != nil {
		return err
	}
	head := fmt.Sprintf("# The mock at %s, with every secret it knows. Written by `revokespec mock --deployment-out`.\n", f.Issuer)
	if err := os.WriteFile(path, append([]byte(head), text...), 0o600); err != nil {
		return err
	}
	return os.Chmod(path, 0o600) // the file may have been there before
}
