package suite

import (
	"fmt"
	"time"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/internal/wording"
)

// withMore is a target that has more of something.
type withMore struct {
	Target
	users, applications int
}

func (b withMore) Users() int { return b.users }

func (b withMore) Pace() deployment.Pace {
	pace := b.Target.Pace()
	pace.Applications = b.applications
	return pace
}

// worthSaying is what a run must gain by something before it is asked for.
const worthSaying = 15 * time.Second

// waysToBeQuicker lists what the deployment lacks for more to wait side by side, and how long the run would then take.
func waysToBeQuicker(target Target, o Options, takes time.Duration) (lines []string) {
	users, applications := target.Users(), target.Pace().Applications
	if users == 0 {
		return nil
	}
	for _, more := range []struct {
		target withMore
		ask    string
	}{
		{withMore{target, users + mostAtOnce, applications}, fmt.Sprintf("%d more under users", mostAtOnce)},
		{withMore{target, users, applications + mostAtOnce/2}, fmt.Sprintf("limits.throw_away_applications: %d, where the tenant has room", applications+mostAtOnce/2)},
	} {
		if p, err := makePlan(more.target, o); err == nil {
			if then := newEstimate(more.target, o, p).Takes; then+worthSaying <= takes && then <= takes*4/5 {
				lines = append(lines, fmt.Sprintf("with %s, about %s", more.ask, wording.Approximately(then)))
			}
		}
	}
	return lines
}
