import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MockContainer } from '@revokespec/mock/container'

test('a revoked token is dead', async () => {
  await using container = await new MockContainer().start()
  const auth0 = container.mock
  const { refreshToken } = await auth0.signIn('user01@example.com', 'mock-public')
  const body = new URLSearchParams({ client_id: 'mock-public', token: refreshToken })
  await fetch(`${auth0.url}/oauth/revoke`, { method: 'POST', body }) // here your own code signs out
  const [token] = await auth0.tokens('user01@example.com')
  assert.equal(token?.why, 'revocation')
})
