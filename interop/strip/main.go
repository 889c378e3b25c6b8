// Strip copies a run record without what nobody looks up in a committed one, since a whole record of a real server is some
// megabytes: the exchanges of what passed and of set-up, all but the first of many of one step, and the ends of long bodies.
// Its notes say so.
package main

import (
	"fmt"
	"os"
	"slices"
	"unicode/utf8"

	"github.com/revokespec/revokespec/record"
)

// What is kept of one step and of one body; the longest finding that matters, an exchange with all its headers, is below.
const (
	exchangesKept = 10
	bodyKept      = 1000 // bytes
)

func main() {
	if err := strip(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "strip:", err)
		os.Exit(2)
	}
}

func strip(paths []string) error {
	if len(paths) != 2 {
		return fmt.Errorf("usage: strip RECORD COPY")
	}
	result, err := record.ReadFile(paths[0])
	if err != nil {
		return err
	}
	for _, rule := range result.Rules {
		for _, scenario := range rule.Scenarios {
			for i := range scenario.Steps {
				scenario.Steps[i].Exchanges, scenario.Steps[i].Digest = kept(scenario, scenario.Steps[i]), nil
			}
		}
	}
	result.Evidence = record.EvidenceStripped
	result.Notes = append(result.Notes, "left out of this copy: the exchanges of what passed, and of set-up")
	out, err := os.Create(paths[1])
	if err != nil {
		return err
	}
	if err := record.WriteJSON(out, result); err != nil {
		return err
	}
	return out.Close()
}

// kept are the exchanges of a step that speak for the scenario's verdict.
func kept(s record.Scenario, step record.Step) []record.Exchange {
	if s.Verdict == record.Pass || s.Verdict == record.NotApplicable {
		return nil
	}
	all := slices.DeleteFunc(slices.Clone(step.Exchanges), func(x record.Exchange) bool { return x.Purpose == "set-up" })
	all = all[:min(len(all), exchangesKept)]
	for i := range all {
		x := &all[i]
		x.Request.Body, _ = shortened(x.Request.Body)
		if x.Response != nil {
			response, cut := *x.Response, false
			response.Body, cut = shortened(response.Body)
			response.Truncated = response.Truncated || cut
			x.Response = &response
		}
	}
	return all
}

func shortened(body string) (kept string, cut bool) {
	if len(body) <= bodyKept {
		return body, false
	}
	end := bodyKept
	for !utf8.RuneStart(body[end]) {
		end--
	}
	return fmt.Sprintf("%s ... (%d bytes in all)", body[:end], len(body)), true
}
