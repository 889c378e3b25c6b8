package httpx

import (
	"bytes"
	"io"
	"sync"
)

// unsolicitedAnswer begins a line that net/http writes to the standard logger when a server sends bytes that nobody asked for. The line
// quotes them, tokens included. Its Transport has no logger of its own.
var unsolicitedAnswer = []byte("Unsolicited response received on idle HTTP channel")

// WithoutAnswers is an output for the standard logger. It drops lines that quote servers, and says once that it did; other lines
// go to log.
func WithoutAnswers(log, says io.Writer) io.Writer {
	return &withoutAnswers{log: log, once: sync.OnceFunc(func() {
		_, _ = io.WriteString(says, "note: the server sends bytes after the end of an answer; they are dropped, and the connection with them\n")
	})}
}

type withoutAnswers struct {
	log  io.Writer
	once func()
}

func (w *withoutAnswers) Write(p []byte) (int, error) {
	if bytes.Contains(p, unsolicitedAnswer) {
		w.once()
		return len(p), nil
	}
	return w.log.Write(p)
}
