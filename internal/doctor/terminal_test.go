package doctor_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/internal/doctor"
	"github.com/revokespec/revokespec/internal/wording/wordingtest"
)

// Whatever there is one of, or none, is said so.
func TestWhatIsSaidOfOneAndOfNone(t *testing.T) {
	for n := range 3 {
		r := doctor.Report{Profiles: []string{"auth0"}}
		for i := range n {
			r.Rules = append(r.Rules, doctor.Outlook{ID: fmt.Sprintf("REV-1%d", i), Scenarios: 2, Judged: 1, Missing: []string{"a second user"}},
				doctor.Outlook{ID: fmt.Sprintf("REV-2%d", i), Scenarios: 1, Hindered: 1})
		}
		for _, rules := range [][]doctor.Outlook{r.Rules, r.Rules[:min(n, 1)]} {
			var out strings.Builder
			require.NoError(t, (&doctor.Report{Profiles: r.Profiles, Rules: rules}).WriteRules(&out))
			assert.Empty(t, wordingtest.Slips(out.String()), out.String())
		}
	}
}
