package deployment

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/partfile"
)

// Close restores what was changed and names what could not be restored; that stays in the journal, for Restore. What was
// provisioned and kept stays.
func (d *Deployment) Close(ctx context.Context) error {
	defer d.Wire.Close()
	defer d.desk.Close()
	if d.tenant.Journal.isKept() {
		return nil
	}
	_, err := d.tenant.Undo(ctx)
	return d.Redacted(err)
}

// Restore undoes what a crashed run left behind and then, unless that is to be kept, what was provisioned. It says what
// that was. Without a journal it does nothing.
func Restore(ctx context.Context, f *file.File, o Options) (restored []string, err error) {
	o.Provision = false
	d, err := prepare(f, o)
	if err != nil || d.tenant.Journal == nil {
		return nil, err
	}
	defer d.Wire.Close()
	left, err := d.leftJournals(o.KeepProvisioned)
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
	d.tenant.watch.byHand()
	for _, journal := range left {
		d.tenant.Journal = journal
		undone, failed := d.tenant.Undo(ctx)
		restored, err = append(restored, undone...), errors.Join(err, failed)
	}
	return restored, d.Redacted(err)
}

// leftJournals are those of which something is left: of runs and, unless that is to be kept, of what was provisioned. None may
// belong to somebody who is at work.
func (d *Deployment) leftJournals(keepProvisioned bool) (left []*journal, err error) {
	paths := []string{d.tenant.Journal.path, d.tenant.Journal.other}
	if keepProvisioned {
		paths = paths[:1]
	}
	for _, path := range paths {
		page, err := readPage(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return nil, file.NewError(path, err.Error())
		case page.Process != os.Getpid() && partfile.Alive(page.Process):
			return nil, file.NewError(path, fmt.Sprintf("process %d is still changing this deployment; wait for it to end, or end it", page.Process))
		default:
			left = append(left, &journal{path: path, page: page, mine: true})
		}
	}
	return left, nil
}
