package steps

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/cucumber/godog"
)

// Phrase is one phrase of the vocabulary.
type Phrase struct {
	Keyword string // Given, When or Then; "" when any will do
	Pattern *regexp.Regexp
	Meaning string // what it does and when it fails, for docs/steps.md
	Uses    []Use
	step    func(*World) any
}

// Register binds every phrase to the world.
func Register(sc *godog.ScenarioContext, w *World) {
	bind := map[string]func(any, any){"Given": sc.Given, "When": sc.When, "Then": sc.Then, "": sc.Step}
	for _, p := range Phrases() {
		bind[p.Keyword](p.Pattern, p.step(w))
	}
}

// Do runs one step that needs no more than its text, and turns a panic into an error, as godog does.
func (w *World) Do(ctx context.Context, text string) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
	}()
	for _, p := range Phrases() {
		if step, plain := p.step(w).(func(context.Context) error); plain && p.Pattern.MatchString(text) {
			return step(ctx)
		}
	}
	return fmt.Errorf("no phrase reads %q", text)
}

// Phrases lists the vocabulary in the order in which a scenario uses it. It is made when it is first asked for: a program that only serves
// the mock never does.
var Phrases = sync.OnceValue(func() []Phrase {
	return slices.Concat(given(), when(), whenAtNodes(), whenLeewayEnds(), then(), thenAtNodes(), thenLeewayEnds())
})

func phrase(keyword, pattern, meaning string, step func(*World) any, uses ...Use) Phrase {
	return Phrase{Keyword: keyword, Pattern: regexp.MustCompile(pattern), Meaning: meaning, Uses: uses, step: step}
}

var (
	captures = strings.NewReplacer(`^`, ``, `$`, ``, `([^"]*)`, `...`, `[^"]*`, `...`, `(\d+)`, `N`, `times?`, `times`)
	optional = regexp.MustCompile(`\((?:\?:)?([^()]*)\)\?`)
)

// Readable is the phrase without its regular expression: captures are "..." and N, a choice is (a|b), what may be left out is [a].
func (p Phrase) Readable() string {
	return optional.ReplaceAllString(captures.Replace(p.Pattern.String()), "[$1]")
}
