package tenant

// Operation is one operation of the Management API.
type Operation struct {
	Name   Endpoint
	Scopes []string // any of which suffices
}

// Operations of the Management API.
const (
	OpReadSettings   Endpoint = "settings.read"
	OpUpdateSettings Endpoint = "settings.update"

	OpListGrants   Endpoint = "grants.list"
	OpDeleteGrant  Endpoint = "grants.delete"
	OpDeleteGrants Endpoint = "grants.delete-by-user"

	OpListDevices  Endpoint = "device-credentials.list"
	OpCreateDevice Endpoint = "device-credentials.create"
	OpDeleteDevice Endpoint = "device-credentials.delete"

	OpListClients  Endpoint = "clients.list"
	OpReadClient   Endpoint = "clients.read"
	OpCreateClient Endpoint = "clients.create"
	OpUpdateClient Endpoint = "clients.update"
	OpDeleteClient Endpoint = "clients.delete"
	OpRotateSecret Endpoint = "clients.rotate-secret"

	OpListAudiences  Endpoint = "resource-servers.list"
	OpReadAudience   Endpoint = "resource-servers.read"
	OpCreateAudience Endpoint = "resource-servers.create"
	OpUpdateAudience Endpoint = "resource-servers.update"
	OpDeleteAudience Endpoint = "resource-servers.delete"

	OpListClientGrants  Endpoint = "client-grants.list"
	OpReadClientGrant   Endpoint = "client-grants.read"
	OpCreateClientGrant Endpoint = "client-grants.create"
	OpUpdateClientGrant Endpoint = "client-grants.update"
	OpDeleteClientGrant Endpoint = "client-grants.delete"

	OpListUsers    Endpoint = "users.list"
	OpUsersByEmail Endpoint = "users.by-email"
	OpReadUser     Endpoint = "users.read"
	OpCreateUser   Endpoint = "users.create"
	OpUpdateUser   Endpoint = "users.update"
	OpDeleteUser   Endpoint = "users.delete"

	OpListRefreshTokens       Endpoint = "refresh-tokens.list"
	OpReadRefreshToken        Endpoint = "refresh-tokens.read"
	OpUpdateRefreshToken      Endpoint = "refresh-tokens.update"
	OpDeleteRefreshToken      Endpoint = "refresh-tokens.delete"
	OpRevokeRefreshTokens     Endpoint = "refresh-tokens.revoke"
	OpListUserRefreshTokens   Endpoint = "users.refresh-tokens.list"
	OpDeleteUserRefreshTokens Endpoint = "users.refresh-tokens.delete"

	OpReadSession        Endpoint = "sessions.read"
	OpDeleteSession      Endpoint = "sessions.delete"
	OpRevokeSession      Endpoint = "sessions.revoke"
	OpListUserSessions   Endpoint = "users.sessions.list"
	OpDeleteUserSessions Endpoint = "users.sessions.delete"
	OpRevokeAccess       Endpoint = "users.revoke-access"

	OpListLogs Endpoint = "logs.list"
	OpReadLog  Endpoint = "logs.read"
	OpUserLogs Endpoint = "users.logs.list"
)

// CurrentUserScopes are those of the Management API that a user's own token may have.
func CurrentUserScopes() []string {
	return []string{"create:current_user_device_credentials", "delete:current_user_device_credentials"}
}
