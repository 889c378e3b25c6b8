// A person with a browser that has no JavaScript: it keeps cookies, follows redirects and sends forms.
import { base, callback } from './mock.mjs'

/** The person's `go` leads to the page where the way from that address ends: { url, status, text }. */
export function person({ email, password }) {
  const jars = new Map() // by host and port

  async function send(url, form) {
    if (!jars.has(url.host)) jars.set(url.host, new Map())
    const jar = jars.get(url.host)
    const answer = await fetch(url, {
      redirect: 'manual', method: form ? 'POST' : 'GET', body: form && new URLSearchParams(form),
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
    })
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]*)=([^;]*)/.exec(cookie)
      if (value) jar.set(name, value)
      else jar.delete(name)
    }
    return answer
  }

  async function go(to, form) {
    for (let steps = 0; steps < 20; steps++) {
      const url = new URL(to)
      if (url.href.startsWith(callback)) return { url, status: 0, text: '' } // nobody listens there
      const answer = await send(url, form)
      form = undefined
      const next = answer.headers.get('location')
      if (next) {
        to = new URL(next, url)
        continue
      }
      const text = await answer.text()
      const found = /<form method="post" action="([^"]*)"[^>]*>([^]*?)<\/form>/i.exec(text)
      if (!found || answer.status >= 400) return { url, status: answer.status, text }
      to = new URL(unescape(found[1]), url)
      form = { ...hidden(found[2]), ...(url.origin === new URL(base).origin && to.origin === url.origin ? { username: email, password, action: 'accept' } : {}) }
    }
    throw new Error('there is no end of pages')
  }
  return { go }
}

const unescape = (html) => html.replace(/&(amp|#34|#43|#39|quot|lt|gt);/g, (_, name) => (
  { amp: '&', '#34': '"', quot: '"', '#39': "'", '#43': '+', lt: '<', gt: '>' })[name])

function hidden(html) {
  const fields = {}
  for (const [input] of html.matchAll(/<input [^>]*>/g)) {
    const [name, value] = ['name', 'value'].map((key) => new RegExp(` ${key}="([^"]*)"`).exec(input)?.[1])
    if (name && value !== undefined) fields[name] = unescape(value)
  }
  return fields
}

/** Signs that user in where the URL leads, consents, and returns the redirect to the application, or the last page. */
export async function browse(url, user) {
  const at = await person(user).go(url)
  return at.status ? at.text : at.url
}
