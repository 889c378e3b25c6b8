// A real browser, and pages of one's own in it.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
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

/**
 * A Chromium without a network; it takes the mock's certificate and no other that it does not know. Its profile lets an iframe of
 * another site have cookies: where they are blocked, as in incognito windows, silent sign-in ends with
 * login_required.
 */
export async function launch() {
  const profile = await mkdtemp(join(process.env.INTEROP_SCRATCH ?? tmpdir(), 'chromium.'))
  await mkdir(join(profile, 'Default'))
  await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify({ profile: { cookie_controls_mode: 0 } }))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.INTEROP_CHROMIUM, chromiumSandbox: process.getuid() !== 0,
    args: ['--ignore-certificate-errors-spki-list=' + await pin(), '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1'],
  })
  context.setDefaultTimeout(20_000)
  return context
}

/** A page of an application that has loaded a package, and runs the code where there is some. Nobody is signed in. */
export async function open(t, browser, role, script, code = '') {
  const origin = await serve(t, role, (app) => {
    app.get('/sdk.js', (request, response) => response.sendFile(resolve('node_modules', script)))
    app.get('/{*path}', (request, response) => response.send(`<!DOCTYPE html><title>app</title><script src="/sdk.js"></script><script>${code}</script>`))
  })
  await browser.clearCookies()
  const page = await browser.newPage()
  t.after(() => page.close())
  await page.goto(origin)
  return { origin, page }
}

/** Fills in the mock's pages as that user, until they lead away or close. */
export async function signIn(page, { email, password }) {
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Accept' }).click()
}
