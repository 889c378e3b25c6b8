package dashboard

import (
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// functions are those that templates call.
var functions = template.FuncMap{
	"segment": url.PathEscape,
	"device":  deviceName,
	"plural":  plural,
	"base":    func() string { return base },
	"logName": logName,
}

// stamp is a point in time, for a person and for a machine.
type stamp struct{ Text, ISO string }

// stamp writes the time in UTC, and as much of the date as is not that of today.
func stampAt(t, now time.Time) stamp {
	if t.IsZero() {
		return stamp{}
	}
	t, now = t.UTC(), now.UTC()
	layout := "2 Jan 2006, 15:04:05"
	switch {
	case t.YearDay() == now.YearDay() && t.Year() == now.Year():
		layout = "15:04:05"
	case t.Year() == now.Year():
		layout = "2 Jan, 15:04:05"
	}
	return stamp{t.Format(layout), t.Format(time.RFC3339Nano)}
}

func (c *call) stamp(t time.Time) stamp { return stampAt(t, c.Now) }

// span writes a duration in the two largest units that it has.
func span(d time.Duration) string {
	units := []struct {
		of   time.Duration
		name string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"}}
	var parts []string
	for _, u := range units {
		if n := int(d / u.of); n > 0 && len(parts) < 2 {
			parts = append(parts, plural(n, u.name))
			d -= time.Duration(n) * u.of
		}
	}
	if len(parts) == 0 {
		return "0 seconds"
	}
	return strings.Join(parts, " ")
}

// plural writes a number of things.
func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// agents are what user agents are told by, in this order: most browsers also name those they descend from.
var agents = [][2]string{{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}}

var systems = [][2]string{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"},
	{"Mac OS X", "macOS"}, {"Linux", "Linux"}}

// deviceName makes a name for a person of a user agent.
func deviceName(agent string) string {
	if agent == "" {
		return "Unnamed device"
	}
	if !strings.HasPrefix(agent, "Mozilla/") {
		return agent
	}
	name := "Browser"
	for _, a := range agents {
		if strings.Contains(agent, a[0]) {
			name = a[1]
			break
		}
	}
	for _, s := range systems {
		if strings.Contains(agent, s[0]) {
			return name + " on " + s[1]
		}
	}
	return name
}

// logNames say in words what the types of log events mean (Auth0, "Log Event Type Codes").
var logNames = map[tenant.LogType]string{
	tenant.LogRevoked:           "Refresh token revoked",
	tenant.LogExchanged:         "Refresh token exchanged",
	tenant.LogExchangeFailed:    "Refresh token exchange failed",
	tenant.LogReuse:             "Refresh token reuse",
	tenant.LogCode:              "Code exchanged",
	tenant.LogCodeFailed:        "Code exchange failed",
	tenant.LogPassword:          "Password exchanged",
	tenant.LogPasswordFailed:    "Password exchange failed",
	tenant.LogCredentials:       "Client credentials exchanged",
	tenant.LogCredentialsFailed: "Client credentials exchange failed",
	tenant.LogDevice:            "Device code exchanged",
	tenant.LogDeviceFailed:      "Device code exchange failed",
	tenant.LogDeviceAuthFailed:  "Device authorization failed",
	tenant.LogActivationFailed:  "Device activation failed",
	tenant.LogActivationDenied:  "Device activation cancelled",
	tenant.LogLogin:             "Login",
	tenant.LogLoginFailed:       "Login failed",
	tenant.LogLogout:            "Logout",
	tenant.LogManagement:        "Management write",
	tenant.LogManagementRead:    "Management read",
	tenant.LogUserDeleted:       "User deleted",
	tenant.LogPasswordChanged:   "Password changed",
	tenant.LogCleanup:           "Refresh tokens cleaned up",
	tenant.LogLimit:             "Rate limit reached",
}

func logName(t tenant.LogType) string {
	if name, known := logNames[t]; known {
		return name
	}
	return string(t)
}
