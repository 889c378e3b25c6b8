/** Durations, in milliseconds. */
export type Milliseconds = number

/** What a mock starts with: YAML, or what such a file would say. */
export type Seed = string | object

export type Setting = string | boolean | string[]

export interface MockOptions {
  /** Applications, users and APIs, in place of the built-in ones. */
  seed?: Seed
  /** The mock's flags, such as `{ dialect: 'rfc', switch: ['reuse-ends-grant'], tls: true }`. */
  settings?: Record<string, Setting>
}

export const prefix = 'REVOKESPEC_MOCK_'

/** Environment variables that say it: `publicUrl` and `public-url` are `REVOKESPEC_MOCK_PUBLIC_URL`. */
export function variables(settings: Record<string, Setting>): Record<string, string> {
  const nameOf = (key: string) => prefix + key.replace(/-/g, '_').replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [nameOf(key), String(value)])) // a list is a,b
}

export function seedText(seed: Seed): string {
  return typeof seed === 'string' ? seed : JSON.stringify(seed) // JSON is YAML
}
