import { auth0 } from '../../auth0.js'

export async function GET() {
  await auth0.revokeRefreshToken()
  return Response.json({})
}
