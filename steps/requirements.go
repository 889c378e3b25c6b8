package steps

import (
	"net/http"

	"github.com/revokespec/revokespec/judge"
)

// requirement is what an answer has to be for a scenario to go on: nil where it is, else as the step itself would end.
type requirement func(Condition, Sight) error

// required is nil where all is well; else the scenario ends for an answer that is a refusal, or neither that nor a success.
func required(well bool, s Sight) error {
	switch {
	case well:
		return nil
	case judge.SaysNeither(s.Answer):
		return inconclusive("%s, which is neither yes nor no", s.Fails)
	case s.Answer.Accepted():
		return inconclusive("%s, where a refusal is needed", s.Fails)
	}
	return inconclusive("%s, where a success is needed", s.Fails)
}

// mustBeAccepted is what a plain revocation needs.
func mustBeAccepted(_ Condition, s Sight) error { return required(s.Answer.Accepted(), s) }

// mustBeAcceptedOrJudged is what a right request needs after the answer to a wrong one was judged: a redirect or a 5xx to all of them has
// been found by then.
func mustBeAcceptedOrJudged(_ Condition, s Sight) error {
	return required(s.Answer.Accepted() || s.Answer.Err == nil && (s.Answer.Status/100 == 3 || s.Answer.Status >= 500), s)
}

// mustNotBeRefused is what the revocation of a spent token needs to be judged: where it is refused, a live one is not.
func mustNotBeRefused(_ Condition, s Sight) error {
	return required(s.Answer.Accepted() || judge.SaysNeither(s.Answer), s) // an unclear one is seen in the answer itself
}

// mustBeAcceptedWhereRequired is what a changed revocation needs: documents allow to refuse some.
func mustBeAcceptedWhereRequired(c Condition, s Sight) error {
	_, foreign := c.Change["application"]
	allowed := foreign && len(c.Change) == 1 || c.Change["token"] == "its access token" && judge.ErrorCode(s.Answer) == "unsupported_token_type"
	if allowed && !s.Answer.Accepted() && !judge.SaysNeither(s.Answer) {
		return notApplicable("%s, which documents allow, where a scenario is about the answer to a success", s.Fails)
	}
	return required(s.Answer.Accepted(), s)
}

// mustBeRefused is what a request that is wrong needs: how it is refused cannot be judged where it is not.
func mustBeRefused(_ Condition, s Sight) error {
	return required(!judge.SaysNeither(s.Answer) && s.Answer.Status >= http.StatusBadRequest, s)
}

// mustBeJudgedStatus is what a rule about the body of a refusal needs.
func mustBeJudgedStatus(_ Condition, s Sight) error {
	f := judge.SpokenOfRefusals(s.Answer)
	if f != nil && f.Kind == judge.NotApplicable {
		return notApplicable("%s, and the rules on the bodies of refusals speak of 400 and 401", s.Fails)
	}
	return required(f == nil, s)
}

// mustBeAnAnswer is what is needed to judge by the status: a redirect that leads away is an answer, and a 5xx that stays one.
func mustBeAnAnswer(_ Condition, s Sight) error {
	return required(!judge.SaysNeither(s.Answer) || s.Answer.Err == nil && s.Answer.Status/100 == 3 || judge.Errs(s.Answer), s)
}

func mustBeYesOrNo(_ Condition, s Sight) error { return required(!judge.SaysNeither(s.Answer), s) }

func mustArrive(_ Condition, s Sight) error { return required(s.Answer.Err == nil, s) }

// mustMatterToABrowser is what a browser makes something of.
func mustMatterToABrowser(_ Condition, s Sight) error {
	r := s.Answer
	return required(r.Err == nil && r.Status < 500 && r.Status != http.StatusTooManyRequests, s)
}

// mayBeMissing is what the metadata's endpoint needs: that it does not answer at all is judged.
func mayBeMissing(_ Condition, s Sight) error {
	return required(s.Answer.Err != nil || !judge.SaysNeither(s.Answer), s)
}
