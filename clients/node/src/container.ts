import { randomBytes } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { AbstractStartedContainer, GenericContainer, Wait, type StartedTestContainer } from 'testcontainers'
import { Mock } from './control.js'
import { seedText, variables, type MockOptions, type Setting } from './settings.js'

export const image = 'ghcr.io/revokespec/revokespec-mock:0.1.0'
const port = 8420
const seedFile = '/data/seed.yaml'
const authority = '/data/authority'

/**
 * A mock in a container, on a free port. What else testcontainers can set may be set before it starts. Without a name the image is the one
 * that the environment variable REVOKESPEC_IMAGE names, or else that of this version.
 */
export class MockContainer extends GenericContainer {
  private readonly token = randomBytes(32).toString('base64url')
  private readonly tls: boolean

  constructor(options: MockOptions & { image?: string } = {}) {
    super(options.image ?? process.env.REVOKESPEC_IMAGE ?? image)
    const settings: Record<string, Setting> = { controlToken: this.token, ...options.settings }
    this.tls = settings.tls === true
    if (options.seed !== undefined) {
      settings.seed = seedFile
      this.withCopyContentToContainer([{ content: seedText(options.seed), target: seedFile, mode: 0o444 }])
    }
    if (this.tls) settings.tlsCaDir = authority
    const ready = Wait.forHttp('/readyz', port)
    this.withExposedPorts(port).withEnvironment(variables(settings)).withWaitStrategy(this.tls ? ready.usingTls().allowInsecure() : ready)
  }

  override async start(): Promise<StartedMockContainer> {
    const started = await super.start()
    const url = `${this.tls ? 'https' : 'http'}://${started.getHost()}:${started.getMappedPort(port)}`
    const ca = this.tls ? await contentOf(started, authority + '/ca.pem') : undefined
    return new StartedMockContainer(started, new Mock(url, this.token, ca))
  }
}

export class StartedMockContainer extends AbstractStartedContainer {
  constructor(started: StartedTestContainer, readonly mock: Mock) {
    super(started)
  }
}

/** The content of a file, which a container hands out as a tar archive of it alone. */
async function contentOf(started: StartedTestContainer, path: string): Promise<string> {
  const archive = await text(await started.copyArchiveFromContainer(path))
  const size = parseInt(archive.slice(124, 136), 8)
  return archive.slice(512, 512 + size)
}
