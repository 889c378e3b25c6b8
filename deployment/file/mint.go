package file

import (
	"cmp"
	"os/exec"
	"slices"
	"time"

	"github.com/revokespec/revokespec/internal/closest"
)

func (c checker) mint() {
	m := c.Mint
	if !slices.Contains(strategies, m.Strategy) {
		c.say("mint.strategy", "mint.strategy is unknown; %s", closest.Hint(m.Strategy, strategies))
	}
	if m.Timeout < 0 {
		c.report("mint.timeout", "mint.timeout must not be negative")
	}
	if m.Concurrency < 0 {
		c.report("mint.concurrency", "mint.concurrency must be 1 or more, or 0 for no limit")
	}
	switch {
	case m.Strategy == StrategyExec:
		c.command()
	case len(m.Command) > 0:
		c.report("mint.command", "mint.command runs with mint.strategy exec only; correct one of them")
	}
	if m.Strategy == StrategyAuthorizationCode || m.Strategy == StrategyBrowser {
		c.redirects()
	}
	switch {
	case m.Browser == BrowserNone:
		c.report("mint.browser", "mint.browser cannot be none; give the path of a Chromium, or auto")
	case CheckBrowser(m.Browser) != nil:
		c.report("mint.browser", "mint.browser is no program; give the path of a Chromium, or auto")
	}
}

// command makes sure that there is a program that may be run.
func (c checker) command() {
	if len(c.Mint.Command) == 0 {
		c.report("mint.strategy", "mint.strategy exec needs mint.command, a program that prints a token response; add command: [./get-token]")
		return
	}
	if _, err := exec.LookPath(c.Mint.Command[0]); err != nil {
		c.report("mint.command", "mint.command[0] is no program that may be run; give its path, relative to the deployment file and with a slash, or its name on the PATH")
	}
}

func (c checker) redirects() {
	for _, r := range c.Clients.roles() {
		if client := *r.client; client != nil && client.RedirectURI == "" && r.name != "device" {
			c.say("clients."+r.name, "clients.%s has no redirect_uri, which mint.strategy %s needs; add one that is registered (it is never visited)", r.name, c.Mint.Strategy)
		}
	}
}

// defaultCommandTimeout is long for a program, and short for a person, who gets more by mint.timeout.
const defaultCommandTimeout = time.Minute

// defaultTabs is how many tabs a small machine keeps up with.
const defaultTabs = 4

// completeWays fills in what belongs to single strategies.
func (m *Mint) completeWays() {
	m.Browser = cmp.Or(m.Browser, BrowserAuto)
	m.Timeout = cmp.Or(m.Timeout, defaultCommandTimeout)
	switch m.Strategy {
	case StrategyExec: // a person is asked one thing at a time
		m.Concurrency = cmp.Or(m.Concurrency, 1)
	case StrategyBrowser:
		m.Concurrency = cmp.Or(m.Concurrency, defaultTabs)
	}
}

// PasswordGrant is the grant type of strategy password: that of RFC 6749 section 4.3.2, or the one that the file gives as a
// parameter. Auth0's password-realm names the users' connection, where "password" asks the tenant's default directory.
func (f *File) PasswordGrant() string {
	if other := f.Mint.Parameters["grant_type"]; other != "" {
		return other
	}
	return "password"
}
