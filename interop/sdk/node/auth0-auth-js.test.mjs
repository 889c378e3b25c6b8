// @auth0/auth0-auth-js: sign-in, exchange and revocation, all through discovery.
import { AuthClient, TokenByPasswordError, TokenByRefreshTokenError, TokenRevocationError } from '@auth0/auth0-auth-js'
import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { ann, apiOne, apiTwo, base, bob, callback, client, deadToken, domain, issuer, reset, signingKey, thrown } from './mock.mjs'
import { browse } from './person.mjs'

const api = (role, more) => new AuthClient({ domain, ...client(role), ...more })
const signIn = async (auth, user = ann, audience = apiOne) => {
  const tokens = await auth.getTokenByPassword({
    username: user.email, password: user.password, audience, scope: 'openid email offline_access',
  })
  assert.ok(tokens.refreshToken)
  return tokens.refreshToken
}
const exchange = (auth, refreshToken) => auth.getTokenByRefreshToken({ refreshToken })
const dead = async (auth, token) => {
  const error = await thrown(TokenByRefreshTokenError, exchange(auth, token))
  assert.equal(error.cause.error, 'invalid_grant')
  assert.equal(error.cause.error_description, deadToken)
  assert.equal(error.statusCode, 403)
}
const lives = async (auth, token) => assert.ok((await exchange(auth, token)).accessToken)

describe('auth0-auth-js', () => {
  beforeEach(reset)

  test('the metadata name the revocation endpoint, and an issuer that ends with a slash', async () => {
    const metadata = await api('confidential').getServerMetadata()
    assert.equal(metadata.issuer, issuer)
    assert.equal(metadata.revocation_endpoint, base + '/oauth/revoke')
  })

  test('sign in, exchange, revoke, exchange', async () => {
    const auth = api('confidential')
    const tokens = await auth.getTokenByPassword({ username: ann.email, password: ann.password, scope: 'openid email offline_access' })
    assert.equal(tokens.claims.sub, ann.id)
    assert.equal((await auth.getUserInfo({ accessToken: tokens.accessToken })).email, ann.email)
    const exchanged = await exchange(auth, tokens.refreshToken)
    assert.notEqual(exchanged.accessToken, tokens.accessToken)
    await auth.revokeToken({ token: tokens.refreshToken })
    await dead(auth, tokens.refreshToken)
    await auth.revokeToken({ token: tokens.refreshToken }) // once more is no error
    assert.equal((await auth.getUserInfo({ accessToken: exchanged.accessToken })).sub, ann.id) // lives until it expires
  })

  test('a hint, right or wrong, changes nothing', async () => {
    const auth = api('confidential')
    for (const tokenTypeHint of ['refresh_token', 'access_token']) {
      const token = await signIn(auth)
      await auth.revokeToken({ token, tokenTypeHint })
      await dead(auth, token)
    }
  })

  test('a revocation leaves other tokens', async () => {
    const auth = api('confidential')
    const [one, sibling, elsewhere, anothers] = [await signIn(auth), await signIn(auth), await signIn(auth, ann, apiTwo), await signIn(auth, bob)]
    await auth.revokeToken({ token: one })
    await dead(auth, one)
    for (const token of [sibling, elsewhere, anothers]) await lives(auth, token)
  })

  test("another application's token is left alone", async () => {
    const auth = api('confidential')
    const token = await signIn(auth)
    await api('second').revokeToken({ token })
    await lives(auth, token)
  })

  test('a wrong secret revokes nothing', async () => {
    const auth = api('confidential')
    const token = await signIn(auth)
    const error = await thrown(TokenRevocationError, api('confidential', { clientSecret: 'wrong' }).revokeToken({ token }))
    assert.equal(error.cause.error, 'invalid_client')
    assert.equal(error.statusCode, 401)
    await lives(auth, token)
  })

  test('a wrong password', async () => {
    const error = await thrown(TokenByPasswordError, signIn(api('confidential'), { ...ann, password: 'wrong' }))
    assert.equal(error.cause.error, 'invalid_grant')
    assert.equal(error.cause.error_description, 'Wrong email or password.')
  })

  test('private_key_jwt signs in, exchanges and revokes', async () => {
    const auth = new AuthClient({ domain, clientId: 'mock-jwt', clientAssertionSigningKey: signingKey() })
    const token = await signIn(auth)
    await lives(auth, token)
    await auth.revokeToken({ token })
    await dead(auth, token)
  })

  test('authorization code with PKCE', async () => {
    const auth = api('confidential', { authorizationParams: { redirect_uri: callback, scope: 'openid offline_access', audience: apiOne } })
    const { authorizationUrl, codeVerifier } = await auth.buildAuthorizationUrl()
    const back = await browse(authorizationUrl, ann)
    const tokens = await auth.getTokenByCode(back, { codeVerifier })
    assert.equal(tokens.claims.sub, ann.id)
    await lives(auth, tokens.refreshToken)
    await auth.revokeToken({ token: tokens.refreshToken })
    await dead(auth, tokens.refreshToken)
  })

  test('client credentials', async () => {
    const tokens = await api('management').getTokenByClientCredentials({ audience: base + '/api/v2/' })
    const answer = await fetch(base + '/api/v2/tenants/settings', { headers: { authorization: 'Bearer ' + tokens.accessToken } })
    assert.equal(answer.status, 200)
  })
})
