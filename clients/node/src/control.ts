import { request as requestHTTP } from 'node:http'
import { request as requestHTTPS } from 'node:https'
import type { Milliseconds } from './settings.js'

/** What a sign-in yields. */
export interface Tokens {
  accessToken: string
  /** Empty where the scope asks for none. */
  refreshToken: string
  /** Empty where the scope asks for none. */
  idToken: string
  scope: string
  /** Seconds, of the access token. */
  expiresIn: number
}

/** A refresh token as the mock knows it: not what it is, but what has become of it. */
export interface Token {
  clientId: string
  audience: string
  scopes: string[]
  live: boolean
  /** It is not live: spent, expired, or what has ended it, such as revocation. */
  why: string
}

export interface SignInOptions {
  audience?: string
  /** By default `openid offline_access`. */
  scope?: string
}

/** "Faults on demand" in the mock's documentation tells of each member. */
export interface FaultOptions {
  method?: string
  path?: string
  clientId?: string
  userId?: string
  token?: string
  skip?: number
  times?: number
  probability?: number
  seed?: number
  delay?: Milliseconds
  served?: boolean
  status?: number
  headers?: Record<string, string>
  body?: string
  slow?: Milliseconds
  cut?: 'close' | 'reset' | 'body'
}

export interface RequestFilter {
  method?: string
  /** What the path begins with. */
  path?: string
  clientId?: string
  /** 403, or '4xx'. */
  status?: number | string
  /** The number of a request. */
  after?: number
}

/** A request that the mock was sent. Tokens and secrets in it are called what they are. */
export interface MockRequest {
  number: number
  at: string
  method: string
  path: string
  /** 0: nothing was answered. */
  status: number
  error?: string
  client_id?: string
  authorization?: string
  user_agent?: string
  query?: unknown
  body?: unknown
  issued?: string[]
}

/** The mock refuses what it was told; the message is its own. */
export class ControlError extends Error {
  override name = 'ControlError'
}

/** A fault that requests meet until it is removed. */
export class Fault {
  constructor(private readonly mock: Mock, readonly id: number) {}

  /** How many requests have met it. */
  async met(): Promise<number> {
    const { faults } = await this.mock.control('GET', '/faults') as { faults: { id: number, met: number }[] }
    return faults.find(fault => fault.id === this.id)?.met ?? 0
  }

  async remove(): Promise<void> {
    await this.mock.control('DELETE', `/faults/${this.id}`)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.remove()
  }
}

/** "The seed" in the mock's documentation tells of each member. */
export type SeedMembers = Record<string, unknown>

interface Ended { cause?: string }
interface State {
  users: { user_id: string, email: string }[]
  grants: {
    user_id: string, client_id: string, audience?: string, scopes: string[], ended?: Ended
    families: { ended?: Ended, tokens: { state: string, ended?: Ended }[] }[]
  }[]
}

/** A mock that runs. `ca` is the authority (PEM) that its certificate is of, where it serves https. */
export class Mock {
  readonly url: string

  constructor(url: string, private readonly controlToken: string, readonly ca?: string) {
    this.url = url.replace(/\/$/, '')
  }

  /** What tokens say in `iss`. */
  async issuer(): Promise<string> {
    return (await this.ask('GET', '/.well-known/openid-configuration') as { issuer: string }).issuer
  }

  /** Signs a user in at an application without password, secret or page. */
  async signIn(username = 'user01@example.com', clientId = 'mock-public', options: SignInOptions = {}): Promise<Tokens> {
    const answer = await this.control('POST', '/sign-in', { username, client_id: clientId, ...options }) as {
      access_token: string, refresh_token?: string, id_token?: string, scope?: string, expires_in: number
    }
    return {
      accessToken: answer.access_token, refreshToken: answer.refresh_token ?? '', idToken: answer.id_token ?? '',
      scope: answer.scope ?? '', expiresIn: answer.expires_in,
    }
  }

  /** The refresh tokens of a user, oldest sign-in first: what is live, and what ended the rest. */
  async tokens(username = 'user01@example.com'): Promise<Token[]> {
    const state = await this.control('GET', '/state') as State
    const user = state.users.find(user => user.email === username)
    if (!user) throw new ControlError(`the mock has no user ${username}`)
    return state.grants.filter(grant => grant.user_id === user.user_id).flatMap(grant => grant.families.flatMap(family =>
      family.tokens.map(token => ({
        clientId: grant.client_id, audience: grant.audience ?? '', scopes: grant.scopes, live: token.state === 'live',
        why: why(token.state, token.ended, family.ended, grant.ended),
      }))))
  }

  /** Has requests meet a fault. */
  async fail(fault: FaultOptions): Promise<Fault> {
    const { clientId, userId, delay, slow, ...rest } = fault
    const { id } = await this.control('POST', '/faults', {
      ...rest, client_id: clientId, user_id: userId, delay: duration(delay), slow: duration(slow),
    }) as { id: number }
    return new Fault(this, id)
  }

  /** Removes all faults. */
  async heal(): Promise<void> {
    await this.control('DELETE', '/faults')
  }

  /** Moves the mock's clock: lifetimes and leeways run on it. */
  async fastForward(by: Milliseconds): Promise<void> {
    await this.control('POST', '/clock', { advance: duration(by) })
  }

  /** The mock's time. */
  async now(): Promise<Date> {
    return new Date((await this.control('GET', '/clock') as { now: string }).now)
  }

  /** Brings back the seed and the present, and forgets requests and faults. Deviations stay as they are. */
  async reset(): Promise<void> {
    await this.control('POST', '/reset')
    await this.heal()
  }

  /** Has the mock break these rules, and no others; without names, none. */
  async deviate(...names: string[]): Promise<void> {
    await this.control('PUT', '/deviations', { names })
  }

  /** The newest 1000 requests, oldest first. */
  async requests({ clientId, ...filter }: RequestFilter = {}): Promise<MockRequest[]> {
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries({ ...filter, client_id: clientId })) {
      if (value !== undefined) query.set(name, String(value))
    }
    return (await this.control('GET', `/requests?${query}`) as { requests: MockRequest[] }).requests
  }

  /**
   * Makes a tenant, so that tests that run at once can each have theirs. Without a name it gets the next free one, without a seed the one that a
   * mock begins with. It is made by the mock, not by another tenant.
   */
  async tenant(name?: string, seed: SeedMembers = {}): Promise<Tenant> {
    const made = await this.control('POST', '/tenants', { ...seed, ...name && { tenant: name } }) as { tenant: string, control: { url: string, token: string } }
    return new Tenant(this, made.tenant, made.control.url, made.control.token)
  }

  /** Asks the control API, below `/_mock`, for what has no method here. */
  control(method: string, path: string, body?: object): Promise<unknown> {
    return this.ask(method, '/_mock' + path, body)
  }

  private ask(method: string, path: string, body?: object): Promise<unknown> {
    const url = new URL(this.url + path)
    const send = url.protocol === 'https:' ? requestHTTPS : requestHTTP // not fetch, which cannot be told of an authority
    const headers = { authorization: `Bearer ${this.controlToken}`, 'content-type': 'application/json' }
    return new Promise((resolve, reject) => {
      const request = send(url, { method, headers, ca: this.ca, timeout: patience }, answer => {
        let text = ''
        answer.setEncoding('utf8').on('data', part => { text += part }).on('error', reject).on('end', () => {
          const status = answer.statusCode ?? 0
          if (status >= 400) reject(new ControlError(`${status}: ${reason(text)}`))
          else resolve(text ? JSON.parse(text) : undefined)
        })
      })
      request.on('timeout', () => request.destroy(new ControlError('the mock does not answer')))
      request.on('error', reject).end(body && JSON.stringify(body))
    })
  }
}

/** One of several tenants that a mock serves: users, applications, tokens, clock and faults are its own. */
export class Tenant extends Mock {
  constructor(private readonly of: Mock, readonly name: string, url: string, controlToken: string) {
    super(url, controlToken, of.ca)
  }

  /** Ends the tenant. */
  async remove(): Promise<void> {
    await this.of.control('DELETE', `/tenants/${this.name}`)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.remove()
  }
}

/** For one answer of the control API. */
const patience: Milliseconds = 30_000

function reason(text: string): string {
  try {
    const answer = JSON.parse(text) as { error: string, error_description?: string }
    return answer.error_description ?? answer.error
  } catch {
    return 'this is not the control API of a mock'
  }
}

function duration(value?: Milliseconds): string | undefined {
  return value === undefined ? undefined : `${value}ms`
}

function why(state: string, ...ends: (Ended | undefined)[]): string {
  if (state === 'live') return ''
  return state === 'ended' && ends.find(end => end?.cause)?.cause || state
}
