package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/revokespec/revokespec/cmd/internal/program"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/doctor"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/suite"
)

func doctorCommand(sys program.System) *cobra.Command {
	var path, format, issuer, caFile string
	var profiles []string
	c := &cobra.Command{
		Use:   "doctor",
		Short: "look at a deployment before it is judged, and say what each rule still lacks",
		Long: "It changes no setting, user or application: it signs in, and spends and revokes the tokens that it gets.\n" +
			"Exit code 3 means that something keeps rules from being judged that the deployment file describes.",
		Example: "  revokespec doctor --issuer https://login.example/ > staging.yaml\n" +
			"  revokespec doctor --deployment staging.yaml",
		RunE: func(c *cobra.Command, _ []string) error {
			if c.Flags().Changed("ca-file") && !c.Flags().Changed("issuer") {
				return errors.New("--ca-file goes with --issuer; a deployment file has tls.ca_file")
			}
			if c.Flags().Changed("issuer") {
				return skeleton(sys, c, issuer, caFile)
			}
			path, _ := deploymentPath(sys, c, path)
			return examine(sys, path, profiles, format)
		},
	}
	c.Flags().StringVar(&path, "deployment", "", "the deployment `FILE`; instead of it REVOKESPEC_DEPLOYMENT")
	c.Flags().StringSliceVar(&profiles, "profile", nil, "the `PROFILES` whose rules are looked at (default: the file's, else auth0)")
	c.Flags().StringVar(&issuer, "issuer", "", "prints a deployment file to begin with, for the server at `URL`, as far as its metadata tells")
	c.Flags().StringVar(&caFile, "ca-file", "", "with --issuer: the `FILE` (PEM) of the authority that its certificate is of, where the system does not trust it")
	c.Flags().StringVar(&format, "format", "table", "`FORMAT`: table or json")
	return c
}

// skeleton prints a file to begin with.
func skeleton(sys program.System, c *cobra.Command, issuer, caFile string) error {
	if c.Flags().Changed("deployment") {
		return errors.New("--issuer is for a server without a deployment file; leave out one of the two")
	}
	if err := file.CheckURL(issuer); err != nil {
		return fmt.Errorf("--issuer %w", err)
	}
	if err := refuseEmpty(c, "ca-file"); err != nil {
		return err
	}
	text, missing, err := doctor.Skeleton(sys.Ctx, issuer, caFile)
	if err != nil {
		return err
	}
	for _, line := range missing {
		fmt.Fprintln(sys.Stderr, "note: "+line)
	}
	_, err = fmt.Fprint(sys.Stdout, text)
	return err
}

func examine(sys program.System, path string, profiles []string, format string) error {
	if path == "" {
		return errors.New("doctor needs --deployment FILE: the deployment to look at")
	}
	if format != "table" && format != "json" {
		return fmt.Errorf("--format %q: there are table and json", format)
	}
	if err := suite.KnownProfiles(profiles); err != nil {
		return fmt.Errorf("--profile: %w", err)
	}
	file, err := file.Load(path, sys.LookupEnv)
	if err != nil {
		return err
	}
	catalogue, err := features.BuiltIn()
	if err != nil {
		return err
	}
	browser, err := (&chosenTarget{file: file}).browser(sys)
	if err != nil {
		return err
	}
	o := doctor.Options{Browser: browser, Catalogue: catalogue, Profiles: profiles, Progress: func(line string) { fmt.Fprintln(sys.Stderr, line) }}
	if format == "table" {
		o.Found = func(f doctor.Finding) { fmt.Fprintln(sys.Stdout, f.Line()) }
	}
	report := doctor.Examine(sys.Ctx, file, o)
	if sys.Ctx.Err() != nil {
		fmt.Fprintln(sys.Stderr, "revokespec: interrupted")
		return program.ExitCode(record.ExitInterrupted)
	}
	if format == "json" {
		err = report.JSON(sys.Files)
	} else if len(report.Rules) > 0 {
		fmt.Fprintln(sys.Stdout)
		err = report.WriteRules(sys.Stdout)
	}
	return program.ExitWith(report.ExitCode(), err)
}
