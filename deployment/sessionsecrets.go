package deployment

import (
	"maps"
	"slices"

	"github.com/revokespec/revokespec/deployment/file"
)

// Name registers a secret under a readable name and returns the name that it has (an earlier one stays). Send does this
// for every secret it sees.
func (s *Base) Name(secret, name string) string { return s.secrets.Name(secret, name) }

// Redact replaces every secret seen in this session by its name.
func (s *Base) Redact(text string) string {
	s.catchUp()
	return s.secrets.Redact(text)
}

// HoldsToken says whether a text has a refresh token of any scenario of the run.
func (s *Base) HoldsToken(text string) bool {
	s.catchUp()
	return s.secrets.HoldsToken(text)
}

// openValuesOf are the values of a file that any report may show. One that is forgotten here is hidden more than need be.
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
