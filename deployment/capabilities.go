package deployment

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/closest"
)

// Need is a capability that a rule may ask for by the tag @needs-NAME.
type Need struct {
	Name   string
	Means  string // what the deployment then has
	Remedy string // how the file gives it
	has    func(d *Deployment) bool
}

// NeedSoak is no capability of a deployment: it says that a run puts the server under load, which only who runs it can ask for.
const NeedSoak = "soak"

// needs is the closed list of needs, by name: it is asked hundreds of times a run.
var needs = slices.SortedFunc(slices.Values(append(hookNeeds(), otherNeeds()...)), func(a, b Need) int { return cmp.Compare(a.Name, b.Name) })

// Needs is the closed list of needs, by name.
func Needs() []Need { return slices.Clone(needs) }

func otherNeeds() []Need {
	return []Need{
		{"access-token-check", "an access token can be looked at: introspection or userinfo", "give endpoints.introspection or endpoints.userinfo", func(d *Deployment) bool {
			return d.mayIntrospect() || d.Endpoints.Userinfo != ""
		}},
		{"basic", "a client registered for client_secret_basic", "add clients.basic", func(d *Deployment) bool { return d.File.Clients.Basic != nil }},
		{"changes", "the tenant setting may be changed, and throw-away users and applications made", "add management with allow_changes: true", (*Deployment).mayChange},
		{"code", "authorization codes, for which users sign in at pages that revokespec goes through", "give redirect_uri to every client (but device) and, where it is not discovered, endpoints.authorization; not with mint.strategy exec", func(d *Deployment) bool {
			return d.Endpoints.Authorization != "" && d.File.Mint.Strategy != file.StrategyExec && !slices.ContainsFunc(d.File.Clients.All(), func(c file.Client) bool { return c.RedirectURI == "" && c.Role != "device" })
		}},
		{"confidential", "a client that authenticates", "add clients.confidential", func(d *Deployment) bool { return d.File.Clients.Confidential != nil }},
		{"control", "a clock that can be moved", "add control; only a mock has one", func(d *Deployment) bool { return d.File.Control != nil }},
		{"dashboard", "a web page where an administrator revokes", "add dashboard", func(d *Deployment) bool { return d.File.Dashboard != nil }},
		{"device", "a client that may use the device authorization flow", "add clients.device and, where it is not discovered, endpoints.device_authorization", func(d *Deployment) bool {
			return d.File.Clients.Device != nil && d.Endpoints.DeviceAuthorization != ""
		}},
		{"device-credentials", "a Management API that lists refresh tokens as device credentials", "add management with client_id and client_secret", func(d *Deployment) bool { return d.File.Management != nil }},
		{"foreign-token-answered", "another application's token is answered with success", "remove declares.foreign_token: refused if it is not so", func(d *Deployment) bool {
			return d.Declared("foreign-token-answered") == ""
		}},
		{"fresh-tenant", "a tenant that may be founded anew, since nobody else uses it", "only the mock that revokespec runs by itself has one: run without --deployment", func(d *Deployment) bool {
			return d.options.Unshared && d.File.Control != nil
		}},
		{"introspection", "an introspection endpoint and a client that may ask it", "give endpoints.introspection, and introspection where clients.confidential may not ask it", (*Deployment).mayIntrospect},
		{"jwt", "a client registered for private_key_jwt", "add clients.jwt with key_file", func(d *Deployment) bool { return d.File.Clients.JWT != nil }},
		{"jwt-metadata", "metadata that lists a JWT method for the revocation endpoint", "publish it in revocation_endpoint_auth_methods_supported, where the endpoint takes private_key_jwt or client_secret_jwt", func(d *Deployment) bool {
			return d.revocationTakesJWT()
		}},
		{"leeway", "a rotating client with a leeway", "add clients.leeway with leeway as it is configured", func(d *Deployment) bool { return d.File.Clients.Leeway != nil }},
		{"lifetimes", "a rotating application whose refresh tokens have lifetimes that are known", "add management with allow_changes: true, so that one can be made; or lifetime and idle to clients.rotating", func(d *Deployment) bool {
			r := d.File.Clients.Rotating
			return d.mayChange() || r != nil && r.Lifetime > 0 && r.Idle > 0
		}},
		{"logs", "a Management API that shows the tenant's log", "add management whose application has read:logs", func(d *Deployment) bool { return d.File.Management != nil }},
		{"management", "an Auth0-style Management API", "add management with client_id and client_secret", func(d *Deployment) bool { return d.File.Management != nil }},
		{"nodes", "two single nodes that can be addressed", "list at least two base URLs under nodes", func(d *Deployment) bool { return len(d.File.Nodes) >= 2 }},
		{"not-sender-constrained", "refresh tokens of public clients that are not sender-constrained", "remove declares.sender_constrained if it is not so", func(d *Deployment) bool {
			return d.Declared("not-sender-constrained") == ""
		}},
		{"origin", "a client with a browser origin", "add origin to a client", func(d *Deployment) bool {
			return slices.ContainsFunc(d.File.Clients.All(), func(c file.Client) bool { return c.Origin != "" })
		}},
		{"own-grants", "every sign-in makes a grant of its own", "if it is so, add declares.each_sign_in_has_its_own_grant: true", func(d *Deployment) bool {
			return d.File.Declares.EachSignInHasItsOwnGrant
		}},
		{"password-change-ends-tokens", "a changed password ends the user's refresh tokens", "if it is so, add declares.password_change_ends_tokens: true", func(d *Deployment) bool {
			return d.File.Declares.PasswordChangeEndsTokens
		}},
		{"public", "a client without credentials", "add clients.public", func(d *Deployment) bool { return d.File.Clients.Public != nil }},
		{"refresh-token-api", "a Management API that shows and ends refresh tokens by their ids, which Auth0 has on Enterprise plans", "add management whose application has read:refresh_tokens and delete:refresh_tokens", func(d *Deployment) bool { return d.File.Management != nil }},
		{"revocable-access-tokens", "access tokens can be revoked", "remove declares.access_tokens_revocable: false if it is not so", func(d *Deployment) bool {
			return d.Declared("revocable-access-tokens") == ""
		}},
		{"revocation-endpoint", "a revocation endpoint (RFC 7009)", "give endpoints.revocation, where there is one that the metadata does not name", func(d *Deployment) bool {
			return d.Endpoints.Revocation != ""
		}},
		{"revocation-metadata", "metadata that names a revocation_endpoint", "publish it in the server's metadata", func(d *Deployment) bool {
			endpoint, _ := d.Metadata["revocation_endpoint"].(string)
			return endpoint != ""
		}},
		{"rotating", "a client that rotates refresh tokens, without leeway", "add clients.rotating", func(d *Deployment) bool { return d.File.Clients.Rotating != nil }},
		{"second", "two applications, clients.confidential and clients.second", "add clients.confidential and clients.second", func(d *Deployment) bool {
			return d.File.Clients.Confidential != nil && d.File.Clients.Second != nil
		}},
		{"second-audience", "two audiences", "list two under audiences", func(d *Deployment) bool { return len(d.File.Audiences) >= 2 }},
		{"second-user", "two users", "list two under users", func(d *Deployment) bool { return len(d.File.Users) >= 2 }},
		{"setting", "the tenant setting is known", "add management whose application may read tenant settings, or declares.revoke_refresh_token_grant", func(d *Deployment) bool {
			return d.leases.setting() != ""
		}},
		{NeedSoak, "a load on the server for some time, which a run is asked for", "give --soak DURATION to the run", func(*Deployment) bool { return false }},
		{"two-applications", "two applications, whatever their roles", "describe a second application under clients", func(d *Deployment) bool {
			return len(d.File.Clients.Distinct()) >= 2
		}},
		{"two-confidential", "two applications that authenticate", "describe a second application with credentials under clients", func(d *Deployment) bool {
			return len(d.File.Clients.Confidentials()) >= 2
		}},
		{"unlink-governed", "unlinking a device follows the tenant setting", "remove declares.setting_governs_device_unlink: false if it is not so", func(d *Deployment) bool {
			return d.Declared("unlink-governed") == ""
		}},
		{"userinfo", "a userinfo endpoint", "give endpoints.userinfo", func(d *Deployment) bool { return d.Endpoints.Userinfo != "" }},
	}
}

// Missing returns "" when the deployment has what is needed, else in one line what is missing and the key that gives it.
// A need that does not exist is always missing.
func (d *Deployment) Missing(need string) string {
	if found := d.tenant.Absent(need); found != "" {
		return "no " + need + ": " + found
	}
	i, known := slices.BinarySearchFunc(needs, need, func(n Need, name string) int { return cmp.Compare(n.Name, name) })
	if !known {
		return unknownNeed(need)
	}
	n := needs[i]
	if n.has(d) {
		return ""
	}
	if declared := d.Declared(need); declared != "" {
		return "by the vendor's declaration, declares." + declared + "; this needs: " + n.Means
	}
	return "no " + n.Name + " (" + n.Means + "); " + n.Remedy
}

func unknownNeed(need string) string {
	var names []string
	for _, n := range needs {
		names = append(names, n.Name)
	}
	return fmt.Sprintf("unknown need %q; %s", need, closest.Hint(need, names))
}

// RevocationMethods are the ways to authenticate that the metadata lists for the revocation endpoint. A list that is left out means
// client_secret_basic (RFC 8414 section 2).
func (d *Deployment) RevocationMethods() (methods []string) {
	listed, is := d.Metadata["revocation_endpoint_auth_methods_supported"].([]any)
	if !is {
		return []string{"client_secret_basic"}
	}
	for _, method := range listed {
		methods = append(methods, fmt.Sprint(method))
	}
	return methods
}

func (d *Deployment) revocationTakesJWT() bool {
	methods := d.RevocationMethods()
	return slices.Contains(methods, "private_key_jwt") || slices.Contains(methods, "client_secret_jwt")
}

func (d *Deployment) mayChange() bool {
	return d.File.Management != nil && d.File.Management.AllowChanges
}

func (d *Deployment) mayIntrospect() bool {
	_, may := d.IntrospectionClient()
	return may && d.Endpoints.Introspection != ""
}

// Capabilities returns the sorted names of the needs that the deployment meets.
func (d *Deployment) Capabilities() []string {
	var names []string
	for _, n := range needs {
		if n.has(d) {
			names = append(names, n.Name)
		}
	}
	return names
}

// IntrospectionClient is the client that introspects: the file's introspection, else confidential.
func (d *Deployment) IntrospectionClient() (file.Client, bool) {
	i := d.File.Introspection
	switch {
	case i == nil:
		return d.File.Clients.ByRole("confidential")
	case i.Client != "":
		return d.File.Clients.ByRole(i.Client)
	}
	return file.Client{Role: "introspection", ClientID: i.ClientID, ClientSecret: i.ClientSecret, Auth: i.Auth}, true
}
