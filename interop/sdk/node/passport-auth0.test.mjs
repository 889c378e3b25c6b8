// passport-auth0 in an Express application. The strategy asks /userinfo with the token in the query.
import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import session from 'express-session'
import passport from 'passport'
import Auth0Strategy from 'passport-auth0'
import { serve } from './app.mjs'
import { ann, base, client, deadToken, domain, reset, revoke } from './mock.mjs'
import { person } from './person.mjs'

describe('passport-auth0', () => {
  beforeEach(reset)

  test('sign in, exchange, revoke, exchange, sign out', async (t) => {
    const { clientId: clientID, clientSecret } = client('confidential')
    let strategy
    const origin = await serve(t, 'confidential', (app, origin) => {
      strategy = new Auth0Strategy({ domain, clientID, clientSecret, callbackURL: origin + '/callback' },
        (accessToken, refreshToken, { id_token }, profile, done) => done(null, { refreshToken, profile, idToken: id_token }))
      const users = new passport.Passport()
      users.use(strategy)
      users.serializeUser((user, done) => done(null, user))
      users.deserializeUser((user, done) => done(null, user))
      app.use(session({ secret: 'of this test', resave: false, saveUninitialized: false }), users.session())
      app.get('/login', users.authenticate('auth0', { scope: 'openid email profile offline_access' }))
      app.get('/callback', users.authenticate('auth0', { failWithError: true }), (_, response) => response.redirect('/'))
      app.get('/', (request, response) => response.json(request.user ?? null))
      app.get('/logout', (request, response, next) => request.logout((error) => (error ? next(error) :
        response.redirect(`${base}/v2/logout?${new URLSearchParams({ client_id: clientID, returnTo: origin })}`))))
    })
    const { go } = person(ann)
    const { text } = await go(origin + '/login')
    const { profile, refreshToken } = JSON.parse(text)
    assert.equal(profile.id, ann.id)
    assert.equal(profile.emails[0].value, ann.email)

    // What passport-oauth2-refresh does.
    const exchange = () => new Promise((resolve, reject) => strategy._oauth2.getOAuthAccessToken(refreshToken,
      { grant_type: 'refresh_token' }, (error, accessToken) => (error ? reject(error) : resolve(accessToken))))
    assert.ok(await exchange())
    await revoke('confidential', refreshToken)
    await assert.rejects(exchange, { statusCode: 403, data: JSON.stringify({ error: 'invalid_grant', error_description: deadToken }) })

    assert.deepEqual(await go(origin + '/logout'), { url: new URL(origin), status: 200, text: 'null' })
  })
})
