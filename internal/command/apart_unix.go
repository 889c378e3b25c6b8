//go:build unix

package command

import (
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// apart has a command run in a process group of its own, which is ended as a whole: by a signal to end, and what is left of
// it afterwards. A command that runs alone is lent the terminal, where we are in its foreground, so that it may ask a person
// something. Ctrl-C is for the command then; that it was meant for us as well, afterwards sees to.
func apart(c *exec.Cmd, alone bool) (afterwards func()) {
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGTERM) }
	end := func() {
		if c.Process != nil {
			_ = syscall.Kill(-c.Process.Pid, syscall.SIGKILL)
		}
	}
	tty := ourTerminal()
	if !alone || tty == nil {
		return end
	}
	c.SysProcAttr.Foreground, c.SysProcAttr.Ctty = true, int(tty.Fd())
	state, _ := term.GetState(int(tty.Fd()))
	return func() {
		end()
		takeBack(tty, state)
		if s, ok := sys(c).(syscall.WaitStatus); ok && s.Signaled() && s.Signal() == syscall.SIGINT {
			_ = syscall.Kill(os.Getpid(), syscall.SIGINT)
		}
	}
}

func sys(c *exec.Cmd) any {
	if c.ProcessState == nil {
		return nil
	}
	return c.ProcessState.Sys()
}

// ourTerminal is nil where there is none, or we are not in its foreground.
func ourTerminal() *os.File {
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return nil
	}
	if group, err := unix.IoctlGetInt(int(tty.Fd()), unix.TIOCGPGRP); err != nil || group != syscall.Getpgrp() {
		_ = tty.Close()
		return nil
	}
	return tty
}

// takeBack returns to the terminal's foreground. A command that was ended while it asked for a password leaves the terminal
// without an echo.
func takeBack(tty *os.File, state *term.State) {
	signal.Ignore(syscall.SIGTTOU) // which whoever is in the background gets for this
	_ = unix.IoctlSetPointerInt(int(tty.Fd()), unix.TIOCSPGRP, syscall.Getpgrp())
	if state != nil {
		_ = term.Restore(int(tty.Fd()), state)
	}
	signal.Reset(syscall.SIGTTOU)
	_ = tty.Close()
}
