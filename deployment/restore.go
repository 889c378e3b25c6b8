package deployment

import (
	"context"
	"errors"

	"github.com/revokespec/revokespec/deployment/file"
)

// Close undoes all changes. The error names those that it could not undo; they stay in the journal, for Restore. What was
// provisioned and kept stays.
func (d *Deployment) Close(ctx context.Context) error {
	defer d.Wire.Close()
	defer d.desk.Close()
	if d.tenant.Journal.IsKept() {
		return nil
	}
	_, err := d.tenant.Undo(ctx)
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
	if d.File.Management == nil {
		return nil, file.NewError(f.Path, "management is missing, without which nothing can be restored; add it")
	}
	if d.File.Management.TokenEndpoint == "" {
		if err := d.discover(ctx, false); err != nil {
			return nil, d.Redacted(err)
		}
	}
	d.tenant.ChangedElsewhere()
	for _, its := range left {
		d.tenant.Journal = its
		undone, failed := d.tenant.Undo(ctx)
		restored, err = append(restored, undone...), errors.Join(err, failed)
	}
	return restored, d.Redacted(err)
}
