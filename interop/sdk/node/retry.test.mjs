// A sign-out that must not lose its revocation, while the server is busy, slow or gone: somebody's own loop about openid-client,
// which tries once, and Auth0's SDK, which tries again by itself. The control API makes the faults.
import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { ManagementClient } from 'auth0'
import { AuthenticationClient } from 'auth0/legacy'
import * as oidc from 'openid-client'
import { ann, client, control, counting, deadToken, domain, issuer, reset } from './mock.mjs'

/** Tries as often as there are waits. It obeys Retry-After, and does not try again what will never succeed. */
async function persistently(work, waits, wait) {
  for (const pause of [...waits, undefined]) {
    try {
      return await work()
    } catch (error) {
      const answer = error.response ?? error.cause
      const status = answer instanceof Response ? answer.status : undefined // undefined: there was no answer
      if (pause === undefined || (status && status !== 429 && status < 500)) throw error
      const asked = status && answer.headers.get('retry-after')
      await wait(asked ? Number(asked) : pause)
    }
  }
}

const fault = (about) => control('POST', 'faults', { path: '/oauth/revoke', client_id: 'mock-public', ...about })
async function signedIn() {
  const config = await oidc.discovery(new URL(issuer), 'mock-public', undefined, oidc.None())
  const { refresh_token: token } = await oidc.genericGrantRequest(config, 'password', {
    username: ann.email, password: ann.password, scope: 'openid offline_access',
  })
  const waited = []
  return {
    config, token, waited,
    signOut: () => persistently(() => oidc.tokenRevocation(config, token), [1, 2], async (seconds) => { waited.push(seconds) }),
    lives: () => oidc.refreshTokenGrant(config, token).then(() => true, (error) => {
      assert.equal(error.error_description, deadToken)
      return false
    }),
  }
}
const tries = async () => (await control('GET', 'requests?path=/oauth/revoke')).requests.map(({ status }) => status)

describe('a revocation that fails', () => {
  beforeEach(async () => {
    await control('DELETE', 'faults')
    await reset()
  })

  for (const [name, about, waits, statuses] of [
    ['429 with Retry-After', { times: 2, status: 429, headers: { 'Retry-After': '7' }, body: '{"error":"too_many_requests"}' }, [7, 7], [429, 429, 200]],
    ['503 with Retry-After, once', { times: 1, status: 503, headers: { 'Retry-After': '30' } }, [30], [503, 200]],
    ['a reset connection, twice', { times: 2, cut: 'reset' }, [1, 2], [0, 0, 200]],
    ['a connection that ends', { times: 1, cut: 'close' }, [1], [0, 200]],
    ['a gateway that speaks HTML', { times: 1, status: 502, headers: { 'Content-Type': 'text/html' }, body: '<h1>Bad Gateway</h1>' }, [1], [502, 200]],
    ['500 after the token was revoked', { times: 1, status: 500, served: true }, [1], [500, 200]],
  ]) {
    test(`${name}: the loop comes through`, async () => {
      const { signOut, lives, waited } = await signedIn()
      await fault(about)
      await signOut()
      assert.deepEqual(waited, waits)
      assert.deepEqual(await tries(), statuses)
      assert.equal(await lives(), false)
    })
  }

  test('too slow: given up, and tried again', async () => {
    const { config, signOut, lives, waited } = await signedIn()
    await fault({ times: 1, delay: '10m' })
    config.timeout = 1 // a second
    await signOut()
    assert.deepEqual(waited, [1])
    assert.equal(await lives(), false)
  })

  for (const [served, alive] of [[false, true], [true, false]]) {
    test(`500 for ever, ${served ? 'after' : 'instead of'} the work: the user is told, and the token ${alive ? 'lives' : 'is dead'}`, async () => {
      const { signOut, lives } = await signedIn()
      await fault({ status: 500, served })
      await assert.rejects(signOut, oidc.ClientError)
      assert.deepEqual(await tries(), [500, 500, 500])
      assert.equal(await lives(), alive)
    })
  }

  test('a refusal is not tried again', async () => {
    const { signOut, lives, waited } = await signedIn()
    await fault({ status: 400, body: '{"error":"invalid_request"}' })
    await assert.rejects(signOut, { error: 'invalid_request' })
    assert.deepEqual(waited, [])
    assert.equal(await lives(), true)
  })

  test('a fault of one application leaves the others alone', async () => {
    const { signOut, lives } = await signedIn()
    await fault({ status: 503, client_id: 'mock-second' })
    await signOut()
    assert.equal(await lives(), false)
  })

  test('auth0/legacy tries again by itself, if it is told to', async () => {
    const { answered, fetch } = counting()
    const app = new AuthenticationClient({ domain, ...client('confidential'), fetch, retry: { enabled: true } })
    const { data: { refresh_token: token } } = await app.oauth.passwordGrant({ username: ann.email, password: ann.password, scope: 'openid offline_access' })
    await fault({ client_id: 'mock-confidential', times: 2, status: 429 })
    await app.oauth.revokeRefreshToken({ token })
    assert.deepEqual(answered, { 200: 2, 429: 2 })
    await assert.rejects(app.oauth.refreshTokenGrant({ refresh_token: token }), { error: 'invalid_grant' })
  })

  test('auth0: a grant is deleted in spite of 429 and 503', async () => {
    const { lives } = await signedIn()
    const { answered, fetch } = counting()
    const tenant = new ManagementClient({ domain, ...client('management'), fetch })
    const [{ id }] = (await tenant.userGrants.list({ user_id: ann.id })).data
    for (const status of [429, 503]) await control('POST', 'faults', { method: 'DELETE', path: '/api/v2/grants', times: 1, status })
    await tenant.userGrants.delete(id)
    assert.equal(answered[429], 1)
    assert.equal(answered[503], 1)
    assert.equal(await lives(), false)
  })
})
