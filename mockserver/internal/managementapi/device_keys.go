package managementapi

import (
	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// publicKeyBody is all that may be created: refresh tokens come from sign-ins.
var publicKeyBody = object(properties{
	"device_name": name(255), "type": enum(tenant.DevicePublicKey), "value": name(16384),
	"device_id": &schema{Type: "string", MinLength: 1, MaxLength: 36, Pattern: deviceIDPattern.Pattern, pattern: deviceIDPattern.pattern},
	"client_id": name(mostID),
}, "device_name", "type", "value", "device_id")

var deviceIDPattern = pattern(`^[-A-Fa-f0-9]+$`, 36)

// createDevice keeps a public key for the user whose token is presented. One a device: another is a conflict.
func (c *call) createDevice() (any, error) {
	if c.caller.userID == "" {
		return nil, forbidden("This operation needs a token of a user.", "")
	}
	if _, err := c.user(c.caller.userID); err != nil {
		return nil, err
	}
	text := func(name string) string { s, _ := c.body[name].(string); return s }
	k := tenant.PublicKeyCredential{UserID: c.caller.userID, ClientID: text("client_id"),
		DeviceName: text("device_name"), DeviceID: text("device_id"), Value: text("value")}
	if k.ClientID == "" {
		k.ClientID = c.caller.clientID
	} else if _, err := c.client(k.ClientID); err != nil {
		return nil, err
	}
	k.ID = "dcr_" + digest(8, k.UserID, k.ClientID, k.DeviceID) // so that a second one is the store's to refuse
	if err := c.store.AddPublicKey(c.Ctx, k); err != nil {
		return nil, taken(err, conflict("The device already has a public key.", ""))
	}
	return item{"id": k.ID}, nil
}

// publicKeys are those that answer the query.
func (c *call) publicKeys(q tenant.DeviceQuery) ([]item, error) {
	if q.Type != "" && q.Type != tenant.DevicePublicKey {
		return nil, nil
	}
	all, err := c.store.PublicKeys(c.Ctx)
	var out []item
	for _, k := range all {
		if (q.UserID == "" || q.UserID == k.UserID) && (q.ClientID == "" || q.ClientID == k.ClientID) {
			out = append(out, item{"id": k.ID, "device_name": k.DeviceName, "device_id": k.DeviceID,
				"type": tenant.DevicePublicKey, "user_id": k.UserID, "client_id": k.ClientID})
		}
	}
	return out, err
}

// deletePublicKeys deletes those that are picked: with their user, or with their application.
func (c *call) deletePublicKeys(pick func(*tenant.PublicKeyCredential) bool) error {
	all, err := c.store.PublicKeys(c.Ctx)
	for _, k := range all {
		if err == nil && pick(k) {
			err = store.IgnoreMissing(c.store.DeletePublicKey(c.Ctx, k.ID)) // gone already is as good
		}
	}
	return err
}
