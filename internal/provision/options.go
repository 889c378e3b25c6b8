// Package provision makes on an Auth0-style tenant what a full run of profile auth0 needs: throw-away applications, APIs and
// users; and it writes the deployment file that describes them. All that it makes is journalled first, so that
// deployment.Restore finds and deletes it, whatever became of the process that made it.
package provision

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/partfile"
)

// What a provisioning takes where nothing else is said.
const (
	DefaultUsers = 10 // eight scenarios at once, at ten sign-ins a minute for each user (Auth0, "Rate Limit Policy")
	FreePlan     = 10 // applications, and APIs, that a free tenant may have (Auth0, "Entity Limit Policy")
)

// freeLimits are what a free tenant takes: 2 requests a second to the Management API, 300 a minute to the Authentication API, 10
// sign-ins a minute of one user (Auth0, "Rate Limit Configurations", "Rate Limit Policy").
var freeLimits = file.Limits{RequestsPerSecond: 5, ManagementRequestsPerSecond: 2, SignInsPerMinute: 10}

// Options say what is made and where that is written down.
type Options struct {
	File      *file.File // the tenant: issuer and management, as deployment.LoadTenant read it
	Text      []byte     // of that file, which is kept as it is
	LookupEnv func(string) (string, bool)
	Out       string            // the deployment file to write; it must not be there yet
	Users     int               // how many
	PlanLimit int               // applications, and APIs, that the tenant's plan allows
	Progress  func(line string) // is told each thing that was made
}

// keyPath is where the private key of the application for private_key_jwt is written.
func (o Options) keyPath() string {
	return strings.TrimSuffix(o.Out, filepath.Ext(o.Out)) + ".jwt.pem"
}

// gives says whether the tenant's file has a key at its top level.
func (o Options) gives(key string) bool {
	return regexp.MustCompile(`(?m)^` + key + `[ \t]*:`).Match(o.Text)
}

// check refuses, before the first request, what cannot become a provisioning.
func (o Options) check() error {
	f := o.File
	switch m := f.Management; {
	case m == nil:
		return file.NewError(f.Path, "management is missing; provision makes everything through the Management API")
	case !m.AllowChanges:
		return file.NewError(f.Path, "management.allow_changes is not true; provision changes the tenant, so add it")
	case len(f.Clients.All()) > 0 || len(f.Users) > 0 || len(f.Audiences) > 0:
		return file.NewError(f.Path, "has clients, users or audiences; those are what provision makes, so remove them, or use the file as it is")
	case o.Users < 2:
		return fmt.Errorf("--users %d: take at least 2, so that rules about another user can be judged", o.Users)
	case o.PlanLimit < 1:
		return fmt.Errorf("--plan-limit %d: give the number of applications that the tenant's plan allows", o.PlanLimit)
	}
	for _, path := range []string{o.Out, o.keyPath()} {
		if _, err := os.Lstat(path); err == nil {
			return file.NewError(path, "is there already; provision overwrites nothing: choose another --out, or remove it")
		}
	}
	return o.tryOut()
}

// tryOut makes sure that the file can be written, and will be a correct one, while nothing has been made yet.
func (o Options) tryOut() error {
	partfile.Sweep(filepath.Dir(o.Out))
	part, err := partfile.Create(o.Out, 0o600)
	if err != nil {
		return file.NewError(o.Out, "cannot be written; name a file in a directory that is there and writable")
	}
	part.Discard()
	p := o.plan("000000")
	for i := range p.applications {
		p.applications[i].client = file.Client{ClientID: p.applications[i].name, ClientSecret: "secret"}
	}
	f := p.described()
	f.Clients.JWT = nil // its key is not there yet
	text, err := o.compose(f)
	if err != nil {
		return err
	}
	var problem *file.Error
	if _, err := file.Parse(o.Out, text, o.LookupEnv); errors.As(err, &problem) {
		return file.NewError(o.Out, fmt.Sprintf("would not be a correct file (%s); write it beside %s, since paths in it are relative, and have that one in block style, a key a line",
			problem.Problems[0].What, o.File.Path))
	}
	return nil
}
