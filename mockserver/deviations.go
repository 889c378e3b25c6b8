package mockserver

import "github.com/revokespec/revokespec/mockserver/deviation"

// Deviation is one way in which the server can break one rule on purpose.
type Deviation = deviation.Deviation

// Deviations lists all of them, by family of rules.
func Deviations() []Deviation { return deviation.All() }
