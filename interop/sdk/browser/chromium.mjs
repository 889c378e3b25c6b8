// A real browser, and pages of one's own in it.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { connect } from 'node:tls'
import { chromium } from 'playwright-core'
import { serve } from './app.mjs'
import { base } from './mock.mjs'

/** What Chromium knows a certificate by: the one that the mock shows, whose authority Node has checked. */
async function pin() {
  const { hostname: host, port } = new URL(base)
  const socket = connect({ host, port })
  await once(socket, 'secureConnect')
  const key = socket.getPeerX509Certificate().publicKey.export({ type: 'spki', format: 'der' })
  socket.destroy()
  return createHash('sha256').update(key).digest('base64')
}

/** A Chromium without a network; it takes the mock's certificate and no other that it does not know. */
export const launch = async () => chromium.launch({
  executablePath: process.env.INTEROP_CHROMIUM, chromiumSandbox: process.getuid() !== 0,
  args: ['--ignore-certificate-errors-spki-list=' + await pin(), '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1'],
})

/** A page of an application that has loaded a package, at an address that the tenant lists. Its browser knows nobody. */
export async function open(t, browser, role, script) {
  const origin = await serve(t, role, (app) => {
    app.get('/sdk.js', (request, response) => response.sendFile(resolve('node_modules', script)))
    app.get('/{*path}', (request, response) => response.send('<!DOCTYPE html><title>app</title><script src="/sdk.js"></script>'))
  })
  const context = await browser.newContext()
  t.after(() => context.close())
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  await page.goto(origin)
  return { origin, page, context }
}

/** Fills in the mock's pages as that user, until they lead away or close. */
export async function signIn(page, { email, password }) {
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Accept' }).click()
}
