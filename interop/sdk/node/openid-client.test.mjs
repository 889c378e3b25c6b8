// openid-client: the certified client that others build on, here for any client of RFC 6749, 7009 and 8628.
import assert from 'node:assert/strict'
import { createPrivateKey, webcrypto } from 'node:crypto'
import { beforeEach, describe, test } from 'node:test'
import * as oidc from 'openid-client'
import { ann, apiOne, base, bob, callback, client, deadToken, issuer, reset, rfcIssuer, signingKey, thrown } from './mock.mjs'
import { browse } from './person.mjs'

const key = await webcrypto.subtle.importKey('pkcs8', createPrivateKey(signingKey()).export({ type: 'pkcs8', format: 'der' }),
  { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, false, ['sign'])

const discovered = (role, auth, at = issuer) => {
  const { clientId, clientSecret } = client(role)
  return oidc.discovery(new URL(at), clientId, undefined, auth ?? (clientSecret ? oidc.ClientSecretPost(clientSecret) : oidc.None()))
}
const signIn = async (config, user = ann) => {
  const tokens = await oidc.genericGrantRequest(config, 'password', {
    username: user.email, password: user.password, scope: 'openid offline_access', audience: apiOne,
  })
  assert.ok(tokens.refresh_token)
  return tokens.refresh_token
}
const dead = async (config, token) => {
  const error = await thrown(oidc.ResponseBodyError, oidc.refreshTokenGrant(config, token))
  assert.equal(error.error, 'invalid_grant')
  assert.equal(error.error_description, deadToken)
  assert.equal(error.status, 403)
}
const lives = async (config, token) => assert.ok((await oidc.refreshTokenGrant(config, token)).access_token)

describe('openid-client', () => {
  beforeEach(reset)

  for (const [name, role, auth] of [
    ['client_secret_post', 'confidential'],
    ['client_secret_basic', 'basic', oidc.ClientSecretBasic(client('basic').clientSecret)],
    ['private_key_jwt', 'jwt', oidc.PrivateKeyJwt(key)],
    ['no secret', 'public'],
  ]) {
    test(`sign in, exchange, revoke, exchange: ${name}`, async () => {
      const config = await discovered(role, auth)
      const [token, sibling] = [await signIn(config), await signIn(config)]
      await lives(config, token)
      await oidc.tokenRevocation(config, token)
      await dead(config, token)
      await lives(config, sibling)
      await oidc.tokenRevocation(config, token, { token_type_hint: 'refresh_token' })
    })
  }

  test('unknown and foreign tokens are a success without effect', async () => {
    const config = await discovered('confidential')
    const token = await signIn(config)
    await oidc.tokenRevocation(await discovered('second'), token)
    await oidc.tokenRevocation(config, 'unknown')
    await lives(config, token)
  })

  test('a wrong secret revokes nothing', async () => {
    const config = await discovered('confidential')
    const token = await signIn(config)
    const stranger = await discovered('confidential', oidc.ClientSecretPost('wrong'))
    const error = await thrown(oidc.ResponseBodyError, oidc.tokenRevocation(stranger, token))
    assert.equal(error.error, 'invalid_client')
    assert.equal(error.status, 401)
    await lives(config, token)
  })

  test('rotation: a reuse ends the family', async () => {
    const config = await discovered('rotating')
    const first = await signIn(config)
    const next = (await oidc.refreshTokenGrant(config, first)).refresh_token
    assert.ok(next && next !== first)
    await dead(config, first)
    await dead(config, next)
  })

  test('authorization code with PKCE, state and nonce', async () => {
    const config = await discovered('public')
    const [pkceCodeVerifier, expectedState, expectedNonce] = [oidc.randomPKCECodeVerifier(), oidc.randomState(), oidc.randomNonce()]
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: callback, scope: 'openid email offline_access', state: expectedState, nonce: expectedNonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier), code_challenge_method: 'S256',
    })
    const back = await browse(url, bob)
    const tokens = await oidc.authorizationCodeGrant(config, back, { pkceCodeVerifier, expectedState, expectedNonce })
    assert.equal(tokens.claims().sub, bob.id)
    assert.equal((await oidc.fetchUserInfo(config, tokens.access_token, bob.id)).email, bob.email)
    await lives(config, tokens.refresh_token)
    await oidc.tokenRevocation(config, tokens.refresh_token)
    await dead(config, tokens.refresh_token)
    const error = await thrown(oidc.ResponseBodyError, oidc.authorizationCodeGrant(config, back, { pkceCodeVerifier, expectedState, expectedNonce }))
    assert.equal(error.error, 'invalid_grant')
  })

  test('device authorization: pending, approved, revoked, and the device has to ask again', { timeout: 60_000 }, async () => {
    const config = await discovered('device')
    const started = await oidc.initiateDeviceAuthorization(config, { scope: 'openid offline_access', audience: apiOne })
    assert.equal(started.verification_uri, base + '/activate')
    assert.equal(started.expires_in, 900)
    assert.equal(started.interval, 5)
    assert.match(started.user_code, /^[A-Z]{4}-[A-Z]{4}$/)
    const pending = await thrown(oidc.ResponseBodyError, oidc.genericGrantRequest(config,
      'urn:ietf:params:oauth:grant-type:device_code', { device_code: started.device_code }))
    assert.equal(pending.status, 403)
    assert.equal(pending.error, 'authorization_pending')

    const polling = oidc.pollDeviceAuthorizationGrant(config, started) // waits for the interval between its questions
    await browse(started.verification_uri_complete, ann)
    const tokens = await polling
    assert.equal(tokens.claims().sub, ann.id)
    await lives(config, tokens.refresh_token)
    await oidc.tokenRevocation(config, tokens.refresh_token)
    await dead(config, tokens.refresh_token)
  })

  test('dialect rfc: introspection knows the token, until it is revoked', async () => {
    const config = await discovered('confidential', undefined, rfcIssuer)
    const token = await signIn(config)
    const tokens = await oidc.refreshTokenGrant(config, token)
    assert.equal((await oidc.tokenIntrospection(config, token)).active, true)
    assert.equal((await oidc.tokenIntrospection(config, tokens.access_token)).active, true)
    await oidc.tokenRevocation(config, token)
    assert.deepEqual(await oidc.tokenIntrospection(config, token), { active: false })
    assert.equal((await oidc.tokenIntrospection(config, tokens.access_token)).active, false) // ends with its grant
    const error = await thrown(oidc.ResponseBodyError, oidc.refreshTokenGrant(config, token))
    assert.equal(error.error, 'invalid_grant')
    assert.equal(error.status, 400)
  })
})
