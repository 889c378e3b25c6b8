package mockserver

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// SeedError is what is wrong with one value of a Seed.
type SeedError struct {
	Place string // "clients[2].leeway", by the keys of a seed file
	What  string // with the remedy
}

func (e *SeedError) Error() string { return "seed: " + e.Place + ": " + e.What }

// seedChecker collects problems.
type seedChecker struct{ problems []error }

func (c *seedChecker) problem(place, format string, values ...any) {
	c.problems = append(c.problems, &SeedError{Place: place, What: fmt.Sprintf(format, values...)})
}

// oneOf says so when the value is none of those that are known.
func (c *seedChecker) oneOf(place, value string, known []string) {
	if !slices.Contains(known, value) {
		c.problem(place, "%q is unknown; use %s", value, strings.Join(known, ", "))
	}
}

// unique says so when a value is missing or was there before.
func (c *seedChecker) unique(place, value string, seen map[string]bool) {
	switch {
	case value == "":
		c.problem(place, "is missing; give it one")
	case seen[value]:
		c.problem(place, "%q is there twice; give each its own", value)
	}
	seen[value] = true
}

// Check returns a *SeedError for everything that a complete seed must not say, joined; nil for a good one.
func (s Seed) Check() error {
	c := &seedChecker{}
	known := tenant.DefaultSettings(time.Time{}).Flags
	for flag := range s.Flags {
		if _, ok := known[flag]; !ok {
			c.problem("flags."+flag, "no such flag; the one this is about is %s", tenant.FlagRevocationDeletesGrant)
		}
	}
	roles, ids := map[string]bool{}, map[string]bool{}
	for i, client := range s.Clients {
		place := fmt.Sprintf("clients[%d].", i)
		if client.Role != "" {
			c.unique(place+"role", client.Role, roles)
		}
		c.unique(place+"client_id", client.ClientID, ids)
		c.client(place, client)
		for api := range client.Audiences {
			if !slices.ContainsFunc(s.Audiences, func(a SeedAudience) bool { return a.Identifier == api }) {
				c.problem(place+"audiences."+api, "%q is none of the audiences; add it to them", api)
			}
		}
	}
	c.people(s)
	return errors.Join(c.problems...)
}

func (c *seedChecker) people(s Seed) {
	ids, emails, identifiers := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i, u := range s.Users {
		place := fmt.Sprintf("users[%d].", i)
		c.unique(place+"id", u.ID, ids)
		c.unique(place+"email", strings.ToLower(u.Email), emails)
		if u.Password == "" {
			c.problem(place+"password", "is missing; give it one")
		}
	}
	for i, a := range s.Audiences {
		place := fmt.Sprintf("audiences[%d].", i)
		c.unique(place+"identifier", a.Identifier, identifiers)
		c.notNegative(place+"access_lifetime", a.AccessLifetime)
	}
}

func (c *seedChecker) notNegative(place string, d time.Duration) {
	if d < 0 {
		c.problem(place, "is negative; write it as 10m")
	}
}

// absolute says so when a URL has no scheme and host, or a fragment, which no redirect may have (RFC 6749 section 3.1.2).
func (c *seedChecker) absolute(place string, urls []string) {
	for i, text := range urls {
		u, err := url.Parse(text)
		switch at := fmt.Sprintf("%s[%d]", place, i); {
		case err != nil || u.Scheme == "" || u.Host == "" && u.Opaque == "" && u.Path == "":
			c.problem(at, "is no absolute URL; write it as https://app.example/callback")
		case strings.Contains(text, "#"):
			c.problem(at, "has a fragment; leave out what begins with #")
		case !tenant.Redirectable(text):
			c.problem(at, "is an address to which no browser may be sent; write it as https://app.example/callback")
		}
	}
}

// origins says so when a text is none that a browser sends as its Origin.
func (c *seedChecker) origins(place string, origins []string) {
	for i, text := range origins {
		if u, err := url.Parse(text); err != nil || u.Host == "" || text != strings.ToLower(u.Scheme+"://"+u.Host) || tenant.RunsItself(text) {
			c.problem(fmt.Sprintf("%s[%d]", place, i), "is no origin; write it as https://app.example, without a path")
		}
	}
}
