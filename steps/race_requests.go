package steps

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/cucumber/godog"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// contender is a request that is made of a token, so many times at once.
type contender struct {
	label, does string
	times       int
}

// What a contender does: it exchanges the token, or ends it in one of six ways.
const (
	doesExchange  = "exchange"
	doesRevoke    = "revocation"
	doesDelete    = "deletion of its grant"
	doesDeleteAll = "deletion of all grants of its user"
	doesUnlink    = "deletion of its credential"
	doesErase     = "deletion by its id"
	doesReuse     = "reuse of its predecessor"
)

var requested = []string{doesExchange, doesRevoke, doesDelete, doesDeleteAll, doesUnlink, doesErase, doesReuse}

// ends says whether the request is to end its token.
func (c contender) ends() bool { return c.does != doesExchange }

func contenders(table *godog.Table) (all []contender, err error) {
	rows, err := rows(table, "token", "request", "times")
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		times, err := strconv.Atoi(row["times"])
		if err != nil || times < 1 {
			return nil, fmt.Errorf("times is how often the request is made at once, not %q", row["times"])
		}
		if !slices.Contains(requested, row["request"]) {
			return nil, fmt.Errorf("a request can be one of %s, not %q", strings.Join(requested, ", "), row["request"])
		}
		all = append(all, contender{row["token"], row["request"], times})
	}
	return all, nil
}

// meet is an act: each round signs in, and releases all requests of the table together.
func (r *race) meet(ctx context.Context, rounds int, role string, table *godog.Table) error {
	all, err := contenders(table)
	if err != nil {
		return err
	}
	if err := r.settingUnchanged(ctx); err != nil {
		return err
	}
	if err := r.run(ctx, role, rounds, all); err != nil {
		return err
	}
	if err := r.settingUnchanged(ctx); err != nil {
		return err
	}
	if !slices.ContainsFunc(all, contender.ends) {
		return r.found(judge.Raced(r.seen(), rounds, len(r.rounds[0].answers)))
	}
	return r.met(rounds)
}

// meetAtNodes is the same with each request to another node.
func (r *race) meetAtNodes(ctx context.Context, rounds int, role string, table *godog.Table) error {
	r.places = r.World.places()
	return r.meet(ctx, rounds, role, table)
}

// spread has the requests go to the nodes, one after another.
func (r *race) spread(requests []httpx.Request, sent []raced) error {
	for i := range requests {
		if len(r.places) == 0 {
			return nil
		}
		sent[i].at = r.places[i%len(r.places)]
		if err := r.address(&requests[i], sent[i].at); err != nil {
			return err
		}
	}
	return nil
}

// requests are those of all contenders, each with what it is.
func (r *race) requests(ctx context.Context, tokens map[string]*token, contenders []contender) (requests []httpx.Request, sent []raced, err error) {
	for _, c := range contenders {
		for range c.times {
			more, err := r.requestsOf(ctx, tokens[c.label], c.does)
			if err != nil {
				return nil, nil, err
			}
			for _, request := range more {
				requests, sent = append(requests, request), append(sent, raced{contender: c, token: tokens[c.label], at: theIssuer})
			}
		}
	}
	return requests, sent, nil
}

func (r *race) requestsOf(ctx context.Context, t *token, does string) ([]httpx.Request, error) {
	switch does {
	case doesRevoke:
		request, err := r.newDraft(t, "token").request(r.deployment().Endpoints.Revocation)
		return []httpx.Request{request}, err
	case doesDelete:
		ids, err := r.grants(ctx, session.Control, t)
		if err == nil && len(ids) == 0 {
			err = inconclusive("the grant of %q is not listed, so it cannot be deleted", t.label)
		}
		return r.deletions(ctx, below("/grants/", ids), err)
	case doesDeleteAll:
		user, err := t.userID()
		return r.deletions(ctx, []string{"/grants?user_id=" + url.QueryEscape(user)}, err)
	case doesUnlink:
		var err error
		if len(t.credentials) == 0 || r.credentials.nothingListedAtFirst(t) {
			err = r.leftTo(judge.CredentialList, "the credential of %q was not found in the list; %s judges that", t.label)
		}
		return r.deletions(ctx, below("/device-credentials/", t.credentials), err)
	case doesErase:
		id, err := r.refreshTokens.idOf(ctx, t)
		return r.deletions(ctx, below("/refresh-tokens/", []string{id}), err)
	case doesReuse:
		if t.before == "" {
			return nil, r.leftTo(r.rotationOf(t), "the exchange of %q returned no new refresh token; %s judges that", t.label)
		}
		spent := *t
		spent.value = t.before
		request, err := r.exchangeRequest(&spent, t.client, nil)
		return []httpx.Request{request}, err
	}
	request, err := r.exchangeRequest(t, t.client, nil)
	return []httpx.Request{request}, err
}

// deletions are requests to the Management API, to be sent with others.
func (r *race) deletions(ctx context.Context, paths []string, err error) (requests []httpx.Request, _ error) {
	if err != nil {
		return nil, err
	}
	token, err := r.lease.ManagementToken(ctx)
	if err != nil {
		return nil, inconclusive("%v", err)
	}
	for _, path := range paths {
		requests = append(requests, httpx.Request{
			Method: "DELETE", URL: strings.TrimSuffix(r.deployment().File.Management.URL, "/") + path,
			Header: http.Header{"Authorization": {"Bearer " + token}},
		})
	}
	return requests, nil
}

// below are the paths of what has these ids.
func below(path string, ids []string) (paths []string) {
	for _, id := range ids {
		paths = append(paths, path+url.PathEscape(id))
	}
	return paths
}
