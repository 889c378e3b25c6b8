package steps

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// namedValue is a value by the labels of tokens: "of A", "of A and B", "101 of A" with made-up ones to make so many, "like A" for one that
// is made up.
var namedValue = regexp.MustCompile(`^(?:(\d+) )?(of|like) (\w+(?: and \w+)*)$`)

// memberValue is the value of a member of a body, as a feature writes it.
func (w *World) memberValue(ctx context.Context, member, cell string) (any, error) {
	switch cell {
	case "true", "false":
		return cell == "true", nil
	case "none":
		return []string{}, nil
	}
	parts := namedValue.FindStringSubmatch(cell)
	if parts == nil {
		return cell, nil
	}
	var values []string
	for label := range strings.SplitSeq(parts[3], " and ") {
		t, err := w.token(label)
		if err != nil {
			return nil, err
		}
		value, err := w.property(ctx, t, member)
		if err != nil {
			return nil, err
		}
		if parts[2] == "like" {
			value = w.madeUpID(value)
		}
		values = append(values, value)
	}
	if member != "ids" {
		return values[0], nil
	}
	for n, _ := strconv.Atoi(parts[1]); len(values) < n; {
		values = append(values, w.madeUpID(values[0]))
	}
	return values, nil
}

// property is what a member of a body says of a token.
func (w *World) property(ctx context.Context, t *token, member string) (string, error) {
	switch member {
	case "ids":
		return w.refreshTokens.idOf(ctx, t)
	case "user_id":
		return t.userID()
	case "client_id":
		return t.client.ClientID, nil
	case "audience":
		return t.audience, nil
	case "session_id":
		return w.refreshTokens.sessionOf(ctx, t)
	}
	return "", fmt.Errorf("a token has no %s", member)
}

// idOf is the id of a token in the Management API. One that was exchanged since its sign-in may have another one by now.
func (r *refreshTokens) idOf(ctx context.Context, t *token) (string, error) {
	if t.replaced {
		return "", fmt.Errorf("%q was replaced: name its successor", t.label)
	}
	if len(t.access) > 2 && !t.revoked {
		if err := r.followExchanges(ctx, []*token{t}); err != nil {
			return "", err
		}
	}
	if len(t.ids) == 0 || r.nothingListedAtFirst(t) {
		return "", r.leftTo(judge.RefreshTokenList, "the refresh token %q was not found in the list of its user; %s judges that", t.label)
	}
	return t.ids[0], nil
}

// sessionOf is the session that a token was issued in. The scenario's sign-ins in one browser must share one, and those of two browsers
// must not: else nothing can be said of what ends with it.
func (r *refreshTokens) sessionOf(ctx context.Context, t *token) (string, error) {
	own, err := r.shownSession(ctx, t)
	if err != nil {
		return "", err
	}
	for _, o := range r.signIns {
		if o == t || o.user.Username != t.user.Username || o.session == "" {
			continue
		}
		other, err := r.shownSession(ctx, o)
		if err != nil {
			return "", err
		}
		if together := o.session == t.session; together != (own == other) {
			return "", inconclusive("control: %q and %q were signed in for in %s, and are shown as of %s", t.label, o.label,
				oneOrTwo(together, "browser"), oneOrTwo(!together, "session"))
		}
	}
	return own, nil
}

func oneOrTwo(one bool, what string) string {
	if one {
		return "one " + what
	}
	return "two " + what + "s"
}

func (r *refreshTokens) shownSession(ctx context.Context, t *token) (string, error) {
	if _, err := r.idOf(ctx, t); err != nil {
		return "", err
	}
	shown, err := r.lookAt(ctx, session.Control, t, true)
	switch {
	case err != nil:
		return "", err
	case shown == nil:
		return "", r.leftTo(judge.RefreshTokenShown, "the refresh token %q is not shown by its id; %s judges that", t.label)
	case shown.Session == nil || *shown.Session == "":
		return "", notApplicable("the refresh token %q is shown without the session that it was issued in", t.label)
	}
	return *shown.Session, nil
}
