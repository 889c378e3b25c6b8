// Package wording is how things are said to people: in one line, in the singular or the plural, and so that nothing that a server
// says steers the terminal.
package wording
