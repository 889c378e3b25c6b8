package sdk_test

import (
	"net/http"
	"testing"

	"github.com/auth0/go-auth0/management"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// attempts counts the answers of each status, those that the SDK does not show included.
type attempts struct {
	http.RoundTripper
	answered map[int]int
}

func (a attempts) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := a.RoundTripper.RoundTrip(r)
	if err == nil {
		a.answered[answer.StatusCode]++
	}
	return answer, err
}

// This mock takes two requests a second, as Auth0 does of a free tenant.
func TestRateLimit(t *testing.T) {
	m := at(t, "INTEROP_LIMITED")
	impatient, refusals := m.management(management.WithNoRetries()), 0
	for range 20 { // the second may begin anew in between
		if _, err := impatient.User.Read(m.ctx, ann.id); err != nil {
			m.fails(err, http.StatusTooManyRequests, "429 Too Many Requests: Global limit has been reached")
			refusals++
		}
	}
	assert.Positive(t, refusals)

	counted := attempts{m.http.Transport, map[int]int{}}
	m.http.Transport = counted
	patient := m.management()
	for tries := 0; tries < 20 && counted.answered[http.StatusTooManyRequests] == 0; tries++ {
		_, err := patient.User.Read(m.ctx, ann.id) // waits until the time that X-RateLimit-Reset tells
		require.NoError(t, err)
	}
	assert.Positive(t, counted.answered[http.StatusTooManyRequests])
}
