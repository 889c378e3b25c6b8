package session

import (
	"encoding/base64"
	"maps"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/redact"
)

// Name registers a secret under a readable name and returns the name that it has (an earlier one stays). Send does this
// for every secret it sees.
func (s *Session) Name(secret, name string) string { return s.Secrets.Name(secret, name) }

// Redact replaces every secret seen in this session by its name.
func (s *Session) Redact(text string) string { return s.Secrets.Redact(text) }

// HoldsToken says whether a text has a refresh token of any scenario of the run.
func (s *Session) HoldsToken(text string) bool { return s.Secrets.HoldsToken(text) }

// openValuesOf are the values of a file that any report may show. One that is forgotten here may be hidden without need.
func openValuesOf(f *file.File) []string {
	values := append([]string{f.Name, f.Version, f.Issuer}, slices.Sorted(maps.Values(f.Endpoints.All()))...)
	for _, c := range f.Clients.All() {
		values = append(values, c.ClientID, c.Role, c.Audience, c.RedirectURI, c.Origin, c.Scope)
	}
	for _, user := range f.Users {
		values = append(values, user.Username)
	}
	values = slices.Concat(values, f.Audiences, f.Nodes, f.TrustedOrigins)
	if m := f.Management; m != nil {
		values = append(values, m.ClientID, m.URL, m.Audience, m.TokenEndpoint, m.Connection)
	}
	if i := f.Introspection; i != nil {
		values = append(values, i.ClientID)
	}
	if d := f.Dashboard; d != nil {
		values = append(values, d.URL, d.Username)
	}
	if c := f.Control; c != nil {
		values = append(values, c.URL)
	}
	return append(values, f.Mint.Strategy, f.Mint.UsernameField, f.Mint.PasswordField, f.Mint.Scope, f.Mint.MoreScope)
}

// namedSecrets are the secrets of the file that any scenario may send, by name.
func namedSecrets(f *file.File) []file.NamedSecret {
	var secrets []file.NamedSecret
	for _, c := range f.Clients.All() {
		secrets = append(secrets, file.NamedSecret{Name: "secret of " + c.Role, Value: c.ClientSecret})
	}
	if f.Management != nil {
		secrets = append(secrets, file.NamedSecret{Name: "secret of management", Value: f.Management.ClientSecret})
	}
	if f.Introspection != nil {
		secrets = append(secrets, file.NamedSecret{Name: "secret of introspection", Value: f.Introspection.ClientSecret})
	}
	if f.Dashboard != nil {
		secrets = append(secrets, file.NamedSecret{Name: "password of dashboard", Value: f.Dashboard.Password})
	}
	if f.Control != nil {
		secrets = append(secrets, file.NamedSecret{Name: "control token", Value: f.Control.Token})
	}
	secrets = append(secrets, proxySecrets()...)
	for name, value := range f.Headers {
		if redact.SecretHeader(name) {
			secrets = append(secrets, file.NamedSecret{Name: "header " + name, Value: value})
		}
	}
	for _, s := range f.Secrets {
		if strings.HasPrefix(s.Name, "headers.") || strings.HasPrefix(s.Name, "mint.parameters.") {
			secrets = append(secrets, s)
		}
	}
	return secrets
}

// proxySecrets are the credentials of the environment's proxies.
func proxySecrets() []file.NamedSecret {
	var secrets []file.NamedSecret
	for _, proxy := range httpx.Proxies() {
		if proxy.User != nil {
			password, _ := proxy.User.Password()
			secrets = append(secrets, file.NamedSecret{Name: "password of the proxy", Value: password},
				file.NamedSecret{Name: "credentials of the proxy", Value: base64.StdEncoding.EncodeToString([]byte(proxy.User.Username() + ":" + password))})
		}
	}
	return secrets
}
