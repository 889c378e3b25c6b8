package wirefault_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/revokespec/revokespec/deployment/file"
)

// hostileInput are faults in what the revocation endpoint makes of input that nobody means well.
func hostileInput() []fault {
	breaks := func(is condition) behaviour { return at(all(isRevocation, is), refusing(500, "server_error")) }
	impatient := func(f *file.File) { f.Limits.Timeout = time.Second }
	return []fault{
		{rule: "REV-26", name: "invalid UTF-8 hangs", dialect: auth0, file: impatient, wrong: at(all(isRevocation, invalidUTF8), hanging)},
		{rule: "REV-26", name: "a truncated body breaks it", dialect: auth0, wrong: breaks(truncated)},
		{rule: "REV-26", name: "hostile input closes the connection", dialect: rfc, wrong: at(all(isRevocation, either(huge, controlBytes)), func(*proxy, *request) *answer {
			return &answer{lost: true}
		})},
		{rule: "REV-26", name: "after a huge token the endpoint is down", dialect: auth0, few: true, wrong: downAfter(huge),
			follows: follows{"REV-01": "plain revocations come after it"}},

		{rule: "REV-42", name: "no token kills the client's tokens", dialect: rfc, single: true, follows: follows{"REV-07": "nothing may be revoked there"},
			wrong: at(all(isRevocation, noToken), func(p *proxy, r *request) *answer {
				p.kill(p.all(func(t token) bool { return t.client == clientOf(r) })...)
				return p.send(r)
			})},
	}
}

func hanging(*proxy, *request) *answer { return &answer{hangs: true} }

// downAfter answers every request to the revocation endpoint with 503 once the condition was met.
func downAfter(is condition) behaviour {
	return at(revocationEndpoint, func(p *proxy, r *request) *answer {
		if p.marked("down") {
			return refuse(503, "temporarily_unavailable", "Down.")
		}
		if is(p, r) {
			p.mark("down")
		}
		return p.send(r)
	})
}

func huge(_ *proxy, r *request) bool { return len(r.body) > 500_000 }

// plain is the body with its form encoding taken off.
func plain(r *request) string {
	if text, err := url.QueryUnescape(string(r.body)); err == nil {
		return text
	}
	return string(r.body)
}

func controlBytes(_ *proxy, r *request) bool {
	return strings.ContainsFunc(r.param("token"), unicode.IsControl)
}

func invalidUTF8(_ *proxy, r *request) bool { return !utf8.ValidString(plain(r)) }

// truncated says whether a body is not whole: JSON that ends early, or an escape that does.
func truncated(_ *proxy, r *request) bool {
	if r.isJSON() {
		return !json.Valid(r.body)
	}
	_, err := url.ParseQuery(string(r.body))
	return err != nil
}
