import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Mock } from './control.js'
import { prefix, seedText, variables, type MockOptions, type Setting } from './settings.js'

/** A mock as a process of this machine, where there are no containers. */
export class MockProcess extends Mock {
  private constructor(url: string, token: string, ca: string | undefined, private readonly program: Program) {
    super(url, token, ca)
  }

  /**
   * Starts the program on a free port of the loopback interface. Without `binary` it is the one that the environment variable
   * REVOKESPEC_BINARY names, or else `revokespec` of the PATH.
   */
  static async start(options: MockOptions & { binary?: string } = {}): Promise<MockProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'revokespec-'))
    const token = randomBytes(32).toString('base64url')
    const settings: Record<string, Setting> = { listen: '127.0.0.1:0', controlToken: token, ...options.settings }
    if (options.seed !== undefined) {
      settings.seed = join(folder, 'seed.yaml')
      writeFileSync(settings.seed, seedText(options.seed))
    }
    const authority = join(folder, 'authority')
    if (settings.tls) settings.tlsCaDir = authority
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith(prefix))
    const child = spawn(options.binary ?? process.env.REVOKESPEC_BINARY ?? 'revokespec', ['mock'], {
      env: { ...Object.fromEntries(inherited), ...variables(settings) }, stdio: ['ignore', 'pipe', 'pipe'],
    })
    const program = new Program(child, folder)
    try {
      const url = await program.announced()
      return new MockProcess(url, token, settings.tls ? readFileSync(join(authority, 'ca.pem'), 'utf8') : undefined, program)
    } catch (error) {
      await program.stop()
      throw error
    }
  }

  /** Ends it. More than once does nothing. */
  stop(): Promise<void> {
    return this.program.stop()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }
}

class Program {
  private readonly ended: Promise<string>
  private errors = ''

  constructor(private readonly child: ChildProcess, private readonly folder: string) {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => { this.errors = (this.errors + text).slice(-10_000) })
    this.ended = new Promise(resolve => {
      child.once('error', error => resolve(error.message))
      child.once('close', () => resolve(this.errors.trim()))
    })
  }

  announced(): Promise<string> {
    return new Promise((resolve, reject) => {
      let text = ''
      this.child.stdout?.setEncoding('utf8').on('data', (part: string) => {
        text += part
        const url = /^listening on (\S+).*\n/m.exec(text)?.[1]
        if (url) resolve(url)
      })
      this.ended.then(why => reject(new Error(`the mock did not start: ${why}`)))
    })
  }

  async stop(): Promise<void> {
    this.child.kill()
    await this.ended
    rmSync(this.folder, { recursive: true, force: true })
  }
}
