package signin

import (
	"fmt"

	"github.com/revokespec/revokespec/internal/command"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/remedy"
)

// commandOutput is what a command made of a sign-in. Its standard output is never quoted: tokens are in it.
type commandOutput struct {
	session *Signer
	name    string
	attempt remedy.Attempt
	result  command.Result
	answer  httpx.Response
}

func (o commandOutput) problem(what, remedy string) error {
	if says := o.result.Says(o.session.Redact); says != "" {
		what += fmt.Sprintf(", and says %q", says)
	}
	return fmt.Errorf("mint.command %s %s; %s", o.name, what, remedy)
}

const wanted = "it must print a token response (RFC 6749 section 5.1) on its standard output, and nothing else"

// read is the token response that was printed.
func (o commandOutput) read() (httpx.Response, error) {
	code := o.answer.Field("error")
	switch _, isObject := o.answer.JSON(); {
	case o.result.Late:
		return httpx.Response{}, o.problem("does not end within mint.timeout ("+o.session.Server.File.Mint.Timeout.String()+")", "raise it, or correct the command")
	case code != "":
		refusal := ""
		if httpx.IsErrorCode(code) {
			refusal = " " + code
		}
		if description := o.answer.Field("error_description"); description != "" {
			refusal += fmt.Sprintf(" (%s)", o.session.Words(description))
		}
		return httpx.Response{}, o.problem("prints the error"+refusal, o.attempt.Advice(o.answer))
	case o.result.Failed():
		return httpx.Response{}, o.problem(o.result.Ended(o.session.Phrase), "try it by hand with the variables that docs/signing-in.md lists")
	case o.result.Printed == 0:
		return httpx.Response{}, o.problem("prints nothing", wanted)
	case o.result.Printed > len(o.result.Stdout):
		return httpx.Response{}, o.problem(fmt.Sprintf("prints more than %d KiB", command.MostOfStdout>>10), wanted)
	case !isObject:
		return httpx.Response{}, o.problem(fmt.Sprintf("prints %d bytes that are no JSON object", o.result.Printed), wanted)
	}
	for _, name := range []string{"access_token", "refresh_token"} {
		if o.answer.Field(name) == "" {
			return httpx.Response{}, o.problem("prints a token response without "+name, "have it ask for offline access, as REVOKESPEC_SCOPE says")
		}
	}
	return o.answer, nil
}
