package dashboard

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// How often a password may be tried: from one address a few times, then every ten seconds; from everywhere together
// once a second. The second bound can only be reached from many addresses.
const (
	attemptsPerAddress = 5
	attemptEvery       = 10 * time.Second
	attemptsTogether   = 100
	attemptTogether    = time.Second
	mostAddresses      = 10_000
)

// loginAttempts limits how often passwords are tried. Its zero value has seen none.
type loginAttempts struct {
	mu        sync.Mutex
	byAddress map[string]*rate.Limiter
	together  *rate.Limiter
}

// wait counts a try, and returns how long to wait when there were too many.
func (t *loginAttempts) wait(address string, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.together == nil {
		t.together = rate.NewLimiter(rate.Every(attemptTogether), attemptsTogether)
	}
	if t.byAddress == nil || len(t.byAddress) >= mostAddresses {
		t.byAddress = map[string]*rate.Limiter{}
	}
	key := network(address)
	if t.byAddress[key] == nil {
		t.byAddress[key] = rate.NewLimiter(rate.Every(attemptEvery), attemptsPerAddress)
	}
	if !t.byAddress[key].AllowN(now, 1) || !t.together.AllowN(now, 1) {
		return attemptEvery
	}
	return 0
}

// forget forgives the tries of an address that has proved itself.
func (t *loginAttempts) forget(address string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.byAddress, network(address))
}

// network is what one caller has at least: an IPv4 address, or an IPv6 network of 64 bits.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil || ip.Unmap().Is4() {
		return address
	}
	p, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return address
	}
	return p.String()
}
