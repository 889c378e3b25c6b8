// A mock in a container, as a process, and one that runs already: used alike.
import assert from 'node:assert/strict'
import { request } from 'node:https'
import { after, before, beforeEach, describe, test } from 'node:test'
import { ControlError, Mock, MockProcess } from '@revokespec/mock'
import { MockContainer } from '@revokespec/mock/container'

const ann = 'ann@example.com'
const seed = {
  clients: [{ role: 'public' }, { client_id: 'shop', client_secret: 'not-a-secret', rotating: true }],
  users: [{ email: ann, password: 'correct horse' }],
}

function post(mock: Mock, path: string, form: Record<string, string>): Promise<Response> {
  return fetch(mock.url + path, { method: 'POST', body: new URLSearchParams({ client_id: 'mock-public', ...form }) })
}
const revoke = (mock: Mock, token: string) => post(mock, '/oauth/revoke', { token })
const exchange = (mock: Mock, token: string) => post(mock, '/oauth/token', { grant_type: 'refresh_token', refresh_token: token })

const ways: Record<string, () => Promise<{ mock: Mock, stop: () => Promise<unknown> }>> = {
  'in a container': async () => {
    const started = await new MockContainer({ seed }).start()
    return { mock: started.mock, stop: () => started.stop() }
  },
  'as a process': async () => {
    const mock = await MockProcess.start({ seed: JSON.stringify(seed) })
    return { mock, stop: () => mock.stop() }
  },
}

for (const [way, start] of Object.entries(ways)) {
  describe(`a mock ${way}`, () => {
    let mock: Mock
    let stop: () => Promise<unknown>
    before(async () => ({ mock, stop } = await start()))
    after(() => stop())
    beforeEach(async () => {
      await mock.reset()
      await mock.deviate()
    })

    test('a revoked token is dead', async () => {
      const { refreshToken } = await mock.signIn(ann)
      assert.equal((await exchange(mock, refreshToken)).status, 200)
      assert.equal((await mock.tokens(ann))[0]?.live, true)
      await revoke(mock, refreshToken)
      assert.equal((await exchange(mock, refreshToken)).status, 403)
      assert.deepEqual((await mock.tokens(ann)).map(token => token.why), ['revocation'])
    })

    test('a sign-in asks for no secret', async () => {
      assert.ok((await mock.signIn(ann, 'shop')).refreshToken)
      assert.equal((await mock.signIn(ann, 'shop', { scope: 'openid' })).refreshToken, '')
      await assert.rejects(mock.signIn('nobody@example.com'), { name: 'ControlError', message: /400: The tenant has no user/ })
      await assert.rejects(mock.signIn(ann, 'nowhere'), /400: The tenant has no application/)
      await assert.rejects(mock.tokens('nobody@example.com'), ControlError)
    })

    test('faults', async () => {
      const { refreshToken } = await mock.signIn(ann)
      const busy = await mock.fail({ path: '/oauth/revoke', clientId: 'mock-public', status: 429, headers: { 'Retry-After': '7' } })
      const refused = await revoke(mock, refreshToken)
      assert.deepEqual([refused.status, refused.headers.get('retry-after'), await busy.met()], [429, '7', 1])
      await busy.remove()
      assert.equal((await mock.tokens(ann))[0]?.live, true)
      await mock.fail({ path: '/oauth/revoke', served: true, cut: 'close', delay: 1 })
      await assert.rejects(revoke(mock, refreshToken))
      assert.equal((await mock.tokens(ann))[0]?.live, false)
      await mock.heal()
      assert.equal((await revoke(mock, refreshToken)).status, 200)
      await assert.rejects(mock.fail({ path: '/oauth/revoke' }), /nothing goes wrong by it/)
    })

    test('the clock', async () => {
      const before = (await mock.now()).getTime(), hour = 3_600_000
      await mock.fastForward(3 * hour)
      assert.ok((await mock.now()).getTime() - before >= 3 * hour)
      await mock.reset()
      assert.ok((await mock.now()).getTime() - before < hour)
    })

    test('deviations', async () => {
      await mock.deviate('success-is-202')
      assert.equal((await revoke(mock, 'unknown')).status, 202)
      await mock.deviate()
      assert.equal((await revoke(mock, 'unknown')).status, 200)
      await assert.rejects(mock.deviate('success-is-20'), /success-is-202/)
    })

    test('requests', async () => {
      const { refreshToken } = await mock.signIn(ann)
      await revoke(mock, refreshToken)
      await revoke(mock, 'unknown')
      const [first, second] = await mock.requests({ path: '/oauth/revoke', clientId: 'mock-public', status: '2xx' })
      assert.ok(first && second)
      assert.match((first.body as { token: string }).token, /^\[refresh token /)
      assert.deepEqual((await mock.requests({ after: first.number })).map(request => request.number), [second.number])
    })
  })
}

test('a mock that runs already', async () => {
  const process = await MockProcess.start({ settings: { 'control-token': 'known-beforehand' } })
  const mock = new Mock(process.url + '/', 'known-beforehand')
  assert.equal(await mock.issuer(), process.url + '/')
  const { accessToken } = await mock.signIn(undefined, undefined, { audience: 'https://api.one.example' })
  const claims = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()) as { aud: unknown }
  assert.ok([claims.aud].flat().includes('https://api.one.example'))
  await assert.rejects(new Mock(process.url, 'wrong').reset(), /401/)
  await process.stop()
  await assert.rejects(mock.reset())
})

test('settings, and https', async () => {
  const settings = { dialect: 'rfc', switch: ['reuse-ends-grant', 'success-body-ok'], tls: true }
  await using process = await MockProcess.start({ settings })
  await using container = await new MockContainer({ settings: { tls: true } }).start()
  for (const [mock, status] of [[process, 400], [container.mock, 403]] as const) {
    assert.match(await mock.issuer(), /^https:/)
    const { refreshToken } = await mock.signIn()
    assert.ok(refreshToken)
    assert.equal(await exchangeSafely(mock, 'unknown'), status)
  }
})

function exchangeSafely(mock: Mock, token: string): Promise<number | undefined> {
  const form = new URLSearchParams({ client_id: 'mock-public', grant_type: 'refresh_token', refresh_token: token })
  return new Promise((resolve, reject) => {
    request(mock.url + '/oauth/token', { method: 'POST', ca: mock.ca, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      answer => resolve(answer.resume().statusCode)).on('error', reject).end(form.toString())
  })
}

test('what cannot start says why', async () => {
  await assert.rejects(MockProcess.start({ seed: 'clients: [{client_scret: x}]' }), /the mock did not start: .*"client_scret"/)
  await assert.rejects(MockProcess.start({ binary: '/nowhere/revokespec' }), /ENOENT/)
})

test('what happens in one tenant does not happen in another', async () => {
  await using mock = await MockProcess.start()
  const mine = await mock.tenant('mine', seed)
  await using other = await mock.tenant()
  assert.equal(await mine.issuer(), `${mock.url}/t/mine/`)
  assert.notEqual(other.name, mine.name)
  await other.fail({ path: '/oauth/revoke', status: 503 })
  const { refreshToken } = await mine.signIn(ann)
  assert.equal((await revoke(other, refreshToken)).status, 503)
  assert.equal((await exchange(other, refreshToken)).status, 403)
  assert.equal((await revoke(mine, refreshToken)).status, 200)
  assert.equal((await exchange(mine, refreshToken)).status, 403)
  await assert.rejects(mock.tenant('mine'), /there is a tenant mine already/)
  await mine.remove()
  await assert.rejects(mine.now())
  await other.now()
})
