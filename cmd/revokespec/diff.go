package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/revokespec/revokespec/cmd/internal/program"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/reports"
)

func diffCommand(sys program.System) *cobra.Command {
	return &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "compare two run records; exit code 1 on a regression",
		Long:  "A regression is a rule that newly fails, or that was judged before and is not any more.",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return errors.New("diff needs two run records, OLD and NEW, as `revokespec run --report json=PATH` writes them")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			before, err := record.ReadFile(args[0])
			if err != nil {
				return err
			}
			after, err := record.ReadFile(args[1])
			if err != nil {
				return err
			}
			difference := record.Diff(before, after)
			return program.ExitWith(difference.ExitCode(), reports.DiffText(sys.Stdout, difference))
		},
	}
}
