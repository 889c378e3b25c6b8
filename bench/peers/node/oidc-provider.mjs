// oidc-provider with one client whose refresh tokens rotate, and a store that keeps more than its own, which forgets all but 1000 entries.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const entries = new Map();
class Storage {
  constructor(model) { this.model = model; }
  async upsert(id, payload) { entries.set(`${this.model}:${id}`, payload); }
  async find(id) { return entries.get(`${this.model}:${id}`); }
  async consume(id) { entries.get(`${this.model}:${id}`).consumed = Math.floor(Date.now() / 1000); }
  async destroy(id) { entries.delete(`${this.model}:${id}`); }
  async revokeByGrantId() {}
}

const port = Number(process.argv[2]);
const issuer = `http://127.0.0.1:${port}`;
const provider = new Provider(issuer, {
  adapter: Storage,
  clients: [{ client_id: 'bench', client_secret: 'bench-secret', token_endpoint_auth_method: 'client_secret_post',
    grant_types: ['authorization_code', 'refresh_token'], redirect_uris: ['https://client.example/callback'] }],
  features: { revocation: { enabled: true }, devInteractions: { enabled: false } },
  rotateRefreshToken: () => true,
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  cookies: { keys: ['bench'] },
});

// seed makes refresh tokens as a sign-in would, one a line.
async function seed(n, scope) {
  const client = await provider.Client.find('bench');
  let lines = '';
  for (let i = 0; i < n; i += 1) {
    const grant = new provider.Grant({ accountId: 'user', clientId: 'bench' });
    grant.addOIDCScope(scope);
    const grantId = await grant.save();
    const token = new provider.RefreshToken({ accountId: 'user', client, grantId, gty: 'authorization_code', scope, authTime: 0 });
    lines += `${await token.save()}\n`;
  }
  return lines;
}

const handle = provider.callback();
createServer(async (request, response) => {
  const url = new URL(request.url, issuer);
  if (url.pathname !== '/seed') return handle(request, response);
  const scope = url.searchParams.has('openid') ? 'openid offline_access' : 'offline_access';
  return response.end(await seed(Number(url.searchParams.get('n')), scope));
}).listen(port, '127.0.0.1');
