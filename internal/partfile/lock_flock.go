//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package partfile

import (
	"errors"
	"os"
	"syscall"
	"time"
)

const (
	lockable = true
	// notThrough keeps an open from following a link that was put there, and from waiting at a pipe.
	notThrough = syscall.O_NOFOLLOW | syscall.O_NONBLOCK
)

// lock takes the file for this process until it is closed. It waits for somebody who sweeps, which takes no time; where the file
// system has no locks, or somebody keeps this one, it goes without.
func lock(file *os.File) {
	for range 50 {
		err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// unlocked says whether nobody had the file, which is this process's from then on.
func unlocked(file *os.File) bool {
	return syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}

// Alive says whether a process exists, ours or another user's.
func Alive(process int) bool {
	if process <= 0 {
		return false
	}
	err := syscall.Kill(process, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
