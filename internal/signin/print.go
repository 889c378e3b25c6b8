package signin

import (
	"fmt"

	"github.com/revokespec/revokespec/deployment/file"
)

// Format implements fmt.Formatter.
func (t Tokens) Format(s fmt.State, _ rune) {
	fmt.Fprintf(s, "tokens of scope %q (refresh %s, access %s, ID %s)", t.Scope, file.HiddenSecret(t.Refresh), file.HiddenSecret(t.Access), file.HiddenSecret(t.ID))
}

// Format implements fmt.Formatter.
func (d DeviceRequest) Format(s fmt.State, _ rune) {
	fmt.Fprintf(s, "device request of %s (lifetime %s)", d.client.ClientID, d.Lifetime)
}
