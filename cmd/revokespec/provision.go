package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/revokespec/revokespec/cmd/internal/program"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/provision"
	"github.com/revokespec/revokespec/record"
)

// provisionFlags are the flags of provision, as they were given.
type provisionFlags struct {
	deployment, out  string
	users, planLimit int
	explain          bool
}

func provisionCommand(sys program.System) *cobra.Command {
	var f provisionFlags
	c := &cobra.Command{
		Use:   "provision",
		Short: "make throw-away applications, APIs and users on an Auth0-style tenant, and the deployment file for them",
		Long: "The deployment file of the tenant has issuer and management, with allow_changes: true, and what else is needed to reach it, but no\n" +
			"clients, users or audiences. Provision makes these, by the Management API, and writes a file that run and doctor take as it is.\n" +
			"Everything is named revokespec-..., journalled before it is made, and deleted by: revokespec restore --deployment TENANT.yaml",
		Example: "  revokespec provision --deployment tenant.yaml --out staging.yaml --explain\n" +
			"  revokespec provision --deployment tenant.yaml --out staging.yaml",
		RunE: func(c *cobra.Command, _ []string) error {
			path, _ := deploymentPath(sys, c, f.deployment)
			return provisionTenant(sys, path, f)
		},
	}
	c.Flags().StringVar(&f.deployment, "deployment", "", "the deployment `FILE` of the tenant; instead of it REVOKESPEC_DEPLOYMENT")
	c.Flags().StringVar(&f.out, "out", "", "the deployment `FILE` to write, with every secret, for its owner alone; it must not be there yet")
	c.Flags().IntVar(&f.users, "users", provision.DefaultUsers, "how many users to make")
	c.Flags().IntVar(&f.planLimit, "plan-limit", provision.FreePlan, "how many applications, and how many APIs, the tenant's plan allows")
	c.Flags().BoolVar(&f.explain, "explain", false, "only say what would be made; nothing is changed")
	return c
}

func provisionTenant(sys program.System, path string, f provisionFlags) error {
	switch {
	case path == "":
		return errors.New("provision needs --deployment FILE: issuer and management of the tenant")
	case f.out == "":
		return errors.New("provision needs --out FILE: where to write the deployment file")
	}
	file, text, err := file.LoadTenant(path, sys.LookupEnv)
	if err != nil {
		return err
	}
	o := provision.Options{
		File: file, Text: text, LookupEnv: sys.LookupEnv, Out: f.out, Users: f.users, PlanLimit: f.planLimit,
		Progress: func(line string) { fmt.Fprintln(sys.Stderr, line) },
	}
	if f.explain {
		return orInterrupted(sys, provision.Explain(sys.Ctx, o, sys.Stdout))
	}
	if err := orInterrupted(sys, provision.Run(sys.Ctx, o)); err != nil {
		return err
	}
	fmt.Fprintf(sys.Stdout, "wrote %s; next: revokespec doctor --deployment %s\n", f.out, f.out)
	return nil
}

// orInterrupted is an error, or that Ctrl-C was pressed; what could not be undone then is said all the same.
func orInterrupted(sys program.System, err error) error {
	if err == nil || sys.Ctx.Err() == nil {
		return err
	}
	return program.ExitWith(record.ExitInterrupted, fmt.Errorf("interrupted: %w", err))
}
