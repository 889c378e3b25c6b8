package suite

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/revokespec/revokespec/internal/estimate"
	"github.com/revokespec/revokespec/internal/wording"
)

// Judged is the number of rules that can be judged, in part at least.
func (f *Estimate) Judged() (n int) {
	for _, r := range f.Rules {
		if r.Judged > 0 {
			n++
		}
	}
	return n
}

// String is the plan in one line.
func (f *Estimate) String() string {
	return fmt.Sprintf("%s, about %s (%d to the Management API), %s, about %s%s",
		wording.Counted(f.Judged(), "rule"), wording.Counted(f.Cost.Requests, "request"), f.Cost.Management, wording.Counted(f.Cost.SignedIn(), "sign-in"),
		wording.Approximately(f.Takes), f.why())
}

// why is what the time is made of.
func (f *Estimate) why() string {
	var parts []string
	if f.known {
		parts = append(parts, "as it went here before")
	}
	if f.Pace.RequestsPerSecond+f.Pace.ManagementPerSecond+f.Pace.SignInsPerMinute > 0 {
		parts = append(parts, "at the limits known")
	} else {
		parts = append(parts, "no limit being known")
	}
	if f.Cost.Wait >= time.Second {
		parts = append(parts, fmt.Sprintf("%s of waiting, some of it at the same time", wording.Approximately(f.Cost.Wait)))
	}
	return " (" + strings.Join(append(parts, f.Quicker...), "; ") + ")"
}

// column is a count and its noun, in two columns.
func column(n int, noun string) string {
	return strings.Replace(wording.Counted(n, noun), " ", "\t", 1)
}

// Explain writes what a run would send, make, change and wait for, and which rules it would judge.
func (f *Estimate) Explain(w io.Writer, target Target) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(out, "The run: %s.\n", f)
	f.explainRequests(out)
	f.explainSignIns(out)
	f.explainTraces(out, target)
	f.explainRules(out)
	return out.Flush()
}

func (f *Estimate) explainRequests(w io.Writer) {
	fmt.Fprintf(w, "\nsent\n  %s to the Authentication API and pages\n  %d\tto the Management API\n", column(f.Cost.Requests-f.Cost.Management, "request"), f.Cost.Management)
	for _, limit := range f.Pace.Limits {
		fmt.Fprintf(w, "  \tthe server's limit, %s\n", limit)
	}
	switch {
	case f.Pace.Clock:
		fmt.Fprintln(w, "  \tnothing is waited for: the clock is moved")
	case f.Cost.Wait >= time.Second:
		fmt.Fprintf(w, "  \t%s of waiting, some of it at the same time\n", wording.Approximately(f.Cost.Wait))
	}
}

func (f *Estimate) explainSignIns(w io.Writer) {
	if f.Cost.SignedIn() == 0 {
		return
	}
	fmt.Fprintf(w, "\nsigned in\n")
	for _, role := range slices.Sorted(maps.Keys(f.Cost.SignIns)) {
		name := "clients." + role
		switch role {
		case "throw-away":
			name = "throw-away applications"
		case "":
			name = "an application"
		}
		fmt.Fprintf(w, "  %s at %s\n", column(f.Cost.SignIns[role], "time"), name)
	}
	if f.Users > 0 {
		fmt.Fprintf(w, "  %s a user, of %d, about; a role that is missing is stood in for\n", column((f.Cost.SignedIn()+f.Users-1)/f.Users, "time"), f.Users)
	}
}

// explainTraces tells what changes, and what is left behind: nothing.
func (f *Estimate) explainTraces(w io.Writer, target Target) {
	if f.Cost.Applications+f.Cost.Users > 0 {
		fmt.Fprintf(w, "\nmade and deleted again\n")
	}
	if n := f.Cost.Applications; n > 0 {
		fmt.Fprintf(w, "  %s\t%s\n", column(n, "application"), f.by(func(c estimate.Cost) bool { return c.Applications > 0 }))
	}
	if n := f.Cost.Users; n > 0 {
		fmt.Fprintf(w, "  %s\t%s\n", column(n, "user"), f.by(func(c estimate.Cost) bool { return c.Users > 0 }))
	}
	fmt.Fprintf(w, "\nchanged\n  \tthe tokens and grants of the users listed: they are spent, revoked and deleted\n")
	if target.Missing("changes") != "" {
		fmt.Fprintf(w, "  \tthe tenant setting: never (%s)\n", target.Missing("changes"))
		return
	}
	byRules := ""
	if n := f.Cost.Changes; n > 0 {
		byRules = fmt.Sprintf(", %s by %s", wording.Counted(n, "time"), f.by(func(c estimate.Cost) bool { return c.Changes > 0 }))
	}
	fmt.Fprintf(w, "  \tthe tenant setting: at most 3 times for the order of the rules%s; then back to what it was\n", byRules)
}

// by lists the rules whose cost is so.
func (f *Estimate) by(so func(estimate.Cost) bool) string {
	var ids []string
	for _, r := range f.Rules {
		if so(r.Cost) {
			ids = append(ids, r.ID)
		}
	}
	return strings.Join(ids, ", ")
}

func (f *Estimate) explainRules(w io.Writer) {
	if len(f.Order) == 0 {
		fmt.Fprintf(w, "\nnothing can be judged\n")
	} else {
		fmt.Fprintf(w, "\njudged, in this order; most run beside others\n  rule\tscenarios\trequests\tsign-ins\n")
	}
	byID := map[string]RuleEstimate{}
	for _, r := range f.Rules {
		byID[r.ID] = r
	}
	for _, id := range f.Order {
		r := byID[id]
		scenarios := fmt.Sprint(r.Judged)
		if r.Judged < r.Scenarios {
			scenarios = fmt.Sprintf("%d of %d", r.Judged, r.Scenarios)
		}
		fmt.Fprintf(w, "  %s\t%s\t%d\t%d\t%s\n", id, scenarios, r.Cost.Requests, r.Cost.SignedIn(), r.Title)
	}
	f.explainMissing(w, "not applicable", func(r RuleEstimate) bool { return r.Judged == 0 })
	f.explainMissing(w, "not applicable in part", func(r RuleEstimate) bool { return r.Judged > 0 })
}

// explainMissing groups rules by what they lack.
func (f *Estimate) explainMissing(w io.Writer, title string, of func(RuleEstimate) bool) {
	ids := map[string][]string{}
	var reasons []string
	for _, r := range f.Rules {
		for _, missing := range r.Missing {
			if !of(r) {
				continue
			}
			if ids[missing] == nil {
				reasons = append(reasons, missing)
			}
			ids[missing] = append(ids[missing], r.ID)
		}
	}
	if len(reasons) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s\n", title)
	for _, reason := range reasons {
		fmt.Fprintf(w, "  %s (%s)\n", reason, strings.Join(ids[reason], ", "))
	}
}
