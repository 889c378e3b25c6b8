package steps

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"github.com/revokespec/revokespec/internal/auth0"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// pagesCover judges a list of the token's user, page by page.
func (w *World) pagesCover(ctx context.Context, label, what string) error {
	if what == "refresh token" {
		return w.refreshTokens.pagingCovers(ctx, label)
	}
	return w.credentials.pagingCovers(ctx, label)
}

// pagingCovers reads the credentials of the token's user page by page, with pages of two sizes, and compares them with
// the list that is read at once. A list may lag, so that it is all looked at again up to the declared limit.
func (d *deviceCredentials) pagingCovers(ctx context.Context, label string) error {
	t, err := d.of(label)
	if err != nil {
		return err
	}
	var broken error
	err = d.eventually(ctx, func() (bool, error) {
		broken = nil
		for _, kind := range credentialTypes {
			query := url.Values{"user_id": {d.users[t.user.Username]}, "type": {kind}}
			whole, err := d.listAll(ctx, session.Check, "/device-credentials", query)
			if err != nil {
				return false, err
			}
			for _, size := range pageSizes(len(whole)) {
				if broken, err = d.readPages(ctx, query, idsIn(whole), size); broken != nil || err != nil {
					return false, err
				}
			}
		}
		return true, nil
	})
	if err != nil {
		return err
	}
	return broken
}

// pageSizes makes about four pages of n items, and then some of which the last is not full.
func pageSizes(n int) []int {
	if n == 0 {
		return nil
	}
	sizes := []int{(n + 3) / 4}
	for odd := sizes[0] + 1; odd < n; odd++ {
		if n%odd != 0 {
			return append(sizes, odd)
		}
	}
	return sizes
}

// readPages reads all pages of that size and one more, and says what is wrong with them.
func (d *deviceCredentials) readPages(ctx context.Context, query url.Values, whole []string, size int) (broken, err error) {
	var seen []string
	for page := 0; ; page++ {
		ids, total, err := d.page(ctx, query, page, size)
		if err != nil {
			return nil, err
		}
		at := fmt.Sprintf("page %d with per_page=%d of %d credentials", page, size, len(whole))
		switch {
		case total != len(whole):
			return d.failure("%s gives a total of %d", at, total), nil
		case len(ids) > size:
			return d.failure("%s holds %d of them", at, len(ids)), nil
		case page*size >= len(whole) && len(ids) > 0:
			return d.failure("%s lies past the end and is not empty", at), nil
		case slices.ContainsFunc(ids, func(id string) bool { return slices.Contains(seen, id) }):
			return d.failure("%s shows one that an earlier page showed", at), nil
		}
		seen = append(seen, ids...)
		if page*size >= len(whole) {
			break
		}
	}
	if missing := without(whole, seen); len(missing) > 0 {
		return d.failure("pages of %d leave out %d of %d credentials", size, len(missing), len(whole)), nil
	}
	return nil, nil
}

// page reads one page, with its total; a total that is not there is -1.
func (d *deviceCredentials) page(ctx context.Context, query url.Values, page, size int) (ids []string, total int, err error) {
	asked := url.Values{"page": {strconv.Itoa(page)}, "per_page": {strconv.Itoa(size)}, "include_totals": {"true"}}
	for name, values := range query {
		if !asked.Has(name) {
			asked[name] = values
		}
	}
	r := d.lease.Management(ctx, session.Check, auth0.ManagementRequest{Method: "GET", Path: "/device-credentials", Query: asked})
	listing := struct {
		Total *int             `json:"total"`
		Items []map[string]any `json:"device_credentials"`
	}{}
	switch {
	case judge.SaysNeither(r):
		return nil, 0, inconclusive("the Management API's list of device credentials was answered %s", r)
	case r.Status != 200 || json.Unmarshal(r.Body, &listing) != nil:
		return nil, 0, d.failure("page %d with per_page=%d and include_totals=true was answered %s, wanted 200 with a total and device_credentials", page, size, r)
	case listing.Total == nil:
		return idsIn(listing.Items), -1, nil
	}
	return idsIn(listing.Items), *listing.Total, nil
}

func idsIn(items []map[string]any) []string {
	var ids []string
	for _, item := range items {
		id, _ := item["id"].(string)
		ids = append(ids, id)
	}
	return ids
}
