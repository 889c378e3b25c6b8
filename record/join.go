package record

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/revokespec/revokespec/internal/wording"
)

// Incomplete says that parts of a run are missing: what they would have shown is not known, so that the run cannot be judged.
type Incomplete struct {
	Missing []int // by their numbers
	Of      int
}

func (e *Incomplete) Error() string {
	var numbers []string
	for _, n := range e.Missing {
		numbers = append(numbers, strconv.Itoa(n))
	}
	return fmt.Sprintf("not all shards of this run are here: of %d, number %s is missing; give all, or judge what is missing again with --shard", e.Of, strings.Join(numbers, " and number "))
}

// Join makes one record of all shards of a run, in whatever order they are given: the record that the run would have left had it not been
// cut. The error is an *Incomplete where shards are missing; else it says what keeps the records from being those of one run.
func Join(shards []*Record) (*Record, error) {
	shards = slices.Clone(shards)
	for _, r := range shards {
		if r.Shard == nil {
			return nil, errors.New("one record is a shard of a run and another is not; give all shards of one run, and nothing else")
		}
	}
	slices.SortStableFunc(shards, func(a, b *Record) int { return cmp.Compare(a.Shard.Index, b.Shard.Index) })
	if err := sameRun(shards); err != nil {
		return nil, err
	}
	if err := complete(shards); err != nil {
		return nil, err
	}
	return joined(shards)
}

// sameRun refuses records of which one was not made as the first was.
func sameRun(shards []*Record) error {
	first := shards[0]
	for _, r := range shards[1:] {
		for _, c := range []struct {
			what string
			a, b any
		}{
			{"the number of shards", first.Shard.Of, r.Shard.Of},
			{"the version of revokespec", [2]string{first.Tool.Version, first.Tool.Commit}, [2]string{r.Tool.Version, r.Tool.Commit}},
			{"the set of rules", first.Tool, r.Tool},
			{"the deployment", first.Deployment.Name, r.Deployment.Name},
			{"the issuer", first.Deployment.Issuer, r.Deployment.Issuer},
			{"what the deployment has or declares", first.Deployment, r.Deployment},
			{"the profiles", profileNames(first), profileNames(r)},
			{"the plan, by --rule, --skip, --tags or --features,", first.Plan, r.Plan},
			{"what --require names", first.Required, r.Required},
			{"--strict", first.Strict, r.Strict},
		} {
			if !reflect.DeepEqual(c.a, c.b) {
				return fmt.Errorf("not shards of one run: %s differs between %s and %s; give the records of one run", c.what, first.Shard, r.Shard)
			}
		}
	}
	return nil
}

// complete refuses a shard that comes twice or is missing, and shards that are not the whole plan.
func complete(shards []*Record) error {
	lacking := &Incomplete{Of: shards[0].Shard.Of}
	for i := range lacking.Of {
		switch n := len(slices.DeleteFunc(slices.Clone(shards), func(r *Record) bool { return r.Shard.Index != i+1 })); {
		case n > 1:
			return fmt.Errorf("not shards of one run: shard %d comes %s; give each once", i+1, wording.Counted(n, "time"))
		case n == 0:
			lacking.Missing = append(lacking.Missing, i+1)
		}
	}
	if len(lacking.Missing) > 0 {
		return lacking
	}
	has := map[string]int{}
	for _, r := range shards {
		for _, rule := range r.Rules {
			if has[rule.ID] != 0 {
				return fmt.Errorf("not shards of one run: rule %s is in shard %d and in shard %d", rule.ID, has[rule.ID], r.Shard.Index)
			}
			has[rule.ID] = r.Shard.Index
		}
	}
	for _, id := range shards[0].Plan {
		if has[id] == 0 {
			return fmt.Errorf("not shards of one run: rule %s was planned, and is in none of them", id)
		}
	}
	return nil
}

// joined is the record of shards that are one run.
func joined(shards []*Record) (*Record, error) {
	first, ends := shards[0], shards[0].Started
	whole := *first
	whole.Shard, whole.Rules, whole.Findings, whole.Notes, whole.Requests = nil, nil, nil, nil, 0
	whole.Profiles = slices.Clone(first.Profiles)
	rules := map[string]Rule{}
	for _, r := range shards {
		whole.Requests += r.Requests
		if r.Started.Before(whole.Started) {
			whole.Started = r.Started
		}
		if end := r.Started.Add(time.Duration(r.DurationMS * float64(time.Millisecond))); end.After(ends) {
			ends = end
		}
		if r.Soak != nil {
			whole.Soak = r.Soak
		}
		if r.Verdict == Interrupted {
			whole.Verdict = Interrupted
		}
		if r.Evidence != first.Evidence {
			whole.Evidence = EvidenceFailures
		}
		for _, rule := range r.Rules {
			rules[rule.ID] = rule
		}
		whole.Findings = append(whole.Findings, r.Findings...)
		whole.Notes = wording.Once(append(whole.Notes, r.Notes...))
	}
	whole.DurationMS = float64(ends.Sub(whole.Started).Microseconds()) / 1000
	for _, id := range whole.Plan {
		whole.Rules = append(whole.Rules, rules[id])
	}
	whole.Findings = withoutRepeats(whole.Findings)
	again, err := whole.concludedAgain()
	if err != nil {
		return nil, err
	}
	whole.Profiles, whole.Rules, whole.Summary, whole.Findings, whole.Problems = again.Profiles, again.Rules, again.Summary, again.Findings, again.Problems
	whole.Verdict, whole.ExitCode = again.Verdict, again.ExitCode
	return &whole, nil
}

// withoutRepeats are the findings without what several shards found alike.
func withoutRepeats(findings []RunFinding) (once []RunFinding) {
	for _, f := range findings {
		if !slices.Contains(once, f) {
			once = append(once, f)
		}
	}
	return once
}
