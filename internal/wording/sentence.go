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
func Phrase(text string) string { return Cut(text, 80) }

// Cut shortens a text that is longer than so many bytes. What is secret in it is to be hidden before.
func Cut(text string, most int) string {
	if len(text) > most {
		return strings.ToValidUTF8(text[:most], "") + "..."
	}
	return text
}
