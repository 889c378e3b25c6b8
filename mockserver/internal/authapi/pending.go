package authapi

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/gob"
	"net/http"
	"net/url"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// mostSealed is how long a sealed request may be, in bytes: it is a part of an address, of which wire takes 16 KiB.
const mostSealed = 12 << 10

// sendToPage sends the browser to the page where its user acts. The request waits with the browser, sealed: what anybody may begin
// costs this server no memory, so nobody can fill it and push out others.
func (c *call) sendToPage(p tenant.Pending, path string) tenant.Answer {
	answer := tenant.Answer{Status: http.StatusFound}
	if p.ID == "" {
		p.ID = tenant.NewID(16)
		p.Browser, answer = c.bind(answer)
	}
	sealed, err := c.seal(forSignIn, p)
	switch {
	case err != nil:
		return c.redirectWithError(p, c.fault(err))
	case len(sealed) > mostSealed:
		return c.errorPage(http.StatusRequestURITooLong, "invalid_request", "The authorization request is too long")
	}
	return answer.With("Location", path+"?"+url.Values{"state": {sealed}}.Encode())
}

// bind ties a request to the browser that began it, by a cookie that is sent along with the answer: its hash goes into the request.
func (c *call) bind(answer tenant.Answer) (tenant.Hash, tenant.Answer) {
	browser, hash := tenant.NewSecret("")
	return hash, answer.With("Set-Cookie", c.cookie(browserCookie, browser))
}

// bound says whether it is that browser.
func (c *call) bound(to tenant.Hash) bool {
	browser, err := c.Cookie(browserCookie)
	return err == nil && tenant.HashOf(browser) == to
}

// purpose tells what is sealed: what was sealed for one is none of another.
type purpose string

const (
	forSignIn purpose = "sign-in"
	forLogout purpose = "logout"
	forPushed purpose = "pushed request"
)

// seal writes plain data so that only this tenant can read it, or could have written it. Gob keeps texts byte by byte, as the
// application has to get its state back.
func (c *call) seal(why purpose, data any) (string, error) {
	box, err := c.box()
	if err != nil {
		return "", err
	}
	var plain bytes.Buffer
	if err := gob.NewEncoder(&plain).Encode(data); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(box.Seal(nil, nil, plain.Bytes(), []byte(why))), nil
}

// unseal reads what was sealed for that purpose.
func (c *call) unseal(why purpose, sealed string, into any) bool {
	if len(sealed) > mostSealed {
		return false
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(sealed)
	if err != nil {
		return false
	}
	box, err := c.box()
	if err != nil {
		c.Failed("unseal a request", err)
		return false
	}
	plain, err := box.Open(nil, nil, raw, []byte(why))
	return err == nil && gob.NewDecoder(bytes.NewReader(plain)).Decode(into) == nil
}

func (c *call) box() (cipher.AEAD, error) {
	key, err := c.store.Key(c.Ctx)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// requestOfBrowser finds the request of this browser, unless it has expired, or its application was deleted meanwhile: nobody is sent
// to the address of one that is gone.
func (c *call) requestOfBrowser() (tenant.Pending, bool) {
	var p tenant.Pending
	if !c.unseal(forSignIn, c.params.Get("state"), &p) || !c.Now.Before(p.ExpiresAt) {
		return tenant.Pending{}, false
	}
	if _, err := c.store.Client(c.Ctx, p.ClientID); !c.succeeded("read the client of a request that waits", err) {
		return tenant.Pending{}, false
	}
	return p, c.bound(p.Browser)
}

// pending finds the request that a page for signing in belongs to: one of a device, once its code was confirmed.
func (c *call) pending() (tenant.Pending, bool) {
	p, ok := c.requestOfBrowser()
	return p, ok && (p.UserCode == "" || p.Confirmed)
}

// useUp says whether the request has not come to its end before. It is remembered for as long as it could come again, by
// the clock of the world outside, as all that is good once.
func (c *call) useUp(p tenant.Pending) (bool, error) {
	if p.ID == "" { // it never waited
		return true, nil
	}
	now := c.Env.Clock.Unmoved()
	return c.store.Once(c.Ctx, "sign-in "+p.ID, now.Add(pendingLifetime), now)
}

func (c *call) expiredPage() tenant.Answer {
	return c.errorPage(http.StatusBadRequest, "invalid_request", "This page has expired. Start again at the application.")
}
