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
func Register(sc *godog.ScenarioContext, w *World) { bind(sc, w, Phrases()) }

// RegisterFor binds the phrases that the scenario's steps are read by: godog tries all that are bound at each step.
func RegisterFor(scenario *godog.Scenario, sc *godog.ScenarioContext, w *World) {
	var bound []*regexp.Regexp
	for _, step := range scenario.Steps {
		for _, p := range Read(step.Text) {
			if !slices.Contains(bound, p.Pattern) {
				bound = append(bound, p.Pattern)
				bind(sc, w, []Phrase{p})
			}
		}
	}
}

func bind(sc *godog.ScenarioContext, w *World, phrases []Phrase) {
	by := map[string]func(any, any){"Given": sc.Given, "When": sc.When, "Then": sc.Then, "": sc.Step}
	for _, p := range phrases {
		by[p.Keyword](p.Pattern, p.step(w))
	}
}

// read are the phrases that texts are read by, text -> []Phrase: features say the same again and again.
var read sync.Map

// Read are the phrases that a text is read by, whatever its keyword, in the order of Phrases.
func Read(text string) []Phrase {
	if known, is := read.Load(text); is {
		return known.([]Phrase)
	}
	var phrases []Phrase
	for _, p := range Phrases() {
		if p.Pattern.MatchString(text) {
			phrases = append(phrases, p)
		}
	}
	read.Store(text, phrases)
	return phrases
}

// Do runs one step that needs no more than its text, and turns a panic into an error, as godog does.
func (w *World) Do(ctx context.Context, text string) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
	}()
	for _, p := range Read(text) {
		if step, plain := p.step(w).(func(context.Context) error); plain {
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
