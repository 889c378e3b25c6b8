// Package wirefault_test proves the suite against a second, independent opinion of what each rule forbids: a reverse
// proxy between the suite and an unbroken mock that commits one fault on the wire. It changes answers, swallows, repeats
// or adds requests, and remembers the tokens that it saw.
//
// The mock's own deviations break a rule inside the server; these break it on the outside, were written from the rules'
// wording alone, and know nothing of the scenarios. A fault must fail the rule that it breaks, at a Then, and no rule
// besides those that follow from it. It stands here where it fails a step of a scenario which no deviation fails, or fails
// it for another reason.
package wirefault_test
