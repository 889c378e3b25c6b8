package steps

import (
	"fmt"
	"net/http"

	"github.com/revokespec/revokespec/deployment"
)

// needed is what an answer of the revocation endpoint has to be for a scenario to go on: nil where it is, else as the step itself
// would end.
type needed func(Condition, deployment.Response) error

// says is the answer, in words.
func (c Condition) says(r deployment.Response) string {
	endpoint := map[What]string{Revocation: "revocation", Exchange: "token"}[c.What]
	return fmt.Sprintf("the %s endpoint answers clients.%s with %s", endpoint, c.Role, r)
}

// success is what a plain revocation needs.
func success(c Condition, r deployment.Response) error {
	if accepted(r) {
		return nil
	}
	return inconclusive("%s, where a scenario has to revoke first", c.says(r))
}

// likeLive is what the revocation of a spent token needs to be judged: where it is refused, a live one is not.
func likeLive(c Condition, r deployment.Response) error {
	if unclear(r) {
		return nil // which the answer itself shows
	}
	return success(c, r)
}

// acceptance is what a changed one needs: documents allow to refuse some.
func acceptance(c Condition, r deployment.Response) error {
	switch _, foreign := c.Change["application"]; {
	case accepted(r):
		return nil
	case !unclear(r) && (foreign && len(c.Change) == 1 || errorCode(r) == "unsupported_token_type"):
		return notApplicable("%s, which documents allow, where a scenario is about the answer to a success", c.says(r))
	}
	return inconclusive("%s, where a scenario needs a success", c.says(r))
}

// refusal is what a request needs that is wrong.
func refusal(c Condition, r deployment.Response) error {
	switch {
	case unclear(r):
		return inconclusive("%s, where a scenario needs a refusal", c.says(r))
	case r.Status < http.StatusBadRequest:
		return notApplicable("the revocation endpoint answers with %s what it has to refuse, so how it refuses cannot be judged", r)
	}
	return nil
}

// explained is what a rule about the body of a refusal needs.
func explained(c Condition, r deployment.Response) error {
	if err := judgedStatus(r); err != nil {
		if _, missing := err.(*NotApplicable); missing {
			return notApplicable("the revocation endpoint refuses with %s, and the rules on bodies speak of 400 and 401", r)
		}
		return inconclusive("%s", c.says(r))
	}
	return nil
}

// verdict is what is needed to judge by the status: a redirect that leads away is an answer.
func verdict(c Condition, r deployment.Response) error {
	if r.Err == nil && r.Status/100 == 3 {
		return nil
	}
	return yesOrNo(c, r)
}

func yesOrNo(c Condition, r deployment.Response) error {
	return unless(!unclear(r), c, r)
}

func arrival(c Condition, r deployment.Response) error { return unless(r.Err == nil, c, r) }

// undisturbed is what a browser makes something of.
func undisturbed(c Condition, r deployment.Response) error {
	return unless(r.Err == nil && r.Status < 500 && r.Status != http.StatusTooManyRequests, c, r)
}

// reached is what the metadata's endpoint needs: that it does not answer at all is judged.
func reached(c Condition, r deployment.Response) error {
	return unless(r.Err != nil || !unclear(r), c, r)
}

func unless(ok bool, c Condition, r deployment.Response) error {
	if ok {
		return nil
	}
	return inconclusive("%s, which is neither yes nor no", c.says(r))
}
