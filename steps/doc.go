// Package steps is the vocabulary of the features: every phrase stands in a phrases_ file, and its meaning in the file of its
// concept (tokens, revocation, exchange, answers, grants, ...).
//
// A World is the state of one scenario. Its steps return plain errors of three kinds: a *Failure (the rule is broken), an
// *Inconclusive (it could not be judged), a *NotApplicable (something is missing). Steps know the server only through
// package deployment, and never print.
package steps
