package tenant_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func TestCutLeavesWholeCharacters(t *testing.T) {
	for _, c := range []struct {
		text string
		most int
		want string
	}{{"", 3, ""}, {"abc", 3, "abc"}, {"abcd", 3, "abc..."}, {"aé", 2, "a..."}, {"€€", 5, "€..."}, {"\x80\x80\x80", 1, "..."}} {
		assert.Equal(t, c.want, tenant.Cut(c.text, c.most), c.text)
	}
}

// A hundred thousand scopes in one request take no time worth mentioning.
func TestManyScopes(t *testing.T) {
	var text strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&text, "s%d s%d ", i, i)
	}
	assert.Len(t, tenant.Scopes(text.String()), 100_000)
}

func TestMayRedirectTo(t *testing.T) {
	for address, want := range map[string]bool{
		"https://app.example/callback": true, "http://localhost:3000": true, "com.example.app://callback": true, "https://{organization_name}.example/cb": true,
		"https://*.example.com/cb": true, "": false, "/callback": false, "app.example/callback": false, "http://localhost/cb#frag": false, "https://a.example/#": false,
		"javascript:alert(1)": false, "JavaScript:alert(1)": false, " javascript:alert(1)": false, "java\nscript:alert(1)": false, "data:text/html,x": false,
		"vbscript:x": false, "file:///etc/passwd": false, "blob:https://a.example/1": false,
	} {
		assert.Equal(t, want, tenant.MayRedirectTo(address), address)
	}
}
