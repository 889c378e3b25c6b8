// Command bench measures revokespec's mock beside its peers, all in one run, as whole processes: docs/performance.md has what it printed.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/revokespec/revokespec/bench/load"
)

// settings are how it is measured.
type settings struct {
	built, node string
	rounds      int
	connections int
	warm, long  time.Duration
	only        string
	users       int
}

func main() {
	var s settings
	what := flag.String("what", "load,start", "what is measured, with commas between: load, start, tokens, grant")
	flag.StringVar(&s.built, "built", "", "the folder of the servers that were built")
	flag.StringVar(&s.node, "node", "", "the folder of the servers that Node.js runs")
	flag.StringVar(&s.only, "only", "", "servers whose names have this in them, and the yardstick")
	flag.IntVar(&s.rounds, "rounds", 5, "how often each server is measured, one after another")
	flag.IntVar(&s.users, "users", 5000, "how many users sign in for the tokens, 200 times each")
	flag.IntVar(&s.connections, "connections", 32, "how many connections there are")
	flag.DurationVar(&s.warm, "warm", time.Second, "how long a server is warmed up")
	flag.DurationVar(&s.long, "long", 3*time.Second, "how long a measurement takes")
	flag.Parse()
	measure := map[string]func(settings) error{"load": measureLoad, "start": measureStart, "tokens": measureTokens, "grant": measureGrant}
	for _, name := range strings.Split(*what, ",") {
		if measure[name] == nil {
			fail(fmt.Errorf("-what %s is unknown; use load, start, tokens or grant", name))
		}
		fail(measure[name](s))
	}
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// all are the servers that are asked for.
func (s settings) all() ([]server, error) {
	if err := writeSeed(filepath.Join(s.built, "seed.yaml"), 1); err != nil {
		return nil, err
	}
	var out []server
	for _, one := range servers(s.built, s.node) {
		if one.subject == yardstick || strings.Contains(one.name, s.only) {
			out = append(out, one)
		}
	}
	return out, nil
}

// measured is a server under load, once.
type measured struct {
	perSecond float64
	cpu       time.Duration // a request
	median    time.Duration
	rss       int
}

func (s settings) underLoad(one server) (measured, error) {
	p, err := start(one)
	if err != nil {
		return measured{}, err
	}
	defer p.stop()
	callers, err := one.callers(p.address, s.connections)
	if err != nil {
		return measured{}, fmt.Errorf("%s: %w", one.name, err)
	}
	if _, err := load.Run(p.address, callers, s.warm, 0); err != nil {
		return measured{}, fmt.Errorf("%s: %w", one.name, err)
	}
	before := p.cpu()
	r, err := load.Run(p.address, callers, s.long, 0)
	if err != nil || r.Requests == 0 {
		return measured{}, fmt.Errorf("%s: %w", one.name, err)
	}
	return measured{r.PerSecond(), (p.cpu() - before) / time.Duration(r.Requests), r.Percentile(50), p.rss()}, nil
}
