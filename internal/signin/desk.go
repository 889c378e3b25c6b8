package signin

import (
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/chromium"
	"github.com/revokespec/revokespec/internal/session"
)

// Desk is where all sessions sign in: it bounds how many do at once, and has the one Chromium for it.
type Desk struct {
	mint     file.Mint
	minting  minting
	chromium browserProcess
}

// Signer signs users in, in a session.
type Signer struct {
	*session.Session
	desk *Desk
}

// NewDesk is for the file's strategy; browser is a Chromium instead of the file's, "" or BrowserNone for that.
func NewDesk(mint file.Mint, browser string) *Desk {
	d := &Desk{mint: mint, minting: newMinting(mint.Concurrency)}
	d.chromium = browserProcess{wanted: mint.Browser, keeper: &chromium.Keeper{}}
	if browser != "" && browser != file.BrowserNone {
		d.chromium.wanted = browser
	}
	return d
}

// For is the signer of a session.
func (d *Desk) For(s *session.Session) *Signer { return &Signer{Session: s, desk: d} }

// Close ends the Chromium.
func (d *Desk) Close() { d.chromium.keeper.Close() }
