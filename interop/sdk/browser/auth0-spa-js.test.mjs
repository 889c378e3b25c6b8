// @auth0/auth0-spa-js in Chromium: redirect, popup and iframe; refresh tokens in local storage and in a worker's memory.
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { launch, open, signIn } from './chromium.mjs'
import { ann, apiOne, client, control, domain, exchange, reset } from './mock.mjs'

let browser
const script = '@auth0/auth0-spa-js/dist/auth0-spa-js.production.js'

/** An application at its page; `call` runs a method of the SDK's client there, and tells of an error by its code. */
async function application(t, role, options) {
  const { origin, page } = await open(t, browser, role, script)
  const make = () => page.evaluate(async ([config]) => { globalThis.client = new globalThis.auth0.Auth0Client(config) }, [{
    domain, clientId: client(role).clientId, ...options,
    authorizationParams: { redirect_uri: origin + '/callback', audience: apiOne, scope: 'openid profile email offline_access' },
  }])
  await make()
  const call = (method, ...given) => page.evaluate(([method, given]) => globalThis.client[method](...given)
    .then((value) => value ?? null, (error) => ({ error: error.error ?? String(error) })), [method, given])
  return {
    origin, page, call,
    exchange: () => call('getTokenSilently', { cacheMode: 'off' }),
    reload: async () => {
      await page.goto(origin)
      await make()
    },
    redirect: async () => {
      await call('loginWithRedirect').catch(() => {}) // its page goes away
      await signIn(page, ann)
      await page.waitForURL(origin + '/callback?**')
      await make()
      await call('handleRedirectCallback')
    },
  }
}

/** The states of the user's refresh tokens: live, or what became of them. */
async function refreshTokens() {
  const { grants } = await control('GET', 'state?user_id=' + encodeURIComponent(ann.id))
  return grants.flatMap(({ families }) => families).flatMap(({ tokens }) => tokens).map(({ state }) => state)
}

// The SDK forgets a refresh token when an exchange brings no new one: it is for applications that rotate.
describe('auth0-spa-js', () => {
  before(async () => { browser = await launch() })
  after(() => browser.close())
  beforeEach(reset)

  for (const cacheLocation of ['localstorage', 'memory']) { // memory: a Web Worker's
    test(`redirect, exchange, revoke, exchange: refresh tokens in ${cacheLocation}`, async (t) => {
      const app = await application(t, 'rotating', { useRefreshTokens: true, cacheLocation })
      await app.redirect()
      assert.equal((await app.call('getUser')).sub, ann.id)
      const first = await app.call('getTokenSilently')
      const next = await app.exchange()
      assert.equal(typeof next, 'string')
      assert.notEqual(next, first)
      assert.deepEqual(await refreshTokens(), ['spent', 'live'])
      assert.equal(await app.call('revokeRefreshToken'), null)
      assert.deepEqual(await refreshTokens(), ['ended', 'ended'])
      assert.deepEqual(await app.exchange(), { error: 'missing_refresh_token' }) // the SDK has forgotten it
    })

    test(`a revocation elsewhere is the SDK's error: refresh tokens in ${cacheLocation}`, async (t) => {
      const app = await application(t, 'public', { useRefreshTokens: true, cacheLocation })
      await app.redirect()
      await control('POST', 'hooks/log_out_everywhere', { username: ann.email })
      assert.deepEqual(await app.exchange(), { error: 'invalid_grant' })
    })
  }

  test('rotation: a reuse by somebody else ends what the application has', async (t) => {
    const app = await application(t, 'rotating', { useRefreshTokens: true, cacheLocation: 'localstorage' })
    await app.redirect()
    const stolen = (await app.page.evaluate(() => JSON.stringify(localStorage))).match(/refresh_token\\*":\\*"([^"\\]*)/)[1]
    assert.equal(typeof await app.exchange(), 'string')
    await assert.rejects(exchange('rotating', stolen), { error: 'invalid_grant' })
    assert.deepEqual(await app.exchange(), { error: 'invalid_grant' })
  })

  test('popup', async (t) => {
    const app = await application(t, 'public', { useRefreshTokens: true })
    const [popup] = await Promise.all([browser.waitForEvent('page'), app.page.evaluate(() => { globalThis.popup = globalThis.client.loginWithPopup().then(() => null, String) })])
    await signIn(popup, ann)
    assert.equal(await app.page.evaluate(() => globalThis.popup), null)
    assert.equal((await app.call('getUser')).sub, ann.id)
    assert.equal(typeof await app.exchange(), 'string')
  })

  test('silently by an iframe, while there is a session', async (t) => {
    const app = await application(t, 'public', {})
    assert.deepEqual(await app.exchange(), { error: 'login_required' })
    await app.redirect()
    await app.reload() // the tokens are gone, the cookie is not
    assert.equal(await app.call('isAuthenticated'), false)
    await app.call('checkSession')
    assert.equal(await app.call('isAuthenticated'), true)
    assert.equal((await app.call('getUser')).sub, ann.id)
    assert.equal(typeof await app.exchange(), 'string')

    await app.call('logout', { logoutParams: { returnTo: app.origin + '/out' } }).catch(() => {})
    await app.page.waitForURL(app.origin + '/out')
    await app.reload()
    assert.equal(await app.call('isAuthenticated'), false)
    assert.deepEqual(await app.exchange(), { error: 'login_required' })
  })
})
