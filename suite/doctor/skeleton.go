package doctor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/deployment"
)

// Skeleton is a deployment file for a server of which only the issuer is known: what its metadata tells is filled in, and
// what only its operator knows stands in <...>. The error is a *deployment.Unjudgeable.
func Skeleton(ctx context.Context, issuer string) (string, error) {
	file := &deployment.File{Issuer: issuer}
	d, err := deployment.Open(ctx, file, deployment.Options{Ephemeral: true})
	if untrusted := new(deployment.Untrusted); errors.As(err, &untrusted) { // for the operator to judge
		file.TrustedOrigins = untrusted.Origins
		d, err = deployment.Open(ctx, file, deployment.Options{Ephemeral: true})
	}
	if err != nil {
		return "", err
	}
	defer d.Close(context.WithoutCancel(ctx))
	e := &examination{d: d}
	password := e.listed("grant_types_supported", "password")
	var out strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&out, format+"\n", args...) }
	line("# Made from the metadata of %s. Replace what stands in <...>, then: revokespec doctor --deployment FILE", d.Issuer)
	line("issuer: %s", d.Issuer)
	if strings.Contains(d.Issuer, ".auth0.com/") {
		line("profiles: [auth0]")
	} else {
		line("profiles: [rfc7009, bcp]")
	}
	if len(file.TrustedOrigins) > 0 {
		line("%s # only the metadata names these: secrets go there, so make sure that they are the server's own", deployment.TrustedOriginsLine(file.TrustedOrigins))
	}
	line("clients: # applications that may get refresh tokens")
	redirect := ""
	if !password {
		redirect = ", redirect_uri: <AS REGISTERED>"
	}
	line("  confidential: {client_id: <ID>, client_secret: \"${CLIENT_SECRET}\", auth: %s%s}", e.secretMethod(), redirect)
	line("  # public: {client_id: <ID>, auth: none%s} # more rules apply with each of these", redirect)
	line("  # second: {client_id: <ID>, client_secret: \"${SECOND_SECRET}\", auth: %s%s}", e.secretMethod(), redirect)
	line("  # rotating: {client_id: <ID>, auth: none%s} # one that rotates refresh tokens, without leeway", redirect)
	if e.listed("token_endpoint_auth_methods_supported", "private_key_jwt") {
		line("  # jwt: {client_id: <ID>, key_file: <PATH>%s}", redirect)
	}
	if d.Endpoints.DeviceAuthorization != "" {
		line("  # device: {client_id: <ID>, auth: none}")
	}
	line("users: # test users; with two more rules apply, and eight make a run quick")
	line("  - {username: <NAME>, password: \"${USER_PASSWORD}\"}")
	line("mint: # how a user signs in")
	if password {
		line("  strategy: password")
	} else {
		line("  strategy: authorization_code # through the server's own pages; browser, where these need JavaScript")
	}
	line("  scope: %s", e.scopes())
	return out.String(), nil
}

// listed says whether a list of the metadata is there and has a value.
func (e *examination) listed(name, value string) bool {
	list, _ := e.d.Metadata[name].([]any)
	return slices.Contains(list, any(value))
}

// secretMethod is post where the server lists it; a list that is left out means Basic (RFC 8414 section 2).
func (e *examination) secretMethod() string {
	if e.listed("token_endpoint_auth_methods_supported", "client_secret_post") {
		return deployment.AuthPost
	}
	return deployment.AuthBasic
}

func (e *examination) scopes() string {
	if e.lists("scopes_supported", "offline_access") {
		return deployment.DefaultScope
	}
	if e.lists("scopes_supported", "openid") {
		return "openid"
	}
	return "<SCOPE>"
}
