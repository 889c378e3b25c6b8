// What a person sees of a page and can use. Evaluates to an object of functions.
({
  // memory keeps what was numbered, for as long as the document lives.
  memory() {
    const key = Symbol.for('revokespec');
    return (window[key] ||= { document: String(performance.timeOrigin) + Math.random(), numbers: new WeakMap(), elements: [null] });
  },
  number(e) {
    const m = this.memory();
    if (!m.numbers.has(e)) m.numbers.set(e, m.elements.push(e) - 1);
    return m.numbers.get(e);
  },
  element(document, at) {
    const m = this.memory(), e = m.document === document ? m.elements[at] : null;
    return e && e.isConnected ? e : null;
  },
  text: (e) => (e.innerText || e.textContent || '').replace(/\s+/g, ' ').trim(),
  shown(e) {
    const box = e.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && e.checkVisibility({ visibilityProperty: true });
  },
  // usable also finds a checkbox of which only the label is shown.
  usable(e) { return !e.disabled && !e.readOnly && (this.shown(e) || (e.type === 'checkbox' && [...(e.labels || [])].some((l) => this.shown(l)))); },
  // all goes through open shadow trees as well.
  all(selector, within = document) {
    const found = [];
    for (const e of within.querySelectorAll('*')) {
      if (e.matches(selector)) found.push(e);
      if (e.shadowRoot) found.push(...this.all(selector, e.shadowRoot));
    }
    return found;
  },
  words(e) {
    const named = (e.getAttribute('aria-labelledby') || '').split(/\s+/).filter(Boolean).map((id) => e.getRootNode().getElementById?.(id)).filter(Boolean);
    return [...(e.labels || []), ...named].map((l) => this.text(l)).concat(e.getAttribute('aria-label') || '', e.placeholder || '', e.id).join(' ').trim();
  },
  fieldOf(e) {
    return {
      At: this.number(e), Name: e.name || e.id || '', Type: (e.type || 'text').toLowerCase(), Value: e.value || '',
      Autocomplete: e.getAttribute('autocomplete') || '', Words: this.words(e), On: e.type === 'checkbox' ? e.checked : true,
    };
  },
  buttonOf(e) {
    const input = e.localName === 'input';
    return {
      At: this.number(e), Name: e.name || '', Value: input || e.localName === 'button' ? e.value || '' : '',
      Text: (input ? e.value : this.text(e)) || e.getAttribute('aria-label') || e.title || '',
    };
  },
  messages: '[role=alert], [aria-live=assertive], .error, .alert, [class*="error" i], [id*="error" i], [class*="alert" i], [class*="invalid-feedback" i]',
  look() {
    const buttons = 'button:not([type=reset]), input[type=submit], input[type=button], input[type=image], [role=button]:not(input):not(a[href])';
    const fields = 'input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=image]):not([type=reset]):not([type=file]):not([type=radio]), textarea, select';
    const parts = new Map();
    const part = (e) => {
      const form = e.form || e.closest('form');
      if (!parts.has(form)) parts.set(form, { Fields: [], Buttons: [] });
      return parts.get(form);
    };
    for (const e of this.all(fields)) if (this.usable(e)) part(e).Fields.push(this.fieldOf(e));
    for (const e of this.all(buttons)) if (this.usable(e) && e.getAttribute('aria-disabled') !== 'true') part(e).Buttons.push(this.buttonOf(e));
    if (location.protocol === 'chrome-error:') { // the browser's own page, for an answer without a body
      return { Document: this.memory().document, Complete: document.readyState === 'complete' };
    }
    const outside = parts.get(null);
    parts.delete(null);
    const message = this.all(this.messages).filter((e) => this.shown(e)).map((e) => this.text(e)).find((t) => t)
      || this.all(fields).find((e) => this.shown(e) && e.value && e.validity && !e.validity.valid)?.validationMessage || '';
    return {
      Document: this.memory().document, Origin: location.origin, Path: location.pathname, Title: document.title.slice(0, 200), Kind: document.contentType, Complete: document.readyState === 'complete',
      Message: message.slice(0, 200), Parts: [...parts.values(), ...(outside ? [outside] : [])],
      Links: this.all('a[href]').filter((e) => this.shown(e)).map((e) => this.buttonOf(e)),
    };
  },
  grasp(document, at) {
    const field = this.element(document, at);
    if (!field) return false;
    field.focus();
    field.select?.();
    return true;
  },
  // place is where to click on an element, null when something lies over it.
  place(document, at) {
    const e = this.element(document, at);
    for (const at of e ? [e, ...(e.labels || [])] : []) {
      at.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
      const box = at.getClientRects()[0];
      if (!box) continue;
      const x = box.left + box.width / 2, y = box.top + box.height / 2, top = at.getRootNode().elementFromPoint(x, y);
      if (top && (at.contains(top) || top === e)) return [x, y];
    }
    return [];
  },
  click(document, at) {
    const e = this.element(document, at);
    e?.click();
    return !!e;
  },
})
