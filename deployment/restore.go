package deployment

import (
	"context"
	"errors"
	"fmt"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/journal"
)

// Close undoes all changes. The error names those that it could not undo; they stay in the journal, for Restore. What was
// provisioned and kept stays.
func (d *Deployment) Close(ctx context.Context) error {
	defer d.Wire.Close()
	defer d.desk.Close()
	if d.tenant.Journal.IsKept() {
		return nil
	}
	_, err := d.undo(ctx, d.tenant.Journal)
	return d.Redacted(err)
}

// Restore undoes what a crashed run left behind and then, unless o.KeepProvisioned, what was provisioned. It returns a line for each
// thing undone. Without a journal it does nothing.
func Restore(ctx context.Context, f *file.File, o Options) (restored []string, err error) {
	o.Provision = false
	d, err := prepare(f, o)
	if err != nil || d.tenant.Journal == nil {
		return nil, err
	}
	defer d.Wire.Close()
	left, err := d.tenant.Journal.Left(o.KeepProvisioned)
	if err != nil || len(left) == 0 {
		return nil, err
	}
	if missing := d.missingToRestore(left); missing != "" {
		return nil, file.NewError(f.Path, missing)
	}
	if m := d.File.Management; m != nil && m.TokenEndpoint == "" {
		if err := d.discover(ctx, false); err != nil {
			return nil, d.Redacted(err)
		}
	}
	d.tenant.ChangedElsewhere()
	for _, its := range left {
		d.useJournal(its)
		undone, failed := d.undo(ctx, its)
		restored, err = append(restored, undone...), errors.Join(err, failed)
	}
	return restored, d.Redacted(err)
}

// undo undoes what a journal notes.
func (d *Deployment) undo(ctx context.Context, j *journal.Journal) (lines []string, err error) {
	return j.Undo(ctx, func(ctx context.Context, e journal.Entry) error {
		if e.ByHook() {
			return d.vendor.Undo(ctx, e)
		}
		return d.tenant.Undo(ctx, e)
	}, d.undone)
}

// missingToRestore is the key without which something that journals note cannot be undone; "" where all can.
func (d *Deployment) missingToRestore(left []*journal.Journal) string {
	for _, j := range left {
		for _, e := range j.Entries() {
			switch {
			case e.ByHook() && !d.vendor.CanUndo(e):
				return fmt.Sprintf("hooks are missing, without which nothing is restored that they did (%s); add them", e)
			case !e.ByHook() && d.File.Management == nil:
				return "management is missing, without which nothing can be restored; add it"
			}
		}
	}
	return ""
}
