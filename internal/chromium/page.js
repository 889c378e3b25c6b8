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
  // most bounds the fields and buttons that are looked at, longest their texts: a page may have any number, of any length.
  most: 1000,
  longest: 500,
  longestRow: 16000,
  text(e, longest = this.longest) { return this.squeezed(e.textContent.length > 1e5 ? e.textContent.slice(0, 1e5) : e.innerText || e.textContent).slice(0, longest); },
  squeezed(text) { return text.replace(/\s+/g, ' ').trim(); },
  // besides is what an element says, apart from the fields and buttons in it.
  besides(e) {
    if (e.textContent.length > 1e5) return this.text(e);
    const copy = e.cloneNode(true);
    for (const part of copy.querySelectorAll('input, select, textarea, button, script, style, template, [hidden]')) part.remove();
    return this.squeezed(copy.textContent).slice(0, this.longest);
  },
  cut(text) { return String(text || '').slice(0, this.longest); },
  shown(e) {
    const box = e.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && e.checkVisibility({ visibilityProperty: true });
  },
  // usable also finds a checkbox of which only the label is shown.
  usable(e) { return !e.disabled && !e.readOnly && (this.shown(e) || (e.type === 'checkbox' && [...(e.labels || [])].some((l) => this.shown(l)))); },
  // all goes through open shadow trees as well.
  *all(selector, within = document) {
    for (const e of within.querySelectorAll('*')) {
      if (e.matches(selector)) yield e;
      if (e.shadowRoot) yield* this.all(selector, e.shadowRoot);
    }
  },
  // some are the first of those that pass, and whether there are more.
  some(selector, passes, most = this.most) {
    const found = [];
    for (const e of this.all(selector)) {
      if (!passes(e)) continue;
      if (found.length === most) return [found, true];
      found.push(e);
    }
    return [found, false];
  },
  // rowOf is the row of a table that a button is for: the nearest one around it that says something besides its buttons.
  rowOf(button) {
    let row = button.closest('tr:has(> td)');
    while (row && !this.besides(row)) row = row.parentElement.closest('tr:has(> td)');
    return row;
  },
  rows() {
    const rows = new Map();
    let met = 0;
    for (const b of document.querySelectorAll(`tr :is(${this.buttons})`)) {
      const row = this.shown(b) && this.rowOf(b); // one that is disabled is for its row as well
      if (!row) continue;
      if (++met > this.most) return [[...rows.values()], true];
      if (!rows.has(row)) rows.set(row, { Text: this.text(row, this.longestRow), Buttons: [] });
      rows.get(row).Buttons.push(this.buttonOf(b));
    }
    return [[...rows.values()], false];
  },
  words(e) {
    const named = (e.getAttribute('aria-labelledby') || '').split(/\s+/).filter(Boolean).map((id) => e.getRootNode().getElementById?.(id)).filter(Boolean);
    return [...(e.labels || []), ...named].slice(0, 10).map((l) => this.text(l)).concat(e.getAttribute('aria-label') || '', e.placeholder || '', e.id).join(' ').trim().slice(0, this.longest);
  },
  fieldOf(e) {
    return {
      At: this.number(e), Name: this.cut(e.name || e.id), ID: this.cut(e.id), Type: (e.type || 'text').toLowerCase(), Value: this.cut(e.value),
      Autocomplete: this.cut(e.getAttribute('autocomplete')), Words: this.words(e),
      Labels: [...(e.labels || [])].slice(0, 10).filter((l) => this.shown(l)).map((l) => this.besides(l)),
      Names: ['aria-label', 'placeholder', 'name'].map((a) => this.cut(e.getAttribute(a))).filter(Boolean), On: e.type === 'checkbox' ? e.checked : true,
    };
  },
  buttonOf(e) {
    const input = e.localName === 'input';
    return {
      At: this.number(e), Name: this.cut(e.name), Value: input || e.localName === 'button' ? this.cut(e.value) : '',
      Text: this.cut((input ? e.value || e.alt : this.text(e)) || e.getAttribute('aria-label') || e.title),
    };
  },
  messages: '[role=alert], [aria-live=assertive], .error, .alert, [class*="error" i], [id*="error" i], [class*="alert" i], [class*="invalid-feedback" i]',
  buttons: 'button:not([type=reset]), input[type=submit], input[type=button], input[type=image], [role=button]:not(input):not(a[href])',
  look() {
    const fields = 'input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=image]):not([type=reset]):not([type=file]):not([type=radio]), textarea, select';
    const parts = new Map();
    const part = (e) => {
      const form = e.form || e.closest('form');
      if (!parts.has(form)) parts.set(form, { Fields: [], Buttons: [] });
      return parts.get(form);
    };
    const [filled, moreFields] = this.some(fields, (e) => this.usable(e));
    const [pressed, moreButtons] = this.some(this.buttons, (e) => this.usable(e) && e.getAttribute('aria-disabled') !== 'true');
    for (const e of filled) part(e).Fields.push(this.fieldOf(e));
    for (const e of pressed) part(e).Buttons.push(this.buttonOf(e));
    if (location.protocol === 'chrome-error:') { // the browser's own page, for an answer without a body
      return { Document: this.memory().document, Complete: document.readyState === 'complete' };
    }
    const outside = parts.get(null);
    parts.delete(null);
    const [rows, moreRows] = this.rows();
    const [[said]] = this.some(this.messages, (e) => this.shown(e) && this.text(e), 1);
    const message = said ? this.text(said) : filled.find((e) => e.value && e.validity && !e.validity.valid)?.validationMessage || '';
    return {
      Document: this.memory().document, Origin: location.origin, Path: this.cut(location.pathname), Title: this.cut(document.title), Kind: document.contentType, Complete: document.readyState === 'complete',
      Message: this.cut(message), Parts: [...parts.values(), ...(outside ? [outside] : [])],
      Links: this.some('a[href]', (e) => this.shown(e))[0].map((e) => this.buttonOf(e)), Rows: rows, More: moreFields || moreButtons || moreRows,
    };
  },
  // says tells whether a text stands anywhere on the page.
  says(text) { return (document.body?.innerText || '').includes(text); },
  focus(document, at) {
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
  choose(document, at, option) {
    const list = this.element(document, at);
    const wanted = [...(list?.options || [])].find((o) => this.squeezed(o.text) === option);
    if (!wanted) return false;
    wanted.selected = true;
    for (const name of ['input', 'change']) list.dispatchEvent(new Event(name, { bubbles: true }));
    return true;
  },
  click(document, at) {
    const e = this.element(document, at);
    e?.click();
    return !!e;
  },
})
