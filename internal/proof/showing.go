package proof

import (
	"sync"

	"github.com/revokespec/revokespec/record"
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
	verdict := record.Pass
	if len(r.Findings) > 0 {
		verdict = record.Fail
	}
	s.progress.Done(r.Rule, verdict)
}

func (s *showing) finish() {
	if s.progress != nil {
		s.progress.Finish()
	}
}
