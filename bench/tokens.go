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

// measureGrant prints how long the revocation of a refresh token takes by how many tokens its grant has: of one sign-in, exchanged so often.
func measureGrant(s settings) error {
	fmt.Printf("\n### Revocation by the size of the grant\n\n| tokens | ms |\n|---|---|\n")
	for _, n := range []int{1, 1e3, 1e6} {
		var took spread
		for range s.rounds {
			err := s.withMock(1, func(p *process) error {
				form := url.Values{"client_id": {"bench"}, "client_secret": {"bench-secret"}}
				token, err := signIn(p.address, form, user(1), "")
				if err != nil {
					return err
				}
				exchanging := &load.Rotating{Path: "/oauth/token", Form: form, Token: token}
				if n > 1 {
					if _, err := load.Run(p.address, []load.Caller{exchanging}, 0, n-1); err != nil {
						return err
					}
				}
				form.Set("token", exchanging.Token)
				r, err := load.Run(p.address, []load.Caller{load.Same{Path: "/oauth/revoke", Body: form.Encode()}}, 0, 1)
				took = append(took, float64(r.Took)/float64(time.Millisecond))
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
