package steps

import (
	"context"
	"net/http"
	"slices"

	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// pagingCovers reads the refresh tokens of the token's user page by page, from one checkpoint to the next, with pages of two sizes, and
// compares them with the list that is read at once. A list may lag, so that it is all looked at again up to the declared limit.
func (r *refreshTokens) pagingCovers(ctx context.Context, label string) error {
	t, err := r.judgedToken(label)
	if err == nil {
		_, err = r.listedToken(label)
	}
	if err != nil {
		return err
	}
	user := r.users[t.user.Username]
	var broken error
	err = r.eventually(ctx, func() (bool, error) {
		all, err := r.list(ctx, session.Check, user)
		if err != nil {
			return false, err
		}
		for _, size := range pageSizes(len(all)) {
			if broken, err = r.readCheckpoints(ctx, user, idsOf(all), size); broken != nil || err != nil {
				return false, err
			}
		}
		return true, nil
	})
	if err != nil {
		return err
	}
	return broken
}

// readCheckpoints reads all pages of that size, and says what is wrong with them.
func (r *refreshTokens) readCheckpoints(ctx context.Context, user string, whole []string, size int) (broken, err error) {
	var seen []string
	from := ""
	for n := 1; ; n++ {
		page, answer, read := r.page(ctx, session.Check, user, from, size)
		ids := idsOf(page.Tokens)
		switch {
		case judge.SaysNeither(answer):
			return nil, inconclusive("the Management API's list of a user's refresh tokens was answered %s", answer)
		case answer.Status != http.StatusOK || !read:
			return r.failure("page %d with take=%d was answered %s, wanted 200 with tokens", n, size, answer), nil
		case len(ids) > size:
			return r.failure("page %d with take=%d holds %d refresh tokens", n, size, len(ids)), nil
		case slices.ContainsFunc(ids, func(id string) bool { return slices.Contains(seen, id) }):
			return r.failure("page %d with take=%d shows one that an earlier page showed", n, size), nil
		case n > len(whole)+1:
			return r.failure("page %d with take=%d of %d refresh tokens says that there are more", n, size, len(whole)), nil
		}
		seen = append(seen, ids...)
		if from = page.Next; from == "" {
			break
		}
	}
	if missing := without(whole, seen); len(missing) > 0 {
		return r.failure("pages of %d leave out %d of %d refresh tokens", size, len(missing), len(whole)), nil
	}
	return nil, nil
}
