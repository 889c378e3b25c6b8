package redact

import "strings"

// Writers put breaks into a long value: ends of lines, with the next line's indent, also escaped as shells have it; colours and other
// commands to a terminal (ECMA-48); characters of no width.

// longestBreak bounds how much of a text one break is, in bytes.
const longestBreak = 64

// breakOf is the length of the break that a text begins with; 0: none.
func breakOf(s string) int {
	switch {
	case strings.HasPrefix(s, "\x1b["):
		return commandOf(s)
	case strings.HasPrefix(s, "\x1b]"):
		return operatingCommandOf(s)
	case strings.HasPrefix(s, "\u200b"), strings.HasPrefix(s, "\u200c"), strings.HasPrefix(s, "\u200d"):
		return len("\u200b")
	}
	rest := strings.TrimPrefix(strings.TrimPrefix(s, "\\"), "\r")
	if !strings.HasPrefix(rest, "\n") {
		return 0
	}
	return len(s) - len(strings.TrimLeft(rest[1:], " \t"))
}

// commandOf is that of a control sequence: parameters, intermediate bytes and a final one.
func commandOf(s string) int {
	i := len("\x1b[")
	for i < len(s) && s[i] >= '0' && s[i] <= '?' {
		i++
	}
	for i < len(s) && s[i] >= ' ' && s[i] <= '/' {
		i++
	}
	if i < len(s) && s[i] >= '@' && s[i] <= '~' {
		return i + 1
	}
	return 0
}

// operatingCommandOf is that of a command to the terminal's system, up to the bell or its end.
func operatingCommandOf(s string) int {
	end := strings.IndexAny(s[2:], "\x07\x1b") + 2
	switch {
	case end < 2:
		return 0
	case s[end] == '\a':
		return end + 1
	case strings.HasPrefix(s[end:], "\x1b\\"):
		return end + 2
	}
	return 0
}
