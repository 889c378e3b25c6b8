package program

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/internal/yamlx"
)

// message is one line; only a file's problems have a line each, beginning with their places.
func message(program string, err error) string {
	var file *yamlx.Error
	var value *pflag.InvalidValueError
	switch {
	case errors.As(err, &file):
		return file.Error()
	case errors.As(err, &value) && Wanted(value.GetFlag()) != "":
		return fmt.Sprintf("%s: --%s %q: give it %s", program, value.GetFlag().Name, value.GetValue(), Wanted(value.GetFlag()))
	}
	text := program + ": " + wording.InOneLine(err)
	if strings.Contains(text, "unknown command") || strings.Contains(text, "unknown flag") || strings.Contains(text, "unknown shorthand") {
		text += fmt.Sprintf("; see %[1]s --help, or %[1]s COMMAND --help", program)
	}
	return text
}

// wanted is what a flag of a type takes, where pflag's own message would speak of Go.
var wanted = map[string]string{
	"int": "a whole number", "uint64": "a whole number", "float64": "a number", "bool": "true or false", "duration": "a time, such as 30s, 5m or 1h30m",
}

// Wanted is what a flag takes, in plain words; "" where its type does not tell.
func Wanted(flag *pflag.Flag) string { return wanted[flag.Value.Type()] }

// noArguments lets a command that declares none refuse them in one line.
func noArguments(declared cobra.PositionalArgs) cobra.PositionalArgs {
	if declared != nil {
		return declared
	}
	return func(c *cobra.Command, args []string) error {
		if len(args) > 0 {
			return fmt.Errorf("%s takes no argument %q; see %s --help", c.Name(), args[0], c.CommandPath())
		}
		return nil
	}
}
