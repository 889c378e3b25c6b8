package deployment

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/partfile"
)

// Close restores what was changed and names what could not be restored; that stays in the journal, for Restore. What was
// provisioned and kept stays.
func (d *Deployment) Close(ctx context.Context) error {
	defer d.wire.Close()
	defer d.chromium.close()
	if d.journal != nil && d.journal.kept {
		return nil
	}
	_, err := d.undo(ctx)
	return d.redacted(err)
}

// Restore undoes what a crashed run left behind and then, unless that is to be kept, what was provisioned. It says what
// that was. Without a journal it does nothing.
func Restore(ctx context.Context, f *file.File, o Options) (restored []string, err error) {
	o.Provision = false
	d, err := prepare(f, o)
	if err != nil || d.journal == nil {
		return nil, err
	}
	defer d.wire.Close()
	left, err := d.leftJournals(o.KeepProvisioned)
	if err != nil || len(left) == 0 {
		return nil, err
	}
	if d.File.Management == nil {
		return nil, file.NewError(f.Path, "management is missing, without which nothing can be restored; add it")
	}
	if d.File.Management.TokenEndpoint == "" {
		if err := d.discover(ctx, false); err != nil {
			return nil, d.redacted(err)
		}
	}
	d.setting.byHand()
	for _, journal := range left {
		d.journal = journal
		undone, failed := d.undo(ctx)
		restored, err = append(restored, undone...), errors.Join(err, failed)
	}
	return restored, d.redacted(err)
}

// leftJournals are those of which something is left: of runs and, unless that is to be kept, of what was provisioned. None may
// belong to somebody who is at work.
func (d *Deployment) leftJournals(keepProvisioned bool) (left []*journal, err error) {
	paths := []string{d.journal.path, d.journal.other}
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

// undo undoes the journal's entries, the last first, and removes the journal when nothing is left.
func (d *Deployment) undo(ctx context.Context) (undone []string, err error) {
	if d.journal == nil {
		return nil, nil
	}
	d.journal.mu.Lock()
	entries := slices.Clone(d.journal.page.Entries)
	d.journal.mu.Unlock()
	slices.Reverse(entries)
	var failed []error
	var gone *noAnswer // each request was repeated for some seconds already: only the setting is worth another try
	for _, e := range entries {
		if gone != nil && e.Kind != kindSetting {
			failed = append(failed, fmt.Errorf("not restored: %s (nor was this tried)", e))
			continue
		}
		if err := d.undoOne(ctx, e); err != nil {
			errors.As(err, &gone)
			failed = append(failed, fmt.Errorf("not restored: %s (%w)", e, err))
			continue
		}
		undone = append(undone, e.String())
		if d.undone != nil {
			d.undone(e.String())
		}
		if err := d.journal.drop(func(o entry) bool { return o == e }); err != nil {
			failed = append(failed, err)
		}
	}
	if len(failed) > 0 {
		return undone, &Unrestored{errors.Join(failed...)}
	}
	return undone, nil
}

func (d *Deployment) undoOne(ctx context.Context, e entry) error {
	if e.Kind == kindSetting {
		on, err := d.own.ReadSetting(ctx)
		if err != nil || settingOf(on) == e.Was {
			return err
		}
		if d.setting.leaves(e.Was) {
			d.progress(fmt.Sprintf("somebody else has switched the tenant setting to %s, where this run found and left it %s: it stays as it is", settingOf(on), e.Was))
			return nil
		}
		return d.own.changeSetting(ctx, e.Was == file.SettingOn)
	}
	if e.ID != "" {
		return d.own.delete(ctx, CleanUp, e.Kind, e.ID)
	}
	ids, err := d.own.lookUp(ctx, e)
	for _, id := range ids {
		err = errors.Join(err, d.own.delete(ctx, CleanUp, e.Kind, id))
	}
	return err
}

// lookUp finds the ids of a thing whose making was begun, but whose answer was never seen.
func (s *Session) lookUp(ctx context.Context, e entry) ([]string, error) {
	if e.Kind == "users" { // a tenant has too many to page through them, if that can be helped
		things, err := s.list(ctx, "/users-by-email", url.Values{"email": {e.Name}})
		if err == nil {
			return idsOf(e, things), nil
		}
	}
	const perPage, pages = 50, 20
	for page := range pages {
		things, err := s.list(ctx, "/"+e.Kind, url.Values{"page": {strconv.Itoa(page)}, "per_page": {strconv.Itoa(perPage)}})
		if ids := idsOf(e, things); err != nil || len(ids) > 0 || len(things) < perPage {
			return ids, err
		}
	}
	return nil, fmt.Errorf("it is not among the first %d %s; look for it by hand", perPage*pages, e.Kind)
}

func (s *Session) list(ctx context.Context, path string, query url.Values) ([]map[string]any, error) {
	answer := s.Management(ctx, CleanUp, ManagementRequest{Method: http.MethodGet, Path: path, Query: query})
	var things []map[string]any
	if answer.Err != nil || answer.Status != http.StatusOK || json.Unmarshal(answer.Body, &things) != nil {
		return nil, unanswered(answer, fmt.Errorf("looking for it: %s", ManagementPlace("read:"+scopeOf(strings.TrimPrefix(path, "/"))).Describe(answer)))
	}
	return things, nil
}

func idsOf(e entry, things []map[string]any) []string {
	var ids []string
	for _, thing := range things {
		id, _ := thing[collections[e.Kind].id].(string)
		if thing[collections[e.Kind].name] == e.Name && id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// noAnswer is that the server does not answer at all.
type noAnswer struct{ error }

func unanswered(r httpx.Response, err error) error {
	if r.Status == 0 && r.Err != nil {
		return &noAnswer{err}
	}
	return err
}
