//go:build !unix

package command

import "os/exec"

// apart knows no process groups and no terminal here: only the command itself is ended.
func apart(*exec.Cmd, bool) (afterwards func()) { return func() {} }
