// npm auth0, entry auth0/legacy: the client of version 4, AuthenticationClient and ManagementClient.
import { AuthApiError, AuthenticationClient, ManagementApiError, ManagementClient } from 'auth0/legacy'
import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { ann, apiOne, apiTwo, client, connection, counting, deadToken, domain, limitedDomain, only, reset, signingKey, soon, thrown } from './mock.mjs'

const auth = (role, more) => new AuthenticationClient({ domain, ...client(role), ...more })
const api = (more) => new ManagementClient({ domain, ...client('management'), ...more })
const signIn = async (from, user = ann, audience = apiOne) => {
  const { data } = await from.oauth.passwordGrant({ username: user.email, password: user.password, audience, scope: 'openid offline_access' })
  assert.ok(data.refresh_token)
  return data.refresh_token
}
const exchange = (from, refresh_token) => from.oauth.refreshTokenGrant({ refresh_token })
const lives = async (from, token) => assert.ok((await exchange(from, token)).data.access_token)
const refused = (from, token) => thrown(AuthApiError, exchange(from, token))
const dead = async (from, token) => {
  const error = await refused(from, token)
  assert.equal(error.statusCode, 403)
  assert.equal(error.error, 'invalid_grant')
  assert.equal(error.error_description, deadToken)
}

describe('auth0/legacy', () => {
  beforeEach(reset)

  test('sign in, exchange, revoke, exchange', async () => {
    const app = auth('confidential')
    const [token, sibling] = [await signIn(app), await signIn(app)]
    await lives(app, token)
    await app.oauth.revokeRefreshToken({ token })
    await dead(app, token)
    await lives(app, sibling)
    await app.oauth.revokeRefreshToken({ token })
  })

  test('private_key_jwt signs in, exchanges and revokes', async () => {
    const app = new AuthenticationClient({ domain, clientId: 'mock-jwt', clientAssertionSigningKey: signingKey() })
    const token = await signIn(app)
    await lives(app, token)
    await app.oauth.revokeRefreshToken({ token })
    await dead(app, token)
  })

  test('a wrong secret revokes nothing', async () => {
    const token = await signIn(auth('confidential'))
    const error = await thrown(AuthApiError, auth('confidential', { clientSecret: 'wrong' }).oauth.revokeRefreshToken({ token }))
    assert.equal(error.statusCode, 401)
    assert.equal(error.error, 'invalid_client')
    await lives(auth('confidential'), token)
  })

  test('the setting governs what a revocation ends', async () => {
    const [tenant, app] = [api(), auth('confidential')]
    for (const on of [true, false]) {
      await tenant.tenants.updateSettings({ flags: { revoke_refresh_token_grant: on } })
      assert.equal((await tenant.tenants.getSettings()).data.flags.revoke_refresh_token_grant, on)
      const [one, sibling, elsewhere] = [await signIn(app), await signIn(app), await signIn(app, ann, apiTwo)]
      await app.oauth.revokeRefreshToken({ token: one })
      await dead(app, one)
      await (on ? dead : lives)(app, sibling)
      await lives(app, elsewhere)
    }
  })

  test('grants and device credentials are listed and deleted', async () => {
    const [tenant, app] = [api(), auth('confidential')]
    const [one, sibling] = [await signIn(app), await signIn(app)]
    const { data: devices } = await tenant.deviceCredentials.getAll({ user_id: ann.id, type: 'refresh_token', include_totals: true })
    assert.equal(devices.total, 2)
    const { data: bare } = await tenant.deviceCredentials.getAll({ user_id: ann.id, type: 'refresh_token' })
    assert.deepEqual(bare, devices.device_credentials)
    await tenant.deviceCredentials.delete({ id: bare[0].id })
    const states = await Promise.all([one, sibling].map((token) => exchange(app, token).then(() => 'lives', () => 'dead')))
    assert.deepEqual(states.toSorted(), ['dead', 'lives'])

    const { data: grants } = await tenant.grants.getAll({ user_id: ann.id })
    await tenant.grants.delete({ id: only(grants).id })
    await dead(app, one)
    await dead(app, sibling)
  })

  test('clients, users, refresh tokens', async () => {
    const tenant = api()
    const { data: app } = await tenant.clients.create({ name: 'made', app_type: 'regular_web', grant_types: ['password', 'refresh_token'] })
    const mine = { clientId: app.client_id, clientSecret: app.client_secret }
    const { data: zoe } = await tenant.users.create({ connection, email: 'zoe@example.com', password: 'a-Password-of-1' })
    const token = await signIn(auth('', mine), { ...zoe, password: 'a-Password-of-1' })
    const { data: rotated } = await tenant.clients.rotateClientSecret({ client_id: app.client_id })
    assert.equal((await refused(auth('', mine), token)).statusCode, 401)
    const now = auth('', { ...mine, clientSecret: rotated.client_secret })
    await lives(now, token)

    await tenant.users.update({ id: zoe.user_id }, { blocked: true })
    assert.equal((await refused(now, token)).error_description, 'user is blocked')
    await tenant.users.update({ id: zoe.user_id }, { blocked: false })
    const { data: listed } = await tenant.users.getRefreshTokens({ user_id: zoe.user_id })
    await tenant.refreshTokens.delete({ id: only(listed.tokens).id })
    await soon(() => tenant.refreshTokens.get({ id: only(listed.tokens).id }).then(() => false, (error) => error.statusCode === 404))
    await dead(now, token)
    await tenant.users.delete({ id: zoe.user_id })
    const error = await thrown(ManagementApiError, tenant.users.get({ id: zoe.user_id }))
    assert.equal(error.statusCode, 404)
    assert.equal(error.errorCode, 'inexistent_user')
  })

  test('the rate limit is an error to the impatient, and waited for by default', { timeout: 60_000 }, async () => {
    const impatient = api({ domain: limitedDomain, retry: { enabled: false } })
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => impatient.users.get({ id: ann.id })))
    const refusals = answers.filter((one) => one.status === 'rejected').map((one) => one.reason)
    assert.ok(refusals.length > 0)
    for (const error of refusals) {
      assert.ok(error instanceof ManagementApiError, error.stack)
      assert.equal(error.statusCode, 429)
    }
    const counter = counting()
    const patient = api({ domain: limitedDomain, fetch: counter.fetch })
    for (let i = 0; i < 20 && !counter.answered[429]; i++) assert.equal((await patient.users.get({ id: ann.id })).data.email, ann.email)
    assert.ok(counter.answered[429] > 0, JSON.stringify(counter.answered))
  })
})
