package signin

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Whatever a message prints by mistake, in whatever way, holds no secret.
func TestADeviceRequestIsNotPrinted(t *testing.T) {
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		assert.NotContains(t, fmt.Sprintf(verb, &DeviceRequest{code: "CANARY", userCode: "CANARY", pageWithTheirCode: "CANARY"}), "CANARY", verb)
	}
}
