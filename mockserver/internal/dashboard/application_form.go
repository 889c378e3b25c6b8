package dashboard

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// mostSeconds is the bound of the Management API's schema for lifetimes: five years.
const mostSeconds = 157788000

// applicationForm is what a person has filled in, right or wrong.
type applicationForm struct {
	Method                 string
	Rotating               bool
	Leeway, Lifetime, Idle string            // in seconds
	Errors                 map[string]string // by field

	options tenant.RefreshTokenOptions // what it comes to, when it is valid
}

func formOf(client *tenant.Client) applicationForm {
	o := client.RefreshTokens
	return applicationForm{Method: string(client.AuthMethod), Rotating: o.Rotating,
		Leeway: seconds(o.Leeway), Lifetime: secondsOrNone(o.Lifetime), Idle: secondsOrNone(o.Idle)}
}

func seconds(d time.Duration) string { return strconv.Itoa(int(d / time.Second)) }

func secondsOrNone(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return seconds(d)
}

func readApplicationForm(p tenant.Params) applicationForm {
	return applicationForm{Method: p.Get("token_endpoint_auth_method"), Rotating: p.Get("rotating") == "on",
		Leeway: strings.TrimSpace(p.Get("leeway")), Lifetime: strings.TrimSpace(p.Get("token_lifetime")),
		Idle: strings.TrimSpace(p.Get("idle_token_lifetime"))}
}

// valid says whether the form can be saved. What is wrong is said beside its field.
func (f *applicationForm) valid(client *tenant.Client) bool {
	f.Errors = map[string]string{}
	f.options.Rotating = f.Rotating
	f.options.Leeway = f.duration("leeway", f.Leeway, 0)
	f.options.Lifetime = f.duration("token_lifetime", f.Lifetime, 1)
	f.options.Idle = f.duration("idle_token_lifetime", f.Idle, 1)
	o, wrong := f.options, f.Errors
	switch {
	case len(wrong) > 0:
	case f.Rotating && !client.OIDCConformant():
		wrong["rotating"] = "Rotation is for OIDC-conformant applications. Make this one conformant through the Management API first."
	case f.Rotating && o.Lifetime == 0 && o.Idle == 0:
		wrong["token_lifetime"] = "Rotating refresh tokens must expire. Give a maximum or an idle lifetime."
	case o.Lifetime > 0 && o.Idle > o.Lifetime:
		wrong["idle_token_lifetime"] = "The idle lifetime cannot be longer than the maximum lifetime."
	}
	method := tenant.AuthMethod(f.Method)
	switch {
	case authMethodName(method) == f.Method:
		wrong["token_endpoint_auth_method"] = "Choose one of the methods listed."
	case method == tenant.AuthPrivateKeyJWT && len(client.PublicKeys) == 0:
		wrong["token_endpoint_auth_method"] = "This application has no public key. Give it one through the Management API first."
	}
	return len(wrong) == 0
}

// duration reads a number of seconds; nothing at all means no such limit.
func (f *applicationForm) duration(field, text string, least int) time.Duration {
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	switch {
	case err != nil:
		f.Errors[field] = "Give a whole number of seconds."
	case n < least || n > mostSeconds:
		f.Errors[field] = fmt.Sprintf("Give between %d and %d seconds.", least, mostSeconds)
	}
	return time.Duration(n) * time.Second
}

// InWords says how long a number of seconds is; nothing for what is no number.
func (f applicationForm) InWords(text string) string {
	n, err := strconv.Atoi(text)
	if err != nil || n <= 0 || n > mostSeconds {
		return ""
	}
	return span(time.Duration(n) * time.Second)
}

// applied is the application with what the form says. A method that needs a secret gives it one.
func (f applicationForm) applied(client tenant.Client) tenant.Client {
	client.AuthMethod, client.RefreshTokens = tenant.AuthMethod(f.Method), f.options
	if secret := client.AuthMethod == tenant.AuthSecretPost || client.AuthMethod == tenant.AuthSecretBasic; secret && client.Secret == "" {
		client.Secret = tenant.NewID(32)
	}
	return client
}
