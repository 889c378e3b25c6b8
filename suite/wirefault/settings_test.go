package wirefault_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
)

// settingFlag is the tenant setting.
const settingFlag = "revoke_refresh_token_grant"

// settings are faults in the tenant setting.
func settings() []fault {
	write := all(method(http.MethodPatch), path("/api/v2/tenants/settings"))
	return []fault{
		{rule: "SET-01", name: "the change is swallowed", dialect: auth0, few: true, wrong: at(write, func(p *proxy, _ *request) *answer {
			return p.manage(http.MethodGet, "/tenants/settings", nil, nil)
		})},
		{rule: "SET-01", name: "the change shows and does nothing", dialect: auth0, wrong: shownSetting(func(*proxy, bool) {}),
			follows: follows{"GRT-01": "the setting is never on", "GRT-02": "the setting is never on", "DEV-11": "the setting is never on"}},

		{rule: "SET-02", name: "another flag flips with it", dialect: auth0, wrong: at(write, func(p *proxy, r *request) *answer {
			for name, value := range flagsOf(p.manage(http.MethodGet, "/tenants/settings", nil, nil).object()) {
				if on, is := value.(bool); is && name != settingFlag {
					p.manage(http.MethodPatch, "/tenants/settings", nil, map[string]any{"flags": map[string]any{name: !on}})
					break
				}
			}
			return p.send(r)
		})},

		{rule: "SET-04", name: "writing is refused and done", dialect: auth0, wrong: at(all(write, lacks("update:tenant_settings")), refusedAndDone)},
		{rule: "SET-04", name: "writing without the scope is called otherwise", dialect: auth0, wrong: at(all(write, lacks("update:tenant_settings")), changingRefusal(field("errorCode", "operation_not_supported")))},
	}
}

func flagsOf(object map[string]any) map[string]any {
	flags, _ := object["flags"].(map[string]any)
	return maps.Clone(flags) // the answer itself stays as it is
}

// wanted is the value that a request gives the setting.
func wanted(r *request) (on, is bool) {
	var object map[string]any
	if json.Unmarshal(r.body, &object) != nil {
		return false, false
	}
	on, is = flagsOf(object)[settingFlag].(bool)
	return on, is
}

// shownSetting shows the value that was written last, and does with it what do does.
func shownSetting(do func(p *proxy, on bool)) behaviour {
	return at(path("/api/v2/tenants/settings"), func(p *proxy, r *request) *answer {
		if on, is := wanted(r); is && r.method == http.MethodPatch && !lacks("update:tenant_settings")(p, r) {
			if p.unmark("shown"); on {
				p.mark("shown")
			}
			p.mark("written")
			do(p, on)
			r = &request{method: http.MethodGet, path: r.path, header: http.Header{"Authorization": r.header["Authorization"]}}
		}
		a := p.send(r)
		flags := flagsOf(a.object())
		if flags == nil || !p.marked("written") {
			return a
		}
		flags[settingFlag] = p.marked("shown")
		return a.withField("flags", flags)
	})
}

// lacks says whether a request bears a management token without the scope.
func lacks(scope string) condition {
	return func(p *proxy, r *request) bool {
		p.ledger.mu.Lock()
		defer p.ledger.mu.Unlock()
		scopes, known := p.scopes[r.bearer()]
		return known && !slices.Contains(scopes, scope)
	}
}

// madeUp says whether a request bears a management token that nobody issued.
func madeUp(p *proxy, r *request) bool {
	p.ledger.mu.Lock()
	defer p.ledger.mu.Unlock()
	_, known := p.scopes[r.bearer()]
	return r.bearer() != "" && !known
}

func noBearer(_ *proxy, r *request) bool { return r.bearer() == "" }

// asManager serves a request as if it bore a token with all scopes.
func asManager(p *proxy, r *request) *answer {
	c := *r
	c.header = r.header.Clone()
	c.header.Set("Authorization", "Bearer "+p.managementToken())
	return p.send(&c)
}

func refusedAndDone(p *proxy, r *request) *answer {
	a := p.send(r)
	asManager(p, r)
	return a
}
