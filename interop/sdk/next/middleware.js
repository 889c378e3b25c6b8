import { auth0 } from './auth0.js'

export const middleware = (request) => auth0.middleware(request)

export const config = { matcher: ['/((?!_next/).*)'] }
