// Package proof shows that the suite notices every broken rule and blames the right one: it judges the mock once with
// each of its deviations on, by all rules, and says what is wrong with the outcome.
package proof

import (
	"context"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"

	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/reports"
	"github.com/revokespec/revokespec/suite"
)

// Options are what a proof needs.
type Options struct {
	Catalogue  *features.Catalogue
	Deviations []mockserver.Deviation
	Rules      []string // ids of those that the deviations must prove; nil = all
	Progress   Progress // may be nil
}

// Progress is told how a proof goes on; its methods are called one at a time.
type Progress interface {
	Start(total int)
	Done(name string, v reports.Verdict)
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
}

func trials(o Options) []trial {
	var all []trial
	for _, dialect := range Dialects() {
		all = append(all, trial{dialect: dialect})
		for i, d := range o.Deviations {
			if slices.Contains(d.Dialects, dialect) {
				all = append(all, trial{dialect, &o.Deviations[i]})
			}
		}
	}
	return all
}

// Run judges every deviation in each of its dialects, as many at once as there are processors. The matrix is complete
// unless ctx was cancelled: then the error says so.
func Run(ctx context.Context, o Options) (*Matrix, error) {
	defer debug.SetGCPercent(debug.SetGCPercent(collectEvery)) // a fifth of the time would be spent on what is soon gone
	all := trials(o)
	rows, failed := make([]Row, len(all)), make([]error, len(all))
	next, showing := make(chan int), newShowing(o.Progress, len(all))
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range next {
				rows[i], failed[i] = try(ctx, o, all[i])
				showing.done(rows[i])
			}
		})
	}
	for i := range all {
		if ctx.Err() == nil {
			next <- i
		}
	}
	close(next)
	workers.Wait()
	showing.finish()
	for _, err := range append([]error{ctx.Err()}, failed...) {
		if err != nil {
			return nil, err
		}
	}
	return newMatrix(o, rows), nil
}

// try judges one server.
func try(ctx context.Context, o Options, t trial) (Row, error) {
	var names []string
	if t.deviation != nil {
		names = []string{t.deviation.Name}
	}
	selection := suite.Selection{Profiles: profiles[t.dialect]}
	target, err := suite.Mock(ctx, selection.Profiles, names...)
	if err != nil {
		return Row{}, err
	}
	record, err := suite.Run(ctx, target, suite.Options{
		Catalogue: o.Catalogue, Selection: selection, Seed: 1, Browser: "none", WithoutEvidence: true,
	})
	if err != nil {
		return Row{}, err
	}
	return newRow(t, record), nil
}

// showing serialises what the progress is told.
type showing struct {
	sync.Mutex
	progress Progress
}

func newShowing(p Progress, total int) *showing {
	if p != nil {
		p.Start(total)
	}
	return &showing{progress: p}
}

func (s *showing) done(r Row) {
	if s.progress == nil {
		return
	}
	s.Lock()
	defer s.Unlock()
	verdict := reports.Pass
	if len(r.Findings) > 0 {
		verdict = reports.Fail
	}
	s.progress.Done(r.Rule, verdict)
}

func (s *showing) finish() {
	if s.progress != nil {
		s.progress.Finish()
	}
}
