export { ControlError, Fault, Mock } from './control.js'
export type { FaultOptions, MockRequest, RequestFilter, SignInOptions, Token, Tokens } from './control.js'
export { MockProcess } from './process.js'
export type { MockOptions, Seed, Setting } from './settings.js'
