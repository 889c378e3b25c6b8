package proof

import (
	"context"
	"errors"
	"runtime"
	"sync"

	"github.com/revokespec/revokespec/embedded"
	"github.com/revokespec/revokespec/mockserver/consulted"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/suite"
)

// prover runs trials.
type prover struct {
	Options
	showing *showing
	sound   map[string]*soundServer // by dialect
}

// soundServer is the server that breaks no rule: what it was asked for, and its record.
type soundServer struct {
	asked  *consulted.Watcher
	record *record.Record
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
	sound, selection := p.sound[t.dialect], suite.Selection{Profiles: profiles[t.dialect]}
	if t.deviation == nil {
		target, err := embedded.Watched(ctx, selection.Profiles, sound.asked.Option)
		if err != nil {
			return Row{}, err
		}
		record, err := p.run(ctx, target, selection)
		if err != nil {
			return Row{}, err
		}
		sound.record = record
		return newRow(t, record), nil
	}
	if !p.Exhaustive {
		selection.Takes = sound.asked.Concerns(t.deviation)
	}
	target, err := embedded.Mock(ctx, selection.Profiles, t.deviation.Name)
	if err != nil {
		return Row{}, err
	}
	record, err := p.run(ctx, target, selection)
	if err != nil {
		return Row{}, err
	}
	return newRow(t, completed(record, sound.record)), nil
}

func (p *prover) run(ctx context.Context, target suite.Target, selection suite.Selection) (*record.Record, error) {
	result, err := suite.Run(ctx, target, suite.Options{
		Catalogue: p.Catalogue, Selection: selection, Seed: 1, Browser: "none", WithoutEvidence: true,
	})
	if empty := (*suite.Empty)(nil); errors.As(err, &empty) {
		return &record.Record{}, nil // nothing can go otherwise
	}
	return result, err
}

// completed takes the rules of which no scenario was run from the record of the sound server: there they go as here.
func completed(result, sound *record.Record) *record.Record {
	run := map[string]record.Rule{}
	for _, r := range result.Rules {
		run[r.ID] = r
	}
	whole := &record.Record{}
	for _, r := range sound.Rules {
		if own, ok := run[r.ID]; ok {
			r = own
		}
		whole.Rules = append(whole.Rules, r)
	}
	return whole
}
