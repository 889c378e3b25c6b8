// oidc-client-ts in Chromium: any OpenID provider, through its metadata alone.
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { launch, open, signIn } from './chromium.mjs'
import { ann, apiOne, base, client, exchange, reset, revoke } from './mock.mjs'

let browser

/** An application at its page; `call` runs a method of the UserManager there, and tells of an error by its code. */
async function application(t, role, scope, options) {
  const { origin, page } = await open(t, browser, role, 'oidc-client-ts/dist/browser/oidc-client-ts.min.js',
    "if (location.pathname == '/silent') new oidc.UserManager({}).signinSilentCallback()")
  const make = () => page.evaluate((config) => { globalThis.manager = new globalThis.oidc.UserManager(config) }, {
    authority: base, client_id: client(role).clientId, redirect_uri: origin + '/callback', post_logout_redirect_uri: origin + '/out',
    silent_redirect_uri: origin + '/silent', scope, extraQueryParams: { audience: apiOne }, automaticSilentRenew: false, ...options,
  })
  await make()
  const call = (method, ...given) => page.evaluate(([method, given]) => globalThis.manager[method](...given)
    .then((value) => (value === undefined || value === null ? null : { ...value }), (error) => ({ error: error.error ?? String(error) })), [method, given])
  return {
    origin, page, call,
    redirect: async () => {
      await call('signinRedirect').catch(() => {}) // its page goes away
      await signIn(page, ann)
      await page.waitForURL(origin + '/callback?**')
      await make()
      return call('signinRedirectCallback')
    },
    out: async () => {
      await call('signoutRedirect').catch(() => {})
      await page.waitForURL(origin + '/out**')
      await make()
    },
  }
}

describe('oidc-client-ts', () => {
  before(async () => { browser = await launch() })
  after(() => browser.close())
  beforeEach(reset)

  test('sign in, exchange, revoke, exchange, sign out', async (t) => {
    const app = await application(t, 'public', 'openid profile email offline_access', { monitorSession: true })
    const user = await app.redirect()
    assert.equal(user.profile.sub, ann.id)
    const renewed = await app.call('signinSilent')
    assert.notEqual(renewed.access_token, user.access_token)
    assert.equal(renewed.refresh_token, user.refresh_token)
    assert.equal(await app.call('revokeTokens', ['refresh_token']), null)
    await assert.rejects(exchange('public', user.refresh_token), { error: 'invalid_grant' })
    assert.equal((await app.call('getUser')).refresh_token, null)
    await app.out()
    assert.equal(await app.call('getUser'), null)
  })

  test('a revocation elsewhere is an error of its own', async (t) => {
    const app = await application(t, 'public', 'openid offline_access')
    const { refresh_token } = await app.redirect()
    await revoke('public', refresh_token)
    assert.deepEqual(await app.call('signinSilent'), { error: 'invalid_grant' })
  })

  test('rotation: a reuse by somebody else ends what the application has', async (t) => {
    const app = await application(t, 'rotating', 'openid offline_access')
    const { refresh_token: stolen } = await app.redirect()
    assert.notEqual((await app.call('signinSilent')).refresh_token, stolen)
    await assert.rejects(exchange('rotating', stolen), { error: 'invalid_grant' })
    assert.deepEqual(await app.call('signinSilent'), { error: 'invalid_grant' })
  })

  test('silently by an iframe, while there is a session', async (t) => {
    const app = await application(t, 'public', 'openid')
    const user = await app.redirect()
    const renewed = await app.call('signinSilent')
    assert.equal(renewed.profile?.sub, ann.id)
    assert.notEqual(renewed.access_token, user.access_token)
    assert.equal(await app.call('querySessionStatus'), null) // it wants a session_state, which Auth0 does not send
    await app.out()
    assert.deepEqual(await app.call('signinSilent'), { error: 'login_required' })
  })
})
