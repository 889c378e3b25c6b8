// Package proof shows that the suite notices every broken rule and blames the right one: it judges the mock once with
// each of its deviations on, by rules that must fail and by rules that must not, and says what is wrong with the outcome.
package proof

import (
	"context"
	"maps"
	"runtime/debug"
	"slices"

	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/record"
)

// Options are what a proof needs.
type Options struct {
	Catalogue  *features.Catalogue
	Deviations []mockserver.Deviation
	Rules      []string // ids of those that the deviations must prove; nil = all
	Exhaustive bool     // judges every server by all rules, and not by some that hold
	Progress   Progress // may be nil
}

// Progress is told how a proof goes on; its methods are called one at a time.
type Progress interface {
	Start(total int)
	Done(name string, v record.Verdict)
	Finish()
}

// profiles are those that a dialect of the mock is judged by.
var profiles = map[string][]string{"auth0": {"auth0"}, "rfc": {"rfc7009", "bcp"}}

// collectEvery is the growth of the heap, in percent, at which garbage is collected during a proof.
const collectEvery = 400

// Dialects are the mock's, in the order of the matrix.
func Dialects() []string { return []string{"auth0", "rfc"} }

// trial is one server to judge: in a dialect, with a deviation or, to see that nothing fails then, without.
type trial struct {
	dialect   string
	deviation *mockserver.Deviation
	rules     []string // that judge it; none = all
}

// breaks are the rules that must fail: one scenario that does is enough.
func (t trial) breaks() []string {
	if t.deviation == nil {
		return nil
	}
	return append(slices.Collect(maps.Keys(t.deviation.Follows)), t.deviation.Rule)
}

// Run judges every deviation in each of its dialects, twice as many at once as there are processors. The matrix is complete
// unless ctx was cancelled: then the error says so.
func Run(ctx context.Context, o Options) (*Matrix, error) {
	defer debug.SetGCPercent(debug.SetGCPercent(collectEvery)) // a fifth of the time would be spent on what is soon gone
	trials := o.trials()
	p := &prover{Options: o, showing: newShowing(o.Progress, len(trials))}
	defer p.showing.finish()
	rows, err := p.all(ctx, trials)
	if err != nil {
		return nil, err
	}
	return newMatrix(o, rows), nil
}

// trials are those without a deviation, and then all others.
func (o Options) trials() []trial {
	var sound, deviating []trial
	for _, dialect := range Dialects() {
		var used []string
		for i := range o.Deviations {
			if d := &o.Deviations[i]; slices.Contains(d.Dialects, dialect) {
				t := trial{dialect: dialect, deviation: d}
				if !o.Exhaustive {
					t.rules = judges(o.Catalogue, t)
				}
				used = append(used, t.rules...)
				deviating = append(deviating, t)
			}
		}
		if o.Exhaustive || len(used) > 0 {
			sound = append(sound, trial{dialect: dialect, rules: used})
		}
	}
	return append(sound, deviating...)
}
