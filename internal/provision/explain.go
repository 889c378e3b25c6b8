package provision

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
)

// Explain says what Run would do, and does nothing that changes anything: it counts what the tenant has.
func Explain(ctx context.Context, o Options, out io.Writer) error {
	p, has, err := o.open(ctx)
	if err != nil {
		return err
	}
	defer p.d.Close(context.WithoutCancel(ctx))
	anew := func(name string) string { return strings.Replace(name, p.id, "XXXXXX", 1) } // the id is drawn again
	m := p.d.File.Management
	fmt.Fprintf(out, "would make at %s, with XXXXXX drawn anew:\n", m.URL)
	for _, identifier := range p.audiences {
		fmt.Fprintf(out, "  resource-servers  %s\n", anew(identifier))
	}
	for _, a := range p.applications {
		fmt.Fprintf(out, "  clients           %-32s %s, for %s\n", anew(p.name(a)), a.method, strings.Join(a.roles, " and "))
	}
	fmt.Fprintf(out, "  users             %s to %d@example.com, in %s\n", strings.TrimSuffix(anew(p.users[0].Username), "@example.com"), len(p.users), m.Connection)
	fmt.Fprintf(out, "the tenant has %d of %d applications and %d of %d APIs; a run makes up to %d applications more for a while\n",
		has.applications, o.PlanLimit, has.apis, o.PlanLimit, file.MostApplications)
	pace := p.d.File.Limits.ManagementRequestsPerSecond
	fmt.Fprintf(out, "that is %d requests that make something, at %g a second about %s; then %d sign-ins\n",
		p.changes(), pace, (time.Duration(float64(p.changes()) / pace * float64(time.Second))).Round(time.Second), len(p.applications))
	fmt.Fprintf(out, "would write %s and %s, for their owner alone\n", o.Out, p.keyPath())
	_, err = fmt.Fprintf(out, "revokespec restore --deployment %s deletes it again\n", o.File.Path)
	return err
}
