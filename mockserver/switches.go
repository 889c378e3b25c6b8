package mockserver

import "github.com/revokespec/revokespec/mockserver/internal/reading"

// Switch is a reading of the documentation that the server can be switched to, where the documents leave a choice or
// contradict each other: WithSwitches takes its name.
type Switch = reading.Switch

// Switches lists all of them.
func Switches() []Switch { return reading.Switches() }
