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
		one("revocations are not logged", each(func(*proxy, map[string]any) []map[string]any { return nil })),
		one("nothing is logged", at(logs, func(p *proxy, r *request) *answer {
			return p.send(r).withItems(func(map[string]any) []map[string]any { return nil })
		})),
		one("revocations are logged as another type", changed("type", "sertft")),
		one("revocations are logged for another user", changed("user_id", "auth0|ffffffffffffffffffffffff")),
		one("revocations are logged for another application", changed("client_id", "another-application")),
		one("only the first revocation is logged", each(func(p *proxy, item map[string]any) []map[string]any {
			id, _ := item["log_id"].(string)
			if id == "" {
				id = idOf(item)
			}
			first, _ := p.notes.LoadOrStore("first srrt", id)
			if first != id {
				return nil
			}
			return []map[string]any{item}
		})),
		one("an old revocation stands for the new one", each(func(_ *proxy, item map[string]any) []map[string]any {
			item["date"] = "2020-01-01T00:00:00.000Z"
			return []map[string]any{item}
		})),
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
