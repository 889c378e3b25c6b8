// @auth0/auth0-server-js: what Auth0's SDKs for Fastify, Hono and Express rest on. Its logout revokes.
import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { TokenByRefreshTokenError } from '@auth0/auth0-auth-js'
import { ServerClient } from '@auth0/auth0-server-js'
import { ann, apiOne, callback, client, domain, register, reset, thrown } from './mock.mjs'
import { browse, person } from './person.mjs'

/** A store in memory, of one user. */
function store() {
  const kept = new Map()
  return {
    set: async (id, data) => { kept.set(id, data) },
    get: async (id) => kept.get(id),
    delete: async (id) => { kept.delete(id) },
    deleteByLogoutToken: async () => kept.clear(),
  }
}
const server = () => new ServerClient({
  domain, ...client('confidential'), stateStore: store(), transactionStore: store(),
  authorizationParams: { redirect_uri: callback, scope: 'openid profile email offline_access', audience: apiOne },
})
async function signedIn() {
  const app = server()
  await app.completeInteractiveLogin(await browse(await app.startInteractiveLogin(), ann))
  return app
}
const expired = async (app) => { // or the SDK would hand out the access token that it has
  const session = await app.getSession()
  for (const set of session.tokenSets) set.expiresAt = 0
}

describe('auth0-server-js', () => {
  beforeEach(reset)

  test('sign in, exchange, revoke, exchange', async () => {
    const app = await signedIn()
    const user = await app.getUser()
    assert.equal(user.sub, ann.id)
    assert.equal(user.email, ann.email)
    const first = await app.getAccessToken()
    await expired(app)
    assert.notEqual((await app.getAccessToken()).accessToken, first.accessToken)
    await app.revokeRefreshToken()
    await expired(app)
    const error = await thrown(TokenByRefreshTokenError, app.getAccessToken())
    assert.equal(error.cause.error, 'invalid_grant')
  })

  test('the session knows its sid, which a logout by its name needs', async () => {
    const [one, other] = [await signedIn(), await signedIn()]
    assert.ok((await one.getUser()).sid)
    assert.notEqual((await one.getUser()).sid, (await other.getUser()).sid)
  })

  test('logout revokes the refresh token, and ends the session of the browser', async () => {
    await register('confidential', { allowed_logout_urls: ['http://localhost/callback/out'] })
    const app = server()
    const { go } = person(ann)
    await app.completeInteractiveLogin((await go(await app.startInteractiveLogin())).url)
    const { refreshToken } = await app.getSession()
    const silently = async () => {
      const { url } = await go(await app.startInteractiveLogin({ authorizationParams: { prompt: 'none' } }))
      return url.searchParams.get('error')
    }
    assert.equal(await silently(), null)
    const out = await go(await app.logout({ returnTo: 'http://localhost/callback/out' }))
    assert.equal(out.url.href, 'http://localhost/callback/out')
    assert.equal(await app.getSession(), undefined)
    const error = await thrown(TokenByRefreshTokenError, app.authClient.getTokenByRefreshToken({ refreshToken }))
    assert.equal(error.cause.error, 'invalid_grant')
    assert.equal(await silently(), 'login_required')
  })
})
