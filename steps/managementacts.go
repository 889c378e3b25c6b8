package steps

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/cucumber/godog"

	"github.com/revokespec/revokespec/internal/auth0"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// managementScopes are the scopes that allow a request, and one that does not.
type managementScopes struct{ own, other string }

// managementOperation is something that the Management API can be asked in a feature, by a name behind which mostly the label of a token
// stands.
type managementOperation struct {
	scopes  managementScopes
	alone   bool          // it is about no token
	subject judge.Subject // of the rule that judges its success
	request func(w *World, ctx context.Context, t *token) (auth0.ManagementRequest, error)
	// ends says whether a token ends by the request, which may take its time; nil: none does, or at once.
	ends func(r auth0.ManagementRequest, named, t *token) bool
}

// behindName is what follows the name of an operation: the label of a token, and a parameter of the query.
var behindName = regexp.MustCompile(`^(?: (\w+))?(?: with (\w+)=(.*))?$`)

// readOperation reads what the Management API is asked.
func readOperation(what string) (o managementOperation, label string, parameter []string, err error) {
	for _, operations := range []map[string]managementOperation{settingOperations, credentialOperations, refreshTokenOperations, sessionOperations} {
		for name, operation := range operations {
			rest, is := strings.CutPrefix(what, name)
			if parts := behindName.FindStringSubmatch(rest); is && parts != nil && operation.alone == (parts[1] == "") {
				return operation, parts[1], parts[2:], nil
			}
		}
	}
	return o, "", nil, fmt.Errorf("the Management API cannot be asked to %q: see docs/steps.md for what it can", what)
}

// managementAsked sends one management request, with a full token, with one that must not do, or with none.
func (w *World) managementAsked(ctx context.Context, how, what string) error {
	return w.managementAskedWith(ctx, how, what, nil)
}

// managementAskedWith is the same with a body that the table gives, a member and its value a row.
func (w *World) managementAskedWith(ctx context.Context, how, what string, table *godog.Table) error {
	if err := w.actAccepted(); err != nil {
		return err
	}
	operation, label, parameter, err := readOperation(what)
	if err != nil {
		return err
	}
	var named *token
	if label != "" {
		if named, err = w.token(label); err != nil {
			return err
		}
	}
	r, err := operation.request(w, ctx, named)
	if err == nil {
		err = w.changeRequest(ctx, &r, what, parameter, table)
	}
	if err == nil {
		err = w.chooseManagementToken(ctx, &r, how, operation.scopes)
	}
	if err != nil {
		return err
	}
	answer := w.lease.Management(ctx, session.Act, r)
	w.act(answer, operation.subject, false)
	if err := w.mayBeAsked(ctx, r, operation.scopes.own, answer); err != nil || operation.ends == nil {
		return err
	}
	if !answer.Accepted() {
		return w.wait(ctx, pause) // what is refused and done all the same is done by then
	}
	return w.refreshTokens.awaitEnds(ctx, operation.subject, func(t *token) bool { return operation.ends(r, named, t) })
}

// changeRequest gives a request the parameter of a query, or a body.
func (w *World) changeRequest(ctx context.Context, r *auth0.ManagementRequest, what string, parameter []string, table *godog.Table) error {
	if parameter[0] != "" {
		if r.Query == nil {
			return fmt.Errorf("only a list can be asked for with a parameter, not to %q", what)
		}
		r.Query.Set(parameter[0], parameter[1])
	}
	if table == nil {
		return nil
	}
	if r.JSON == nil {
		return fmt.Errorf("the Management API takes no body where it is asked to %q", what)
	}
	for _, row := range table.Rows {
		if len(row.Cells) != 2 {
			return fmt.Errorf("the table has %d columns; it needs two, a member and its value", len(row.Cells))
		}
		value, err := w.memberValue(ctx, row.Cells[0].Value, row.Cells[1].Value)
		if err != nil {
			return err
		}
		r.JSON[row.Cells[0].Value] = value
	}
	return nil
}

// mayBeAsked is nil unless the deployment's own application was refused for a scope that it lacks.
func (w *World) mayBeAsked(ctx context.Context, r auth0.ManagementRequest, scopes string, answer httpx.Response) error {
	if answer.Status != http.StatusForbidden || r.Token != "" || r.Scope != "" {
		return nil
	}
	granted, err := w.lease.ManagementScopes(ctx)
	if err != nil {
		return inconclusive("%v", err)
	}
	for _, scope := range strings.Fields(scopes) {
		if !slices.Contains(granted, scope) && (len(granted) > 0 || answer.Field("errorCode") == "insufficient_scope") {
			return notApplicable("the Management API refuses its application: %s", remedy.ManagementPlace(scope).Describe(answer))
		}
	}
	return nil
}

// awaitEnds waits until no token that ends is shown any more, or the declared time for it is over: where none ends, until that. Whether
// they are dead is not said by that; but what else ends along with them, rightly or not, has ended by then.
func (r *refreshTokens) awaitEnds(ctx context.Context, by judge.Subject, ends func(*token) bool) error {
	limit, some := *r.deployment().File.Declares.OperationLimit, false
	r.effectBy = r.now().Add(limit)
	for _, t := range r.signIns {
		if ends(t) && len(t.ids) > 0 {
			some, t.endedBy = true, by
			if _, err := r.lookAt(ctx, session.Control, t, false); err != nil {
				return err
			}
		}
	}
	if some {
		return r.wait(ctx, pause)
	}
	return r.wait(ctx, limit)
}
