package doctor

import (
	"os/exec"
	"path/filepath"
	"strings"
)

// hooks looks which of the vendor's commands there are. None is run: each changes something.
func (e *examination) hooks() {
	h := e.d.File.Hooks
	if h == nil {
		return // the outlook of the rules says what each would give
	}
	var there, missing []string
	for _, hook := range h.All() {
		switch {
		case len(hook.Command) == 0:
			missing = append(missing, hook.Name)
			continue
		case !isProgram(hook.Command[0]):
			e.problem("hooks."+hook.Name, "give the path of a program that may be run", "%s is no program", filepath.Base(hook.Command[0]))
			continue
		}
		there = append(there, hook.Name)
	}
	switch {
	case len(there) > 0 && !h.AllowChanges:
		e.note("hooks", "add hooks.allow_changes: true", "none is run without leave: %s", strings.Join(there, ", "))
	case len(there) > 0:
		e.ok("hooks", "may be run, each for at most %s: %s", h.Timeout, strings.Join(there, ", "))
	}
	if len(missing) > 0 {
		e.note("hooks", "add them to have more rules judged; below stands which", "there is none for %s", strings.Join(missing, ", "))
	}
}

func isProgram(path string) bool {
	_, err := exec.LookPath(path)
	return err == nil
}
