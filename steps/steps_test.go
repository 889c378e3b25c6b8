package steps

import (
	"encoding/base64"
	"errors"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"github.com/cucumber/godog"
	messages "github.com/cucumber/messages/go/v21"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

func answered(status int, body string) httpx.Response {
	return httpx.Response{Status: status, Body: []byte(body), Header: http.Header{"Content-Type": {"application/json"}}}
}

func redirect(location string) httpx.Response {
	return httpx.Response{Status: 302, Header: http.Header{"Location": {location}}}
}

// How a server says no to what it does not understand is its own affair, as long as it says no.
func TestNotGranted(t *testing.T) {
	for name, c := range map[string]struct {
		answer httpx.Response
		kind   string
	}{
		"refused":            {answered(401, `{"error":"invalid_client"}`), "pass"},
		"not understood":     {answered(500, ``), "pass"},
		"granted":            {answered(200, `{"access_token":"a"}`), "fail"},
		"accepted":           {answered(200, ``), "fail"},
		"refused, and yet":   {answered(500, `{"access_token":"a"}`), "fail"},
		"too many":           {answered(429, ``), "inconclusive"},
		"there is no answer": {httpx.Response{Err: errors.New("reset")}, "inconclusive"},
	} {
		w := &World{}
		w.act(c.answer, "", false)
		assert.Equal(t, c.kind, kind(w.notGranted(t.Context())), name)
	}
}

func TestAnswerIs(t *testing.T) {
	lost := httpx.Response{Err: errors.New("reset")}
	cases := []struct {
		name   string
		answer httpx.Response
		wanted string
		kind   string // pass, fail, inconclusive or error
	}{
		{"the status", answered(200, ""), "200", "pass"},
		{"another success", answered(204, ""), "200", "fail"},
		{"a class", answered(204, ""), "2xx", "pass"},
		{"status and code", answered(400, `{"error":"invalid_request"}`), "400 invalid_request", "pass"},
		{"another code", answered(400, `{"error":"invalid_client"}`), "400 invalid_request", "fail"},
		{"a code missing is another rule's", answered(400, ``), "400 invalid_request", "pass"},
		{"one of several codes", answered(401, `{"error":"invalid_client"}`), "400|401 invalid_request|invalid_client", "pass"},
		{"the second alternative", answered(400, `{"error":"unsupported_token_type"}`), "2xx, or 400 unsupported_token_type", "pass"},
		{"neither alternative", answered(400, `{"error":"invalid_request"}`), "2xx, or 400 unsupported_token_type", "fail"},
		{"the Management API's code", answered(403, `{"error":"Forbidden","errorCode":"insufficient_scope"}`), "403 insufficient_scope", "pass"},
		{"a refusal with a token in it", answered(400, `{"error":"invalid_grant","access_token":"x"}`), "4xx", "fail"},
		{"a 5xx", answered(503, ""), "200", "inconclusive"},
		{"too many requests", answered(429, ""), "4xx", "inconclusive"},
		{"a redirect to itself", redirect("/revoke"), "200", "inconclusive"},
		{"a redirect elsewhere is the answer", redirect("/login"), "200", "fail"},
		{"no answer", lost, "200", "inconclusive"},
		{"no such expectation", answered(200, ""), "200 a b", "error"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			endpoints := file.Endpoints{Revocation: "https://a.example/revoke", Token: "https://a.example/token"}
			session := &deployment.Session{Deployment: &deployment.Deployment{Server: &session.Server{Endpoints: endpoints}}}
			w := &World{lease: &deployment.Lease{Session: session}}
			w.act(c.answer, "", false)
			assert.Equal(t, c.kind, kind(w.answerIs(t.Context(), c.wanted)))
		})
	}
}

func kind(err error) string {
	var failure *Failure
	var unclear *Inconclusive
	var missing *NotApplicable
	switch {
	case errors.As(err, &missing):
		return "not-applicable"
	case err == nil:
		return "pass"
	case errors.As(err, &failure):
		return "fail"
	case errors.As(err, &unclear):
		return "inconclusive"
	}
	return "error"
}

func TestAnEffectIsNotJudgedAfterARefusedAct(t *testing.T) {
	w := &World{scenario: Scenario{Judge: func(subject string) string { return map[string]string{string(judge.Revocation): "REV-01"}[subject] }}}
	w.act(answered(401, ""), judge.Revocation, true)
	err := w.actAccepted()
	assert.Equal(t, "inconclusive", kind(err))
	assert.Contains(t, err.Error(), "REV-01", "the rule that judges the answer is named")
	var unclear *Inconclusive
	assert.ErrorAs(t, err, &unclear)
	assert.Equal(t, "REV-01", unclear.LeftTo, "by a value, and not in the message alone")
	w.act(answered(204, ""), judge.Revocation, true)
	assert.NoError(t, w.actAccepted(), "any 2xx accepts")
}

func TestABrokenShouldSkipsForGodog(t *testing.T) {
	assert.ErrorIs(t, (&World{scenario: Scenario{Should: true}}).failure("x"), godog.ErrSkip)
	assert.NotErrorIs(t, (&World{}).failure("x"), godog.ErrSkip)
	assert.ErrorIs(t, notApplicable("x"), godog.ErrSkip)
	assert.NotErrorIs(t, inconclusive("x"), godog.ErrSkip, "skipped is never green")
}

func TestAlike(t *testing.T) {
	plain := answered(200, "")
	with := func(name, value string) httpx.Response {
		r := answered(200, "")
		r.Header.Set(name, value)
		return r
	}
	cases := []struct {
		name    string
		answers [4]httpx.Response
		kind    string
	}{
		{"the same", [4]httpx.Response{plain, plain, plain, plain}, "pass"},
		{"another status", [4]httpx.Response{plain, plain, answered(400, ""), answered(400, "")}, "fail"},
		{"another body", [4]httpx.Response{plain, plain, answered(200, "unknown"), answered(200, "unknown")}, "fail"},
		{"a header more", [4]httpx.Response{plain, plain, with("X-Known", "no"), with("X-Known", "no")}, "fail"},
		{"a header's value", [4]httpx.Response{with("X-Known", "yes"), with("X-Known", "yes"), with("X-Known", "no"), with("X-Known", "no")}, "fail"},
		{"request ids", [4]httpx.Response{with("X-Id", "1"), with("X-Id", "2"), with("X-Id", "3"), with("X-Id", "4")}, "pass"},
		{"what varies anyway", [4]httpx.Response{with("Date", "1"), with("Date", "1"), with("Date", "2"), with("Date", "2")}, "pass"},
		{"a 5xx", [4]httpx.Response{plain, plain, plain, answered(500, "")}, "inconclusive"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.kind, kind((&World{answers: c.answers[:]}).answersAlike(t.Context())))
		})
	}
}

func TestStrangersLookLikeTheTokenAndAreNot(t *testing.T) {
	w := &World{random: rand.New(rand.NewPCG(1, 2))}
	const token = "v1.Ma-b_C9"
	stranger := w.unknownLike(token)
	assert.NotEqual(t, token, stranger)
	assert.Len(t, stranger, len(token))
	for i, c := range token {
		if strings.ContainsRune(".-_", c) {
			assert.Equal(t, token[i], stranger[i], "the shape is kept")
		}
	}
}

func TestAltered(t *testing.T) {
	const token = "abcdefgh"
	for how, wanted := range map[string]string{
		"altered in the middle": "abcd-fgh", "shortened by a character": "abcdefg", "lengthened by a character": "abcdefghB",
		"altered at the beginning": "6bcdefgh", "altered at the end": "abcdefgB", "with its case swapped": "ABCDEFGH",
	} {
		got, ok := alteredCopy(token, how)
		require.True(t, ok)
		assert.Equal(t, wanted, got)
	}
	_, ok := alteredCopy(token, "in some way")
	assert.False(t, ok)
}

// Whatever the length of a token, an altered copy spells other bytes, also for a decoder that forgives stray bits.
func TestAlteredCopiesAreOtherTokens(t *testing.T) {
	lenient := base64.RawURLEncoding
	for size := 30; size < 34; size++ {
		for seed := range byte(64) {
			bytes := make([]byte, size)
			for i := range bytes {
				bytes[i] = seed*7 + byte(i)
			}
			token := lenient.EncodeToString(bytes)
			for _, how := range []string{"altered at the beginning", "altered in the middle", "altered at the end"} {
				copied, _ := alteredCopy(token, how)
				decoded, err := lenient.DecodeString(copied)
				require.NoError(t, err)
				assert.NotEqual(t, bytes, decoded, how)
			}
		}
	}
}

func TestTablesWithUnknownColumnsAreRefused(t *testing.T) {
	table := &godog.Table{Rows: []*messages.PickleTableRow{
		{Cells: []*messages.PickleTableCell{{Value: "tokn"}}}, {Cells: []*messages.PickleTableCell{{Value: "A"}}},
	}}
	_, err := rows(table, "token", "application")
	require.Error(t, err)
	assert.Contains(t, err.Error(), "tokn")
	assert.Contains(t, err.Error(), "token")
}

func TestEveryExchangeYielded(t *testing.T) {
	cases := map[string]struct {
		yields []plainExchange
		kind   string
	}{
		"a chain":          {[]plainExchange{{"a", "b"}, {"b", "c"}}, "pass"},
		"none returned":    {[]plainExchange{{"a", "b"}, {"b", ""}}, "fail"},
		"the same":         {[]plainExchange{{"a", "a"}}, "fail"},
		"one used before":  {[]plainExchange{{"a", "b"}, {"b", "a"}}, "fail"},
		"nothing happened": {nil, "error"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, c.kind, kind((&World{plainExchanges: c.yields}).everyExchangeYielded(t.Context())))
		})
	}
}

func TestPhrasesAreAnchoredAndExplained(t *testing.T) {
	for _, p := range Phrases() {
		text := p.Pattern.String()
		assert.True(t, strings.HasPrefix(text, "^") && strings.HasSuffix(text, "$"), text)
		assert.NotEmpty(t, p.Meaning, text)
		assert.NotEmpty(t, p.Uses, "%s: say what of a server it uses, or nothing", text)
		for _, u := range p.Uses {
			assert.Contains(t, text, u.text, "a use for a choice that the phrase does not have")
		}
	}
}

// A closing control is run without godog, which would catch a panic.
func TestDoTurnsAPanicIntoAnError(t *testing.T) {
	w := &World{deadTokens: []*token{{}}}
	assert.ErrorContains(t, w.Do(t.Context(), "what is dead stays dead"), "nil pointer")
	assert.ErrorContains(t, w.Do(t.Context(), "nothing of the kind"), "no phrase reads")
	assert.NoError(t, (&World{}).Do(t.Context(), "what is dead stays dead"))
}
