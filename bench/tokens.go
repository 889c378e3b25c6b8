package main

import (
	"fmt"
	"net/url"
	"path/filepath"
	"time"

	"github.com/revokespec/revokespec/bench/load"
)

// signInsOfAUser are as many as Auth0 keeps of a user and an application.
const signInsOfAUser = 200

// signingInAll signs users in again and again, each as often as Auth0 keeps its refresh tokens.
type signingInAll struct {
	from, step int // of the users
	n          int
	tokens     *[]string
}

func (c *signingInAll) Next() load.Request {
	name := user(1 + c.from + c.step*(c.n/signInsOfAUser))
	c.n++
	return load.Request{Path: "/oauth/token", Body: url.Values{"client_id": {"bench"}, "client_secret": {"bench-secret"}, "grant_type": {"password"},
		"username": {name}, "password": {password}, "scope": {"offline_access"}}.Encode()}
}

func (c *signingInAll) Answered(body []byte) error {
	if token := load.Member(body, "refresh_token"); token != "" {
		*c.tokens = append(*c.tokens, token)
		return nil
	}
	return fmt.Errorf("no refresh token: %.100s", body)
}

// withMock starts revokespec's mock with so many users.
func (s settings) withMock(users int, do func(*process) error) error {
	seed := filepath.Join(s.built, "seed.yaml")
	if err := writeSeed(seed, users); err != nil {
		return err
	}
	p, err := start(server{name: "revokespec mock", ready: "/healthz",
		command: []string{filepath.Join(s.built, "revokespec-mock"), "--listen", "127.0.0.1:PORT", "--seed", seed}})
	if err != nil {
		return err
	}
	defer p.stop()
	return do(p)
}

// measureTokens prints how much memory a live refresh token takes, among a million that were handed out over HTTP.
func measureTokens(s settings) error {
	callers, each := min(s.connections, s.users), s.users/min(s.connections, s.users)*signInsOfAUser
	return s.withMock(s.users, func(p *process) error {
		tokens := make([][]string, callers)
		var all []load.Caller
		for i := range callers {
			all = append(all, &signingInAll{from: i, step: callers, tokens: &tokens[i]})
		}
		before := p.rss()
		r, err := load.Run(p.address, all, 0, each)
		if err != nil {
			return err
		}
		after := p.rss()
		fmt.Printf("\n### Memory\n\n%d live refresh tokens, %d of a user: %d bytes of RSS each (%d MB before, %d MB after; %.0f sign-ins a second)\n",
			r.Requests, signInsOfAUser, (after-before)/r.Requests, before>>20, after>>20, r.PerSecond())
		return nil
	})
}

// measureGrant prints how long the revocation of a refresh token takes by how many tokens its grant has, which are exchanged from one
// another, by as many sign-ins as there are connections where they are many.
func measureGrant(s settings) error {
	fmt.Printf("\n### Revocation by the size of the grant\n\n| tokens | ms |\n|---|---|\n")
	for _, n := range []int{1, 1e3, 1e6} {
		var took spread
		for range s.rounds {
			err := s.withMock(1, func(p *process) error {
				one, err := s.revocationAmong(p, n)
				took = append(took, float64(one)/float64(time.Millisecond))
				return err
			})
			if err != nil {
				return err
			}
			if n > 1e5 {
				break // once: it takes minutes to make them
			}
		}
		fmt.Printf("| %d | %s |\n", n, took.in("%.2f"))
	}
	return nil
}

// revocationAmong makes a grant of so many tokens, and says how long the answer to the revocation of one takes.
func (s settings) revocationAmong(p *process, n int) (time.Duration, error) {
	form := url.Values{"client_id": {"bench"}, "client_secret": {"bench-secret"}}
	signIns := 1
	if n > 1e5 {
		signIns = s.connections
	}
	callers, err := signingIn(form, "")(p.address, signIns)
	if err != nil {
		return 0, err
	}
	if each := n/signIns - 1; each > 0 {
		if _, err := load.Run(p.address, callers, 0, each); err != nil {
			return 0, err
		}
	}
	form.Set("token", callers[0].(*load.Rotating).Token)
	r, err := load.Run(p.address, []load.Caller{load.Same{Path: "/oauth/revoke", Body: form.Encode()}}, 0, 1)
	return r.Took, err
}
