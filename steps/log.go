package steps

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/revokespec/revokespec/internal/auth0"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
)

// logEvent is an entry of the tenant's log, as far as rules speak of it.
type logEvent struct {
	ID      string `json:"log_id"`
	Date    string `json:"date"`
	Type    string `json:"type"`
	Client  string `json:"client_id"`
	User    string `json:"user_id"`
	Details struct {
		Credential string `json:"credential_id"`
	} `json:"details"`
}

// clockSkew is how far the clock of a live server's log may be off ours.
const clockSkew = 30 * time.Second

// tenantLog is the tenant's log, as the Management API shows it.
type tenantLog struct {
	*World
	startedAt time.Time // of the scenario, by the server's clock
}

// shows judges that the log has an event of that type about what was done to the token, newer than the scenario: by the token's
// credential where the event names one, else by its application and user. Of a token that is refused the server may not know whose it was.
func (l *tenantLog) shows(ctx context.Context, what, label, kind string) error {
	t, err := l.judgedToken(label)
	if err != nil {
		return err
	}
	user, err := t.userID()
	if err != nil {
		return err
	}
	if l.startedAt.IsZero() {
		return fmt.Errorf("a scenario about the log needs the tag @needs-logs")
	}
	found, closest := false, "none of that type"
	limit := *l.deployment().File.Declares.LogLimit
	for waited := time.Duration(0); !found; waited += time.Second {
		events, err := l.events(ctx, kind)
		if err != nil {
			return err
		}
		for _, e := range events {
			if e.Type != kind {
				continue
			}
			if why := l.mismatch(e, t, user, what); why != "" {
				closest = "one " + why
				continue
			}
			found = true
		}
		if found || waited >= limit {
			break
		}
		if err := l.wait(ctx, time.Second); err != nil {
			return err
		}
	}
	if !found {
		if what == "revocation" {
			return l.failureOfEnded(ctx, "the revocation of %q must be logged as %s; the log has %s", label, kind, closest)
		}
		return l.failure("the %s of %q must be logged as %s; the log has %s", what, label, kind, closest)
	}
	return nil
}

// mismatch says why an event is not about the token, "" when it is.
func (l *tenantLog) mismatch(e logEvent, t *token, user, what string) string {
	refusal := what == "refused exchange" || what == "reuse"
	date, err := time.Parse(time.RFC3339Nano, e.Date)
	switch {
	case err != nil:
		return "without a date"
	case date.Before(l.startedAt.Truncate(time.Millisecond)):
		return "that is older than the " + what
	case e.Details.Credential != "" && len(t.credentials) > 0 && !slices.Contains(t.credentials, e.Details.Credential):
		return "about another credential"
	case e.Client != "" && e.Client != t.client.ClientID:
		return "about another application"
	case e.User != "" && e.User != user:
		return "about another user"
	case refusal && e.Client == "":
		return "that does not name the application"
	case !refusal && e.Details.Credential == "" && (e.Client == "" || e.User == ""):
		return "that names neither the credential nor application and user"
	}
	return ""
}

// watch notes, before anything is done, the time by the server's clock: no event of the scenario is older. Others who
// share a mock may move its clock meanwhile, so that ours does not tell.
func (l *tenantLog) watch(ctx context.Context) error {
	if !l.needs("logs") {
		return nil
	}
	now, err := l.lease.Now(ctx)
	if err != nil {
		return inconclusive("%v", err)
	}
	if l.startedAt = now; l.deployment().File.Control == nil {
		l.startedAt = now.Add(-clockSkew)
	}
	return nil
}

// events reads the newest entries of the log. Whoever ignores the search shows the newest of all types.
func (l *tenantLog) events(ctx context.Context, kind string) ([]logEvent, error) {
	query := url.Values{"q": {"type:" + kind}, "sort": {"date:-1"}, "page": {"0"}, "per_page": {"50"}}
	r := l.lease.Management(ctx, session.Check, auth0.ManagementRequest{Method: "GET", Path: "/logs", Query: query})
	var events []logEvent
	switch {
	case r.Status == 403 || r.Status == 404:
		return nil, notApplicable("the tenant's log cannot be read: %s", remedy.ManagementPlace("read:logs").Describe(r))
	case r.Status != 200 || json.Unmarshal(r.Body, &events) != nil:
		return nil, inconclusive("the tenant's log cannot be read: %s", remedy.ManagementPlace("read:logs").Describe(r))
	}
	return events, nil
}
