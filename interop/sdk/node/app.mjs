// A web application of one's own, at an address that the tenant lists.
import express from 'express'
import { register } from './mock.mjs'

/** Serves what routes(app, origin) adds until the test ends; the role's application may call back at /callback and /silent, log out to /out. */
export async function serve(t, role, routes, settings) {
  const app = express()
  const server = await new Promise((resolve) => { const s = app.listen(0, 'localhost', () => resolve(s)) })
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const origin = 'http://localhost:' + server.address().port
  await register(role, {
    callbacks: [origin + '/callback', origin + '/silent'], allowed_logout_urls: [origin, origin + '/out'], web_origins: [origin], ...settings,
  })
  routes(app, origin)
  app.use((error, request, response, _) => response.status(500).send(error.message))
  return origin
}
