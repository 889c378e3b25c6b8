package redact

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/internal/redact/redacttest"
)

var canaries = []string{
	"CANARY", "CANARY with space", `CANARY"quoted\slash/`, "CANARY+plus&amp=é~%41%", "CANARY<html>'s'", "v1.CANARY-_~MR3k9", "CANARYÿþ>>>???",
}

func TestRedactFindsEverySpelling(t *testing.T) {
	for _, canary := range canaries {
		v := New(nil, nil)
		v.Name(canary, "secret")
		for spelling, text := range redacttest.Spellings(canary) {
			got := v.Hide("before " + text + " after")
			assert.Regexp(t, `^before .{0,8}\[secret\].{0,8} after$`, got, "%s of %s: %s", spelling, canary, text)
		}
	}
}

// Servers cut off what they tell, and logs too. A part that others may have as well says nothing.
func TestRedactHidesTheBeginningOfASecret(t *testing.T) {
	const jwt = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL29wLmV4YW1wbGUiLCJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl"
	v := New(nil, nil)
	v.Name("v1.MRjVeO8NJCXIYPY+TSFDyNDU", "secret of confidential")
	v.Number(jwt, "access token")
	v.Number("urn:ietf:params:oauth:grant-type", kindForm)
	v.Number("UsernameOrPasswordIsWrong", Kinds["code"])
	for text, want := range map[string]string{
		"Unknown v1.MRjVeO8NJ...":             "Unknown [beginning of secret of confidential]",
		"of v1.MRjVeO8NJCXIYPY%2BTSF)":        "of [beginning of secret of confidential])",
		"v1.MRjVeO8 v1.MRjVeO9NJCXI":          "v1.MRjVeO8 v1.MRjVeO9NJCXI",
		jwt[:60]:                              "[beginning of access token 1]",
		jwt[:60] + "-of.another,":             "[beginning of access token 1],",
		jwt[:40] + " urn:ietf:params:oauth:x": jwt[:40] + " urn:ietf:params:oauth:x",
		"UsernameOrPasswordIsRight":           "UsernameOrPasswordIsRight",
	} {
		got := v.Redact(text)
		assert.Equal(t, want, got)
		assert.Equal(t, want, v.Redact(got), "hidden twice")
	}
}

func TestRedactLeavesTheRestAsItIs(t *testing.T) {
	v := New(nil, nil)
	v.Name("s3cr3t", "secret of confidential")
	for _, text := range []string{"", "nothing", "a=1&b=%20%zz+\\u12", `{"a":"\"x\""}`, "s3cr3", "&amp;&nope;&"} {
		assert.Equal(t, text, v.Hide(text))
	}
	assert.Equal(t, "a%20=[secret of confidential]+b", v.Hide("a%20=s3cr3t+b"))
}

func TestRedactOfOverlappingSecrets(t *testing.T) {
	v := New(nil, nil)
	v.Name("abcdef", "short")
	v.Name("defghijkl", "long")
	v.Name("abcdef.suffix", "longest")
	assert.Equal(t, "([long])", v.Hide("(abcdefghijkl)"))
	assert.Equal(t, "([longest])([short])", v.Hide("(abcdef.suffix)(abcdef)"))
}

func TestNamesAreNumberedInOrderOfAppearance(t *testing.T) {
	v := New(nil, nil)
	v.Learn(`{"refresh_token":"r-1111","access_token":"a-1111"}`)
	v.Learn(`{"refresh_token":"r-2222"}`)
	v.Learn(`token=r-1111&client_id=x`)
	v.Learn(`token=unknown1`)
	assert.Equal(t, "[refresh token 1] [refresh token 2] [access token 1] [token 1]", v.Hide("r-1111 r-2222 a-1111 unknown1"))
}

func TestRedactionByField(t *testing.T) {
	tests := map[string]struct{ text, want string }{
		"short values":   {"password=abc&client_secret=x&a=abc", "password=[password]&client_secret=[client secret]&a=abc"},
		"JSON":           {`{"token" : "ab\"c", "b":"c"}`, `{"token" : "[token]", "b":"c"}`},
		"cut JSON":       {`{"refresh_token":"CANARY-cut-o`, `{"refresh_token":"[refresh token]`},
		"cut in escape":  {`{"refresh_token":"CANARY\`, `{"refresh_token":"[refresh token]\`},
		"location":       {"https://a/cb?code=x1&state=s#access_token=q", "https://a/cb?code=[code]&state=s#access_token=[access token]"},
		"URL in a URL":   {"https://a/?to=https%3A%2F%2Fb%3Fcode%3Dx%2541%26y%3D1", "https://a/?to=https%3A%2F%2Fb%3Fcode%3D[code]%26y%3D1"},
		"JSON in JSON":   {`{"log":"{\"access_token\":\"CANARY\"}"}`, `{"log":"{\"access_token\":\"[access token]\"}"}`},
		"not a string":   {`{"password":12345,"token":["CANARY"],"code":404}`, `{"password":"[password]","token":"[token]","code":404}`},
		"empty":          {`token=&client_id=a`, `token=&client_id=a`},
		"similar names":  {`token_type=bearer&xtoken=1`, `token_type=bearer&xtoken=1`},
		"another's JWT":  {"seen eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwcyJ9.c2lnbmF0dXJl, and eyJ.a.b", "seen [unknown JWT], and eyJ.a.b"},
		"a name already": {`token=[refresh token]`, `token=[refresh token]`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, test.want, New(nil, nil).redactFields(test.text))
		})
	}
}

func TestWordsAsErrorCodesStayReadable(t *testing.T) {
	v := New(nil, nil)
	v.Learn(`{"code":"not_found"}`)
	assert.Equal(t, "was not_found", v.Hide("was not_found"))
}
