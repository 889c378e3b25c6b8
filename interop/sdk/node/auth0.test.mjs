// npm auth0, version 7: ManagementClient. The users sign in through @auth0/auth0-auth-js, as its guide tells.
import { AuthClient, TokenByClientCredentialsError, TokenByRefreshTokenError, TokenRevocationError } from '@auth0/auth0-auth-js'
import { Management, ManagementClient } from 'auth0'
import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import {
  ann, apiOne, apiTwo, bob, callback, client, connection, counting, deadToken, domain, limitedDomain, managementAudience, only, reset, soon,
  thrown,
} from './mock.mjs'
import { browse } from './person.mjs'

const api = (more) => new ManagementClient({ domain, ...client('management'), ...more })
const auth = (role) => new AuthClient({ domain, ...client(role) })
const authAs = (app) => new AuthClient({ domain, clientId: app.client_id, clientSecret: app.client_secret })
const signIn = async (from, user = ann, audience = apiOne) => {
  const tokens = await from.getTokenByPassword({ username: user.email, password: user.password, audience, scope: 'openid offline_access' })
  assert.ok(tokens.refreshToken)
  return tokens.refreshToken
}
const exchange = (from, refreshToken) => from.getTokenByRefreshToken({ refreshToken })
const lives = async (from, token) => assert.ok((await exchange(from, token)).accessToken)
const refused = async (from, token) => (await thrown(TokenByRefreshTokenError, exchange(from, token))).cause
const dead = async (from, token) => assert.equal((await refused(from, token)).error_description, deadToken)
const everything = async (page) => {
  const all = []
  for await (const item of await page) all.push(item)
  return all
}
const gone = (read) => soon(() => read().then(() => false, (error) => error instanceof Management.NotFoundError))
const newApp = { name: 'made', app_type: 'regular_web', grant_types: ['password', 'refresh_token'], oidc_conformant: true }
const newUser = { connection, email: 'zoe@example.com', password: 'a-Password-of-1', email_verified: true, user_metadata: { plan: 'gold' } }

describe('auth0 ManagementClient', () => {
  beforeEach(reset)

  test('the setting governs what a revocation ends', async () => {
    const [tenant, app] = [api(), auth('confidential')]
    for (const on of [true, false]) {
      await tenant.tenants.settings.update({ flags: { revoke_refresh_token_grant: on } })
      assert.equal((await tenant.tenants.settings.get()).flags.revoke_refresh_token_grant, on)
      const [one, sibling, elsewhere] = [await signIn(app), await signIn(app), await signIn(app, ann, apiTwo)]
      await app.revokeToken({ token: one })
      await dead(app, one)
      await (on ? dead : lives)(app, sibling)
      await lives(app, elsewhere)
      const grants = await everything(tenant.userGrants.list({ user_id: ann.id, audience: apiOne }))
      assert.equal(grants.length, on ? 0 : 1)
    }
  })

  test('grants are listed and deleted, one or all of a user', async () => {
    const [tenant, app] = [api(), auth('confidential')]
    const [one, elsewhere, anothers] = [await signIn(app), await signIn(app, ann, apiTwo), await signIn(app, bob)]
    const grant = only(await everything(tenant.userGrants.list({ user_id: ann.id, client_id: 'mock-confidential', audience: apiOne })))
    assert.equal(grant.clientID, 'mock-confidential')
    assert.ok(grant.scope.includes('offline_access'))
    await tenant.userGrants.delete(grant.id)
    await dead(app, one)
    await lives(app, elsewhere)
    await tenant.userGrants.deleteByUserId({ user_id: ann.id })
    await dead(app, elsewhere)
    await lives(app, anothers)
    assert.deepEqual(await everything(tenant.userGrants.list({ user_id: ann.id })), [])
  })

  for (const [role, type] of [['confidential', 'refresh_token'], ['rotating', 'rotating_refresh_token']]) {
    test(`device credentials are listed and deleted: ${type}`, async () => {
      const tenant = api()
      const from = role === 'rotating' ? await rotatingApp(tenant) : auth(role)
      const list = () => everything(tenant.deviceCredentials.list({ user_id: ann.id, type }))
      const token = await signIn(from)
      const device = only(await list())
      assert.equal(device.type, type)
      const other = await signIn(from)
      assert.equal((await list()).length, 2)
      await tenant.deviceCredentials.delete(device.id)
      assert.notEqual(only(await list()).id, device.id)
      await dead(from, token)
      await lives(from, other)
      await tenant.deviceCredentials.delete(device.id) // once more is no error
    })
  }

  test("a public key of the user's device is a credential of its own", async () => {
    const [tenant, app] = [api(), auth('confidential')]
    const token = await signIn(app)
    const { accessToken } = await app.getTokenByPassword({
      username: ann.email, password: ann.password, audience: managementAudience,
      scope: 'create:current_user_device_credentials delete:current_user_device_credentials',
    })
    const own = new ManagementClient({ domain, token: accessToken })
    const key = { device_name: 'phone', type: 'public_key', value: 'a public key', device_id: 'ab12' }
    const { id } = await own.deviceCredentials.createPublicKey(key)
    await thrown(Management.ConflictError, own.deviceCredentials.createPublicKey(key))
    const list = () => everything(tenant.deviceCredentials.list({ user_id: ann.id, type: 'public_key' }))
    assert.equal(only(await list()).id, id)
    await own.deviceCredentials.delete(id)
    assert.deepEqual(await list(), [])
    await lives(app, token)
  })

  test('clients are created, updated, given another secret and deleted', async () => {
    const tenant = api()
    const app = await tenant.clients.create(newApp)
    const token = await signIn(authAs(app))
    await tenant.clients.update(app.client_id, { name: 'renamed', callbacks: ['https://app.example/back'] })
    const read = await tenant.clients.get(app.client_id)
    assert.equal(read.name, 'renamed')
    assert.deepEqual(read.callbacks, ['https://app.example/back'])

    const rotated = await tenant.clients.rotateSecret(app.client_id)
    assert.notEqual(rotated.client_secret, app.client_secret)
    const error = await thrown(TokenRevocationError, authAs(app).revokeToken({ token }))
    assert.equal(error.cause.error, 'invalid_client')
    await lives(authAs(rotated), token)

    await tenant.clients.delete(app.client_id)
    await thrown(TokenByRefreshTokenError, exchange(authAs(rotated), token))
    await thrown(Management.NotFoundError, tenant.clients.get(app.client_id))
  })

  test('users are created, found, blocked and deleted', async () => {
    const [tenant, app] = [api(), auth('confidential')]
    const made = await tenant.users.create(newUser)
    const zoe = { id: made.user_id, ...newUser }
    assert.deepEqual((await tenant.users.get(zoe.id)).user_metadata, { plan: 'gold' })
    assert.equal(only(await tenant.users.listUsersByEmail({ email: zoe.email })).user_id, zoe.id)
    assert.equal(only(await everything(tenant.users.list({ q: `email:"${zoe.email}"`, search_engine: 'v3' }))).user_id, zoe.id)
    await thrown(Management.ConflictError, tenant.users.create(newUser))

    const token = await signIn(app, zoe)
    await tenant.users.update(zoe.id, { blocked: true })
    assert.equal((await refused(app, token)).error_description, 'user is blocked')
    await tenant.users.update(zoe.id, { blocked: false })
    await lives(app, token)
    await tenant.users.delete(zoe.id)
    assert.match((await refused(app, token)).error_description, /for a user who doesn't exist anymore/)
    await thrown(Management.NotFoundError, tenant.users.get(zoe.id))
  })

  test('refresh tokens are read, given metadata and revoked', async () => {
    const [tenant, app] = [api(), auth('confidential')]
    const [one, two, three] = [await signIn(app), await signIn(app, ann, apiTwo), await signIn(auth('second'))]
    const anothers = await signIn(app, bob)
    const all = await everything(tenant.users.refreshToken.list(ann.id))
    assert.equal(all.length, 3)
    const at = (audience, clientID) => only(all.filter((t) => t.client_id === clientID && t.resource_servers[0].audience === audience)).id
    const id = at(apiOne, 'mock-confidential')
    await tenant.refreshTokens.update(id, { refresh_token_metadata: { device: 'kitchen' } })
    const read = await tenant.refreshTokens.get(id)
    assert.deepEqual(read.refresh_token_metadata, { device: 'kitchen' })
    assert.equal(read.rotating, false)

    await tenant.refreshTokens.delete(id)
    await gone(() => tenant.refreshTokens.get(id))
    await dead(app, one)
    await lives(app, two)

    await tenant.refreshTokens.revoke({ user_id: ann.id, client_id: 'mock-second' })
    await gone(() => tenant.refreshTokens.get(at(apiOne, 'mock-second')))
    await dead(auth('second'), three)
    await lives(app, two)

    await tenant.users.refreshToken.delete(ann.id)
    await soon(async () => (await everything(tenant.refreshTokens.list({ user_id: ann.id }))).length === 0)
    await dead(app, two)
    await lives(app, anothers)
  })

  test('sessions are read and revoked, with their tokens', async () => {
    const [tenant, app] = [api(), auth('confidential')]
    const byCode = async () => {
      const { authorizationUrl, codeVerifier } = await app.buildAuthorizationUrl({
        authorizationParams: { redirect_uri: callback, scope: 'openid offline_access' },
      })
      return (await app.getTokenByCode(await browse(authorizationUrl, ann), { codeVerifier })).refreshToken
    }
    const token = await byCode()
    const session = only(await everything(tenant.users.sessions.list(ann.id)))
    assert.equal((await tenant.sessions.get(session.id)).user_id, ann.id)
    const other = await byCode() // in another browser
    await tenant.sessions.revoke(session.id)
    await gone(() => tenant.sessions.get(session.id))
    await dead(app, token)
    await lives(app, other)
    await tenant.users.revokeAccess(ann.id)
    await soon(async () => (await everything(tenant.users.sessions.list(ann.id))).length === 0)
    await dead(app, other)
  })

  test('resource servers decide whether there are refresh tokens', async () => {
    const [tenant, app] = [api(), auth('confidential')]
    const made = await tenant.resourceServers.create({ identifier: 'https://api.three.example', name: 'Three', scopes: [{ value: 'read:three' }] })
    const login = () => app.getTokenByPassword({ username: ann.email, password: ann.password, audience: made.identifier, scope: 'offline_access' })
    assert.equal((await login()).refreshToken, undefined)
    await tenant.resourceServers.update(made.id, { allow_offline_access: true })
    assert.equal((await tenant.resourceServers.get(made.id)).allow_offline_access, true)
    await lives(app, (await login()).refreshToken)
    assert.ok((await everything(tenant.resourceServers.list())).some((one) => one.id === made.id))
    await tenant.resourceServers.delete(made.id)
    await thrown(Management.NotFoundError, tenant.resourceServers.get(made.id))
  })

  test('client grants let machines in, and their scopes are enforced', async () => {
    const tenant = api()
    const app = await tenant.clients.create({ name: 'machine', app_type: 'non_interactive', grant_types: ['client_credentials'] })
    const ask = () => authAs(app).getTokenByClientCredentials({ audience: managementAudience })
    await thrown(TokenByClientCredentialsError, ask())
    const grant = await tenant.clientGrants.create({ client_id: app.client_id, audience: managementAudience, scope: ['read:users'] })
    const limited = new ManagementClient({ domain, token: (await ask()).accessToken })
    assert.equal((await limited.users.get(ann.id)).email, ann.email)
    const error = await thrown(Management.ForbiddenError, limited.userGrants.list())
    assert.equal(error.statusCode, 403)
    assert.equal(error.body.errorCode, 'insufficient_scope')
    await tenant.clientGrants.update(grant.id, { scope: ['read:users', 'read:grants'] })
    const wider = new ManagementClient({ domain, token: (await ask()).accessToken })
    assert.deepEqual(await everything(wider.userGrants.list({ user_id: ann.id })), [])
    assert.equal(only(await everything(tenant.clientGrants.list({ client_id: app.client_id }))).id, grant.id)
    await tenant.clientGrants.delete(grant.id)
    await thrown(TokenByClientCredentialsError, ask())
  })

  test('logs tell of the revocation', async () => {
    const [tenant, app] = [api(), auth('confidential')]
    const token = await signIn(app)
    await app.revokeToken({ token })
    await dead(app, token)
    const event = only(await everything(tenant.logs.list({ search: 'type:srrt' })))
    assert.equal(event.user_id, ann.id)
    assert.ok(event.details.credential_id)
    assert.equal((await tenant.logs.get(event.log_id)).type, 'srrt')
    const types = (await everything(tenant.users.logs.list(ann.id))).map((one) => one.type)
    assert.ok(types.includes('srrt') && types.includes('fertft'), types.join())
  })

  test('pages by offset, with totals, and by checkpoint', async () => {
    const [tenant, app] = [api(), auth('confidential')]
    let page = await tenant.users.list({ per_page: 5, sort: 'email:1' })
    assert.equal(page.response.total, 16)
    const emails = page.data.map((user) => user.email)
    while (page.hasNextPage()) {
      page = await page.getNextPage()
      emails.push(...page.data.map((user) => user.email))
    }
    assert.equal(new Set(emails).size, 16)
    assert.equal(emails.length, 16)

    for (let i = 0; i < 5; i++) await signIn(app)
    const first = await tenant.users.refreshToken.list(ann.id, { take: 2 })
    assert.equal(first.data.length, 2)
    assert.ok(first.hasNextPage())
    const ids = (await everything(first)).map((one) => one.id)
    assert.equal(ids.length, 5)
    assert.equal(new Set(ids).size, 5)
  })

  test('errors have their classes', async () => {
    const tenant = api()
    const missing = await thrown(Management.NotFoundError, tenant.users.get('auth0|nobody'))
    assert.equal(missing.body.message, 'The user does not exist.')
    assert.equal(missing.body.errorCode, 'inexistent_user')
    await thrown(Management.BadRequestError, tenant.users.create({ email: 'zoe@example.com' }))
    const stranger = new ManagementClient({ domain, token: 'nonsense' })
    assert.equal((await thrown(Management.UnauthorizedError, stranger.users.get(ann.id))).body.message, 'Invalid token')
  })

  test('the rate limit is an error to the impatient, and waited for by default', { timeout: 60_000 }, async () => {
    const impatient = api({ domain: limitedDomain, maxRetries: 0 })
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => impatient.users.get(ann.id)))
    const refusals = answers.filter((one) => one.status === 'rejected').map((one) => one.reason)
    assert.ok(refusals.length > 0)
    for (const error of refusals) {
      assert.ok(error instanceof Management.TooManyRequestsError, error.stack)
      assert.equal(error.body.errorCode, 'too_many_requests')
    }
    const counter = counting()
    const patient = api({ domain: limitedDomain, fetch: counter.fetch })
    for (let i = 0; i < 20 && !counter.answered[429]; i++) assert.equal((await patient.users.get(ann.id)).email, ann.email)
    assert.ok(counter.answered[429] > 0, JSON.stringify(counter.answered))
  })
})

/** An application whose tokens rotate, made by the Management API. */
async function rotatingApp(tenant) {
  return authAs(await tenant.clients.create({
    ...newApp, refresh_token: { rotation_type: 'rotating', expiration_type: 'expiring', leeway: 0, token_lifetime: 3600, idle_token_lifetime: 600 },
  }))
}
