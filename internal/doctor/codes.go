package doctor

import (
	"context"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/internal/signin"
	"github.com/revokespec/revokespec/steps"
)

// codes looks whether a code can be got at the pages of the server and redeemed, where other sign-ins do not show it.
func (e *examination) codes(ctx context.Context) {
	strategy := e.d.File.Mint.Strategy
	if strategy == file.StrategyAuthorizationCode || strategy == file.StrategyBrowser || e.d.Missing("code") != "" || e.workingClient == nil {
		return
	}
	about := "clients." + e.workingClient.Role
	code, err := e.session.Authorize(ctx, session.SetUp, signin.SignIn{Client: *e.workingClient, User: e.userOf()})
	if err != nil {
		e.noCodes(about, httpx.Response{}, answerOf(err))
		return
	}
	answer, err := e.send(ctx, *e.workingClient, e.d.Endpoints.Token, code.Form())
	if err == nil {
		var tokens signin.Tokens
		if tokens, err = e.session.TokensOf(code, answer); err == nil {
			e.spend(ctx, *e.workingClient, tokens.Refresh)
			e.ok(about, "an authorization code is issued and redeemed as well")
			return
		}
	}
	e.noCodes(about, answer, answerOf(err))
}

// noCodes says what keeps the rules on authorization codes from being judged; all others can be.
func (e *examination) noCodes(about string, answer httpx.Response, says string) {
	e.fails(steps.Codes, "", answer, "%s gets no refresh token by an authorization code, as said above", about)
	e.note(about, "allow it authorization codes, or leave redirect_uri out where its pages cannot be gone through", "gets no refresh token by an authorization code: %s", says)
}
