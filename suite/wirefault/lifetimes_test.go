package wirefault_test

import (
	"net/http"
	"time"
)

// lifetimes are faults in how long refresh tokens live.
func lifetimes() []fault {
	newest := func(fits func(p *proxy, t token) bool) func(p *proxy, t token) bool {
		return func(p *proxy, t token) bool { return !t.spent() && !familyRevoked(p, t) && fits(p, t) }
	}
	outlived := newest(func(p *proxy, t token) bool { return p.absoluteOver(t) && !p.idleOver(t) })
	one := func(name string, wrong behaviour) fault {
		return fault{rule: "ROT-11", name: name, dialect: auth0, wrong: wrong}
	}
	return []fault{
		one("past the absolute lifetime the second try works", reviving(func(p *proxy, t token) bool { return outlived(p, t) && p.count("past "+t.value) > 0 })),
	}
}

// time is how far the mock's clock is ahead.
func (p *proxy) time() time.Duration {
	p.ledger.mu.Lock()
	defer p.ledger.mu.Unlock()
	return p.ahead
}

// lifetimesOf asks the Management API how long a client's refresh tokens live.
func (p *proxy) lifetimesOf(client string) (absolute, idle time.Duration) {
	if p.count("lifetimes of "+client) == 0 {
		p.manage(http.MethodGet, "/clients/"+client, nil, nil)
	}
	c := p.application(client)
	return c.absolute, c.idle
}

func (p *proxy) absoluteOver(t token) bool {
	absolute, _ := p.lifetimesOf(t.client)
	return absolute > 0 && p.time()-t.founded >= absolute
}

func (p *proxy) idleOver(t token) bool {
	_, idle := p.lifetimesOf(t.client)
	return idle > 0 && p.time()-t.born >= idle
}
