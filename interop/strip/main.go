// Strip copies a run record without the exchanges of what passed: with them a record of a real server is some megabytes.
package main

import (
	"fmt"
	"os"

	"github.com/revokespec/revokespec/reports"
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
	record, err := reports.ReadFile(paths[0])
	if err != nil {
		return err
	}
	for _, rule := range record.Rules {
		for _, scenario := range rule.Scenarios {
			if scenario.Verdict == reports.Pass {
				clearExchanges(scenario)
			}
		}
	}
	out, err := os.Create(paths[1])
	if err != nil {
		return err
	}
	if err := reports.WriteJSON(out, record); err != nil {
		return err
	}
	return out.Close()
}

func clearExchanges(s reports.Scenario) {
	for i := range s.Steps {
		s.Steps[i].Exchanges = []reports.Exchange{}
	}
}
