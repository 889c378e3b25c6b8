// oauth4webapi: the lowest layer, which checks each answer as the RFCs have it.
import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import * as oauth from 'oauth4webapi'
import { ann, apiOne, callback, client, deadToken, issuer, reset, thrown } from './mock.mjs'
import { browse } from './person.mjs'

const discovered = async (algorithm = 'oidc') =>
  oauth.processDiscoveryResponse(new URL(issuer), await oauth.discoveryRequest(new URL(issuer), { algorithm }))
const app = (role) => {
  const { clientId, clientSecret } = client(role)
  return [{ client_id: clientId }, clientSecret ? oauth.ClientSecretPost(clientSecret) : oauth.None()]
}
const exchange = async (as, app, auth, token) =>
  oauth.processRefreshTokenResponse(as, app, await oauth.refreshTokenGrantRequest(as, app, auth, token))
const revoke = async (as, app, auth, token) =>
  oauth.processRevocationResponse(await oauth.revocationRequest(as, app, auth, token))
const dead = async (...call) => {
  const error = await thrown(oauth.ResponseBodyError, exchange(...call))
  assert.deepEqual([error.status, error.error, error.error_description], [403, 'invalid_grant', deadToken])
}
async function signIn(as, client, auth) {
  const [verifier, state, nonce] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState(), oauth.generateRandomNonce()]
  const url = new URL(as.authorization_endpoint)
  url.search = new URLSearchParams({
    client_id: client.client_id, redirect_uri: callback, response_type: 'code', scope: 'openid email offline_access', audience: apiOne, state, nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
  })
  const back = oauth.validateAuthResponse(as, client, await browse(url, ann), state)
  const answer = await oauth.authorizationCodeGrantRequest(as, client, auth, back, callback, verifier)
  return oauth.processAuthorizationCodeResponse(as, client, answer, { expectedNonce: nonce, requireIdToken: true })
}

describe('oauth4webapi', () => {
  beforeEach(reset)

  for (const role of ['confidential', 'public']) {
    for (const algorithm of ['oidc', 'oauth2']) {
      test(`sign in, exchange, revoke, exchange: ${role}, metadata ${algorithm}`, async () => {
        const as = await discovered(algorithm)
        const tokens = await signIn(as, ...app(role))
        assert.equal(oauth.getValidatedIdTokenClaims(tokens).sub, ann.id)
        const userinfo = await oauth.userInfoRequest(as, app(role)[0], tokens.access_token)
        assert.equal((await oauth.processUserInfoResponse(as, app(role)[0], ann.id, userinfo)).email, ann.email)
        assert.ok((await exchange(as, ...app(role), tokens.refresh_token)).access_token)
        await revoke(as, ...app(role), tokens.refresh_token)
        await dead(as, ...app(role), tokens.refresh_token)
      })
    }
  }

  test('rotation: a reuse ends the family', async () => {
    const as = await discovered()
    const { refresh_token: first } = await signIn(as, ...app('rotating'))
    const { refresh_token: next } = await exchange(as, ...app('rotating'), first)
    await dead(as, ...app('rotating'), first)
    await dead(as, ...app('rotating'), next)
  })

  test('a wrong secret is challenged, and revokes nothing', async () => {
    const as = await discovered()
    const [confidential, auth] = app('confidential')
    const { refresh_token: token } = await signIn(as, confidential, auth)
    await assert.rejects(revoke(as, confidential, oauth.ClientSecretPost('wrong'), token), { status: 401 })
    assert.ok((await exchange(as, confidential, auth, token)).access_token)
  })

  test('the signatures are those of the key set', async () => {
    const as = await discovered()
    const [confidential, auth] = app('confidential')
    const tokens = await signIn(as, confidential, auth)
    const answer = await oauth.refreshTokenGrantRequest(as, confidential, auth, tokens.refresh_token)
    await oauth.processRefreshTokenResponse(as, confidential, answer)
    await oauth.validateApplicationLevelSignature(as, answer)
  })
})
