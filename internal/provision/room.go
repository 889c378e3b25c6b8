package provision

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/auth0"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
)

// scopes are what the application of the Management API needs for this, and for undoing it.
var scopes = strings.Fields("read:clients create:clients delete:clients read:resource_servers create:resource_servers delete:resource_servers " +
	"read:users create:users delete:users")

// existing is what a tenant has already.
type existing struct{ applications, apis int }

// survey counts what is there, and refuses where the plan's limits or the application's scopes would end the provisioning
// half-way. It changes nothing.
func (o Options) survey(ctx context.Context, d *deployment.Deployment, p *plan) (existing, error) {
	granted, err := d.Session().ManagementScopes(ctx)
	if err != nil {
		return existing{}, err
	}
	missing := slices.DeleteFunc(slices.Clone(scopes), func(s string) bool { return slices.Contains(granted, s) })
	if len(granted) > 0 && len(missing) > 0 {
		return existing{}, remedy.NewUnjudgeable("the management application lacks %s; grant it these scopes of the Management API", strings.Join(missing, ", "))
	}
	var has existing
	if has.applications, err = count(ctx, d, "clients", url.Values{"is_global": {"false"}}); err != nil {
		return has, err
	}
	if has.apis, err = count(ctx, d, "resource-servers", url.Values{}); err != nil {
		return has, err
	}
	switch {
	case has.applications+len(p.applications)+file.MostApplications > o.PlanLimit:
		return has, remedy.NewUnjudgeable("the tenant has %d applications, and its plan allows %d: there is no room for %d more and for the %d that a run makes for a while; delete some, or say with --plan-limit what the plan allows",
			has.applications, o.PlanLimit, len(p.applications), file.MostApplications)
	case has.apis+len(p.audiences) > o.PlanLimit:
		return has, remedy.NewUnjudgeable("the tenant has %d APIs, and its plan allows %d: there is no room for %d more; delete some, or say with --plan-limit what the plan allows",
			has.apis, o.PlanLimit, len(p.audiences))
	}
	return has, nil
}

// count asks how many there are of a collection.
func count(ctx context.Context, d *deployment.Deployment, collection string, query url.Values) (int, error) {
	query.Set("include_totals", "true")
	query.Set("page", "0")
	query.Set("per_page", "1")
	answer := d.Session().KeepNothing().Management(ctx, session.Check, auth0.ManagementRequest{Method: http.MethodGet, Path: "/" + collection, Query: query})
	var page struct {
		Total *int `json:"total"`
	}
	if answer.Err != nil || answer.Status != http.StatusOK || json.Unmarshal(answer.Body, &page) != nil || page.Total == nil {
		return 0, remedy.NewUnjudgeable("how many %s the tenant has cannot be told: %s", collection,
			remedy.ManagementPlace("read:"+strings.ReplaceAll(collection, "-", "_")).Describe(answer))
	}
	return *page.Total, nil
}
