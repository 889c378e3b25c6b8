package redis

import "time"

// Patience is for how long the server may not answer.
func (s *Server) Patience(d time.Duration) { s.patience = d }
