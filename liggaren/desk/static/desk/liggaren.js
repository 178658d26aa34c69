// Pages work without this file. It adds single keys, autosave, counts, tabs, dialogs and live news.
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const FIELDS = 'input, textarea, select, dialog *, [contenteditable]';
  const off = () => (document.body.dataset.keysOff ?? '').split(' ');
  const on = (type, selector, act) => document.addEventListener(type, (event) => {
    const found = event.target.closest?.(selector);
    if (found) act(found, event);
  });

  // Single keys: never in a field, and each can be switched off (WCAG 2.1.4).
  const step = (by) => {
    const rows = all('.queue .entry > a');
    const now = rows.findIndex((row) => row.hasAttribute('aria-current') || row === document.activeElement);
    const next = rows[now < 0 ? 0 : now + by];
    rows.forEach((row) => row.toggleAttribute('data-here', row === next));
    next?.focus();
  };
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.matches(FIELDS)) return;
    if (off().includes(event.key) || off().includes('*')) return;
    if (event.key === 'j' || event.key === 'k') return step(event.key === 'j' ? 1 : -1);
    const hit = all(`[data-key="${CSS.escape(event.key)}"]`).find((thing) => thing.offsetParent);
    if (!hit) return;
    event.preventDefault();
    hit.matches(FIELDS) ? hit.focus() : hit.click();
  });

  // Autosave: two seconds after the last key and on leaving a field. The words stay on the page whatever happens.
  const timers = new WeakMap();
  const say = (form, state, text) => all('.saved').forEach((place) => {
    place.dataset.state = state;
    place.textContent = text;
  });
  const saving = new WeakMap();
  const save = (form) => {
    clearTimeout(timers.get(form));
    // One at a time: two in flight would carry the same revision and look like two people.
    const turn = (saving.get(form) ?? Promise.resolve()).then(() => saveNow(form))
      .finally(() => { if (saving.get(form) === turn) saving.delete(form); });
    if (form.dataset.dirty) saving.set(form, turn);
    return turn;
  };
  const saveNow = async (form) => {
    if (!form.dataset.dirty || form.dataset.sent) return;
    delete form.dataset.dirty;
    say(form, 'busy', 'Sparar …');
    try {
      const answer = await fetch(form.dataset.autosave, { method: 'POST', body: new FormData(form), headers: { 'X-Autosave': '1' }, redirect: 'manual' });
      const saved = answer.ok ? await answer.json() : null;
      if (!saved) throw new Error();
      if (saved.revision && form.elements.revision) form.elements.revision.value = saved.revision;
      say(form, 'saved', saved.message ?? 'Sparat');
    } catch {
      form.dataset.dirty = '1';
      say(form, 'wrong', 'Inte sparat, vi försöker igen. Texten finns kvar här.');
      timers.set(form, setTimeout(save, 10000, form));
    }
  };
  on('input', 'form[data-autosave]', (form) => {
    form.dataset.dirty = '1';
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(save, 2000, form));
  });
  on('focusout', 'form[data-autosave]', save);
  addEventListener('beforeunload', (event) => { if (one('form[data-dirty]:not([data-sent])')) event.preventDefault(); });

  // A form is sent once; the pressed button says that something is under way.
  on('submit', 'form', (form, event) => {
    if (saving.has(form)) {
      event.preventDefault();
      clearTimeout(timers.get(form));
      saving.get(form).then(() => form.requestSubmit(event.submitter));
      return;
    }
    clearTimeout(timers.get(form));
    if (form.dataset.sent && form.method === 'post') return event.preventDefault();
    form.dataset.sent = '1';
    event.submitter?.setAttribute('aria-busy', 'true');
    setTimeout(() => { delete form.dataset.sent; event.submitter?.removeAttribute('aria-busy'); }, 8000);
  });

  on('input', '[data-count]', (field) => { one('#' + field.dataset.count).textContent = field.value.length.toLocaleString('sv'); });
  on('click', '[data-opens]', (button) => one('#' + button.dataset.opens).showModal());
  on('click', '[data-closes]', (button) => button.closest('.toast, .note').remove());
  on('click', '[data-prints]', () => print());
  on('click', '[data-copies]', async (button) => {
    await navigator.clipboard.writeText(one('#' + button.dataset.copies).textContent);
    button.textContent = 'Kopierat';
  });
  // Ready words: one tap writes them and ticks what they belong to; words of one's own are kept.
  on('click', '[data-puts]', (button, event) => {
    event.preventDefault();
    const field = one('#' + button.dataset.puts);
    const own = field.value.trim() && field.value !== field.dataset.ready;
    field.value = own ? `${field.value.trim()} ${button.value}` : button.value;
    field.dataset.ready = button.value;
    one('#' + button.dataset.ticks).checked = true;
    if (button.dataset.basis) {
      one('#basis-' + button.dataset.basis).checked = true;
      one('#id_category_words').value = button.dataset.words;
    }
    field.dispatchEvent(new Event('change', { bubbles: true }));
  });
  on('click', '[data-unmasks]', (button) => {
    const place = one('#' + button.dataset.unmasks);
    place.hidden = !place.hidden;
    button.setAttribute('aria-expanded', !place.hidden);
  });
  for (const type of ['dragenter', 'dragover', 'dragleave', 'drop']) {
    on(type, '.drop', (drop) => drop.classList.toggle('over-it', type === 'dragenter' || type === 'dragover'));
  }
  on('change', '.drop input', (input) => {
    const name = one('[data-chosen]', input.closest('.drop'));
    if (name && input.files[0]) name.textContent = `Vald fil: ${input.files[0].name}`;
  });

  const show = (list, tab) => all('[role=tab]', list).forEach((each) => {
    each.setAttribute('aria-selected', each === tab);
    each.tabIndex = each === tab ? 0 : -1;
    one('#' + each.getAttribute('aria-controls')).hidden = each !== tab;
  });
  on('click', '[role=tab]', (tab) => show(tab.closest('[role=tablist]'), tab));
  on('keydown', '[role=tab]', (tab, event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const list = tab.closest('[role=tablist]');
    const tabs = all('[role=tab]', list);
    const next = tabs.at((tabs.indexOf(tab) + by) % tabs.length);
    show(list, next);
    next.focus();
  });

  // News waits behind a line of words while somebody reads; an untouched list renews itself.
  const untouched = () => !one('.inbox.open, .errors') && !scrollY && !one('.queue')?.scrollTop && document.activeElement === document.body;
  const ask = async () => {
    const place = one('[data-news]');
    if (!place || document.hidden) return;
    const answer = await fetch(place.dataset.news).catch(() => null);
    const news = answer?.ok ? await answer.json() : null;
    const line = one('[data-line]');
    if (line) line.textContent = news?.line ?? 'Sidan får ingen kontakt. Vi försöker igen.';
    if (!news?.count) return;
    if (untouched()) return htmx.ajax('GET', location.href, { target: 'main', select: 'main', swap: 'outerHTML' });
    place.hidden = false;
    one('a', place).textContent = news.message;
  };
  setInterval(ask, 15000);
  const line = one('[data-live]');
  if (line) new EventSource(line.dataset.live).onmessage = ask;
  if (one('[data-now]')) ask();

  // Toasts go after ten seconds unless somebody is on them.
  all('.toast[data-goes]').forEach((toast) => {
    let timer;
    const start = () => { timer = setTimeout(() => toast.remove(), 10000); };
    toast.addEventListener('pointerenter', () => clearTimeout(timer));
    toast.addEventListener('focusin', () => clearTimeout(timer));
    toast.addEventListener('pointerleave', start);
    start();
  });

  one('.errors:not([data-still] *)')?.focus();
})();
