package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/revokespec/revokespec/deployment"
)

func restoreCommand(sys system) *cobra.Command {
	var path string
	c := &cobra.Command{
		Use:   "restore",
		Short: "undo what a crashed run left changed on a deployment",
		RunE: func(c *cobra.Command, _ []string) error {
			path, given := deploymentPath(sys, c, path)
			if !given || path == "" {
				return errors.New("restore needs --deployment FILE: the deployment that the crashed run judged")
			}
			file, err := deployment.Load(path, sys.lookupEnv)
			if err != nil {
				return err
			}
			restored, err := deployment.Restore(sys.ctx, file, deployment.Options{})
			for _, line := range restored {
				fmt.Fprintln(sys.stdout, "restored:", line)
			}
			if err == nil && len(restored) == 0 {
				fmt.Fprintln(sys.stdout, "nothing to restore")
			}
			return err
		},
	}
	c.Flags().StringVar(&path, "deployment", "", "the deployment `FILE`; instead of it REVOKESPEC_DEPLOYMENT")
	return c
}
