package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/partfile"
	"github.com/revokespec/revokespec/internal/wording"
)

// Refuse is an error where something stands in a journal of this deployment that must be seen to first.
func (j *Journal) Refuse(file string) error {
	switch {
	case j == nil:
		return nil
	case !j.provisions:
		return refuseLeftovers(j.path, j.other, file)
	}
	if err := refuseLeftovers(j.other, j.path, file); err != nil {
		return err
	}
	return refuseProvisioned(j.path, file)
}

// refuseProvisioned is an error where this tenant was provisioned already.
func refuseProvisioned(path, described string) error {
	left, err := readPage(path)
	remedy := "run: revokespec restore --deployment " + described
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return file.NewError(path, err.Error())
	case partfile.Alive(left.Process):
		return file.NewError(path, fmt.Sprintf("process %d is provisioning this tenant; wait for it to end or, if that is no process of revokespec, %s", left.Process, remedy))
	case left.Process != noProcess:
		return file.NewError(path, fmt.Sprintf("a provisioning that did not end properly left %s behind; %s", wording.Counted(len(left.Entries), "thing"), remedy))
	}
	return file.NewError(path, fmt.Sprintf("this tenant was provisioned on %s, and has %s of it; use the deployment file that was written then or, to undo it, %s",
		left.Started.Local().Format(time.DateOnly), wording.Counted(len(left.Entries), "thing"), remedy))
}

// noProcess is the process of a journal of what is meant to be there.
const noProcess = 0

// Keep ends a provisioning: what was made stays, until Restore deletes it.
func (j *Journal) Keep() error {
	if j == nil || !j.provisions {
		return errors.New("nothing is kept but what was provisioned")
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	next := j.page
	next.Process = noProcess
	if err := j.write(next); err != nil {
		return j.unwritable(err)
	}
	j.page, j.kept = next, true
	return nil
}

// IsKept says whether what it notes is to stay.
func (j *Journal) IsKept() bool { return j != nil && j.kept }

// Left are the journals of the tenant of which something is left: of runs and, unless that is to be kept, of what was provisioned. None may
// belong to somebody who is at work.
func (j *Journal) Left(keepProvisioned bool) (left []*Journal, err error) {
	paths := []string{j.path, j.other}
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
			left = append(left, &Journal{path: path, page: page, mine: true})
		}
	}
	return left, nil
}

// refuseLeftovers is an error where another run changed this deployment and has not restored it. Its remedy spares what was
// provisioned.
func refuseLeftovers(path, provisioned, described string) error {
	left, err := readPage(path)
	remedy := "revokespec restore --deployment " + described
	if _, err := os.Stat(provisioned); err == nil {
		remedy = "revokespec restore --keep-provisioned --deployment " + described
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return file.NewError(path, err.Error())
	case partfile.Alive(left.Process):
		return file.NewError(path, fmt.Sprintf("process %d is changing this deployment; wait for it to end or, if that is no run of revokespec, run: %s", left.Process, remedy))
	}
	return file.NewError(path, fmt.Sprintf("a run that did not end properly left %s behind; run: %s", wording.Counted(len(left.Entries), "change"), remedy))
}
