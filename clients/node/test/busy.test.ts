import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { MockContainer } from '@revokespec/mock/container'

/** Stands for your own code: a revocation that is tried up to three times. */
async function signOut(issuer: string, refreshToken: string): Promise<void> {
  const body = new URLSearchParams({ client_id: 'mock-public', token: refreshToken })
  for (let attempt = 1; ; attempt++) {
    const answer = await fetch(`${issuer}/oauth/revoke`, { method: 'POST', body })
    if (answer.ok) return
    if (![429, 503].includes(answer.status) || attempt === 3) throw new Error(`not signed out: ${answer.status}`)
    await sleep(1000 * Number(answer.headers.get('retry-after') ?? 1))
  }
}

test('sign out while Auth0 is busy', async () => {
  await using container = await new MockContainer().start()
  const auth0 = container.mock
  const { refreshToken } = await auth0.signIn('user01@example.com', 'mock-public')
  const busy = await auth0.fail({ path: '/oauth/revoke', times: 2, status: 503, headers: { 'Retry-After': '0' } })
  await signOut(auth0.url, refreshToken)
  assert.equal(await busy.met(), 2)
  const [token] = await auth0.tokens('user01@example.com')
  assert.equal(token?.live, false)
})
