package record

import (
	"fmt"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/internal/wording"
)

// Says is how the run came out, in the words that every report has. A server is never called conformant without the rules
// that were waived, nor not conformant for what is no fault of it. Of a part of a run it is said that it is one.
func (r *Record) Says() string {
	says := r.saysOfServer()
	if left := r.named(RunFinding.notRestored); left != "" {
		says += "; " + left
	}
	if r.Shard != nil {
		return fmt.Sprintf("%s alone: %s", r.Shard, says)
	}
	return says
}

func (r *Record) saysOfServer() string {
	server := says(r.Verdict, r.Summary)
	switch {
	case r.Verdict == Interrupted:
		return server
	case r.OnlyWaiversFail():
		return "the run failed: " + r.named(RunFinding.ofWaivers) + "; the server: " + server
	case r.Verdict == NotJudged:
		if why := r.named(RunFinding.unjudges); why != "" {
			return server + ": " + why
		}
	}
	return server
}

// Says is how the profile came out, in words.
func (p *Profile) Says() string { return says(p.Verdict, p.Summary) }

func says(v RunVerdict, s Summary) string {
	if v == Conformant && s.Waived > 0 {
		return "conformant but for " + wording.Counted(s.Waived, "waived rule")
	}
	return string(v)
}

// Spelled is what Says says as a page for people has it.
func Spelled(says string) string {
	return strings.NewReplacer(string(NotConformant), InWords(NotConformant), string(NotJudged), InWords(NotJudged)).Replace(wording.Printable(says))
}

// Tone is the verdict whose colour the words of Says have: only what holds without a but is a pass.
func (r *Record) Tone() Verdict {
	if r.OnlyWaiversFail() || r.Verdict == Conformant && r.ExitCode != ExitConformant {
		return Warn
	}
	return tone(r.Verdict, r.Summary)
}

// Tone is as Record.Tone has it.
func (p *Profile) Tone() Verdict { return tone(p.Verdict, p.Summary) }

func tone(v RunVerdict, s Summary) Verdict {
	switch {
	case v == NotConformant:
		return Fail
	case v == Conformant && s.Waived == 0:
		return Pass
	}
	return Warn
}

// OnlyWaiversFail says that the run failed although the server broke no rule that binds it.
func (r *Record) OnlyWaiversFail() bool {
	return r.ExitCode == ExitBroken && r.Verdict != NotConformant
}

// mostNamed is how many findings a verdict's words name.
const mostNamed = 3

// named lists in a few words the findings that a condition holds for.
func (r *Record) named(is func(RunFinding) bool) string {
	var names []string
	for _, f := range r.Findings {
		if is(f) && !slices.Contains(names, f.short()) {
			names = append(names, wording.OneLine(f.short()))
		}
	}
	if more := len(names) - mostNamed; more > 0 {
		names = append(names[:mostNamed], fmt.Sprintf("%d more", more))
	}
	return strings.Join(names, ", ")
}
