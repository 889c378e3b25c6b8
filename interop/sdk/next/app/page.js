import { auth0 } from '../auth0.js'

export default async function Page() {
  const session = await auth0.getSession()
  return <main>{session ? 'in as ' + session.user.sub : 'out'}</main>
}
