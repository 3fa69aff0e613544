// The console's pages: sign-in, list of nodes, one node with live charts, how to claim. One module, no framework; every
// request goes to this server. Pages are functions that fill <main> and return how to leave them.
import { LiveChart } from './charts.js';

const main = document.getElementById('page');
const top = document.getElementById('top');
let leave = () => {};

class SignedOut extends Error {}

async function api(path, options = {}) {
  const response = await fetch('/console/api' + path, {
    ...options,
    headers: { 'X-Requested-With': 'aclk-console', ...(options.headers || {}) },
  });
  if (response.status === 401 && path !== '/session') throw new SignedOut();
  if (!response.ok) {
    const text = await response.text();
    let message = text;
    try { message = JSON.parse(text).error || text; } catch { /* not JSON: shown as it is */ }
    const error = new Error(message);
    error.status = response.status;
    throw error;
  }
  return response.status === 204 ? null : response.json();
}

/** Builds an element; texts are always set as text, never as markup. */
function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'class') element.className = value;
    else if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function ago(seconds) {
  if (seconds < 60) return `${Math.max(0, Math.floor(seconds))} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(seconds / 86400)} d ${Math.floor((seconds % 86400) / 3600)} h`;
}

function bytes(digits) {
  const n = Number(digits);
  if (!n) return '';
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(n) / 10));
  return `${(n / 1024 ** power).toFixed(power ? 1 : 0)} ${units[power]}`;
}

function stateOf(node, now) {
  const since = new Date(node.since * 1000).toLocaleString();
  const how = node.state === 'offline' ? (node.graceful ? ', said goodbye' : ', connection lost') : '';
  return [
    el('span', { class: `state ${node.state}`, 'data-state': node.state }, node.state),
    el('span', { title: since }, ` for ${ago(now - node.since)}${how}`),
  ];
}

/** Repeats a task until stopped; the next run starts only after the last has ended. */
function repeat(task, milliseconds) {
  let stopped = false;
  let timer;
  const run = async () => {
    if (stopped) return;
    try {
      await task();
    } catch (error) {
      if (error instanceof SignedOut) { stopped = true; signInPage(); return; }
    }
    if (!stopped) timer = setTimeout(run, milliseconds);
  };
  run();
  return () => { stopped = true; clearTimeout(timer); };
}

function show(...children) {
  main.replaceChildren(...children);
  main.focus({ preventScroll: true });
}

/** Shows these children, and leaves the document alone if it does: a click or the focus would be lost otherwise. */
function keep(parent, children) {
  if (children.length !== parent.children.length || children.some((child, i) => child !== parent.children[i])) {
    parent.replaceChildren(...children);
  }
}

// ---- pages

function signInPage() {
  leave();
  leave = () => {};
  top.hidden = true;
  const error = el('p', { class: 'error', role: 'alert' });
  const user = el('input', { id: 'user', name: 'user', autocomplete: 'username', required: '', value: 'admin' });
  const password = el('input', { id: 'password', name: 'password', type: 'password', autocomplete: 'current-password', required: '' });
  const submit = async (event) => {
    event.preventDefault();
    error.textContent = '';
    try {
      const session = await api('/session', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ user: user.value, password: password.value }),
      });
      signedIn(session);
    } catch (problem) {
      error.textContent = problem.message;
      password.select();
    }
  };
  show(el('form', { class: 'card sign-in', onsubmit: submit },
    el('h1', {}, 'Sign in'),
    el('label', { for: 'user' }, 'User'), user,
    el('label', { for: 'password' }, 'Password'), password,
    el('button', { class: 'primary', type: 'submit' }, 'Sign in'),
    error));
  password.focus();
}

/** Makes a row of the list; what it returns fills that row with the node as it is now, and returns it. */
function nodeRow(id) {
  const [name, state, system, agent, rooms] = Array.from({ length: 5 }, () => el('td'));
  const row = el('tr', { 'data-node': id }, name, state, system, agent, rooms);
  const link = el('a', { href: `#/node/${id}` });
  return (node, now) => {
    const details = node.details || {};
    link.textContent = node.hostname;
    if (node.state === 'unseen') name.replaceChildren(node.hostname);
    else keep(name, [link]);
    state.replaceChildren(...stateOf(node, now));
    system.textContent = [details.osName, details.osVersion].filter(Boolean).join(' ') || details.os || '';
    agent.textContent = details.version || '';
    rooms.textContent = node.rooms.join(', ');
    return row;
  };
}

function nodesPage() {
  const rows = new Map();
  const body = el('tbody');
  const note = el('p', { class: 'facts' });
  show(el('h1', {}, 'Nodes'), note, el('div', { class: 'card' }, el('table', { id: 'nodes' },
    el('thead', {}, el('tr', {}, ...['Node', 'State', 'System', 'Agent', 'Rooms'].map((t) => el('th', { scope: 'col' }, t)))),
    body)));
  return repeat(async () => {
    const { now, nodes } = await api('/nodes');
    note.replaceChildren(...(nodes.length === 0
      ? ['No node yet. ', el('a', { href: '#/claim' }, 'Claim one'), '.']
      : [`${nodes.length} ${nodes.length === 1 ? 'node' : 'nodes'}, ${nodes.filter((n) => n.state === 'live').length} live`]));
    const present = new Set(nodes.map((node) => node.id));
    for (const id of rows.keys()) if (!present.has(id)) rows.delete(id);
    keep(body, nodes.map((node) => {
      if (!rows.has(node.id)) rows.set(node.id, nodeRow(node.id));
      return rows.get(node.id)(node, now);
    }));
  }, 2000);
}

/** A card with the live chart of a context. */
function chartOf(id, context) {
  const card = el('section', { class: 'card chart', 'data-context': context.id },
    el('h3', {}, context.title), el('div', { class: 'sub' }, `${context.id} · ${context.units}`));
  return { card, chart: new LiveChart(card, context, (path) => api(`/nodes/${id}${path}`)) };
}

function nodePage(id) {
  const heading = el('h1', {}, '…');
  const facts = el('div', { class: 'facts', id: 'facts' });
  const place = el('div', { id: 'charts' });
  show(heading, facts, place);
  const charts = new Map();
  const sections = new Map();
  const stop = repeat(async () => {
    const node = await api(`/nodes/${id}`);
    const d = node.details || {};
    heading.replaceChildren(node.hostname);
    const fact = (label, value) => (value ? el('span', {}, `${label} `, el('b', {}, value)) : null);
    facts.replaceChildren(el('span', {}, ...stateOf(node, node.now)), ...[
      fact('System', [d.osName || d.os, d.osVersion].filter((t) => t && t !== 'unknown').join(' ')),
      fact('Kernel', d.kernelVersion), fact('Cores', d.cpus ? String(d.cpus) : ''), fact('Memory', bytes(d.memory)),
      fact('Agent', d.version), fact('Node id', node.id)].filter(Boolean));
    const contexts = new Set(node.contexts.map((context) => context.id));
    for (const [context, shown] of charts) {
      if (!contexts.has(context)) { shown.chart.close(); charts.delete(context); }
    }
    const cards = new Map();
    for (const context of node.contexts) {
      if (!charts.has(context.id)) charts.set(context.id, chartOf(id, context));
      const section = context.id.split('.')[0];
      if (!cards.has(section)) cards.set(section, []);
      cards.get(section).push(charts.get(context.id).card);
    }
    keep(place, [...cards].flatMap(([section, shown]) => {
      if (!sections.has(section)) sections.set(section, [el('h2', {}, section), el('div', { class: 'charts' })]);
      const [title, grid] = sections.get(section);
      keep(grid, shown);
      return [title, grid];
    }));
  }, 5000);
  return () => { stop(); charts.forEach(({ chart }) => chart.close()); };
}

function claimPage() {
  const command = el('pre', { id: 'claim-command' });
  const notes = el('div');
  const make = el('button', { class: 'primary', type: 'button', id: 'make-token', onclick: async () => {
    show2(await api('/tokens', { method: 'POST' }));
    make.remove();
  } }, 'Make a claim token');
  const show2 = (claim) => {
    command.textContent = claim.command;
    notes.replaceChildren(
      el('p', {}, 'Run this on the machine to claim, in the folder of the agent. It needs write access to the agent’s directory: that is the proof of ownership. ',
        `Rooms: ${claim.rooms.map((room) => room.name).join(', ')}.`),
      claim.selfSigned ? el('p', {}, 'The certificate of this server is self-signed; the pin in the command says which one to trust. A stock Netdata agent needs the file ',
        el('b', {}, claim.certificate), ' as cloud.d/trusted.pem and in its system’s trust store.') : '');
  };
  show(el('h1', {}, 'Claim a node'), el('div', { class: 'card' }, notes, command, make,
    el('p', { class: 'facts' }, 'A token is shown once; only its hash is kept.')));
  api('/claim').then(show2, (error) => { if (error instanceof SignedOut) signInPage(); else notes.textContent = error.message; });
  return () => {};
}

// ---- routing

function route() {
  leave();
  const [, page, id] = location.hash.split('/');
  const current = page === 'claim' ? 'claim' : 'nodes';
  for (const link of document.querySelectorAll('nav a')) {
    if (link.dataset.page === current) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  leave = page === 'claim' ? claimPage() : page === 'node' && id ? nodePage(id) : nodesPage();
}

function signedIn(session) {
  document.getElementById('who').textContent = session.user;
  top.hidden = false;
  route();
}

window.addEventListener('hashchange', () => { if (!top.hidden) route(); });
document.getElementById('sign-out').addEventListener('click', async () => {
  await api('/session', { method: 'DELETE' }).catch(() => {});
  signInPage();
});
api('/session').then(signedIn, signInPage);
