package deployment

import (
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/auth0"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/pace"
	"github.com/revokespec/revokespec/internal/session"
)

// Between an act and the look at what it did there is no wait.
func TestTheLookAfterAnActDoesNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &limitedServer{limit: 20, period: time.Minute, style: asAuth0}
		s, said := paced(t, nil, map[string]httpmock.Responder{"/oauth/": server.answer})
		for range 15 {
			s.sendTo(t.Context(), session.SetUp, "oauth/token")
		}
		start := time.Now()
		s.sendTo(t.Context(), session.Act, "oauth/revoke")
		assert.InDelta(t, 60, time.Since(start).Seconds(), 1, "it waits for room for both")
		acted := time.Now()
		for range pace.LookAfter {
			assert.Equal(t, 200, s.sendTo(t.Context(), session.Check, "oauth/token").Status)
		}
		assert.Zero(t, time.Since(acted))
		assert.Zero(t, server.over)
		assert.Equal(t, []string{"acme.example takes no more for 1m0s (its rate limit)"}, *said)
		s.ReleaseRequests()
		assert.Zero(t, s.Deployment.Pacer.Reserved())
	})
}

// The limits of the file, too, are waited for before the act: as many looks as go in a second follow at once.
func TestTheLookAfterAnActByTheFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := paced(t, func(f *file.File) { f.Limits.RequestsPerSecond = 3 }, nil)
		other := s.Deployment.Session()
		start := time.Now()
		for range 3 {
			other.sendTo(t.Context(), session.SetUp, "oauth/token")
		}
		s.sendTo(t.Context(), session.Act, "oauth/revoke")
		acted := time.Now()
		for range 2 {
			s.sendTo(t.Context(), session.Check, "oauth/token")
		}
		assert.Zero(t, time.Since(acted))
		assert.InDelta(t, 5./3, time.Since(start).Seconds(), .01, "six requests at three a second, the first at once")
		s.sendTo(t.Context(), session.Check, "oauth/token")
		assert.InDelta(t, 1./3, time.Since(acted).Seconds(), .01)
	})
}

// What is kept for some is not given to others, nor when the bucket was filled again and nobody has told by how much.
func TestWhatIsKeptIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &limitedServer{limit: 2, period: time.Second, style: asAuth0}
		s, _ := paced(t, nil, map[string]httpmock.Responder{"/api/v2/": server.answer})
		read := func(s *Session) {
			assert.Equal(t, 200, s.Management(t.Context(), session.Check, auth0.ManagementRequest{Method: "GET", Path: "/tenants/settings"}).Status)
		}
		read(s)
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				keeper := s.Deployment.Session()
				keeper.RereadsSetting(true)
				for range 3 {
					keeper.sendTo(t.Context(), session.Act, "oauth/revoke")
					acted := time.Now()
					time.Sleep(1500 * time.Millisecond) // into another second
					read(keeper)
					assert.Equal(t, 1500*time.Millisecond, time.Since(acted), "no wait")
					keeper.ReleaseRequests()
				}
			})
			all.Go(func() {
				other := s.Deployment.Session()
				for range 5 {
					read(other)
				}
			})
		}
		all.Wait()
		assert.Zero(t, server.over)
		assert.Len(t, server.at, 1+4*(3+5))
	})
}

// Acts at both APIs, of which each looks at the other, do not wait for each other for ever; a bubble would tell.
func TestKeepersDoNotBlockEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		management := &limitedServer{limit: 2, period: time.Second, style: asAuth0}
		rest := &limitedServer{limit: 10, period: time.Second, style: asAuth0}
		s, _ := paced(t, nil, map[string]httpmock.Responder{"/api/v2/": management.answer, "/oauth/": rest.answer})
		s.sendTo(t.Context(), session.SetUp, "oauth/token")
		s.Management(t.Context(), session.SetUp, auth0.ManagementRequest{Method: "GET", Path: "/grants"})
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				one := s.Deployment.Session()
				one.RereadsSetting(true)
				for range 4 {
					if i%2 == 0 {
						one.Management(t.Context(), session.Act, auth0.ManagementRequest{Method: "DELETE", Path: "/grants/1"})
					} else {
						one.sendTo(t.Context(), session.Act, "oauth/revoke")
					}
					one.Management(t.Context(), session.Check, auth0.ManagementRequest{Method: "GET", Path: "/tenants/settings"})
					one.sendTo(t.Context(), session.Check, "oauth/token")
					one.Management(t.Context(), session.Check, auth0.ManagementRequest{Method: "GET", Path: "/grants"})
					one.SendTogether(t.Context(), session.Act, make8())
				}
				one.ReleaseRequests()
			})
		}
		all.Wait()
		assert.Zero(t, rest.over)
		assert.Zero(t, management.over)
	})
}

// What is under way when a period ends may count in the next: others wait until an answer tells.
func TestWhatIsUnderWayAtTheEndOfAPeriodIsCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &limitedServer{limit: 2, period: time.Second, style: asAuth0}
		first := make(chan bool, 1)
		first <- true
		s, _ := paced(t, nil, map[string]httpmock.Responder{"/api/v2/": func(r *http.Request) (*http.Response, error) {
			select {
			case <-first:
			default:
				time.Sleep(300 * time.Millisecond) // on its way
			}
			return server.answer(r)
		}})
		read := func(s *Session) {
			assert.Equal(t, 200, s.Management(t.Context(), session.Check, auth0.ManagementRequest{Method: "GET", Path: "/tenants/settings"}).Status)
		}
		read(s)
		time.Sleep(900 * time.Millisecond)
		var all sync.WaitGroup
		all.Go(func() { read(s.Deployment.Session()) })
		time.Sleep(100 * time.Millisecond)
		all.Go(func() {
			both := httpx.Request{Method: "GET", URL: pacedIssuer + "api/v2/tenants/settings"}
			s.Deployment.Session().SendTogether(t.Context(), session.SetUp, []httpx.Request{both, both})
		})
		all.Wait()
		assert.Zero(t, server.over)
	})
}
