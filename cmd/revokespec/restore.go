package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/revokespec/revokespec/cmd/internal/program"
	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
)

func restoreCommand(sys program.System) *cobra.Command {
	var path string
	var keep bool
	c := &cobra.Command{
		Use:   "restore",
		Short: "undo what a crashed run left changed on a deployment, and what was provisioned there",
		Long: "First it undoes what a run changed that did not end properly, then it deletes what provision made: all that stands in the journals\n" +
			"of this deployment on this machine, and nothing else. The file may be the tenant's or the one that provision wrote.",
		RunE: func(c *cobra.Command, _ []string) error {
			path, given := deploymentPath(sys, c, path)
			if !given || path == "" {
				return errors.New("restore needs --deployment FILE: the deployment that the crashed run judged, or that was provisioned")
			}
			file, _, err := file.LoadTenant(path, sys.LookupEnv)
			if err != nil {
				return err
			}
			restored, err := deployment.Restore(sys.Ctx, file, deployment.Options{
				KeepProvisioned: keep,
				Undone:          func(line string) { fmt.Fprintln(sys.Stdout, "restored:", line) },
				Progress:        func(line string) { fmt.Fprintln(sys.Stderr, line) },
			})
			if err == nil && len(restored) == 0 {
				fmt.Fprintln(sys.Stdout, "nothing to restore")
			}
			return orInterrupted(sys, err)
		},
	}
	c.Flags().StringVar(&path, "deployment", "", "the deployment `FILE`; instead of it REVOKESPEC_DEPLOYMENT")
	c.Flags().BoolVar(&keep, "keep-provisioned", false, "only undo what a run changed; what was provisioned stays")
	return c
}
