package auth0

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/journal"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
)

// Undo undoes the journal's entries, the last first, and removes the journal when nothing is left.
func (t *Tenant) Undo(ctx context.Context) (undone []string, err error) {
	if t.Journal == nil {
		return nil, nil
	}
	entries := t.Journal.Entries()
	slices.Reverse(entries)
	var failed []error
	var gone *noAnswer // each request was repeated for some seconds already: only the setting is worth another try
	for _, e := range entries {
		if gone != nil && e.Kind != journal.KindSetting {
			failed = append(failed, fmt.Errorf("not restored: %s (nor was this tried)", e))
			continue
		}
		if err := t.undoOne(ctx, e); err != nil {
			errors.As(err, &gone)
			failed = append(failed, fmt.Errorf("not restored: %s (%w)", e, err))
			continue
		}
		undone = append(undone, e.String())
		if t.Undone != nil {
			t.Undone(e.String())
		}
		if err := t.Journal.Drop(func(o journal.Entry) bool { return o == e }); err != nil {
			failed = append(failed, err)
		}
	}
	if len(failed) > 0 {
		return undone, &Unrestored{errors.Join(failed...)}
	}
	return undone, nil
}

func (t *Tenant) undoOne(ctx context.Context, e journal.Entry) error {
	if e.Kind == journal.KindSetting {
		on, err := t.own.ReadSetting(ctx)
		if err != nil || SettingOf(on) == e.Was {
			return err
		}
		if t.history.leaves(e.Was) {
			t.server.Progress(fmt.Sprintf("somebody else has switched the tenant setting to %s, where this run found and left it %s: it stays as it is", SettingOf(on), e.Was))
			return nil
		}
		return t.own.changeSetting(ctx, e.Was == file.SettingOn)
	}
	if e.ID != "" {
		return t.own.delete(ctx, session.CleanUp, e.Kind, e.ID)
	}
	ids, err := t.own.lookUp(ctx, e)
	for _, id := range ids {
		err = errors.Join(err, t.own.delete(ctx, session.CleanUp, e.Kind, id))
	}
	return err
}

// lookUp finds the ids of a thing whose creation was asked for, and never answered.
func (c *Client) lookUp(ctx context.Context, e journal.Entry) ([]string, error) {
	if e.Kind == journal.KindUsers { // a tenant has too many to page through them, if that can be helped
		things, err := c.list(ctx, "/users-by-email", url.Values{"email": {e.Name}})
		if err == nil {
			return idsOf(e, things), nil
		}
	}
	const perPage, pages = 50, 20
	for page := range pages {
		things, err := c.list(ctx, "/"+e.Kind, url.Values{"page": {strconv.Itoa(page)}, "per_page": {strconv.Itoa(perPage)}})
		if ids := idsOf(e, things); err != nil || len(ids) > 0 || len(things) < perPage {
			return ids, err
		}
	}
	return nil, fmt.Errorf("it is not among the first %d %s; look for it by hand", perPage*pages, e.Kind)
}

func (c *Client) list(ctx context.Context, path string, query url.Values) ([]map[string]any, error) {
	answer := c.Management(ctx, session.CleanUp, ManagementRequest{Method: http.MethodGet, Path: path, Query: query})
	var things []map[string]any
	if answer.Err != nil || answer.Status != http.StatusOK || json.Unmarshal(answer.Body, &things) != nil {
		return nil, orNoAnswer(answer, fmt.Errorf("looking for it: %s", remedy.ManagementPlace("read:"+scopeOf(strings.TrimPrefix(path, "/"))).Describe(answer)))
	}
	return things, nil
}

func idsOf(e journal.Entry, things []map[string]any) []string {
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

func orNoAnswer(r httpx.Response, err error) error {
	if r.Status == 0 && r.Err != nil {
		return &noAnswer{err}
	}
	return err
}

// Unrestored says what could not be put back on the server, a line each: exit code 3.
type Unrestored struct{ Cause error }

func (e *Unrestored) Error() string { return e.Cause.Error() }
func (e *Unrestored) Unwrap() error { return e.Cause }
