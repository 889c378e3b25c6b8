package signin

import (
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"unicode"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/remedy"
)

// output keeps so much of what is written, the first or the last of it, and takes the rest without a word.
type output struct {
	most  int
	last  bool
	bytes []byte
	total int
}

func (o *output) Write(p []byte) (int, error) {
	o.total += len(p)
	o.bytes = append(o.bytes, p...)
	if over := len(o.bytes) - o.most; over > 0 && o.last {
		o.bytes = append(o.bytes[:0], o.bytes[over:]...)
	} else if over > 0 {
		o.bytes = o.bytes[:o.most]
	}
	return len(p), nil
}

func (o *output) text() string { return string(o.bytes) }

// commandOutput is what a command made of a sign-in. Its standard output is never quoted: tokens are in it.
type commandOutput struct {
	session *Signer
	name    string
	attempt remedy.Attempt
	stdout  *output
	answer  httpx.Response
	says    string // on stderr, redacted
}

// commandSays is the end of what a command wrote to stderr, in one line and without secrets.
func (s *Signer) commandSays(stderr *output) string {
	const most = 200
	text := stderr.text()
	if stderr.total > len(stderr.bytes) { // half a secret may be left of the first word
		if i := strings.IndexFunc(text, unicode.IsSpace); i >= 0 {
			text = text[i:]
		} else {
			text = ""
		}
	}
	text = strings.Join(strings.Fields(strings.ToValidUTF8(s.Redact(text), "?")), " ")
	if len(text) > most {
		text = "..." + strings.ToValidUTF8(text[len(text)-most:], "")
	}
	return text
}

func (o commandOutput) problem(what, remedy string) error {
	if o.says != "" {
		what += fmt.Sprintf(", and says %q", o.says)
	}
	return fmt.Errorf("mint.command %s %s; %s", o.name, what, remedy)
}

const wanted = "it must print a token response (RFC 6749 section 5.1) on its standard output, and nothing else"

// read is the token response that was printed; ended is how the command ended.
func (o commandOutput) read(ended error) (httpx.Response, error) {
	code := o.answer.Field("error")
	switch _, isObject := o.answer.JSON(); {
	case code != "":
		refusal := ""
		if httpx.IsErrorCode(code) {
			refusal = " " + code
		}
		if description := o.answer.Field("error_description"); description != "" {
			refusal += fmt.Sprintf(" (%s)", o.session.Words(description))
		}
		return httpx.Response{}, o.problem("prints the error"+refusal, o.attempt.Advice(o.answer))
	case ended != nil:
		return httpx.Response{}, o.problem(o.endedHow(ended), "try it by hand with the variables that docs/signing-in.md lists")
	case o.stdout.total == 0:
		return httpx.Response{}, o.problem("prints nothing", wanted)
	case o.stdout.total > len(o.stdout.bytes):
		return httpx.Response{}, o.problem(fmt.Sprintf("prints more than %d KiB", mostOfStdout>>10), wanted)
	case !isObject:
		return httpx.Response{}, o.problem(fmt.Sprintf("prints %d bytes that are no JSON object", o.stdout.total), wanted)
	}
	for _, name := range []string{"access_token", "refresh_token"} {
		if o.answer.Field(name) == "" {
			return httpx.Response{}, o.problem("prints a token response without "+name, "have it ask for offline access, as REVOKESPEC_SCOPE says")
		}
	}
	return o.answer, nil
}

// endedHow says it without the path.
func (o commandOutput) endedHow(err error) string {
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit) && exit.Exited():
		return fmt.Sprintf("fails with exit code %d", exit.ExitCode())
	case errors.As(err, &exit):
		return "is ended by a signal (" + exit.String() + ")"
	case errors.Is(err, exec.ErrWaitDelay):
		return "ends, but leaves something running that holds its output open"
	}
	return "cannot be started (" + o.session.Phrase(err.Error()) + ")"
}
