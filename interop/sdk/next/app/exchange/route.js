import { auth0 } from '../../auth0.js'

// What a page does before it calls an API; with refresh, the SDK exchanges whatever it has.
export async function GET() {
  try {
    const { token } = await auth0.getAccessToken({ refresh: true })
    return Response.json({ token, session: (await auth0.getSession()).internal })
  } catch (error) {
    return Response.json({ code: error.code, cause: error.cause?.code })
  }
}
