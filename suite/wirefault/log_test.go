package wirefault_test

import "time"

// logged are faults in how a revocation is logged.
func logged() []fault {
	logs := listing("/logs")
	each := func(of func(p *proxy, item map[string]any) []map[string]any) behaviour {
		return at(logs, func(p *proxy, r *request) *answer {
			return p.send(r).withItems(func(item map[string]any) []map[string]any {
				if item["type"] != "srrt" {
					return []map[string]any{item}
				}
				return of(p, item)
			})
		})
	}
	changed := func(name string, value any) behaviour {
		return each(func(_ *proxy, item map[string]any) []map[string]any {
			item[name] = value
			return []map[string]any{item}
		})
	}
	one := func(name string, wrong behaviour) fault {
		return fault{rule: "LIF-05", name: name, dialect: auth0, wrong: wrong}
	}
	return []fault{
		one("revocations are logged for another user", changed("user_id", "auth0|ffffffffffffffffffffffff")),
	}
}

// lateLog shows events of revocations only when time has passed since the first look.
func lateLog(late time.Duration) behaviour {
	return at(listing("/logs"), func(p *proxy, r *request) *answer {
		return p.send(r).withItems(func(item map[string]any) []map[string]any {
			name, _ := item["log_id"].(string)
			first, _ := p.notes.LoadOrStore("first seen "+name, p.time())
			if item["type"] == "srrt" && p.time()-first.(time.Duration) < late {
				return nil
			}
			return []map[string]any{item}
		})
	})
}
