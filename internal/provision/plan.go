package provision

import (
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
)

// prefix begins the name of everything that provision and runs make.
const prefix = "revokespec-"

// plan is what will be made. Its id tells it from every other provisioning.
type plan struct {
	id           string
	applications []application
	audiences    []string
	users        []file.User
	mint         file.Mint
}

func newID() string { return strings.ToLower(rand.Text()[:6]) }

// newPassword passes the usual rules for passwords.
func newPassword() string { return "Rs-1-" + rand.Text() }

func (o Options) plan(id string) *plan {
	p := &plan{id: id, applications: applications(), mint: o.mint()}
	for _, name := range []string{"one", "two"} {
		p.audiences = append(p.audiences, "https://"+prefix+id+".example/"+name)
	}
	for i := range o.Users {
		p.users = append(p.users, file.User{Username: fmt.Sprintf("%s%s-%d@example.com", prefix, id, i+1), Password: newPassword()})
	}
	return p
}

// mint signs in as the file says, else by Auth0's password-realm, which names the connection that the users are made in:
// "password" would ask the tenant's default directory.
func (o Options) mint() file.Mint {
	if o.gives("mint") {
		return o.File.Mint
	}
	return file.Mint{Parameters: map[string]string{"grant_type": passwordRealm, "realm": o.File.Management.Connection}}
}

const passwordRealm = "http://auth0.com/oauth/grant-type/password-realm"

func (p *plan) name(a application) string { return prefix + p.id + "-" + a.name }

// changes is how many requests make something.
func (p *plan) changes() int { return len(p.audiences) + len(p.applications) + len(p.users) }

// described is the part of the deployment file that is made.
func (p *plan) described() *described {
	d := &described{Users: p.users, Audiences: p.audiences, Mint: p.mint}
	for _, a := range p.applications {
		a.fill(&d.Clients)
	}
	return d
}

// leeway is long enough for a third of it to be seen, and short enough to be waited for.
const leeway = 30 * time.Second
