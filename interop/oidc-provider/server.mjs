// The server under test: oidc-provider as its documentation sets it up, on loopback, with six clients and no database.
// Whatever is not set here is the library's default: that is what is judged. It says so in its log, once for each default.
// PORT chooses the port (0: any free one).
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const host = '127.0.0.1'; // its login page accepts anybody: never listen elsewhere
const redirect_uris = ['https://client.example/callback']; // never called: the code is read off the redirect

// Storage is the library's interface over one Map. Its built-in one keeps the last 1000 entries only, so that in a long run
// a token can vanish that nobody revoked.
const entries = new Map(); // "Model:id" -> { payload, expires }
const members = new Map(); // grant id -> keys of what was issued in it
let broken = false; // the store, by /admin/break_store

class Storage {
  constructor(model) { this.model = model; }

  key(id) {
    if (broken) throw new Error('the store is broken on purpose');
    return `${this.model}:${id}`;
  }

  search(wanted) {
    if (broken) throw new Error('the store is broken on purpose');
    for (const [key, entry] of entries) {
      if (key.startsWith(`${this.model}:`) && wanted(entry.payload)) return entry.payload;
    }
    return undefined;
  }

  async upsert(id, payload, expiresIn) {
    const expires = expiresIn ? Date.now() + expiresIn * 1000 : Infinity;
    entries.set(this.key(id), { payload, expires });
    if (!payload.grantId) return;
    if (!members.has(payload.grantId)) members.set(payload.grantId, new Set());
    members.get(payload.grantId).add(this.key(id));
  }

  async find(id) { return entries.get(this.key(id))?.payload; }

  async findByUid(uid) { return this.search((payload) => payload.uid === uid); }

  async findByUserCode(code) { return this.search((payload) => payload.userCode === code); }

  async consume(id) { entries.get(this.key(id)).payload.consumed = Math.floor(Date.now() / 1000); }

  async destroy(id) { entries.delete(this.key(id)); }

  async revokeByGrantId(grant) {
    for (const key of members.get(grant) ?? []) {
      if (key.startsWith(`${this.model}:`)) entries.delete(key);
    }
  }
}

function sweep() {
  const now = Date.now();
  for (const [key, { expires }] of entries) if (expires <= now) entries.delete(key);
  for (const [grant, keys] of members) {
    for (const key of keys) if (!entries.has(key)) keys.delete(key);
    if (keys.size === 0) members.delete(grant);
  }
}
setInterval(sweep, 60_000).unref();

const client = (client_id, token_endpoint_auth_method, client_secret) => ({
  client_id,
  client_secret,
  token_endpoint_auth_method,
  redirect_uris,
  grant_types: ['authorization_code', 'refresh_token'],
});

// The public half of jwt.jwk.json, which opens this server on loopback and nothing else.
const jwtKey = {
  kty: 'EC',
  crv: 'P-256',
  kid: 'jwt',
  alg: 'ES256',
  use: 'sig',
  x: 'ODMyqeJxMW-nS7tNN8pA3gYoseW0TLMbvvewR7EoWhU',
  y: 'H0dFFH2d4n8oSp3Pxe3S9ZQp3iNmegKQ1_EM_qdEgeo',
};

const device = {
  client_id: 'device',
  token_endpoint_auth_method: 'none',
  redirect_uris: [],
  response_types: [],
  grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
};

const configuration = {
  adapter: Storage,
  clients: [ // the secrets are no secrets: they open this server on loopback and nothing else
    client('confidential', 'client_secret_post', 'secret-of-confidential'),
    client('second', 'client_secret_post', 'secret-of-second'),
    client('basic', 'client_secret_basic', 'secret-of-basic'),
    client('public', 'none'), // rotates, with PKCE: the library's default for public clients
    { ...client('jwt', 'private_key_jwt'), jwks: { keys: [jwtKey] } },
    device,
  ],
  scopes: ['openid', 'offline_access', 'reports'], // the library's own two, and one that a sign-in may leave out
  // Any login name is a user, but for those who were disabled or deleted.
  findAccount: (_ctx, sub) => (unknown.has(sub) ? undefined : { accountId: sub, claims: () => ({ sub }) }),
  features: {
    devInteractions: { enabled: true }, // login and consent as plain HTML forms
    deviceFlow: { enabled: true },
    introspection: { enabled: true },
    revocation: { enabled: true },
    userinfo: { enabled: true },
  },
  cookies: { keys: [randomBytes(32).toString('hex')] },
  jwks: { keys: [generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })] },
};

const unknown = new Set(); // names of users who were disabled or deleted

// What whoever runs this does to it, by /admin/NAME: see ../admin. An application is registered in the store, as dynamic registration does it;
// consent is a Grant, and withdrawing it is destroying that.
const admin = {
  create_user: async ({ username }) => { unknown.delete(username); },
  delete_user: async ({ username }) => { unknown.add(username); },
  disable_user: async ({ username }) => { unknown.add(username); },
  enable_user: async ({ username }) => { unknown.delete(username); },
  withdraw_consent: async ({ username, client_id }, provider) => {
    for (const [key, { payload }] of entries) {
      if (!key.startsWith('Grant:') || payload.accountId !== username || payload.clientId !== client_id) continue;
      await (await provider.Grant.find(payload.jti)).destroy();
    }
  },
  create_application: async ({ client_auth }) => {
    const methods = { post: 'client_secret_post', basic: 'client_secret_basic', none: 'none' };
    const made = client(randomBytes(12).toString('hex'), methods[client_auth], client_auth === 'none' ? undefined : randomBytes(24).toString('hex'));
    await new Storage('Client').upsert(made.client_id, made);
    return { client_id: made.client_id, client_secret: made.client_secret };
  },
  delete_application: async ({ client_id }) => new Storage('Client').destroy(client_id),
  break_store: async () => { broken = true; },
  mend_store: async () => { broken = false; },
  restart: async () => { serve(); }, // a new provider on the old store: what the library keeps besides is gone
};

let generation = 0; // counts the providers that there were
let provider;

function serve() {
  provider = new Provider(issuer, configuration);
  provider.on('server_error', (_ctx, err) => console.error(err));
  generation += 1;
}

async function administer(hook, request, response) {
  try {
    const body = await new Response(request).text();
    const about = Object.fromEntries(new URLSearchParams(body));
    response.end(JSON.stringify(await admin[hook](about, provider) ?? {}));
  } catch (err) {
    response.statusCode = 500;
    response.end(String(err));
  }
}

const server = createServer();
let issuer;
server.on('error', ({ message }) => { console.error(message); process.exit(1); });
server.listen(Number(process.env.PORT ?? 29613), host, () => {
  issuer = `http://${host}:${server.address().port}`; // known only now, where the port was 0
  serve();
  server.on('request', (request, response) => {
    const hook = /^\/admin\/([a-z_]+)$/.exec(request.url)?.[1];
    if (hook === 'process') response.end(String(generation));
    else if (Object.hasOwn(admin, hook)) administer(hook, request, response);
    else provider.callback()(request, response);
  });
  console.log(`issuer=${issuer}`);
});
