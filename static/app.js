// 里仁: comforts only. Every page works without this script; the server checks everything again.
(function () {
  'use strict';

  const all = (root, selector) => Array.from(root.querySelectorAll(selector));

  // ---- Running total of a ballot (whole fen, no fractions) ----

  function yuan(fen) {
    const whole = String(Math.floor(fen / 100)).replace(/\B(?=(\d{3})+$)/g, ',');
    const rest = fen % 100;
    return '¥' + whole + (rest ? '.' + String(rest).padStart(2, '0') : '');
  }

  function addUp(form) {
    const total = form.querySelector('[data-total]');
    if (!total) return;
    const chosen = all(form, 'input[data-cost-fen]:checked');
    const spent = chosen.reduce((sum, input) => sum + Number(input.dataset.costFen), 0);
    const budget = 'budgetFen' in total.dataset ? Number(total.dataset.budgetFen) : Infinity;
    const limit = 'max' in total.dataset ? Number(total.dataset.max) : Infinity;
    const say = (key, text) => all(total, '[data-total-' + key + ']').forEach((el) => { el.textContent = text; });
    const show = (key, yes) => all(total, '[data-total-' + key + ']').forEach((el) => { el.hidden = !yes; });

    say('chosen', chosen.length);
    say('spent', yuan(spent));
    if (budget !== Infinity) {
      say('left', yuan(Math.max(budget - spent, 0)));
      say('excess', yuan(Math.max(spent - budget, 0)));
      total.querySelector('progress').value = Math.min(spent, budget);
    }
    show('fits', spent <= budget);
    show('over', spent > budget);
    show('many', chosen.length > limit);
    total.classList.toggle('over', spent > budget || chosen.length > limit);
  }

  // ---- A ballot that shares out points ----

  const pointsIn = (input) => (/^\d+$/.test(input.value.trim()) ? Number(input.value) : 0);
  const pointFields = (form) => all(form, '.pick-give input');

  function addPoints(form) {
    const total = form.querySelector('[data-total]');
    const most = Number(form.dataset.points);
    const shares = pointFields(form).map(pointsIn);
    const given = shares.reduce((sum, points) => sum + points, 0);
    const say = (key, text) => { total.querySelector('[data-total-' + key + ']').textContent = text; };
    say('chosen', shares.filter(Boolean).length);
    say('left', Math.max(most - given, 0));
    say('excess', Math.max(given - most, 0));
    total.querySelector('[data-total-fits]').hidden = given > most;
    total.querySelector('[data-total-over]').hidden = given <= most;
    total.querySelector('progress').value = Math.min(given, most);
    total.classList.toggle('over', given > most);
  }

  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-step]');
    if (!button) return;
    const input = button.parentNode.querySelector('input');
    const points = pointsIn(input) + Number(button.dataset.step);
    input.value = points > 0 ? points : '';
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });

  document.addEventListener('input', (event) => {
    const form = event.target.form;
    if (!form || !('points' in form.dataset)) return;
    form.dataset.changed = '';
    addPoints(form);
  });

  // ---- An uncast ballot asks before it is left ----

  let released = false;
  const unsent = () => all(document, 'form[data-unsent]').find((form) => !released &&
    ('unsentNow' in form.dataset || 'changed' in form.dataset));

  function mayLeave(event) {
    const form = unsent();
    if (!form || window.confirm(form.dataset.unsent)) {
      released = Boolean(form);
      return true;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    return false;
  }

  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href]');
    if (link && !link.target && !/^(#|tel:)/.test(link.getAttribute('href'))) mayLeave(event);
  }, true);

  window.addEventListener('beforeunload', (event) => {
    if (unsent()) {
      event.preventDefault();
      event.returnValue = '';
    }
  });

  // ---- A form sent twice makes one record: the second press is ignored ----

  function free(form) {
    delete form.dataset.sent;
    all(form, 'button').forEach((button) => button.removeAttribute('aria-disabled'));
  }

  document.addEventListener('submit', (event) => {
    const form = event.target;
    if ('unsent' in form.dataset) released = true;
    else if (!mayLeave(event)) return;
    if (form.method !== 'post') return;
    if ('sent' in form.dataset) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sent = '';
    all(form, 'button').forEach((button) => button.setAttribute('aria-disabled', 'true'));
    setTimeout(free, 10000, form); // a weak signal or a download: let it be pressed again
  }, true);

  document.addEventListener('htmx:afterRequest', (event) => {
    const form = event.target.closest('form');
    if (form) free(form);
    released = false;
  });

  // WeChat brings old pages back as they were left.
  window.addEventListener('pageshow', () => {
    released = false;
    all(document, 'form[data-sent]').forEach(free);
    all(document, 'form[data-ballot]').forEach(addUp);
    all(document, 'form[data-points]').forEach(addPoints);
  });

  // ---- Start, and again for each part that htmx brings ----

  document.addEventListener('change', (event) => {
    const form = event.target.form;
    if (!form) return;
    if ('unsent' in form.dataset) form.dataset.changed = '';
    if ('ballot' in form.dataset) addUp(form);
  });

  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-copy]');
    if (!button) return;
    navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim())
      .then(() => { button.textContent = button.dataset.copied; }, () => { button.hidden = true; });
  });

  function prepare(root) {
    all(root, '[data-recount]').forEach((button) => { button.hidden = true; });
    if (navigator.clipboard) all(root, '[data-copy]').forEach((button) => { button.hidden = false; });
    all(root, 'form[data-ballot]').forEach(addUp);
    all(root, 'form[data-points]').forEach(addPoints);
    all(root, '[data-step]').forEach((button) => { button.hidden = false; });
    const summary = root.querySelector('[data-error-summary]');
    if (summary) summary.focus();
  }

  // A page that asks for news asks for none while nobody looks at it.
  document.addEventListener('htmx:beforeRequest', (event) => {
    if ('poll' in event.target.dataset && document.hidden) event.preventDefault();
  });

  document.addEventListener('htmx:afterSettle', () => prepare(document));
  prepare(document);
}());
