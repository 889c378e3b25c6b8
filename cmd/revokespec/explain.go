package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/revokespec/revokespec/cmd/internal/program"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/reports"
	"github.com/revokespec/revokespec/suite"
)

// explain writes what a run would do, and does none of it. What was sent to find that out is said too.
func explain(sys program.System, target suite.Target, o suite.Options) (err error) {
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(sys.Ctx), 10*time.Second)
		defer cancel()
		err = errors.Join(err, target.Close(closing))
	}()
	estimate, err := suite.EstimateRun(target, o)
	if err != nil {
		return err
	}
	fmt.Fprintf(sys.Stdout, "%s\n", reports.Judged(target.Describe()))
	switch n := target.Requests(); n {
	case 0:
		fmt.Fprintln(sys.Stdout, "Nothing of this was done.")
	case 1:
		fmt.Fprintln(sys.Stdout, "Nothing of this was done. To know it, 1 request was sent, for the metadata.")
	default:
		fmt.Fprintf(sys.Stdout, "Nothing of this was done. To know it, %d requests were sent: for the metadata and, with management, for a token and the tenant settings.\n", n)
	}
	if err := estimate.Explain(sys.Stdout, target); err != nil {
		return err
	}
	if lacking := unjudged(estimate, suite.Required(target, o, estimate.IDs())); len(lacking) > 0 {
		fmt.Fprintf(sys.Stderr, "revokespec: required, and not applicable: %s\n", strings.Join(lacking, ", "))
		return program.ExitCode(record.ExitNotJudged)
	}
	if estimate.Judged() == 0 {
		fmt.Fprintln(sys.Stderr, "revokespec: nothing would be judged")
		return program.ExitCode(record.ExitNotJudged)
	}
	return nil
}

// unjudged are the rules that --require names, by themselves or by their family, and that would not be judged.
func unjudged(f *suite.Estimate, require []string) (ids []string) {
	for _, r := range f.Rules {
		family, _, _ := strings.Cut(r.ID, "-")
		if r.Judged == 0 && (slices.Contains(require, r.ID) || slices.Contains(require, family)) {
			ids = append(ids, r.ID)
		}
	}
	return ids
}
