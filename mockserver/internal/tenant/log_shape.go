package tenant

import "strings"

// logShape is what events of a type tell besides what all do.
type logShape struct{ hostname, connection, strategy, sdk bool }

// logShapes follow Auth0's schema of tenant logs, type by type. One that is not here tells no more than all do.
var logShapes = map[LogType]logShape{
	LogRevoked:           {hostname: true, connection: true, sdk: true},
	LogExchanged:         {connection: true, sdk: true},
	LogExchangeFailed:    {hostname: true, connection: true, sdk: true},
	LogReuse:             {hostname: true, connection: true, sdk: true},
	LogCode:              {hostname: true, connection: true, sdk: true},
	LogCodeFailed:        {hostname: true, connection: true, sdk: true},
	LogPassword:          {connection: true, sdk: true},
	LogPasswordFailed:    {hostname: true, connection: true, sdk: true},
	LogCredentials:       {hostname: true, sdk: true},
	LogCredentialsFailed: {hostname: true, sdk: true},
	LogDevice:            {hostname: true, connection: true},
	LogDeviceFailed:      {hostname: true, connection: true},
	LogDeviceAuthFailed:  {hostname: true},
	LogActivationFailed:  {connection: true, strategy: true},
	LogLogin:             {hostname: true, connection: true, strategy: true, sdk: true},
	LogLoginFailed:       {connection: true, strategy: true},
	LogUserUnknown:       {connection: true, strategy: true},
	LogLogout:            {hostname: true, connection: true, sdk: true},
	LogManagement:        {sdk: true},
	LogManagementRead:    {sdk: true},
	LogSignUp:            {connection: true, strategy: true},
	LogUserDeleted:       {connection: true, strategy: true},
	LogPasswordChanged:   {connection: true, strategy: true},
	LogLimit:             {hostname: true, connection: true, sdk: true},
}

// Shaped is the event without what its type does not tell.
func (e LogEvent) Shaped() LogEvent {
	shape := logShapes[e.Type]
	if !shape.hostname {
		e.Hostname = ""
	}
	if !shape.connection {
		e.Connection = ""
	}
	if !shape.sdk {
		e.SDK = nil
	}
	return e
}

// TellsStrategy says whether events of the type name the strategy of their connection.
func (t LogType) TellsStrategy() bool { return logShapes[t].strategy }

// Mobile says whether the user agent is one of a phone or a tablet.
func (e LogEvent) Mobile() bool {
	for _, sign := range []string{"Mobile", "Android", "iPhone", "iPad"} {
		if strings.Contains(e.UserAgent, sign) {
			return true
		}
	}
	return false
}
