package dashboard

import (
	"crypto/hmac"
	"encoding/base64"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// noticeCookie carries what was done from the form to the page after it. It is sealed: only what this server said to
// this browser is shown.
const noticeCookie = "revokespec_notice"

// redirectWithNotice leads back to a page, which then says what happened.
func (c *call) redirectWithNotice(to, notice string) tenant.Answer {
	return redirect(to).With("Set-Cookie", c.cookie(noticeCookie,
		base64.RawURLEncoding.EncodeToString([]byte(notice))+"."+c.seal("notice", notice)))
}

// takeNotice returns the notice to show, and whether there is a cookie to take away.
func (c *call) takeNotice() (string, bool) {
	value, err := c.Cookie(noticeCookie)
	if err != nil || c.fresh {
		return "", false
	}
	encoded, seal, _ := strings.Cut(value, ".")
	notice, err := base64.RawURLEncoding.DecodeString(encoded)
	if err != nil || !hmac.Equal([]byte(seal), []byte(c.seal("notice", string(notice)))) {
		return "", true
	}
	return string(notice), true
}

// log writes to the tenant's log what was done, as the Management API's writes are.
func (c *call) log(description string, about tenant.LogEvent) {
	about.Type, about.Description = tenant.LogManagement, description
	if about.Details == nil {
		about.Details = map[string]any{}
	}
	about.Details["request"] = map[string]any{"channel": "dashboard", "method": strings.ToLower(c.Request.Method),
		"path": c.Request.Path, "ip": c.Request.IP, "userAgent": c.Request.Agent}
	c.Log(c.store, about)
}
