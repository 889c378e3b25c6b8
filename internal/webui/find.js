// What a person finds on a page by reading it. Evaluates to an object of functions that return an element, or null.
({
  text: (e, without) => {
    if (without) { // a label's text, without that of the control in it
      e = e.cloneNode(true);
      for (const c of e.querySelectorAll('input, select, textarea, button')) c.remove();
      return e.textContent.replace(/\s+/g, ' ').trim();
    }
    return (e.innerText || '').replace(/\s+/g, ' ').trim();
  },
  all(selector, within) { return [...(within || document).querySelectorAll(selector)].filter((e) => e.checkVisibility()); },
  link(text) { return this.all('a[href]').find((a) => this.text(a) === text) || null; },
  tableRows() { return this.all('tr').filter((tr) => tr.querySelector('td')); },
  rows() { return this.tableRows().map((tr) => this.text(tr)); },
  button(text, row) {
    const within = row > 0 ? this.tableRows()[row - 1] : document;
    if (!within) return null;
    return this.all('button, input[type=submit]', within).find((b) => (b.localName === 'input' ? b.value : this.text(b)) === text) || null;
  },
  field(label) {
    const l = this.all('label').find((l) => this.text(l, true).replace(/[:* ]+$/, '') === label);
    if (l) return l.control;
    return this.all('input, select, textarea').find((f) => ['aria-label', 'placeholder', 'name'].some((a) => f.getAttribute(a) === label)) || null;
  },
  // place is where to click on an element, once it is in view and nothing lies over it.
  place(e) {
    for (const at of e ? [e, ...(e.labels || [])] : []) {
      at.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
      const box = at.getClientRects()[0];
      if (!box) continue;
      const x = box.left + box.width / 2, y = box.top + box.height / 2, top = document.elementFromPoint(x, y);
      if (top && (at.contains(top) || top === e)) return [x, y];
    }
    return null;
  },
  placeOfLink(text) { return this.place(this.link(text)); },
  placeOfButton(text, row) { return this.place(this.button(text, row)); },
  placeOfField(label) { return this.place(this.field(label)); },
  // grasp has the next keys replace what is in a field, and says to which origins they go.
  grasp(label) {
    const field = this.field(label);
    if (!field) return null;
    field.focus();
    field.select();
    const buttons = [...document.querySelectorAll('[formaction]')].filter((b) => field.form && b.form === field.form); // also those outside of it
    const sent = buttons.map((b) => b.formAction).concat(field.form?.getAttribute('action') || []);
    return [location.origin, ...sent.map((at) => new URL(at, document.baseURI).origin)];
  },
  ticked(label) {
    const field = this.field(label);
    return field && [field.checked];
  },
  choose(label, option) {
    const field = this.field(label);
    const wanted = [...(field?.options || [])].find((o) => o.text.replace(/\s+/g, ' ').trim() === option);
    if (!wanted) return false;
    wanted.selected = true;
    for (const name of ['input', 'change']) field.dispatchEvent(new Event(name, { bubbles: true }));
    return true;
  },
})
