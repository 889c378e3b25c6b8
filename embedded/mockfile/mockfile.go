// Package mockfile describes the mock as a deployment: the file by which the harness, or anybody, finds all that a mock has.
package mockfile

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/yamlx"
	"github.com/revokespec/revokespec/mockserver"
)

// Of is the deployment file that fits a mock with that seed at a base URL.
func Of(seed mockserver.Seed, url, dialect string) *file.File {
	f := &file.File{Name: strings.TrimSuffix("revokespec mock, tenant "+seed.Tenant, ", tenant "), Issuer: url + "/", Profiles: []string{"auth0"}}
	f.Clients = file.Clients{
		Confidential: clientOf(seed, "confidential"),
		Second:       clientOf(seed, "second"),
		Public:       clientOf(seed, "public"),
		Rotating:     clientOf(seed, "rotating"),
		Leeway:       clientOf(seed, "leeway"),
		Basic:        clientOf(seed, "basic"),
		JWT:          clientOf(seed, "jwt"),
		Device:       clientOf(seed, "device"),
	}
	for _, u := range seed.Users {
		f.Users = append(f.Users, file.User{Username: u.Email, Password: u.Password})
	}
	for _, a := range seed.Audiences {
		f.Audiences = append(f.Audiences, a.Identifier)
	}
	if c, ok := seed.Client("management"); ok {
		f.Management = &file.Management{ClientID: c.ClientID, ClientSecret: c.ClientSecret, AllowChanges: true}
	}
	f.Dashboard = &file.Dashboard{URL: url + "/dashboard", Browser: file.BrowserNone} // its pages need none, and tests are many
	f.Declares.ListingLimit = new(time.Duration)
	if dialect == "rfc" {
		f.Profiles = []string{"rfc7009", "bcp"}
		f.Declares.EachSignInHasItsOwnGrant, f.Declares.PasswordChangeEndsTokens = true, true
	}
	return f
}

// clientOf is the client of that role, nil when the seed has none.
func clientOf(seed mockserver.Seed, role string) *file.Client {
	c, ok := seed.Client(role)
	if !ok {
		return nil
	}
	return &file.Client{
		Role: role, ClientID: c.ClientID, ClientSecret: c.ClientSecret, Auth: authOf[c.Auth], Key: c.PrivateKey, Leeway: c.Leeway,
		RedirectURI: first(c.RedirectURIs), Origin: first(c.Origins),
	}
}

// authOf spells the authentication methods of RFC 7591 as deployment files do.
var authOf = map[mockserver.AuthMethod]string{
	mockserver.AuthSecretPost: file.AuthPost, mockserver.AuthSecretBasic: file.AuthBasic,
	mockserver.AuthPrivateKeyJWT: file.AuthPrivateKeyJWT, mockserver.AuthNone: file.AuthNone,
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

// Write writes a deployment file with all its secrets, readable for the owner alone. A client's private key stands in a file
// beside it: mock.yaml has mock.jwt.pem. Whoever reads it uses a browser where one is found.
func Write(path string, f *file.File) error {
	if f.Dashboard != nil {
		f.Dashboard.Browser = file.BrowserAuto
	}
	if jwt := f.Clients.JWT; jwt != nil && jwt.Key != "" {
		key := strings.TrimSuffix(path, filepath.Ext(path)) + ".jwt.pem"
		if err := writeSecret(key, []byte(jwt.Key)); err != nil {
			return err
		}
		jwt.KeyFile = filepath.Base(key)
	}
	text, err := yamlx.Write(f)
	if err != nil {
		return err
	}
	head := fmt.Sprintf("# The mock at %s, with every secret it knows. Written by `revokespec mock --deployment-out`.\n", f.Issuer)
	return writeSecret(path, append([]byte(head), text...))
}

func writeSecret(path string, text []byte) error {
	if err := os.WriteFile(path, text, 0o600); err != nil {
		return err
	}
	return os.Chmod(path, 0o600) // the file may have been there before
}
