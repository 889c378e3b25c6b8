package deployment

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
)

// One user's limit of sign-ins keeps nobody else waiting.
// Nor does the room that is kept for the look after an act let anybody sign in who has used up his own limit.
func TestSignInsOfOneUser(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		signIns := &limitedServer{limit: 3, period: time.Minute, style: asAuth0}
		rest := &limitedServer{limit: 300, period: time.Minute, style: asAuth0}
		s, _ := paced(t, nil, map[string]httpmock.Responder{"/oauth/token": func(r *http.Request) (*http.Response, error) {
			if err := r.ParseForm(); err == nil && r.Form.Get("username") == "ann" {
				return signIns.answer(r)
			}
			return rest.answer(r)
		}})
		s.sendTo(t.Context(), session.Check, "oauth/token") // an exchange tells what everybody's limit is
		signIn := func(user string) time.Duration {
			start := time.Now()
			ctx, err := s.Deployment.Pacer.SignIn(t.Context(), file.User{Username: user})
			require.NoError(t, err)
			s.Send(ctx, session.Control, httpx.Request{URL: pacedIssuer + "oauth/token", Form: map[string][]string{"username": {user}}})
			return time.Since(start)
		}
		for range 3 {
			assert.Zero(t, signIn("ann"))
		}
		assert.Zero(t, signIn("ben"))
		start := time.Now()
		s.sendTo(t.Context(), session.Act, "oauth/revoke")
		assert.Zero(t, time.Since(start))
		assert.InDelta(t, 60, signIn("ann").Seconds(), 1)
		assert.Zero(t, signIns.over+rest.over)
	})
}

func TestSignInsByTheFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := paced(t, func(f *file.File) { f.Limits.SignInsPerMinute = 10 }, nil)
		start := time.Now()
		for range 13 {
			_, err := s.Deployment.Pacer.SignIn(t.Context(), file.User{Username: "ann"})
			require.NoError(t, err)
		}
		assert.Equal(t, 18*time.Second, time.Since(start), "ten at once, then one in six seconds")
	})
}
