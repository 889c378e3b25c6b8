package wording

import (
	"fmt"
	"strings"
)

// noAnswers has a sentence about an answer that did not come read as one.
var noAnswers = strings.NewReplacer("answered no answer: ", "not answered: ", "answers no answer: ", "does not answer: ")

// Sentence is fmt.Sprintf for what is said of a Response: "the request was answered 403", "the request was not answered: timed out".
func Sentence(format string, args ...any) string {
	return noAnswers.Replace(fmt.Sprintf(format, args...))
}

// Phrase shortens a text of the server's for a message.
func Phrase(text string) string {
	const longest = 80
	if len(text) > longest {
		return text[:longest] + "..."
	}
	return text
}
