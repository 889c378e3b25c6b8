// The mock as it was when it started, and a browser for its pages. ../run starts it and says where it is.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const base = process.env.INTEROP_MOCK
assert.ok(base, 'there is no mock; run ../run node')
export const domain = base.replace('https://', '')
export const limitedDomain = process.env.INTEROP_LIMITED?.replace('https://', '') // takes two requests a second
export const rfcIssuer = process.env.INTEROP_RFC + '/' // speaks as the RFCs have it, not as Auth0 does
export const issuer = base + '/'
export const managementAudience = base + '/api/v2/'

export const apiOne = 'https://api.one.example'
export const apiTwo = 'https://api.two.example'
export const callback = 'http://localhost/callback'
export const connection = 'Username-Password-Authentication'
export const deadToken = 'Unknown or invalid refresh token.'

export const client = (role) => ({
  clientId: 'mock-' + role,
  clientSecret: ['public', 'rotating', 'device'].includes(role) ? undefined : `mock-secret-of-${role}-good-for-nothing-else`,
})

/** The key of the application mock-jwt, PEM. */
export const signingKey = () => readFileSync(join(process.env.INTEROP_DIR, 'mock.jwt.pem'), 'utf8')

const user = (n) => {
  const two = String(n).padStart(2, '0')
  return { id: 'auth0|' + n.toString(16).padStart(24, '0'), email: `user${two}@example.com`, password: 'mock-password-' + two }
}
export const ann = user(1)
export const bob = user(2)

/** Asks the control API. */
export async function control(method, path, body) {
  const answer = await fetch(base + '/_mock/' + path, {
    method, body: body && JSON.stringify(body), headers: { authorization: 'Bearer ' + process.env.INTEROP_CONTROL },
  })
  const text = await answer.text()
  assert.ok(answer.ok, `${answer.status} ${text}`)
  return text && JSON.parse(text)
}

export const reset = () => control('POST', 'reset')

const post = (path, body, authorization = '') => fetch(base + path, {
  method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', authorization },
})

/** Revokes a token as the documents of Auth0 show it, for a package that has no call for it. */
export async function revoke(role, token) {
  const { clientId: client_id, clientSecret: client_secret } = client(role)
  const answer = await post('/oauth/revoke', { client_id, client_secret, token })
  assert.equal(answer.status, 200)
}

/** Exchanges a refresh token, as revoke revokes one: for somebody who has only the token. */
export async function exchange(role, token) {
  const { clientId: client_id, clientSecret: client_secret } = client(role)
  const answer = await post('/oauth/token', { grant_type: 'refresh_token', client_id, client_secret, refresh_token: token })
  if (!answer.ok) throw Object.assign(new Error('refused'), await answer.json())
  return answer.json()
}

/** Changes an application, as an administrator does: its callbacks, for instance. */
export async function register(role, change) {
  const { clientId: client_id, clientSecret: client_secret } = client('management')
  const granted = await post('/oauth/token', { grant_type: 'client_credentials', client_id, client_secret, audience: managementAudience })
  const { access_token: token } = await granted.json()
  const answer = await fetch(base + '/api/v2/clients/' + client(role).clientId, {
    method: 'PATCH', body: JSON.stringify(change), headers: { 'content-type': 'application/json', authorization: 'Bearer ' + token },
  })
  assert.equal(answer.status, 200, await answer.text())
}

/** A fetch that counts the answers of each status, those that an SDK does not show included. */
export function counting() {
  const answered = {}
  const counted = async (...call) => {
    const answer = await fetch(...call)
    answered[answer.status] = (answered[answer.status] ?? 0) + 1
    return answer
  }
  return { answered, fetch: counted }
}

/** Waits for what the Management API accepts with 202 and does later. */
export async function soon(done) {
  const deadline = Date.now() + 5000
  while (!(await done())) {
    assert.ok(Date.now() < deadline, 'it did not happen within 5 s')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** The error that is thrown; it must be of that class. */
export async function thrown(type, promise) {
  try {
    await promise
  } catch (error) {
    assert.ok(error instanceof type, `${error.constructor.name}: ${error.stack}`)
    return error
  }
  return assert.fail('nothing was thrown')
}

export function only(list) {
  assert.equal(list.length, 1, JSON.stringify(list))
  return list[0]
}
