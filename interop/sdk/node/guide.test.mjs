// docs/sdk.md shows the two functions below.
import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { domain, reset } from './mock.mjs'

// ---
import { AuthClient, TokenByRefreshTokenError } from '@auth0/auth0-auth-js'
import { ManagementClient } from 'auth0'

// domain is 127.0.0.1:8420, or what is in its place.
async function signOut(domain) {
  const app = new AuthClient({
    domain, clientId: 'mock-confidential', clientSecret: 'mock-secret-of-confidential-good-for-nothing-else',
  })
  const { refreshToken } = await app.getTokenByPassword({
    username: 'user01@example.com', password: 'mock-password-01',
    scope: 'openid offline_access', audience: 'https://api.one.example',
  })
  await app.revokeToken({ token: refreshToken })
  await assert.rejects(app.getTokenByRefreshToken({ refreshToken }), TokenByRefreshTokenError)

  const tenant = new ManagementClient({
    domain, clientId: 'mock-management', clientSecret: 'mock-secret-of-management-good-for-nothing-else',
  })
  const grants = await tenant.userGrants.list({ user_id: 'auth0|000000000000000000000001' })
  assert.equal(grants.data.length, 1) // it stays: the tenant does not delete grants with refresh tokens
}
// ---
import * as oidc from 'openid-client'

async function signOutAnywhere(issuer) { // https://127.0.0.1:8420/, the last slash included
  const config = await oidc.discovery(new URL(issuer), 'mock-public', undefined, oidc.None())
  const tokens = await oidc.genericGrantRequest(config, 'password', {
    username: 'user01@example.com', password: 'mock-password-01', scope: 'openid offline_access',
  })
  await oidc.tokenRevocation(config, tokens.refresh_token)
  await assert.rejects(oidc.refreshTokenGrant(config, tokens.refresh_token), { error: 'invalid_grant' })
}
// ---

describe('the guide', () => {
  beforeEach(reset)
  test('Auth0 packages', () => signOut(domain))
  test('openid-client', () => signOutAnywhere(`https://${domain}/`))
})
