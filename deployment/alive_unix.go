//go:build unix

package deployment

import (
	"errors"
	"syscall"
)

// alive says whether a process exists, ours or another user's.
func alive(process int) bool {
	if process <= 0 {
		return false
	}
	err := syscall.Kill(process, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
