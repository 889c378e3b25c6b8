package httpx

import (
	"bytes"
	"io"
	"sync"
)

// unsolicitedAnswer is how net/http begins to write into the standard logger what a server sends when nothing was asked: bytes after an
// answer's end, with the tokens that are in them. Its Transport has no logger that could be set instead.
var unsolicitedAnswer = []byte("Unsolicited response received on idle HTTP channel")

// WithoutAnswers is an output for the standard logger that keeps from it what servers send; all else goes on to log. That it
// happened is said once.
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
