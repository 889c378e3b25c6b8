// Package seedfile reads and writes what a mock starts with as a YAML file. Reading is strict: an unknown key or a value
// of the wrong kind is an error that names its place and the remedy.
package seedfile

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/revokespec/revokespec/internal/yamlx"
	"github.com/revokespec/revokespec/mockserver/seed"
)

// Error is all that is wrong with a file, one line a problem: FILE:LINE:COLUMN: what.
type Error = yamlx.Error

// Read reads a seed file. What it does not mention is not there, but for the defaults that seed.Seed names. The
// error is an *Error.
func Read(path string) (seed.Seed, error) {
	text, err := yamlx.Load(path, "seed file")
	if err != nil {
		return seed.Seed{}, err
	}
	return Parse(path, text)
}

// Parse is Read for a text that was read already; path names it in errors.
func Parse(path string, text []byte) (seed.Seed, error) {
	var read seed.Seed
	file := yamlx.Read(yamlx.Source{Path: path, Text: text, Empty: "`revokespec mock --print-seed` shows one"}, &read)
	if file.OK() {
		read = read.Complete()
		check(file, read)
	}
	if err := file.Err(); err != nil {
		return seed.Seed{}, err
	}
	return read, nil
}

// check reports what is wrong with a seed that could be decoded.
func check(file *yamlx.File, read seed.Seed) {
	var joined interface{ Unwrap() []error }
	if errors.As(read.Check(), &joined) {
		for _, err := range joined.Unwrap() {
			var wrong *seed.Error
			if errors.As(err, &wrong) {
				file.Report(wrong.Place, "%s: %s", wrong.Place, wrong.What)
			}
		}
	}
	for i, c := range read.Clients {
		if c.Role == "" {
			continue
		}
		if what := misfit(c); what != "" {
			key := fmt.Sprintf("clients[%d].role", i)
			file.Report(key, "%s: %s", key, what)
		}
	}
}

// Format writes a seed as Parse reads it: in the fewest words, unless a text would not survive that.
func Format(s seed.Seed) ([]byte, error) {
	s = s.Complete()
	quoted, err := yamlx.WriteQuoted(s)
	if err != nil {
		return nil, err
	}
	text, err := yamlx.WriteBlocks(s)
	if err != nil {
		return nil, err
	}
	read, err := Parse("", text)
	if err != nil {
		return quoted, nil
	}
	if again, err := yamlx.WriteQuoted(read); err != nil || !bytes.Equal(again, quoted) {
		return quoted, err
	}
	return text, nil
}
