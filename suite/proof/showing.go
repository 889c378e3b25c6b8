package proof

import (
	"sync"

	"github.com/revokespec/revokespec/reports"
)

// showing serialises what the progress is told.
type showing struct {
	sync.Mutex
	progress Progress
}

func newShowing(p Progress, total int) *showing {
	if p != nil {
		p.Start(total)
	}
	return &showing{progress: p}
}

func (s *showing) done(r Row) {
	if s.progress == nil {
		return
	}
	s.Lock()
	defer s.Unlock()
	verdict := reports.Pass
	if len(r.Findings) > 0 {
		verdict = reports.Fail
	}
	s.progress.Done(r.Rule, verdict)
}

func (s *showing) finish() {
	if s.progress != nil {
		s.progress.Finish()
	}
}
