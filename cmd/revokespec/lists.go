package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/revokespec/revokespec/cmd/internal/program"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/steps"
)

// list is something that can be shown as a table, JSON or Markdown.
type list struct {
	columns []string // JSON keys as well
	rows    [][]string
}

func listCommand(sys program.System, use, short string, read func() (list, error)) *cobra.Command {
	var format string
	c := &cobra.Command{Use: use, Short: short, RunE: func(*cobra.Command, []string) error {
		l, err := read()
		if err != nil {
			return err
		}
		if format == "json" {
			return l.json(sys.Files)
		}
		return l.write(sys.Stdout, format)
	}}
	c.Flags().StringVar(&format, "format", "table", "`FORMAT`: table, json or markdown")
	return c
}

func rulesCommand(sys program.System) *cobra.Command {
	var dir string
	c := listCommand(sys, "rules", "list the rules: id, level, profiles, needs, title, source", func() (list, error) {
		catalogue, err := runFlags{features: dir}.catalogue()
		if err != nil {
			return list{}, err
		}
		return rulesList(catalogue), nil
	})
	c.Flags().StringVar(&dir, "features", "", "adds the features below `DIR`")
	return c
}

func rulesList(c *features.Catalogue) list {
	l := list{columns: []string{"id", "level", "profiles", "needs", "rule", "source"}}
	for _, r := range c.Rules {
		var needs []string
		for _, s := range r.Scenarios {
			for _, n := range s.Needs {
				if !slices.Contains(needs, n) {
					needs = append(needs, n)
				}
			}
		}
		l.rows = append(l.rows, []string{r.ID, strings.ToUpper(r.Level), strings.Join(r.Profiles, " "), strings.Join(needs, " "), r.Title, r.Source})
	}
	return l
}

func stepsCommand(sys program.System) *cobra.Command {
	return listCommand(sys, "steps", "list the phrases that features are written in", func() (list, error) {
		l := list{columns: []string{"keyword", "phrase", "meaning"}}
		for _, p := range steps.Phrases() {
			keyword := p.Keyword
			if keyword == "" {
				keyword = "any"
			}
			l.rows = append(l.rows, []string{keyword, p.Readable(), p.Meaning})
		}
		return l, nil
	})
}

func deviationsCommand(sys program.System) *cobra.Command {
	return listCommand(sys, "deviations", "list the ways in which the mock can break a rule on purpose", func() (list, error) {
		l := list{columns: []string{"name", "rule", "deviation"}}
		for _, d := range mockserver.Deviations() {
			l.rows = append(l.rows, []string{d.Name, d.Rule, d.Sentence})
		}
		return l, nil
	})
}

func (l list) write(w io.Writer, format string) error {
	switch format {
	case "table":
		table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, strings.ToUpper(strings.Join(l.columns, "\t")))
		for _, row := range l.rows {
			fmt.Fprintln(table, strings.Join(row, "\t"))
		}
		return table.Flush()
	case "markdown":
		fmt.Fprintf(w, "| %s |\n|%s\n", strings.Join(l.columns, " | "), strings.Repeat(" --- |", len(l.columns)))
		for _, row := range l.rows {
			fmt.Fprintf(w, "| %s |\n", strings.Join(escaped(row), " | "))
		}
		return nil
	}
	return fmt.Errorf("--format %q: there are table, json and markdown", format)
}

func (l list) json(w io.Writer) error {
	items := []map[string]string{}
	for _, row := range l.rows {
		item := map[string]string{}
		for i, column := range l.columns {
			item[column] = row[i]
		}
		items = append(items, item)
	}
	return wording.JSON(w, items, "  ")
}

func escaped(row []string) []string {
	var cells []string
	for _, cell := range row {
		cells = append(cells, strings.ReplaceAll(cell, "|", `\|`))
	}
	return cells
}
