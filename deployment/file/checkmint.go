package file

import (
	"os/exec"
	"slices"

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
