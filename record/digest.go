package record

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/revokespec/revokespec/internal/wording"
)

// Evidence says of which scenarios a record keeps whole exchanges.
type Evidence string

// The choices. Of a scenario that passed, nobody reads headers and bodies as long as nobody doubts it, and they are nine parts
// in ten of a record.
const (
	EvidenceFailures Evidence = "failures" // of all that did not pass; of what did, a line an exchange
	EvidenceAll      Evidence = "all"
)

// EvidenceStripped is what a copy has that was made shorter than its run: of what did not pass, the most telling exchanges. No run
// can be asked for it.
const EvidenceStripped Evidence = "stripped"

// ParseEvidence reads the value of what, a flag or a variable; "" is EvidenceFailures.
func ParseEvidence(what, value string) (Evidence, error) {
	switch e := Evidence(value); {
	case value == "":
		return EvidenceFailures, nil
	case slices.Contains([]Evidence{EvidenceFailures, EvidenceAll}, e):
		return e, nil
	}
	return "", fmt.Errorf("%s %q: there are failures (whole exchanges of what did not pass) and all", what, value)
}

// ShortenPassed leaves of a scenario's exchanges a line each, if it is over and passed. Else it changes nothing.
func ShortenPassed(steps []Step) {
	if ScenarioVerdict(steps) != Pass {
		return
	}
	for i := range steps {
		for _, x := range steps[i].Exchanges {
			steps[i].Digest = append(steps[i].Digest, x.digest())
		}
		steps[i].Exchanges = nil
	}
}

// queryShown is how much of an address's query a digest has, in bytes.
const queryShown = 60

// digest is the exchange in a line: purpose, method, address, status and time. A sign-in's address has a long query, which is new
// each time.
func (x Exchange) digest() string {
	address, query, found := strings.Cut(x.Request.URL, "?")
	if found && len(query) <= queryShown {
		address = x.Request.URL
	} else if found {
		address += "?..."
	}
	came := "no answer"
	if x.Response != nil {
		came = strconv.Itoa(x.Response.Status)
	}
	line := fmt.Sprintf("%s %s %s: %s after %.1f ms", x.Purpose, x.Request.Method, address, came, x.DurationMS)
	if x.Error != "" {
		line += ": " + x.Error
	}
	return wording.OneLine(line)
}

// Kept says what a reader finds in the record besides the verdicts.
func (r *Record) Kept() string {
	switch r.Evidence {
	case EvidenceFailures:
		return "The JSON record of the run has every exchange of what did not pass. Of what passed it has a line an exchange; a run with --evidence all keeps them whole."
	case EvidenceStripped:
		return "The JSON record is a shortened copy: of what did not pass it has some of the exchanges, and of what passed none."
	}
	return "The evidence of every rule, also of those that hold, is in the JSON record of the run."
}
