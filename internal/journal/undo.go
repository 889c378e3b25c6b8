package journal

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Undo undoes what is noted, the last first, each thing by one, and removes the journal when nothing is left. undone is told of each
// thing; it may be nil. The error is an *Unrestored.
func (j *Journal) Undo(ctx context.Context, one func(context.Context, Entry) error, undone func(line string)) (lines []string, err error) {
	if j == nil {
		return nil, nil
	}
	entries := j.Entries()
	slices.Reverse(entries)
	var failed []error
	var gone *NoAnswer // each request was repeated for some seconds already: only the setting is worth another try
	for _, e := range entries {
		if gone != nil && e.isManaged() {
			failed = append(failed, fmt.Errorf("not restored: %s (nor was this tried)", e))
			continue
		}
		if err := one(ctx, e); err != nil {
			errors.As(err, &gone)
			failed = append(failed, fmt.Errorf("not restored: %s (%w)", e, err))
			continue
		}
		lines = append(lines, e.String())
		if undone != nil {
			undone(e.String())
		}
		if err := j.Drop(func(o Entry) bool { return o == e }); err != nil {
			failed = append(failed, err)
		}
	}
	if len(failed) > 0 {
		return lines, &Unrestored{errors.Join(failed...)}
	}
	return lines, nil
}

// NoAnswer is that the server does not answer at all.
type NoAnswer struct{ Cause error }

func (e *NoAnswer) Error() string { return e.Cause.Error() }
func (e *NoAnswer) Unwrap() error { return e.Cause }

// Unrestored says what could not be put back on the server, a line each: exit code 3.
type Unrestored struct{ Cause error }

func (e *Unrestored) Error() string { return e.Cause.Error() }
func (e *Unrestored) Unwrap() error { return e.Cause }
