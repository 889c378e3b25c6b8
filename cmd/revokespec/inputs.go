package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/revokespec/revokespec/cmd/internal/program"
	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/embedded"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/suite"
)

// refuseEmpty refuses a flag that is given without a value, as by a script whose variable is not set.
func refuseEmpty(c *cobra.Command, flags ...string) error {
	for _, name := range flags {
		if flag := c.Flags().Lookup(name); flag.Changed && strings.Trim(flag.Value.String(), "[]") == "" {
			return fmt.Errorf("--%s is empty; give it a value, or leave it out", name)
		}
	}
	return nil
}

// catalogue reads the built-in features, the user's, or both.
func (f runFlags) catalogue() (*features.Catalogue, error) {
	builtIn, err := features.BuiltIn()
	if err != nil || f.features == "" {
		return builtIn, err
	}
	if info, err := os.Stat(f.features); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("--features %s: is no directory; give the one that holds your .feature files", f.features)
	}
	own, err := features.Read(os.DirFS(f.features), f.features, builtIn)
	if err != nil {
		return nil, err
	}
	if len(own.Rules) == 0 {
		return nil, fmt.Errorf("--features %s: no .feature file in it has a scenario", f.features)
	}
	if err := suite.Check(own); err != nil {
		return nil, err
	}
	if f.onlyFeatures {
		return own, nil
	}
	return builtIn.Join(own), nil
}

// chosenTarget is what will be judged, before anything is sent to it.
type chosenTarget struct {
	file      *file.File // nil for the mock
	selection suite.Selection
}

// target reads the deployment file, if there is one, and settles the profiles.
func (f runFlags) target(sys program.System, c *cobra.Command) (*chosenTarget, error) {
	t := &chosenTarget{selection: f.selection}
	path, given := deploymentPath(sys, c, f.deployment)
	if given && path == "" {
		return nil, errors.New("REVOKESPEC_DEPLOYMENT is set but empty; name a deployment file, or unset it to judge the mock")
	}
	if given {
		var err error
		if t.file, err = file.Load(path, sys.LookupEnv); err != nil {
			return nil, err
		}
	}
	if len(t.selection.Profiles) == 0 {
		t.selection.Profiles = []string{"auth0"}
		if t.file != nil {
			t.selection.Profiles = t.file.Profiles
		}
	}
	if slices.Contains(t.selection.Profiles, "auth0") && slices.Contains(t.selection.Profiles, "rfc7009") {
		fmt.Fprintln(sys.Stderr, "note: auth0 and rfc7009 disagree on purpose (403 or 400 for a dead token, 200 or 4xx for a foreign one): no server meets both")
	}
	return t, nil
}

// deploymentPath prefers the flag to the environment; given is false when there is neither.
func deploymentPath(sys program.System, c *cobra.Command, flag string) (path string, given bool) {
	if c.Flags().Changed("deployment") {
		return flag, true
	}
	return sys.LookupEnv("REVOKESPEC_DEPLOYMENT")
}

// browser is what the environment says to use at the Dashboard and for sign-ins, "" where that is the file's business. The mock has no file, and
// its pages are plain forms, which a browser works no better and twenty times slower.
func (t *chosenTarget) browser(sys program.System) (string, error) {
	browser, given := sys.LookupEnv(suite.BrowserVariable)
	if err := file.CheckBrowser(browser); err != nil || given && browser == "" {
		return "", fmt.Errorf("%s=%q is no program; give the path of a Chromium, or auto, or none", suite.BrowserVariable, browser)
	}
	if !given && t.file == nil {
		return file.BrowserNone, nil
	}
	return browser, nil
}

func (t *chosenTarget) open(sys program.System, browser string, progress func(string)) (suite.Target, error) {
	if t.file == nil {
		return embedded.Mock(sys.Ctx, t.selection.Profiles)
	}
	return suite.Open(sys.Ctx, t.file, deployment.Options{Profiles: t.selection.Profiles, Progress: progress, Browser: browser})
}
