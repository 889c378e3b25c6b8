// Package estimate says beforehand how long a run takes, by what its scenarios cost and how fast the server may be asked.
package estimate

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/revokespec/revokespec/features"
)

// Cost is what a scenario asks of a server, as it was measured on revokespec's own mock, where every rule is applicable.
type Cost struct {
	Requests     int // to all APIs but a mock's control API
	Management   int // of them, to the Management API
	Changes      int // of the tenant setting
	Applications int // that it makes for itself
	Users        int // likewise
	Wait         time.Duration
	Work         time.Duration  // the rest of the time, where a scenario ran at that deployment before; 0: not known
	SignIns      map[string]int // of users, by the role of the application
}

// SignedIn is the number of sign-ins.
func (c Cost) SignedIn() (n int) {
	for _, times := range c.SignIns {
		n += times
	}
	return n
}

// Add adds what another scenario asks for.
func (c *Cost) Add(o Cost) {
	c.Requests += o.Requests
	c.Management += o.Management
	c.Changes += o.Changes
	c.Applications += o.Applications
	c.Users += o.Users
	c.Wait += o.Wait
	c.Work += o.Work
	for role, n := range o.SignIns {
		if c.SignIns == nil {
			c.SignIns = map[string]int{}
		}
		c.SignIns[role] += n
	}
}

// The measured costs, one scenario a line. `make budget` measures them anew.
//
//go:embed budget.txt
var budgetText string

// Budget is the cost of each scenario, by dialect and id.
var Budget = sync.OnceValue(func() map[string]Cost { return ReadBudget(budgetText) })

// budgetColumns are those before the scenario's name.
const budgetColumns = 8

// ReadBudget reads what WriteBudget wrote.
func ReadBudget(text string) map[string]Cost {
	costs := map[string]Cost{}
	for line := range strings.Lines(text) {
		f := strings.SplitN(strings.TrimSpace(line), " ", budgetColumns+1)
		if len(f) <= budgetColumns || strings.HasPrefix(line, "#") {
			continue
		}
		c := Cost{SignIns: map[string]int{}}
		for i, n := range []*int{&c.Requests, &c.Management, &c.Changes, &c.Applications, &c.Users} {
			*n, _ = strconv.Atoi(f[1+i])
		}
		c.Wait, _ = time.ParseDuration(f[6])
		for pair := range strings.SplitSeq(f[7], ",") {
			role, n, _ := strings.Cut(pair, "=")
			if times, err := strconv.Atoi(n); err == nil {
				c.SignIns[role] = times
			}
		}
		costs[f[0]+" "+f[budgetColumns]] = c
	}
	return costs
}

// WriteBudget renders costs, by dialect and id, as they are committed.
func WriteBudget(costs map[string]Cost) string {
	var out strings.Builder
	out.WriteString("# What each scenario asks of a server, measured on revokespec's own mock; written by `make budget`. The columns: dialect; requests;\n" +
		"# of them to the Management API; changes of the tenant setting; applications and users made; waiting; sign-ins by role; scenario.\n")
	for _, name := range slices.Sorted(maps.Keys(costs)) {
		c := costs[name]
		dialect, called, _ := strings.Cut(name, " ")
		var roles []string
		for _, role := range slices.Sorted(maps.Keys(c.SignIns)) {
			roles = append(roles, fmt.Sprintf("%s=%d", role, c.SignIns[role]))
		}
		signIns := "-"
		if len(roles) > 0 {
			signIns = strings.Join(roles, ",")
		}
		fmt.Fprintln(&out, dialect, c.Requests, c.Management, c.Changes, c.Applications, c.Users, c.Wait.Round(time.Second), signIns, called)
	}
	return out.String()
}

// Typical is what a scenario costs that nobody has measured: one of a user's own.
var Typical = Cost{Requests: 12, Management: 2, Wait: time.Second, SignIns: map[string]int{"confidential": 2}}

// OfScenario is what a scenario costs in a run by these profiles.
func OfScenario(s features.Scenario, profiles []string) Cost {
	c, measured := Budget()[Dialect(profiles)+" "+s.ID()]
	if !measured {
		return Typical
	}
	return c
}

// Dialect is the dialect of the mock that fits the profiles.
func Dialect(profiles []string) string {
	if slices.Contains(profiles, "auth0") {
		return "auth0"
	}
	return "rfc"
}
