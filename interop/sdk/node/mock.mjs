// The mock as it was when it started, and a browser for its pages. ../run starts it and says where it is.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const base = process.env.REVOKESPEC_MOCK
assert.ok(base, 'there is no mock; run ../run node')
export const domain = base.replace('https://', '')
export const limitedDomain = process.env.REVOKESPEC_MOCK_LIMITED?.replace('https://', '') // takes two requests a second
export const rfcIssuer = process.env.REVOKESPEC_MOCK_RFC + '/' // speaks as the RFCs have it, not as Auth0 does
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
export const signingKey = () => readFileSync(join(process.env.REVOKESPEC_MOCK_DIR, 'mock.jwt.pem'), 'utf8')

const user = (n) => {
  const two = String(n).padStart(2, '0')
  return { id: 'auth0|' + n.toString(16).padStart(24, '0'), email: `user${two}@example.com`, password: 'mock-password-' + two }
}
export const ann = user(1)
export const bob = user(2)

export async function reset() {
  const answer = await fetch(base + '/_mock/reset', {
    method: 'POST', headers: { authorization: 'Bearer ' + process.env.REVOKESPEC_MOCK_CONTROL },
  })
  assert.equal(answer.status, 204)
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

/** Goes where the URL leads, fills in each form as that user, and returns the redirect to the application, or the last page. */
export async function browse(url, { email, password }) {
  const cookies = new Map()
  const send = async (to, fields) => {
    const answer = await fetch(to, {
      redirect: 'manual', method: fields ? 'POST' : 'GET', body: fields && new URLSearchParams(fields),
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    })
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]*)=([^;]*)/.exec(cookie)
      cookies.set(name, value)
    }
    const next = answer.headers.get('location')
    if (!next) return { page: await answer.text() }
    const target = new URL(next, to)
    return target.origin === new URL(base).origin ? send(target) : { target }
  }
  let at = await send(url)
  for (let pages = 0; at.page && pages < 5; pages++) {
    const form = /<form method="post" action="([^"]*)">([^]*?)<\/form>/.exec(at.page)
    if (!form) break
    const fields = { username: email, password, action: 'accept' }
    for (const [, name, value] of form[2].matchAll(/name="(state|user_code)" value="([^"]*)"/g)) fields[name] = value
    at = await send(new URL(form[1], base), fields)
  }
  return at.target ?? at.page
}
