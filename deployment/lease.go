package deployment

import "context"

// Want is what a scenario needs for itself.
type Want struct {
	Scenario string // for messages
	Users    int
	Setting  Setting // SettingAny, SettingOn, SettingOff or SettingChanged
}

// Lease is what a scenario is lent. Release gives it back; it may be called more than once.
type Lease struct {
	*Session
	Users   []User
	Setting Setting // the value now: SettingOn, SettingOff, or "" when it is not known
	Release func()
}

// Lease blocks until the setting and all users wanted are free, and takes them together. A *NotApplicable says that they
// can never be had.
func (d *Deployment) Lease(ctx context.Context, w Want) (*Lease, error) { panic("todo") }
