package mock

import (
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"github.com/revokespec/revokespec/cmd/internal/program"
)

// secret is what a flag says, or a file that another flag names, so that it need not stand in the list of processes.
type secret struct {
	flag string
	text string // what is so secret
	file string
}

// fileSuffix makes the name of the flag for the file.
const fileSuffix = "-file"

// twinOf is the other flag for the same secret; it exists where the flag is one for a secret.
func twinOf(flag string) string {
	if name, is := strings.CutSuffix(flag, fileSuffix); is {
		return name
	}
	return flag + fileSuffix
}

// declare adds the two flags.
func (s *secret) declare(flags *pflag.FlagSet, flag, usage, usageOfFile string) {
	s.flag = flag
	flags.StringVar(&s.text, flag, "", usage)
	flags.StringVar(&s.file, flag+fileSuffix, "", usageOfFile)
}

// read takes the first line of the file, where one is named.
func (s *secret) read() error {
	switch {
	case s.file == "":
		return nil
	case s.text != "":
		return fmt.Errorf("--%[1]s and --%[1]s-file are two answers to one question; leave out one of them", s.flag)
	}
	data, err := program.ReadInput(s.file)
	if err != nil {
		return fmt.Errorf("--%s-file: %w; name a readable file", s.flag, err)
	}
	line, _, _ := strings.Cut(string(data), "\n")
	if s.text = strings.TrimSuffix(line, "\r"); s.text == "" {
		return fmt.Errorf("--%s-file: the first line is empty; write it there", s.flag)
	}
	return nil
}
