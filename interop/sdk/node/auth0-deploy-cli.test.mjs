// auth0-deploy-cli: a tenant kept in files. It asks for everything that there is, what the mock does not serve included.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { AuthClient, TokenByRefreshTokenError } from '@auth0/auth0-auth-js'
import { ann, client, domain, reset } from './mock.mjs'

// An import writes what it is told; that what the mock only lists is left out, as it would be refused.
const served = { AUTH0_INCLUDED_ONLY: JSON.stringify(['clients', 'resourceServers', 'clientGrants', 'tenant']) }

async function cli(args, env) {
  const { clientId: AUTH0_CLIENT_ID, clientSecret: AUTH0_CLIENT_SECRET } = client('management')
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['node_modules/auth0-deploy-cli/lib/index.js', ...args],
    { env: { ...process.env, ...env, AUTH0_DOMAIN: domain, AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET } }) // its exit code is not 0: an error with what it said
  return stdout + stderr
}

describe('auth0-deploy-cli', () => {
  beforeEach(reset)

  test('a tenant is exported whole, and what is served imported; the setting takes effect', { timeout: 120_000 }, async (t) => {
    const dir = await mkdtemp(join(tmpdir(), 'deploy-cli.'))
    t.after(() => rm(dir, { recursive: true }))
    const file = join(dir, 'tenant.yaml')
    await cli(['export', '--format=yaml', '--output_folder=' + dir])
    const exported = await readFile(file, 'utf8')
    assert.match(exported, /name: confidential/)
    assert.match(exported, /identifier: https:\/\/api\.one\.example/)
    assert.doesNotMatch(exported, /revoke_refresh_token_grant: true/)

    const app = new AuthClient({ domain, ...client('confidential') })
    const signIn = async () => (await app.getTokenByPassword({ username: ann.email, password: ann.password, scope: 'openid offline_access' })).refreshToken
    const sibling = await signIn()
    await writeFile(file, exported.replace('revoke_refresh_token_grant: false', 'revoke_refresh_token_grant: true'))
    await cli(['import', '--input_file=' + file], served)
    await app.revokeToken({ token: await signIn() })
    await assert.rejects(app.getTokenByRefreshToken({ refreshToken: sibling }), TokenByRefreshTokenError)
  })
})
