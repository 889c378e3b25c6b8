package tenant

import "time"

// LogType is the code of a tenant log event (Auth0, "Log Event Type Codes").
type LogType string

// Log events that the mock writes.
const (
	LogRevoked           LogType = "srrt"   // a refresh token was revoked
	LogExchanged         LogType = "sertft" // a refresh token was exchanged
	LogExchangeFailed    LogType = "fertft"
	LogReuse             LogType = "ferrt" // a spent refresh token was presented again
	LogCode              LogType = "seacft"
	LogCodeFailed        LogType = "feacft"
	LogPassword          LogType = "sepft"
	LogPasswordFailed    LogType = "fepft"
	LogCredentials       LogType = "seccft"
	LogCredentialsFailed LogType = "feccft"
	LogDevice            LogType = "sede" // a device code was exchanged
	LogDeviceFailed      LogType = "fede"
	LogDeviceAuthFailed  LogType = "fdeaz" // the device authorization request
	LogActivationFailed  LogType = "fdeac" // the activation page
	LogActivationDenied  LogType = "fdecc" // the user cancelled the confirmation
	LogLogin             LogType = "s"
	LogLoginFailed       LogType = "fp" // wrong password
	LogUserUnknown       LogType = "fu" // no such user
	LogLogout            LogType = "slo"
	LogBackchannel       LogType = "sslo" // an application was told that a session has ended
	LogBackchannelFailed LogType = "fslo"
	LogManagement        LogType = "sapi" // a write by the Management API
	LogManagementRead    LogType = "mgmt_api_read"
	LogSignUp            LogType = "ss" // a user was created
	LogUserDeleted       LogType = "sdu"
	LogPasswordChanged   LogType = "scp"
	LogCleanup           LogType = "resource_cleanup"
	LogLimit             LogType = "api_limit"
)

// LogEvent is one event of the tenant's log. Details hold no token and no secret.
type LogEvent struct {
	ID          string // ascending, in order of arrival
	Date        time.Time
	Type        LogType
	Description string
	ClientID    string
	ClientName  string
	UserID      string
	UserName    string
	Connection  string // of the user
	Audience    string // of the tokens, where there are some
	Scope       string // ... and theirs
	IP          string
	UserAgent   string
	Hostname    string         // that was asked; of some types
	SDK         map[string]any // what the request said of itself by Auth0-Client; of some types
	Details     map[string]any
}

// mostLogged is how much of one text the log keeps, in bytes.
const mostLogged = 1 << 10

// Bounded is the event as it is kept: none of its texts is long, and those of its details are in maps and lists of its own.
func (e LogEvent) Bounded() LogEvent {
	for _, text := range []*string{&e.Description, &e.ClientID, &e.ClientName, &e.UserID, &e.UserName, &e.Connection,
		&e.Audience, &e.Scope, &e.IP, &e.UserAgent, &e.Hostname} {
		*text = bounded(*text)
	}
	e.Details, _ = boundedDetail(e.Details).(map[string]any)
	e.SDK, _ = boundedDetail(e.SDK).(map[string]any)
	return e
}

// bounded is a text that is no part of a longer one: those of requests are copies, see wire.
func bounded(text string) string {
	if len(text) > mostLogged {
		return Cut(text, mostLogged)
	}
	return text
}

func boundedDetail(value any) any {
	switch v := value.(type) {
	case string:
		if len(v) > mostLogged {
			return Cut(v, mostLogged)
		}
	case map[string]any:
		if v == nil {
			return nil
		}
		out := make(map[string]any, len(v))
		for name, inner := range v {
			out[bounded(name)] = boundedDetail(inner)
		}
		return out
	case []string:
		out := make([]string, len(v))
		for i, text := range v {
			out[i] = bounded(text)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, inner := range v {
			out[i] = boundedDetail(inner)
		}
		return out
	}
	return value
}
