export { ControlError, Fault, Mock, Tenant } from './control.js'
export type { FaultOptions, MockRequest, RequestFilter, SeedMembers, SignInOptions, Token, Tokens } from './control.js'
export { MockProcess } from './process.js'
export type { MockOptions, Seed, Setting } from './settings.js'
