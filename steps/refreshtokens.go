package steps

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/revokespec/revokespec/internal/auth0"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// refreshTokens are the refresh tokens of the scenario's users, as the Management API shows them by id and lists them.
type refreshTokens struct {
	signInWatch
}

func (r *refreshTokens) begin(w *World) {
	r.signInWatch = signInWatch{World: w, need: "refresh-token-api",
		of: func(t *token) *[]string { return &t.ids },
		listed: func(ctx context.Context, user string) ([]string, error) {
			all, err := r.list(ctx, session.SetUp, user)
			foreign := func(t shownToken) bool { return t.User != "" && t.User != user }
			return idsOf(slices.DeleteFunc(all, foreign)), err // nothing that is somebody else's is ended
		},
	}
}

// shownToken is a refresh token as the Management API shows it, as far as rules speak of it.
type shownToken struct {
	ID       string  `json:"id"`
	User     string  `json:"user_id"`
	Client   string  `json:"client_id"`
	Session  *string `json:"session_id"`
	Rotating *bool   `json:"rotating"`
	Servers  []struct {
		Audience string `json:"audience"`
	} `json:"resource_servers"`
}

func idsOf(all []shownToken) (ids []string) {
	for _, t := range all {
		ids = append(ids, t.ID)
	}
	return ids
}

// tokenPage is one page of a user's refresh tokens; next is where the next one begins, "" for nowhere.
type tokenPage struct {
	Tokens []shownToken `json:"tokens"`
	Next   string       `json:"next"`
}

// page reads one page of so many, or says what was answered instead.
func (r *refreshTokens) page(ctx context.Context, p session.Purpose, user, from string, take int) (tokenPage, httpx.Response, bool) {
	query := url.Values{"take": {strconv.Itoa(take)}}
	if from != "" {
		query.Set("from", from)
	}
	answer := r.lease.Management(ctx, p, auth0.ManagementRequest{Method: "GET", Path: tokensOfUser(user), Query: query})
	var page tokenPage
	read := answer.Status == http.StatusOK && json.Unmarshal(answer.Body, &page) == nil && page.Tokens != nil
	return page, answer, read
}

func tokensOfUser(id string) string { return "/users/" + url.PathEscape(id) + "/refresh-tokens" }

// list reads all pages of a user's refresh tokens. A server that has no such list, or does not let its application read it, cannot be
// judged by it: Auth0 has it on Enterprise plans.
func (r *refreshTokens) list(ctx context.Context, p session.Purpose, user string) (all []shownToken, err error) {
	from := ""
	for range pages {
		page, answer, read := r.page(ctx, p, user, from, perPage)
		says := remedy.ManagementPlace("read:refresh_tokens").Describe(answer)
		switch {
		case !read && (answer.Status == http.StatusForbidden || answer.Status == http.StatusNotFound && answer.Field("errorCode") != "inexistent_user"):
			why := "the Management API does not list a user's refresh tokens: " + says
			r.lease.NoteAbsent(r.need, why)
			return nil, notApplicable("%s", why)
		case !read:
			return nil, inconclusive("the Management API's list of a user's refresh tokens was answered %s", says)
		}
		all = append(all, page.Tokens...)
		if from = page.Next; from == "" {
			break
		}
	}
	return all, nil
}

// listedToken finds a labelled token that was found in its user's list.
func (r *refreshTokens) listedToken(label string) (*token, error) {
	t, err := r.token(label)
	switch {
	case err != nil:
		return nil, err
	case len(t.ids) == 0 || r.nothingListedAtFirst(t):
		return nil, r.leftTo(judge.RefreshTokenList, "the refresh token %q was not found in the list of its user; %s judges that", label)
	}
	return t, nil
}

// isShown judges whether a token is shown by its id, or listed among those of its user. What lags is looked at again up to the declared limit.
func (r *refreshTokens) isShown(ctx context.Context, label, state, where string) error {
	t, err := r.judgedToken(label)
	if err != nil {
		return err
	}
	if where == "listed" {
		return r.isListed(ctx, t, state == "still")
	}
	if t, err = r.listedToken(label); err != nil {
		return err
	}
	shown, err := r.lookAt(ctx, session.Check, t, state == "still")
	switch {
	case err != nil:
		return err
	case shown == nil && state == "still":
		return r.failure("the refresh token %q must be shown by its id, but it is not", label)
	case shown != nil && state != "still":
		return r.failure("the refresh token %q must be gone, but it is still shown by its id", label)
	case shown != nil:
		return r.isAsMade(t, *shown)
	}
	return nil
}

// lookAt asks for a token by its id until it is shown, or is not, as it is wanted to be; nil: it is not. Ids that it no longer has
// after an exchange do not count.
func (r *refreshTokens) lookAt(ctx context.Context, p session.Purpose, t *token, wanted bool) (shown *shownToken, err error) {
	err = r.untilEffect(ctx, func() (bool, error) {
		shown = nil
		for _, id := range t.ids {
			answer := r.lease.Management(ctx, p, auth0.ManagementRequest{Method: "GET", Path: "/refresh-tokens/" + url.PathEscape(id)})
			var one shownToken
			switch {
			case answer.Status == http.StatusOK && json.Unmarshal(answer.Body, &one) == nil:
				shown = &one
			case answer.Status != http.StatusNotFound:
				return false, inconclusive("the refresh token %q was asked for by its id, and answered %s", t.label, answer)
			}
		}
		return (shown != nil) == wanted, nil
	})
	return shown, err
}

// isAsMade judges what is shown of a token by its sign-in and its exchanges.
func (r *refreshTokens) isAsMade(t *token, shown shownToken) error {
	rotates, exchanged := t.first != t.value, len(t.access) > 1
	switch {
	case !slices.Contains(t.ids, shown.ID):
		return r.failure("the refresh token %q was asked for by its id, and one with another id is shown", t.label)
	case shown.User != "" && shown.User != r.users[t.user.Username]:
		return r.failure("the refresh token %q is shown as another user's", t.label)
	case shown.Client != "" && shown.Client != t.client.ClientID:
		return r.failure("the refresh token %q is shown as one of another application", t.label)
	case shown.Rotating != nil && exchanged && *shown.Rotating != rotates:
		return r.failure("the refresh token %q is shown with rotating %t, which it was seen not to be", t.label, *shown.Rotating)
	}
	return r.isForAudience(t, shown)
}

// isForAudience judges what a token is shown to be for: a token may be good for more than it was signed in for.
func (r *refreshTokens) isForAudience(t *token, shown shownToken) error {
	foreign := false
	for _, server := range shown.Servers {
		if server.Audience == t.audience || t.audience == "" {
			return nil
		}
		foreign = foreign || slices.Contains(r.deployment().File.Audiences, server.Audience)
	}
	if foreign {
		return r.failure("the refresh token %q is shown as one for another audience", t.label)
	}
	return nil
}

// isListed judges whether a token stands in its user's list, and nothing that is somebody else's.
func (r *refreshTokens) isListed(ctx context.Context, t *token, wanted bool) error {
	user := r.users[t.user.Username]
	var ids []string
	var foreign error
	err := r.untilEffect(ctx, func() (bool, error) {
		all, err := r.list(ctx, session.Check, user)
		ids, foreign = idsOf(all), r.foreignAmong(t, all)
		return (len(intersection(t.ids, ids)) > 0) == wanted, err
	})
	switch listed := len(intersection(t.ids, ids)) > 0; {
	case err != nil:
		return err
	case foreign != nil:
		return foreign
	case r.nothingListedAtFirst(t):
		return r.failure("right after a sign-in of the user no refresh token was listed")
	case wanted && !listed:
		return r.failure("the live refresh token %q must be among those of its user, but it is not", t.label)
	case listed && !wanted:
		return r.failure("the refresh token %q must be gone, but it is still among those of its user", t.label)
	}
	return nil
}

// foreignAmong finds what is not the user's in the list of a token's user.
func (r *refreshTokens) foreignAmong(t *token, all []shownToken) error {
	for _, one := range all {
		if one.User != "" && one.User != r.users[t.user.Username] {
			return r.failure("the list of one user's refresh tokens shows one of another user")
		}
		for _, other := range r.signIns {
			if slices.Contains(other.ids, one.ID) && other.user.Username != t.user.Username {
				return r.failure("the list of the refresh tokens of the user of %q shows %q, which is another user's", t.label, other.label)
			}
			if slices.Contains(other.ids, one.ID) {
				if err := r.isAsMade(other, one); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// untilEffect asks until it is satisfied, or whatever may lag has had its time: a list, and the act that was to have an effect.
func (w *World) untilEffect(ctx context.Context, satisfied func() (bool, error)) error {
	done := false
	err := w.eventually(ctx, func() (ok bool, err error) {
		done, err = satisfied()
		return done, err
	})
	for err == nil && !done && w.now().Before(w.effectBy) {
		if err = w.wait(ctx, lookAgain); err == nil {
			done, err = satisfied()
		}
	}
	return err
}
