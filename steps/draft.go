package steps

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/cucumber/godog"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// changedParts reads a table of two columns, part and value; none has no rows.
func changedParts(table *godog.Table) (rows [][2]string, err error) {
	if table == nil {
		return nil, nil
	}
	for _, row := range table.Rows {
		if len(row.Cells) != 2 {
			return nil, fmt.Errorf("the table of changes has two columns: a part of the request and its value")
		}
		rows = append(rows, [2]string{row.Cells[0].Value, row.Cells[1].Value})
	}
	return rows, nil
}

// change makes changes in their order.
func (d *draft) change(rows [][2]string) error {
	for _, row := range rows {
		if err := d.set(row[0], row[1]); err != nil {
			return err
		}
	}
	return nil
}

func (d *draft) set(part, value string) (err error) {
	switch part {
	case "application":
		d.subject = judge.ForeignTokenRevocation
		d.client, err = d.w.client(value)
		if err == nil && d.client.ClientID == d.token.client.ClientID {
			err = notApplicable("the %s application is the one that the token belongs to", value)
		}
		d.by = d.client
		return err
	case "client identification":
		d.subject = judge.AnonymousRevocation
		d.anonymous = true
		return checkValue(part, value, "absent")
	case "client_id":
		if value == "twice" {
			d.clientIDTwice = true
			return nil
		}
		if value == "the owner's" {
			d.subject = judge.ImpersonatedRevocation
			d.credentials = bodySays("client_id", d.token.client.ClientID)
			return nil
		}
		d.subject = judge.UnknownClientRevocation
		d.client.ClientID = d.w.unknownLike(d.client.ClientID)
		return checkValue(part, value, "unknown")
	case "client secret":
		return d.setSecret(value)
	case "token":
		return d.setToken(value)
	case "second token":
		d.subject = judge.TwoTokensRevocation
		second, err := d.w.token(value)
		if err == nil {
			d.form.Add(d.parameter, second.value)
		}
		return err
	case "code verifier":
		return d.setVerifier(value)
	case "redirect_uri":
		return d.setRedirect(value)
	case "scope":
		d.w.furtherScopes = d.w.lease.FurtherScopes(d.token.grantedScope())
		d.form.Set("scope", d.token.grantedScope()+" "+strings.Join(d.w.furtherScopes, " "))
		return checkValue(part, value, "wider")
	case "assertion":
		d.subject = judge.AssertionRevocation
		return d.setAssertion(value)
	case "origin":
		origin, err := d.w.origin(value)
		d.w.browser = judge.CrossOrigin{Origin: origin}
		d.header = http.Header{"Origin": {origin}}
		return err
	case "method":
		d.subject, d.method = judge.WrongMethodRevocation, value
	case "body":
		d.body = value
		if value == "json" {
			d.subject = judge.JSONRevocation
		}
	case "hostile":
		d.subject = judge.HostileRevocation
		return d.setHostile(value)
	default: // a parameter of the request
		d.form.Set(part, value)
	}
	return nil
}

func checkValue(part, value, known string) error {
	if value != known {
		return fmt.Errorf("%s can be %s, not %q", part, known, value)
	}
	return nil
}

func (d *draft) setToken(value string) error {
	switch value {
	case "absent":
		d.subject = judge.MissingTokenRevocation
		d.form.Del(d.parameter)
	case "empty":
		d.subject = judge.EmptyTokenRevocation
		d.form.Set(d.parameter, "")
	case "unlike any token":
		d.subject = judge.UnknownTokenRevocation
		d.form.Set(d.parameter, "x")
	case "unknown":
		d.subject = judge.UnknownTokenRevocation
		d.form.Set(d.parameter, d.w.unknownLike(d.token.value))
	case "twice":
		d.form.Add(d.parameter, d.token.value)
	case "in the query", "in a cookie", "in a header", "under its name in capitals":
		d.setElsewhere(value)
	case "its access token":
		d.subject = judge.AccessTokenRevocation
		d.form.Set(d.parameter, d.token.access[len(d.token.access)-1].value)
	default:
		return d.setCopy(value)
	}
	return nil
}

// setCopy sends a copy of the token that is altered, or only written otherwise.
func (d *draft) setCopy(how string) error {
	changed, ok := alteredCopy(d.token.value, how)
	_, respells := respelled(d.token.value, how)
	switch {
	case respells && !ok:
		return notApplicable("the refresh token %q cannot be written otherwise in this way: %s", d.token.label, how)
	case !ok:
		return fmt.Errorf("the token can be absent, empty, unknown, unlike any token, twice, in the query, in a cookie, in a header, under its name in capitals, its access token, altered in the middle, shortened by a character, or written otherwise, such as followed by a space, not %q", how)
	case respells:
		d.w.sentSpelling = how
	}
	d.form.Set(d.parameter, changed)
	return nil
}

func (d *draft) setHostile(kind string) error {
	switch kind {
	case "a token of 1 MiB":
		d.form.Set(d.parameter, strings.Repeat("a", 1<<20))
	case "control bytes in the token":
		d.form.Set(d.parameter, "\x00\x01\x1b[2J\x7f\r\n")
	case "invalid UTF-8 in the token":
		d.form.Set(d.parameter, "\xff\xfe\xc0\xaf")
	case "a content type that is wrong":
		d.contentType = "image/png"
		d.form.Set(d.parameter, d.w.unknownLike(d.token.value))
	case "a form cut off in an escape":
		d.raw, d.contentType = []byte("client_id="+url.QueryEscape(d.client.ClientID)+"&token=%E"), "application/x-www-form-urlencoded"
	case "a JSON body cut off in a string":
		d.raw, d.contentType = []byte(`{"token":"abc`), "application/json"
	default:
		return fmt.Errorf("no hostile input is called %q", kind)
	}
	return nil
}

// request writes the draft down: credentials first, then everything into the body or the query.
func (d *draft) request(endpoint string) (httpx.Request, error) {
	r := httpx.Request{Method: d.method, URL: endpoint, Form: d.form, Query: d.query, Header: d.header, ContentType: d.contentType}
	if err := d.authenticate(&r); err != nil {
		return r, err
	}
	if d.credentials != nil {
		d.credentials(&r)
	}
	if d.clientIDTwice {
		r.Form["client_id"] = []string{d.client.ClientID, d.client.ClientID}
	}
	if len(r.Form) == 0 { // an empty body would be another fault than the one meant
		r.Form.Set("token_type_hint", "refresh_token")
	}
	write, known := bodies[d.body]
	if !known {
		return r, fmt.Errorf("a body can be %s, not %q", strings.Join(slices.Sorted(maps.Keys(bodies)), ", "), d.body)
	}
	write(&r)
	if d.raw != nil {
		r.Body, r.Form = d.raw, nil
	}
	return r, nil
}

func (d *draft) authenticate(r *httpx.Request) error {
	switch {
	case d.anonymous:
		return nil
	case d.withoutSecret:
		r.Form.Set("client_id", d.client.ClientID)
		return nil
	case d.replayed != "", d.assertion != session.Assertion{}:
		signed, err := d.replayed, error(nil)
		if signed == "" {
			signed, err = d.w.lease.Assert(d.client, d.assertion)
		}
		r.Form.Set("client_id", d.client.ClientID)
		r.Form.Set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
		r.Form.Set("client_assertion", signed)
		return err
	}
	return d.w.lease.Authenticate(r, d.client)
}
