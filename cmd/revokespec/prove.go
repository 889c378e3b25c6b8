package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/revokespec/revokespec/cmd/internal/program"
	"github.com/revokespec/revokespec/cmd/revokespec/progress"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/proof"
	"github.com/revokespec/revokespec/internal/reportfile"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/suite"
)

// matrixFormats are the renderings of a kill matrix.
var matrixFormats = map[string]func(io.Writer, *proof.Matrix) error{
	"json": proof.JSON, "markdown": proof.Markdown, "html": proof.HTML, "terminal": proof.Terminal,
}

func proveCommand(sys program.System) *cobra.Command {
	var rules, files []string
	var exhaustive bool
	c := &cobra.Command{
		Use:   "prove",
		Short: "judge the mock with each of its deviations, and say which rule notices which",
		Long: "Exit code 1 means that a deviation survives, that a rule fails which neither is the deviation's own nor follows from it,\n" +
			"or that nothing proves a rule.",
		Example: "  revokespec prove --rule ROT --report html=matrix.html",
		RunE:    func(c *cobra.Command, _ []string) error { return prove(sys, c, rules, files, exhaustive) },
	}
	c.Flags().StringSliceVar(&rules, "rule", nil, "only the deviations that break these `IDS` or families, such as REV-03,GRT")
	c.Flags().StringArrayVar(&files, "report", nil, "writes the matrix, `FORMAT=PATH`: html, json, markdown, terminal; - is stdout; may be repeated")
	c.Flags().BoolVar(&exhaustive, "exhaustive", false, "judges each server by all rules, not only by those that must fail and two that must not")
	return c
}

func prove(sys program.System, c *cobra.Command, rules, files []string, exhaustive bool) error {
	if err := refuseEmpty(c, "rule"); err != nil {
		return err
	}
	catalogue, err := features.BuiltIn()
	if err != nil {
		return err
	}
	o := proof.Options{
		Catalogue: catalogue, Deviations: mockserver.Deviations(), Exhaustive: exhaustive,
		Progress: progress.New(sys.Screen, sys.Terminal, time.Now).Counting("server"),
	}
	if rules != nil {
		if err := suite.Known(catalogue, rules); err != nil {
			return err
		}
		o.Rules, o.Deviations = breaking(catalogue, rules)
	}
	outputs, err := prepare(sys, files, slices.Sorted(maps.Keys(matrixFormats)))
	if err != nil {
		return err
	}
	defer outputs.Discard()
	defer debug.SetGCPercent(debug.SetGCPercent(collectEvery))
	m, err := proof.Run(sys.Ctx, o)
	if err != nil {
		return interrupted(sys, err)
	}
	err = errors.Join(proof.Terminal(sys.Stderr, m), outputs.Write(func(t reportfile.Target, w io.Writer) error { return matrixFormats[t.Format](w, m) }))
	code := record.ExitConformant
	if !m.Passed() {
		code = record.ExitBroken
	}
	return program.ExitWith(code, err)
}

// breaking are the rules of these ids or families, and the deviations that break them.
func breaking(c *features.Catalogue, ids []string) (rules []string, deviations []mockserver.Deviation) {
	for _, r := range c.Rules {
		family, _, _ := strings.Cut(r.ID, "-")
		if slices.Contains(ids, r.ID) || slices.Contains(ids, family) {
			rules = append(rules, r.ID)
		}
	}
	for _, d := range mockserver.Deviations() {
		if slices.Contains(rules, d.Rule) {
			deviations = append(deviations, d)
		}
	}
	return rules, deviations
}

func interrupted(sys program.System, err error) error {
	if sys.Ctx.Err() == nil {
		return err
	}
	fmt.Fprintln(sys.Stderr, "revokespec: interrupted; nothing is proven")
	return program.ExitCode(record.ExitInterrupted)
}
