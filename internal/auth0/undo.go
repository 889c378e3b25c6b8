package auth0

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/journal"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
)

// Undo undoes one thing that the journal notes.
func (t *Tenant) Undo(ctx context.Context, e journal.Entry) error {
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

func orNoAnswer(r httpx.Response, err error) error {
	if r.Status == 0 && r.Err != nil {
		return &journal.NoAnswer{Cause: err}
	}
	return err
}
