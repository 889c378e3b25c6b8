// @auth0/nextjs-auth0 in a Next.js application that was built and is served beside. The SDK takes a domain without a port alone.
import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { ann, control, register, reset } from './mock.mjs'
import { person } from './person.mjs'

const origin = process.env.APP_BASE_URL
const json = async (browser, path) => JSON.parse((await browser.go(origin + path)).text)
const states = async () => (await control('GET', 'state?user_id=' + encodeURIComponent(ann.id)))
  .grants.flatMap(({ families }) => families).flatMap(({ tokens }) => tokens).map(({ state }) => state)

describe('nextjs-auth0', () => {
  beforeEach(async () => {
    await reset()
    await register('confidential', { callbacks: [origin + '/auth/callback'], allowed_logout_urls: [origin] })
  })

  test('sign in, exchange, revoke, exchange, sign out', async () => {
    const browser = person(ann)
    assert.match((await browser.go(origin)).text, />out</)
    assert.match((await browser.go(origin + '/auth/login')).text, new RegExp(`in as ${ann.id.replace('|', '\\|')}<`))
    const [first, second] = [await json(browser, '/exchange'), await json(browser, '/exchange')]
    assert.ok(first.token)
    assert.notEqual(second.token, first.token)
    assert.ok(second.session.sid)
    await json(browser, '/revoke')
    assert.deepEqual(await states(), ['ended'])
    const { token, code } = await json(browser, '/exchange')
    assert.equal(token, undefined)
    assert.match(code, /^(missing|failed_to)_refresh_token$/) // the SDK has forgotten it, or is refused
    assert.match((await browser.go(origin + '/auth/logout')).text, />out</)
    assert.match((await person({ ...ann, password: 'wrong' }).go(origin + '/auth/login')).text, /Wrong email or password/)
  })

  test("a revocation elsewhere is the SDK's error", async () => {
    const browser = person(ann)
    await browser.go(origin + '/auth/login')
    await control('POST', 'hooks/log_out_everywhere', { username: ann.email })
    assert.deepEqual(await json(browser, '/exchange'), { code: 'failed_to_refresh_token', cause: 'invalid_grant' })
  })

  test('logout revokes, and ends the session of the browser', async () => {
    const browser = person(ann)
    await browser.go(origin + '/auth/login')
    assert.equal((await browser.go(origin + '/auth/logout')).url.href, origin + '/')
    assert.deepEqual(await states(), ['ended'])
  })
})
