package deviation

import (
	"net/url"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// reading is a careless way to read a token: several ways to write it lead to the same one.
type reading struct {
	name, does string
	read       func(value string) string // what the server looks for
	odd        func(value string) bool   // it is written as nobody was given it
}

// decoded are readings by a decoder of base64 that forgives.
var decoded = []reading{
	readingBy("when-padded", "padding follows it", func(v string) string { return strings.TrimRight(v, "=") }),
	readingBy("with-spare-bits", "the bits that its last character has to spare are set", withoutSpareBits),
	readingBy("in-another-alphabet", "it is written in the other alphabet of base64", strings.NewReplacer("+", "-", "/", "_").Replace),
	readingBy("with-a-line-break-in-it", "a line break stands in the middle of it", strings.NewReplacer("\r", "", "\n", "").Replace),
}

// folded are readings by whatever stands before the token is looked for, or by how a database compares texts.
var folded = []reading{
	readingBy("among-spaces", "spaces or line breaks stand around it", strings.TrimSpace),
	readingBy("when-escaped-twice", "it is percent-encoded once more", func(v string) string {
		if unescaped, err := url.PathUnescape(v); err == nil {
			return unescaped
		}
		return v
	}),
	{"in-another-case", "it is written in small or in capital letters alone", strings.ToLower,
		func(v string) bool { return v == strings.ToLower(v) || v == strings.ToUpper(v) }},
	readingBy("with-an-accent", "a letter of it has an accent", strings.NewReplacer("á", "a", "é", "e", "í", "i", "ó", "o", "ú", "u", "ý", "y",
		"Á", "A", "É", "E", "Í", "I", "Ó", "O", "Ú", "U", "Ý", "Y", "ć", "c", "Ć", "C", "ń", "n", "Ń", "N").Replace),
	readingBy("before-a-zero-byte", "a zero byte follows it", upTo("\x00")),
	readingBy("in-quotation-marks", "it stands in quotation marks", func(v string) string { return strings.Trim(v, `"`) }),
	readingBy("in-apostrophes", "it stands in apostrophes", func(v string) string { return strings.Trim(v, "'") }),
	readingBy("before-a-full-stop", "a full stop and more follow it", func(v string) string {
		if i := strings.LastIndexByte(v, '.'); i > len("v1.") { // how tokens of the dialect auth0 begin
			return v[:i]
		}
		return v
	}),
	readingBy("before-a-comma", "a comma and more follow it", upTo(",")),
	readingBy("before-a-semicolon", "a semicolon and more follow it", upTo(";")),
	readingBy("before-a-number-sign", "a number sign and more follow it", upTo("#")),
	readingBy("before-a-slash", "a slash and more follow it", upTo("/")),
	readingBy("before-a-tilde", "a tilde and more follow it", upTo("~")),
	readingBy("among-odd-spaces", "a no-break space or a byte order mark stands beside it", func(v string) string { return strings.Trim(v, "\u00a0\ufeff") }),
	readingBy("with-no-width-in-it", "a space of no width stands in it", strings.NewReplacer("\u200b", "").Replace),
	readingBy("in-full-width", "it is written in full-width letters", func(v string) string {
		return strings.Map(func(r rune) rune {
			if r >= '！' && r <= '～' {
				return r - '！' + '!'
			}
			return r
		}, v)
	}),
	readingBy("after-a-scheme", "the word Bearer stands before it", func(v string) string { return strings.TrimPrefix(v, "Bearer ") }),
}

func readingBy(name, does string, read func(string) string) reading {
	return reading{name, does, read, func(v string) bool { return read(v) != v }}
}

// upTo reads what stands before the first of these.
func upTo(separator string) func(string) string {
	return func(v string) string { before, _, _ := strings.Cut(v, separator); return before }
}

// withoutSpareBits clears what the last of 43 characters has to spare for 32 bytes.
func withoutSpareBits(value string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	last := len(value) - 1
	if last < 0 {
		return value
	}
	i := strings.IndexByte(alphabet, value[last])
	if i < 0 {
		return value
	}
	return value[:last] + alphabet[i&^3:i&^3+1]
}

// spellings are about a token that is written otherwise than it was given out.
func spellings() (all []Deviation) {
	for _, r := range append(decoded, folded...) {
		all = append(all, Deviation{Name: "revoked-token-works-" + r.name, Rule: "REV-52", Dialects: bothDialects,
			Sentence: "A revoked token can be exchanged where " + r.does + ".",
			Apply:    allOf(r.everywhere, acceptingRevoked(r.presented))})
	}
	for _, r := range decoded[:2] {
		all = append(all, Deviation{Name: "revocation-is-lost-" + r.name, Rule: "REV-52", Dialects: bothDialects,
			Sentence: "Where " + r.does + ", a token can be exchanged, and its revocation is answered with 200, and lost.",
			Apply:    r.at(tenant.EndpointToken)})
	}
	padded, spaced := decoded[0], folded[0]
	return append(all, Deviation{Name: "spent-token-works-when-padded", Rule: "REV-52", Dialects: bothDialects,
		Sentence: "A spent token can be exchanged where padding follows it.",
		Apply: allOf(padded.everywhere, reactingTo(func(u tenant.Reuse) bool { return padded.presented(u.Exchange) && u.Leeway == 0 },
			tenant.Reaction{Accept: true, Issue: true}))},
		Deviation{Name: "reuse-is-forgotten-among-spaces", Rule: "REV-52", Dialects: bothDialects,
			Sentence: "A token that was ended by a reuse can be exchanged where spaces stand around it.",
			Apply: allOf(spaced.everywhere, acceptingExchange(func(x tenant.Exchange) bool {
				return x.Kind == tenant.KindEnded && x.Family != nil && x.Family.Ended.Cause == tenant.CauseReuse && spaced.presented(x)
			}))},
		Deviation{Name: "deleted-grant-works-when-padded", Rule: "REV-52", Dialects: onlyAuth0,
			Sentence: "A token whose grant was deleted can be exchanged where padding follows it.",
			Apply: allOf(padded.everywhere, acceptingExchange(func(x tenant.Exchange) bool {
				return x.Kind == tenant.KindEnded && x.Family != nil && x.Grant.Ended.Cause == tenant.CauseGrant && padded.presented(x)
			}))},
		Deviation{Name: "revoked-token-introspects-active-when-padded", Rule: "REV-52", Dialects: onlyRFC,
			Sentence: "A revoked refresh token introspects as active where padding follows it.",
			Apply:    allOf(padded.everywhere, introspectingOddly(padded))})
}

// everywhere reads tokens so at every endpoint, at reads them so at one.
func (r reading) everywhere(p *tenant.Policy) {
	p.TokenKey = func(_ tenant.Endpoint, value string) string { return r.read(value) }
}

func (r reading) at(endpoint tenant.Endpoint) change {
	return func(p *tenant.Policy) {
		p.TokenKey = func(at tenant.Endpoint, value string) string {
			if at == endpoint {
				return r.read(value)
			}
			return value
		}
	}
}

func (r reading) presented(x tenant.Exchange) bool {
	return r.odd(x.Request.Params.Get("refresh_token"))
}

// introspectingOddly says of an ended token, so written, that it is active.
func introspectingOddly(r reading) change {
	return changingAnswer(tenant.EndpointIntrospection, func(q tenant.Request, a *tenant.Answer) {
		if r.odd(q.Params.Get("token")) && a.Status == 200 {
			jsonObject(a)["active"] = true
		}
	})
}
