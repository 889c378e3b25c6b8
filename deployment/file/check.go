package file

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"

	"github.com/revokespec/revokespec/internal/closest"
	"github.com/revokespec/revokespec/internal/origin"
)

// The profiles.
const (
	ProfileAuth0   = "auth0"
	ProfileRFC7009 = "rfc7009"
	ProfileBCP     = "bcp"
)

var (
	profiles    = []string{ProfileAuth0, ProfileRFC7009, ProfileBCP}
	strategies  = Strategies()
	authMethods = []string{AuthPost, AuthBasic, AuthPrivateKeyJWT, AuthNone}
)

// checker looks for values that no server could work with. No message shows a value that may be secret.
type checker struct {
	*File
	tenant bool // clients and users may be missing
	report func(key, what string)
}

// check reports everything wrong with a completed file, by key.
func check(f *File, tenant bool, report func(key, what string)) {
	c := checker{f, tenant, report}
	c.issuer()
	c.endpoints()
	c.clients()
	c.users()
	c.management()
	c.hooks()
	c.mint()
	c.headers()
	c.extraParameters()
	c.rest()
	c.declares()
	c.files()
}

func (c checker) say(key, format string, args ...any) { c.report(key, fmt.Sprintf(format, args...)) }

func (c checker) issuer() {
	if c.Issuer == "" {
		c.report("", "issuer is missing; give the URL of the authorization server, such as https://acme.eu.auth0.com/")
		return
	}
	if c.url("issuer", c.Issuer); strings.ContainsAny(c.Issuer, "?#") {
		c.report("issuer", "issuer has a query or a fragment; give the URL without it")
	}
}

func (c checker) endpoints() {
	for key, at := range c.Endpoints.All() {
		c.url("endpoints."+key, at)
	}
	c.nodes()
	c.origins()
}

func (c checker) nodes() {
	for i, node := range c.Nodes {
		key := fmt.Sprintf("nodes[%d]", i)
		c.url(key, node)
		if strings.ContainsAny(node, "?#") {
			c.say(key, "%s has a query or a fragment; give the URL without it", key)
		}
		if slices.ContainsFunc(c.Nodes[:i], func(other string) bool { return origin.Of(other) == origin.Of(node) }) {
			c.say(key, "%s is the same node as one before; list each once", key)
		}
	}
	if len(c.Nodes) == 1 {
		c.report("nodes", "nodes has one node, and what one tells another needs two; list another, or remove the key")
	}
}

// origins are refused where nothing may go, listed or not.
func (c checker) origins() {
	for i, at := range c.TrustedOrigins {
		key := fmt.Sprintf("trusted_origins[%d]", i)
		u, err := url.Parse(at)
		switch {
		case err != nil || origin.Of(at) == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || strings.ContainsAny(at, "?#") || !origin.IsWeb(u):
			c.say(key, "%s is no origin; write it as https://host or https://host:port", key)
		case c.Unasked(key, u) != nil:
			c.say(key, "%s is where nothing is sent: a link-local address, or http under an issuer that is https; remove it", key)
		}
	}
}

func (c checker) management() {
	if m := c.Management; m != nil {
		if m.ClientID == "" || m.ClientSecret == "" {
			c.report("management", "management needs client_id and client_secret of an application that may call the Management API; add them")
		}
		c.optionalURL("management.url", m.URL)
		c.optionalURL("management.token_endpoint", m.TokenEndpoint)
	}
	if i := c.Introspection; i != nil {
		c.introspection(*i)
	}
	if d := c.Dashboard; d != nil {
		c.url("dashboard.url", d.URL)
		if err := CheckBrowser(d.Browser); err != nil {
			c.report("dashboard.browser", "dashboard.browser "+err.Error())
		}
		if d.Username == "" != (d.Password == "") {
			c.report("dashboard", "dashboard has a username without a password, or the other way round; give both or none")
		}
	}
	if m := c.Control; m != nil {
		c.url("control.url", m.URL)
	}
}

func (c checker) introspection(i Introspection) {
	_, filled := c.Clients.ByRole(i.Client)
	switch {
	case i.Client != "" && i.ClientID != "":
		c.report("introspection", "introspection names a client of the file and one of its own; keep client or client_id")
	case i.Client == "" && i.ClientID == "":
		c.report("introspection", "introspection names no client; add client: confidential, or client_id and client_secret")
	case i.Client != "" && !filled:
		c.report("introspection.client", "introspection.client names no client of the file; use one of the roles under clients")
	case i.ClientID != "" && !slices.Contains([]string{AuthPost, AuthBasic, AuthNone}, i.Auth):
		c.report("introspection.auth", "introspection.auth is unknown; use post, basic or none")
	}
}

func (c checker) rest() {
	for i, profile := range c.Profiles {
		if !slices.Contains(profiles, profile) {
			c.say(fmt.Sprintf("profiles[%d]", i), "unknown profile; %s", closest.Hint(profile, profiles))
		}
	}
	for i, audience := range c.Audiences {
		if audience == "" || slices.Contains(c.Audiences[:i], audience) {
			c.say(fmt.Sprintf("audiences[%d]", i), "audiences[%d] is empty or listed twice; list each audience once", i)
		}
	}
	for key, rate := range map[string]float64{"requests_per_second": c.Limits.RequestsPerSecond, "management_requests_per_second": c.Limits.ManagementRequestsPerSecond,
		"sign_ins_per_minute": c.Limits.SignInsPerMinute} {
		if !(rate >= 0 && rate <= 1e6) {
			c.say("limits."+key, "limits.%s must be a number from 0 (no limit)", key)
		}
	}
	if c.Limits.ThrowAwayApplications < 0 {
		c.say("limits.throw_away_applications", "limits.throw_away_applications must be 1 or more; leave it out for %d", MostApplications)
	}
}

// CheckBrowser says what is wrong with a choice of browser for the Dashboard; "" leaves it to others.
func CheckBrowser(browser string) error {
	if browser == "" || browser == BrowserAuto || browser == BrowserNone {
		return nil
	}
	if _, err := exec.LookPath(browser); err != nil {
		return errors.New("is no program; give the path of a Chromium, or auto, or none")
	}
	return nil
}

// files makes sure that every file named can be used, before anything is sent.
func (c checker) files() {
	c.tls()
	for _, client := range c.Clients.All() {
		if client.KeyFile == "" {
			continue
		}
		if _, err := client.SigningKey(); err != nil {
			c.say("clients."+client.Role+".key_file", "clients.%s.key_file: %s", client.Role, err)
		}
	}
}

func (c checker) tls() {
	missing := c.TLS.ClientKey != "" && c.TLS.ClientCert == ""
	if missing {
		c.report("tls.client_key", "tls.client_key is a key without its certificate; add tls.client_cert")
	}
	for key, path := range map[string]string{"tls.ca_file": c.TLS.CAFile, "tls.client_cert": c.TLS.ClientCert, "tls.client_key": c.TLS.ClientKey} {
		if _, err := os.Stat(path); path != "" && err != nil {
			c.say(key, "%s cannot be read; the path is relative to the deployment file", key)
			missing = true
		}
	}
	var wrong *tlsError
	if _, err := c.TLS.Config(); errors.As(err, &wrong) && !missing {
		c.report(wrong.key, err.Error())
	}
}

func (c checker) optionalURL(key, value string) {
	if value != "" {
		c.url(key, value)
	}
}

// url reports what is wrong with a URL that requests are sent to.
func (c checker) url(key, value string) {
	if err := CheckURL(value); err != nil {
		c.say(key, "%s %s", key, err)
	}
}

// portFits says whether a port, "" for that of the scheme, is one of TCP's.
func portFits(port string) bool {
	n, err := strconv.ParseUint(port, 10, 16)
	return port == "" || err == nil && n > 0
}

// CheckURL says what is wrong with a URL that requests are sent to, and does not repeat it: credentials may be in it.
func CheckURL(value string) error {
	u, err := url.Parse(value)
	switch {
	case err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http"):
		return errors.New("is no absolute URL; write it as https://host/path")
	case !portFits(u.Port()):
		return errors.New("has a port that there is not; ports end at 65535")
	case u.User != nil:
		return errors.New("holds a user name; remove what stands before the @")
	}
	return nil
}
