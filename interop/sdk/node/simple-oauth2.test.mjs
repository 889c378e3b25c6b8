// simple-oauth2: any OAuth 2.0 server, configured by hand. Its revocation takes an answer for JSON or nothing.
import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { AuthorizationCode, ClientCredentials, ResourceOwnerPassword } from 'simple-oauth2'
import { ann, apiOne, base, callback, client, deadToken, managementAudience, reset } from './mock.mjs'
import { browse } from './person.mjs'

const configured = (role, authorizationMethod = 'body', auth) => {
  const { clientId: id, clientSecret: secret } = client(role)
  return {
    client: { id, secret }, options: { authorizationMethod },
    auth: { tokenHost: base, tokenPath: '/oauth/token', revokePath: '/oauth/revoke', ...auth },
  }
}
const scope = 'openid offline_access'
const dead = (token) => assert.rejects(token.refresh(), ({ output, data }) => {
  assert.equal(output.statusCode, 403)
  assert.deepEqual(data.payload, { error: 'invalid_grant', error_description: deadToken })
  return true
})

describe('simple-oauth2', () => {
  beforeEach(reset)

  for (const [role, authorizationMethod] of [['confidential', 'body'], ['basic', 'header']]) {
    test(`sign in, exchange, revoke, exchange: credentials in the ${authorizationMethod}`, async () => {
      const app = new ResourceOwnerPassword(configured(role, authorizationMethod))
      const token = await app.getToken({ username: ann.email, password: ann.password, scope, audience: apiOne })
      const sibling = await app.getToken({ username: ann.email, password: ann.password, scope, audience: apiOne })
      assert.ok((await token.refresh()).token.access_token)
      await token.revoke('refresh_token')
      await dead(token)
      assert.ok((await sibling.refresh()).token.access_token)
      await token.revoke('refresh_token') // once more is no error
    })
  }

  test('authorization code, through the pages', async () => {
    const app = new AuthorizationCode(configured('confidential', 'body', { authorizePath: '/authorize' }))
    const back = await browse(app.authorizeURL({ redirect_uri: callback, scope, state: 's', audience: apiOne }), ann)
    assert.equal(back.searchParams.get('state'), 's')
    const token = await app.getToken({ code: back.searchParams.get('code'), redirect_uri: callback })
    await token.revoke('refresh_token')
    await dead(token)
  })

  test('client credentials', async () => {
    const { token } = await new ClientCredentials(configured('management')).getToken({ audience: managementAudience })
    assert.equal(token.expires_in, 86400)
  })
})
