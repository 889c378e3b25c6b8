package proof

import (
	"context"
	"runtime"
	"sync"
	"time"

	"github.com/revokespec/revokespec/embedded"
	"github.com/revokespec/revokespec/suite"
)

// prover runs trials.
type prover struct {
	Options
	showing *showing
}

// all runs trials side by side.
func (p *prover) all(ctx context.Context, trials []trial) ([]Row, error) {
	rows, failed := make([]Row, len(trials)), make([]error, len(trials))
	next := make(chan int)
	var workers sync.WaitGroup
	for range 2 * runtime.GOMAXPROCS(0) { // a run waits at times: for a race, or for its last scenario
		workers.Go(func() {
			for i := range next {
				rows[i], failed[i] = p.try(ctx, trials[i])
				p.showing.done(rows[i])
			}
		})
	}
	for i := range trials {
		if ctx.Err() == nil {
			next <- i
		}
	}
	close(next)
	workers.Wait()
	for _, err := range append([]error{ctx.Err()}, failed...) {
		if err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// try judges one server.
func (p *prover) try(ctx context.Context, t trial) (Row, error) {
	selection := suite.Selection{Profiles: profiles[t.dialect], Rules: t.rules}
	var deviations []string
	if t.deviation != nil {
		deviations = []string{t.deviation.Name}
	}
	target, err := embedded.Mock(ctx, selection.Profiles, deviations...)
	if err != nil {
		return Row{}, err
	}
	record, err := suite.Run(ctx, target, suite.Options{
		Catalogue: p.Catalogue, Selection: selection, Soak: p.soak(t), Seed: 1, Browser: "none", WithoutEvidence: true, UntilBroken: t.breaks(),
	})
	if err != nil {
		return Row{}, err
	}
	return newRow(t, record), nil
}

// How much load a server is put under, in acts: one that keeps the rules some of it, one that breaks the rule about load as much as it takes to see
// that. The others are put under none: what they break shows at rest. No machine is so slow that it needs more than the time.
const (
	soundActs     = 1500
	deviatingActs = 50000
	mostSoak      = 10 * time.Minute
)

// soak is the load for a trial.
func (p *prover) soak(t trial) suite.Soak {
	if t.deviation == nil {
		return suite.Soak{For: mostSoak, Acts: soundActs}
	}
	if rule, _ := p.Catalogue.Rule(t.deviation.Rule); suite.UnderLoad(rule) {
		return suite.Soak{For: mostSoak, Acts: deviatingActs}
	}
	return suite.Soak{}
}
