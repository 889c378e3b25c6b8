// express-openid-connect: as its quickstart configures it, an ID token by form post; and with a code, for refresh tokens.
import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import openid from 'express-openid-connect'
import { serve } from './app.mjs'
import { ann, apiOne, base, client, reset, revoke } from './mock.mjs'
import { person } from './person.mjs'

const { auth, requiresAuth } = openid
const secret = 'a long and random string of this test'
const profile = (app) => app.get('/profile', requiresAuth(), (request, response) => response.json(request.oidc.user))

describe('express-openid-connect', () => {
  beforeEach(reset)

  for (const idpLogout of ['oidc', 'auth0']) {
    test(`the quickstart: id_token and form_post, and a logout by ${idpLogout}`, async (t) => {
      const origin = await serve(t, 'confidential', (app, baseURL) => {
        app.use(auth({
          issuerBaseURL: base, baseURL, clientID: client('confidential').clientId, secret, authRequired: false,
          idpLogout: true, auth0Logout: idpLogout === 'auth0',
        }))
        app.get('/', (request, response) => response.send(request.oidc.isAuthenticated() ? 'in' : 'out'))
        profile(app)
      })
      const { go } = person(ann)
      const user = JSON.parse((await go(origin + '/profile')).text)
      assert.equal(user.sub, ann.id)
      assert.equal(user.email, ann.email)
      assert.ok(user.sid)
      assert.equal((await go(origin)).text, 'in')
      assert.deepEqual(await go(origin + '/logout'), { url: new URL(origin), status: 200, text: 'out' })
      const asked = person({ email: ann.email, password: 'wrong' })
      assert.match((await asked.go(origin + '/profile')).text, /Wrong email or password/)
    })
  }

  test('code: sign in, exchange, revoke, exchange', async (t) => {
    let token
    const origin = await serve(t, 'confidential', (app, baseURL) => {
      const { clientId: clientID, clientSecret } = client('confidential')
      app.use(auth({
        issuerBaseURL: base, baseURL, clientID, clientSecret, secret, authRequired: false,
        authorizationParams: { response_type: 'code', scope: 'openid profile email offline_access', audience: apiOne },
      }))
      app.get('/exchange', requiresAuth(), async (request, response) => {
        token = request.oidc.refreshToken
        try {
          response.json(await request.oidc.accessToken.refresh())
        } catch ({ error, status }) {
          response.json({ error, status })
        }
      })
    })
    const { go } = person(ann)
    const { access_token, token_type } = JSON.parse((await go(origin + '/exchange')).text)
    assert.ok(access_token)
    assert.equal(token_type, 'Bearer')
    await revoke('confidential', token)
    assert.deepEqual(JSON.parse((await go(origin + '/exchange')).text), { error: 'invalid_grant', status: 403 })
  })
})
