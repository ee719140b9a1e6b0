'use strict';
// The page of the host: what the API tells, drawn. No build step, nothing from elsewhere.

const main = document.getElementById('main'), state = document.getElementById('state'), keyButton = document.getElementById('key');
const MAX_POINTS = 300, PAGE_SIZE = 50, MAX_ROWS = 500;
let view = null; // what is shown: {stop()}

// ---------- asking the host

function headers() {
  const key = sessionStorage.getItem('key');
  return key ? { Authorization: 'Bearer ' + key } : {};
}

async function ask(path, options = {}) {
  const answer = await fetch(path, { ...options, headers: { ...headers(), ...(options.body ? { 'Content-Type': 'application/json' } : {}) } });
  if (answer.status === 401) {
    keyButton.hidden = false;
    throw new Error('This host asks for a key: press Key above.');
  }
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw new Error(problem.detail || answer.status + ' ' + answer.statusText);
  }
  return answer;
}

const json = async path => (await ask(path)).json();
const post = async (path, body) => (await ask(path, { method: 'POST', body: body === undefined ? undefined : JSON.stringify(body) })).json();

// Server-sent events by fetch: EventSource cannot send a key.
async function stream(path, signal, on) {
  for (let wait = 500; !signal.aborted; wait = Math.min(wait * 2, 10_000)) {
    try {
      const answer = await fetch(path, { headers: headers(), signal });
      if (!answer.ok) throw new Error(answer.status);
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        wait = 500;
        const parts = (rest + value).split('\n\n');
        rest = parts.pop();
        for (const part of parts) {
          let kind = 'message', data = '';
          for (const line of part.split('\n')) {
            if (line.startsWith('event:')) kind = line.slice(6).trim();
            else if (line.startsWith('data:')) data += line.slice(5);
          }
          if (data && on(kind, JSON.parse(data)) === false) return;
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      on('lost', String(error.message || error));
    }
    await new Promise(resolve => setTimeout(resolve, wait));
  }
}

// ---------- making elements

function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat().filter(child => child !== undefined && child !== null));
  return element;
}

function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const status = text => el('span', { class: 'status ' + text }, text.replace('_', ' '));
const number = value => value === undefined || value === null ? '-' : Number(value).toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : 0 });
const runLink = id => el('a', { href: '#/run/' + encodeURIComponent(id) }, el('code', {}, id));
const workflowLink = id => el('a', { href: '#/workflow/' + encodeURIComponent(id) }, id);

function span(ms) {
  if (ms === undefined || ms === null) return '-';
  return ms < 1000 ? Math.round(ms) + ' ms' : ms < 60_000 ? (ms / 1000).toFixed(2) + ' s' : ms < 3_600_000 ? (ms / 60_000).toFixed(1) + ' min' : (ms / 3_600_000).toFixed(1) + ' h';
}

function time(text) {
  if (!text) return '-';
  const date = new Date(text);
  const words = date.toLocaleDateString() === new Date().toLocaleDateString() ? date.toLocaleTimeString() : date.toLocaleString();
  return el('time', { datetime: text, title: text }, words);
}

function table(columns, rows, empty) {
  if (rows.length === 0) return el('p', { class: 'mu' }, empty);
  return el('div', { class: 'scroll', tabindex: rows.length > 12 ? 0 : undefined, role: rows.length > 12 ? 'group' : undefined, 'aria-label': rows.length > 12 ? 'Table' : undefined }, el('table', {},
    el('thead', {}, el('tr', {}, columns.map(([name, kind]) => el('th', { scope: 'col', class: kind }, name)))),
    el('tbody', {}, rows.map(row => el('tr', row.attributes || {}, (row.cells || row).map((cell, index) => el('td', { class: columns[index][1] }, cell)))))));
}

const cards = values => el('div', { class: 'cards' }, Object.entries(values).map(([name, value]) => el('div', { class: 'card' }, el('b', {}, value), el('span', {}, name))));

function say(text, isBad = false) {
  state.textContent = text;
  state.className = isBad ? 'bad' : '';
}

// ---------- asking the person

const dialog = document.getElementById('ask');

function prompt(title, text, label, action, value = '', isSecret = false) {
  document.getElementById('ask-title').textContent = title;
  document.getElementById('ask-text').textContent = text;
  const field = document.getElementById('ask-label');
  field.hidden = !label;
  field.firstElementChild.textContent = label || '';
  const area = document.getElementById('ask-value');
  area.value = value;
  area.style.webkitTextSecurity = isSecret ? 'disc' : '';
  dialog.querySelector('button.main').textContent = action;
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise(resolve => dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes' ? area.value : null), { once: true }));
}

keyButton.addEventListener('click', async () => {
  const key = await prompt('Key', 'It stays in this tab and is sent with every request of this page.', 'Key', 'Use', '', true);
  if (key !== null) {
    sessionStorage.setItem('key', key.trim());
    show();
  }
});

// ---------- charts: a line per series over the last minutes

class Chart {
  constructor(title, names, format = number) {
    this.names = names;
    this.format = format;
    this.points = names.map(() => []);
    this.now = el('b', {}, '-');
    this.picture = svg('svg', { viewBox: '0 0 360 120', class: 'chart', role: 'img', 'aria-label': title });
    this.element = el('figure', {}, el('figcaption', {}, title, this.now, names.length > 1 ? names.map((name, index) => el('i', { class: 'c' + index }, name)) : []), this.picture);
  }

  add(values) {
    values.forEach((value, index) => {
      this.points[index].push(value);
      if (this.points[index].length > MAX_POINTS) this.points[index].shift();
    });
    this.now.textContent = values.map(value => value === null ? '-' : this.format(value)).join(' / ');
    this.draw();
  }

  draw() {
    const known = this.points.flat().filter(value => value !== null);
    const most = Math.max(...known) || 1, unit = 10 ** Math.floor(Math.log10(most)), top = unit * [1, 2, 4, 6, 8, 10].find(step => step * unit >= most * 0.999);
    const x = index => 50 + index * 306 / Math.max(1, Math.max(...this.points.map(one => one.length)) - 1), y = value => 108 - value / top * 98;
    const parts = [];
    for (let row = 0; row <= 2; row++) {
      const value = top * row / 2;
      parts.push(svg('line', { class: 'grid', x1: 50, x2: 356, y1: y(value), y2: y(value) }), svg('text', { x: 45, y: y(value) + 4, 'text-anchor': 'end' }, this.format(value)));
    }
    this.points.forEach((values, series) => {
      let path = '', isOpen = false;
      values.forEach((value, index) => {
        if (value === null) isOpen = false;
        else {
          path += (isOpen ? 'L' : 'M') + x(index).toFixed(1) + ' ' + y(value).toFixed(1);
          isOpen = true;
        }
      });
      parts.push(svg('path', { class: 'c' + series, d: path }));
    });
    this.picture.replaceChildren(...parts);
  }
}

// Prometheus text: the sums that the charts need.
function readMetrics(text) {
  const result = { requests: 0, errors: 0, buckets: new Map(), memory: 0, journal: 0 };
  for (const line of text.split('\n')) {
    const match = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (!match) continue;
    const [, name, labels = '', value] = match;
    if (name === 'engine_http_requests_total' && !/route="[^"]*stream"/.test(labels)) {
      result.requests += +value;
      if (/status="[45]xx"/.test(labels)) result.errors += +value;
    } else if (name === 'engine_http_request_seconds_bucket' && !/route="[^"]*stream"/.test(labels)) {
      const bound = /le="([^"]+)"/.exec(labels)[1];
      result.buckets.set(bound, (result.buckets.get(bound) || 0) + +value);
    } else if (name === 'process_resident_memory_bytes') result.memory = +value;
    else if (name === 'engine_journal_bytes') result.journal = +value;
  }
  return result;
}

// The upper bound of the bucket in which the share of the requests since the last look ends, in ms; null where there were none.
function quantile(now, before, share) {
  const total = (now.get('+Inf') || 0) - (before.get('+Inf') || 0);
  if (total <= 0) return null;
  for (const [bound, count] of now) {
    if (bound !== '+Inf' && count - (before.get(bound) || 0) >= share * total) return bound * 1000;
  }
  return 10_000;
}

// ---------- overview

function overview() {
  const stop = new AbortController();
  const figures = el('div'), runs = el('div'), problem = el('p', { class: 'bad' });
  const throughput = new Chart('Tasks a second', ['tasks']), events = new Chart('Events a second', ['events']), requests = new Chart('Requests a second, and errors', ['requests', 'errors']),
    latency = new Chart('Latency of requests, at most', ['p50', 'p99'], value => number(value) + ' ms'), queue = new Chart('Runs that have not ended', ['runs']), memory = new Chart('Memory', ['resident'], value => number(value / 1048576) + ' MB');
  main.replaceChildren(el('h1', {}, 'Overview'), problem, figures,
    el('div', { class: 'charts' }, throughput.element, events.element, requests.element, latency.element, queue.element, memory.element), el('h2', {}, 'Runs'), runs);
  let last = null, lastMetrics = null, isListing = false;

  async function list() {
    if (isListing) return;
    isListing = true;
    try {
      runs.replaceChildren(runTable((await json('/api/v1/executions?limit=20')).executions));
      problem.textContent = '';
    } catch (error) {
      problem.textContent = error.message;
    }
    isListing = false;
  }

  stream('/api/v1/stream', stop.signal, async (kind, data) => {
    if (kind === 'lost') {
      say('The host does not answer: trying again.', true);
      last = lastMetrics = null;
    } else if (kind === 'stats') {
      say('live');
      const at = performance.now();
      figures.replaceChildren(cards({ workflows: number(data.workflows), 'runs under way': number(data.running), 'runs remembered': number(data.ended), 'tasks run': number(data.steps), 'events received': number(data.events_received) }));
      if (last) {
        const seconds = (at - last.at) / 1000;
        throughput.add([data.steps === undefined ? null : Math.max(0, data.steps - last.data.steps) / seconds]);
        events.add([Math.max(0, data.events_received - last.data.events_received) / seconds]);
      }
      queue.add([data.running ?? null]);
      last = { at, data };
      try {
        const now = readMetrics(await (await ask('/metrics')).text()), lookedAt = performance.now();
        if (lastMetrics) {
          const seconds = (lookedAt - lastMetrics.at) / 1000;
          // Not the looks of this page itself.
          requests.add([Math.max(0, now.requests - lastMetrics.now.requests - 1) / seconds, Math.max(0, now.errors - lastMetrics.now.errors) / seconds]);
          latency.add([quantile(now.buckets, lastMetrics.now.buckets, 0.5), quantile(now.buckets, lastMetrics.now.buckets, 0.99)]);
        }
        memory.add([now.memory]);
        lastMetrics = { at: lookedAt, now };
      } catch { /* without the right to see metrics their charts stay empty */ }
      await list();
    }
  });
  list();
  return stop;
}

// ---------- runs

const runTable = runs => table([['run'], ['workflow'], ['status'], ['started'], ['took', 'num'], ['']], runs.map(run => [
  runLink(run.execution_id), workflowLink(run.workflow_id), status(run.status), time(run.started_at), span(run.duration_ms), run.error || run.reason || '',
]), 'There is none.');

function runList(query) {
  const stop = new AbortController();
  const list = el('div'), more = el('button', { type: 'button', hidden: true, onclick: () => load(next) }, 'More'), problem = el('p', { class: 'bad' });
  const workflow = el('input', { name: 'workflow_id', value: query.get('workflow_id') || '', placeholder: 'workflow', 'aria-label': 'Workflow' });
  const which = el('select', { name: 'status', 'aria-label': 'Status' }, ['', 'running', 'paused', 'held', 'completed', 'failed', 'cancelled'].map(value => el('option', { value, selected: value === (query.get('status') || '') }, value || 'any status')));
  main.replaceChildren(el('h1', {}, 'Runs'), el('form', { class: 'filter', onsubmit: event => {
    event.preventDefault();
    const asked = new URLSearchParams();
    if (workflow.value.trim()) asked.set('workflow_id', workflow.value.trim());
    if (which.value) asked.set('status', which.value);
    location.hash = '#/runs?' + asked;
  } }, workflow, which, el('button', {}, 'Filter')), problem, list, more);
  let next = null, rows = [];

  async function load(after) {
    try {
      const asked = new URLSearchParams(query);
      asked.set('limit', PAGE_SIZE);
      if (after) asked.set('after', after);
      const page = await json('/api/v1/executions?' + asked);
      rows = after ? rows.concat(page.executions) : page.executions;
      next = page.next;
      more.hidden = !next;
      list.replaceChildren(runTable(rows));
      problem.textContent = '';
      say('');
    } catch (error) {
      problem.textContent = error.message;
    }
  }
  which.addEventListener('change', () => which.form.requestSubmit());
  load(null);
  return stop;
}

// ---------- workflows

function workflowList(query) {
  const stop = new AbortController();
  const list = el('div'), more = el('button', { type: 'button', hidden: true, onclick: () => load(next) }, 'More'), problem = el('p', { class: 'bad' });
  main.replaceChildren(el('h1', {}, 'Workflows'), el('p', { class: 'buttons' }, el('button', { type: 'button', onclick: define }, 'Define a workflow')), problem, list, more);
  let next = null, rows = [];

  async function load(after) {
    try {
      const page = await json('/api/v1/workflows?limit=' + PAGE_SIZE + (after ? '&after=' + encodeURIComponent(after) : ''));
      rows = after ? rows.concat(page.workflows) : page.workflows;
      next = page.next;
      more.hidden = !next;
      list.replaceChildren(table([['workflow'], ['name'], ['pattern'], ['tasks', 'num'], ['']], rows.map(one => [
        workflowLink(one.workflow_id), one.name, one.orchestration_pattern, number(Array.isArray(one.tasks) ? one.tasks.length : one.tasks),
        el('a', { href: '#/runs?workflow_id=' + encodeURIComponent(one.workflow_id) }, 'runs'),
      ]), 'There is none: define one.'));
      problem.textContent = '';
      say('');
    } catch (error) {
      problem.textContent = error.message;
    }
  }

  async function define() {
    const text = await prompt('Define a workflow', 'As POST /api/v1/workflows takes it.', 'Definition (JSON)', 'Define', '{\n  "workflow_id": "",\n  "agents": {"worker": {"type": "echo", "capabilities": []}},\n  "tasks": [{"task_id": "one", "agent_role": "worker", "depends_on": []}]\n}');
    if (text === null) return;
    try {
      const defined = await post('/api/v1/workflows', JSON.parse(text));
      location.hash = '#/workflow/' + encodeURIComponent(defined.workflow_id);
    } catch (error) {
      problem.textContent = error.message;
    }
  }
  load(null);
  return stop;
}

function oneWorkflow(id) {
  const stop = new AbortController();
  const problem = el('p', { class: 'bad' }), graph = el('div', { class: 'graph', tabindex: 0, role: 'group', 'aria-label': 'Graph' }), runs = el('div'), about = el('div'), definition = el('pre');
  main.replaceChildren(el('h1', {}, id), about, el('p', { class: 'buttons' }, el('button', { type: 'button', class: 'main', onclick: () => execute(id, problem) }, 'Execute'), ' ', el('button', { type: 'button', onclick: () => remove(id, problem) }, 'Remove')), problem, graph,
    el('h2', {}, 'Runs'), runs, el('h2', {}, 'Definition'), definition);
  (async () => {
    try {
      const path = '/api/v1/workflows/' + encodeURIComponent(id), shown = await json(path);
      about.replaceChildren(el('p', { class: 'mu' }, shown.name + ', version ' + shown.version + ', ' + shown.orchestration_pattern + ', ' + number(shown.tasks.length) + ' tasks'));
      definition.textContent = JSON.stringify(shown, null, 2);
      graph.innerHTML = await (await ask(path + '/graph.svg')).text();
      runs.replaceChildren(runTable((await json('/api/v1/executions?limit=20&workflow_id=' + encodeURIComponent(id))).executions));
      say('');
    } catch (error) {
      problem.textContent = error.message;
    }
  })();
  return stop;
}

async function execute(id, problem) {
  const text = await prompt('Execute ' + id, 'The input is handed to every task.', 'Input (JSON)', 'Execute', '{}');
  if (text === null) return;
  try {
    const started = await post('/api/v1/workflows/' + encodeURIComponent(id) + '/execute', { input_data: JSON.parse(text) });
    location.hash = '#/run/' + encodeURIComponent(started.execution_id);
  } catch (error) {
    problem.textContent = error.message;
  }
}

async function remove(id, problem) {
  if (await prompt('Remove ' + id + '?', 'What is known of its runs is forgotten. Another workflow may have its id then.', '', 'Remove the workflow') === null) return;
  try {
    await ask('/api/v1/workflows/' + encodeURIComponent(id), { method: 'DELETE' });
    location.hash = '#/workflows';
  } catch (error) {
    problem.textContent = error.message;
  }
}

// ---------- one run

function oneRun(id) {
  const stop = new AbortController(), path = '/api/v1/executions/' + encodeURIComponent(id);
  const title = el('h1', {}, 'Run ', el('code', {}, id)), about = el('div'), bar = el('progress', { max: 100, value: 0, 'aria-label': 'Progress' }), problem = el('p', { class: 'bad' });
  const buttons = ['pause', 'resume', 'cancel', 'retry', 'dismiss'].map(name => el('button', { type: 'button', onclick: () => order(name) }, name[0].toUpperCase() + name.slice(1)));
  const graph = el('div', { class: 'graph', tabindex: 0, role: 'group', 'aria-label': 'Graph' }), field = el('div', { class: 'tasks', hidden: true }, el('canvas', { height: 10, role: 'img', 'aria-label': 'A square for each task, level by level' }));
  const lanes = el('div', { class: 'lanes', tabindex: 0, role: 'group', 'aria-label': 'Timeline' }), critical = el('p', { class: 'mu' }), chosen = el('div'), tasks = el('div'), history = el('div'), events = el('div'), input = el('pre'), result = el('pre');
  main.replaceChildren(title, about, bar, el('p', { class: 'buttons' }, buttons), problem, el('h2', {}, 'Graph'), graph, field, el('h2', {}, 'Timeline'), lanes, critical, chosen,
    el('h2', {}, 'Input'), input, el('h2', {}, 'Tasks'), tasks, el('h2', {}, 'Result'), result, el('h2', {}, 'Events'), events, el('h2', {}, 'History'), history);
  let run = null, definition = null, nodes = new Map(), statuses = new Map(), isLoading = false, again = false;

  async function load() {
    if (isLoading) {
      again = true;
      return;
    }
    isLoading = true;
    do {
      again = false;
      try {
        run = await json(path);
        if (!definition && run.status !== 'held') await drawGraph();
        draw();
        problem.textContent = '';
      } catch (error) {
        problem.textContent = error.message;
      }
    } while (again && !stop.signal.aborted);
    isLoading = false;
  }

  async function drawGraph() {
    definition = await json('/api/v1/workflows/' + encodeURIComponent(run.workflow_id));
    graph.innerHTML = await (await ask(path + '/graph.svg')).text();
    definition.tasks.forEach((task, index) => {
      const node = graph.querySelector('g.n[data-node="' + index + '"]');
      if (node) {
        nodes.set(task.task_id, node);
        node.addEventListener('click', () => choose(task.task_id));
      }
    });
    field.hidden = nodes.size > 0;
  }

  function paint(task, now) {
    statuses.set(task, now);
    const node = nodes.get(task);
    if (node) {
      for (const name of [...node.classList]) if (name.startsWith('st-')) node.classList.remove(name);
      node.classList.add('st-' + now);
    }
  }

  function draw() {
    about.replaceChildren(el('p', {}, status(run.status), ' of ', workflowLink(run.workflow_id), ', started ', time(run.started_at), run.duration_ms === null || run.duration_ms === undefined ? '' : ', took ' + span(run.duration_ms),
      run.simulated_tasks ? el('span', { class: 'mu' }, ', ' + run.simulated_tasks + ' tasks are simulated') : ''), run.error ? el('p', { class: 'bad' }, run.error) : '', run.reason ? el('p', { class: 'mu' }, run.reason) : '');
    bar.value = run.progress.percent;
    say(run.progress.completed + ' of ' + run.progress.total + ' tasks');
    const may = { pause: run.status === 'running', resume: run.status === 'paused', cancel: ['running', 'paused'].includes(run.status), retry: ['failed', 'timed_out'].includes(run.status), dismiss: run.status === 'held' };
    for (const button of buttons) button.disabled = !may[button.textContent.toLowerCase()];
    for (const task of run.tasks) paint(task.task_id, task.status);
    drawField();
    drawLanes();
    tasks.replaceChildren(table([['task'], ['status'], ['agent'], ['started'], ['took', 'num'], ['result or error']], run.tasks.slice(0, MAX_ROWS).map(task => [
      el('a', { href: '#', onclick: event => { event.preventDefault(); choose(task.task_id); } }, task.task_id), status(task.status), task.agent_role || '', time(task.started_at), span(task.duration_ms),
      task.error ? el('span', { class: 'bad' }, task.error) : task.result === undefined ? '' : el('code', {}, shorten(JSON.stringify(task.result))),
    ]), 'There is none.'), run.tasks.length > MAX_ROWS ? el('p', { class: 'mu' }, 'The first ' + MAX_ROWS + ' of ' + number(run.tasks.length) + '.') : '');
    input.textContent = run.input_bytes ? number(run.input_bytes) + ' bytes, too many to show' : JSON.stringify(run.input_data ?? null, null, 2);
    result.textContent = run.result === undefined ? (run.completed_at ? 'none' : 'none yet') : JSON.stringify(run.result, null, 2);
    const counts = run.events ? Object.entries(run.events.by_type).map(([type, count]) => number(count) + ' ' + type).join(', ') : '';
    events.replaceChildren(el('p', { class: 'mu' }, counts || 'There is none.'), run.events ? table([['at'], ['type'], ['data']], (run.events.last || []).slice(-20).reverse().map(one => [time(one.timestamp), one.event_type, el('code', {}, shorten(JSON.stringify(one.data ?? '')))]), '') : '');
    history.replaceChildren(table([['at'], ['what'], ['task'], ['attempt', 'num'], ['']], (run.history || []).slice(-MAX_ROWS).map(one => [time(one.at), one.what.replaceAll('_', ' '), one.task_id || '', one.attempt || '', one.error || one.reason || '']), 'There is none.'));
  }

  // Graphs too large to draw each task as a box: a square each, level by level, in the order of the plan.
  function drawField() {
    if (field.hidden || !definition) return;
    const canvas = field.firstElementChild, width = Math.max(300, field.clientWidth), levelOf = new Map();
    for (const task of run.tasks) { // in plan order: dependencies come first
      const entry = byId().get(task.task_id);
      levelOf.set(task.task_id, 1 + Math.max(-1, ...entry.depends_on.map(one => levelOf.get(one) ?? -1)));
    }
    const size = run.tasks.length > 3000 ? 5 : 8, perRow = Math.floor((width - 8) / size), colours = getComputedStyle(document.documentElement);
    const colour = { completed: '--ok', running: '--run', retrying: '--wait', failed: '--bad', timed_out: '--bad', cancelled: '--off', skipped: '--off' };
    const ordered = [...run.tasks].sort((left, right) => levelOf.get(left.task_id) - levelOf.get(right.task_id));
    canvas.width = width;
    canvas.height = Math.ceil(ordered.length / perRow) * size + 8;
    const pen = canvas.getContext('2d');
    ordered.forEach((task, index) => {
      pen.fillStyle = colours.getPropertyValue(colour[statuses.get(task.task_id)] || '--line');
      pen.fillRect(4 + index % perRow * size, 4 + Math.floor(index / perRow) * size, size - 1, size - 1);
    });
  }

  let index = null;
  function byId() {
    return index ??= new Map(definition.tasks.map(task => [task.task_id, { ...task, depends_on: task.depends_on || [] }]));
  }

  // What the end waited for: from the task that ended last back to the dependency that ended last, and so on; of those in one millisecond the last in the plan.
  function criticalPath() {
    const ends = new Map(run.tasks.filter(task => task.completed_at).map(task => [task.task_id, Date.parse(task.completed_at)]));
    const latest = ids => ids.filter(id => ends.has(id)).reduce((best, id) => best === null || ends.get(id) >= ends.get(best) ? id : best, null);
    const path = [];
    for (let at = latest([...ends.keys()]); at !== null; at = latest(byId().get(at)?.depends_on || [])) path.unshift(at);
    return path;
  }

  function drawLanes() {
    const begun = run.tasks.filter(task => task.started_at).map(task => ({ ...task, from: Date.parse(task.started_at), to: task.completed_at ? Date.parse(task.completed_at) : Date.now() })).sort((left, right) => left.from - right.from || left.to - right.to);
    if (begun.length === 0 || !definition) {
      lanes.replaceChildren(el('p', { class: 'mu' }, ' Nothing has started.'));
      return;
    }
    const path = criticalPath(), onPath = new Set(path), first = begun[0].from, last = Math.max(first + 1, ...begun.map(task => task.to)), free = [], width = 1100, row = 16;
    const x = at => 4 + (at - first) / (last - first) * (width - 8), parts = [];
    for (const task of begun.slice(0, 5000)) {
      let lane = free.findIndex(end => end <= task.from);
      if (lane < 0) lane = free.push(0) - 1;
      free[lane] = Math.max(task.to, task.from + (last - first) / width);
      const bar = svg('rect', { x: x(task.from).toFixed(1), y: 20 + lane * row, width: Math.max(2, x(task.to) - x(task.from)).toFixed(1), height: row - 3, rx: 2, class: task.status + (onPath.has(task.task_id) ? ' critical' : '') },
        svg('title', {}, task.task_id + ', ' + task.status + ', ' + span(task.to - task.from) + (onPath.has(task.task_id) ? ', the end waited for it' : '')));
      bar.addEventListener('click', () => choose(task.task_id));
      parts.push(bar);
    }
    const height = 24 + free.length * row;
    lanes.replaceChildren(svg('svg', { viewBox: '0 0 ' + width + ' ' + height, role: 'img', 'aria-label': 'Tasks over time' }, svg('text', { x: 4, y: 13 }, '0'), svg('text', { x: width - 4, y: 13, 'text-anchor': 'end' }, span(last - first)), ...parts));
    critical.textContent = path.length ? 'The end waited for: ' + (path.length > 12 ? path.slice(0, 5).join(' → ') + ' → … → ' + path.slice(-5).join(' → ') : path.join(' → ')) : '';
  }

  function choose(taskId) {
    for (const node of nodes.values()) node.classList.remove('chosen');
    nodes.get(taskId)?.classList.add('chosen');
    const task = run.tasks.find(one => one.task_id === taskId);
    chosen.replaceChildren(el('h2', {}, 'Task ' + taskId), el('p', {}, status(statuses.get(taskId)), ', agent ' + (task.agent_role || '-') + ' (' + (task.agent_type || '-') + '), activity ' + (task.activity || '-') + ', after ' + ((byId().get(taskId)?.depends_on || []).join(', ') || 'nothing') + ', took ' + span(task.duration_ms)),
      el('pre', {}, JSON.stringify(task, null, 2)));
    chosen.scrollIntoView({ block: 'nearest' });
  }

  async function order(name) {
    try {
      if (name === 'cancel' && await prompt('Cancel the run?', 'What is under way ends; nothing new of it starts.', '', 'Cancel the run') === null) return;
      if (name === 'dismiss' && await prompt('Dismiss the run?', 'It is forgotten without having ended; what it has done is not undone.', '', 'Dismiss the run') === null) return;
      await post(path + '/' + name, {});
      if (name === 'dismiss') {
        location.hash = '#/runs?status=held';
        return;
      }
      await load();
      if (name === 'retry') watch();
    } catch (error) {
      problem.textContent = error.message;
    }
  }

  function watch() {
    let timer = null;
    stream(path + '/stream', stop.signal, (kind, data) => {
      if (kind === 'lost') {
        say('The host does not answer: trying again.', true);
        return true;
      }
      if (kind === 'task') paint(data.task_id, data.status);
      // The whole of it at most three times a second.
      timer ??= setTimeout(() => {
        timer = null;
        load();
      }, 300);
      return kind !== 'end';
    });
  }
  load().then(() => {
    if (run && !run.completed_at && run.status !== 'held') watch();
  });
  return stop;
}

const shorten = text => text === undefined ? '' : text.length > 120 ? text.slice(0, 117) + '...' : text;

// ---------- dead letters

function deadLetters() {
  const stop = new AbortController(), list = el('div'), problem = el('p', { class: 'bad' });
  main.replaceChildren(el('h1', {}, 'Dead letters'), el('p', { class: 'mu' }, 'Events that reached no run.'), problem, list);
  async function load() {
    try {
      const page = await json('/api/v1/dead-letters?limit=' + PAGE_SIZE);
      list.replaceChildren(table([['id'], ['type'], ['workflow'], ['at'], ['why'], ['']], (page.dead_letters || []).map(one => [
        String(one.number), one.event_type, one.workflow_id || '-', time(one.timestamp), one.reason || '', el('span', { class: 'buttons' }, act('Resend', 'POST', one.number + '/resend'), act('Drop', 'DELETE', String(one.number))),
      ]), 'There is none.'));
      say('');
    } catch (error) {
      problem.textContent = error.message;
    }
  }
  const act = (name, method, rest) => el('button', { type: 'button', onclick: async () => {
    problem.textContent = '';
    try {
      await ask('/api/v1/dead-letters/' + rest, { method });
    } catch (error) {
      problem.textContent = error.message;
    }
    load();
  } }, name);
  load();
  return stop;
}

// ---------- benchmarks: the reports that were kept

function benchmarks() {
  const stop = new AbortController(), list = el('div'), problem = el('p', { class: 'bad' });
  main.replaceChildren(el('h1', {}, 'Benchmarks'), el('p', { class: 'mu' }, 'Medians of the reports in the history that this host was given, oldest first: the ratio to the baseline where there is one, else the time.'), problem, list);
  (async () => {
    try {
      const page = await json('/api/v1/benchmarks');
      if (page.reports.length === 0) list.replaceChildren(el('p', { class: 'mu' }, 'There is none: engine bench --history FILE writes them, engine serve --bench-history FILE shows them.'));
      else {
        const suites = Map.groupBy(page.rows, row => row.suite);
        list.replaceChildren(el('p', { class: 'mu' }, number(page.reports.length) + ' reports, the newest of ' + page.reports.at(-1).commit.slice(0, 10) + '.'), ...[...suites].flatMap(([suite, rows]) => [el('h2', {}, suite), el('div', { class: 'charts' }, rows.map(row => {
          const chart = new Chart(row.name + (row.measure === 'ratio' ? ', ratio' : ', ns'), [row.name]);
          row.values.forEach(value => { chart.points[0].push(value); });
          const last = row.values.findLast(value => value !== null);
          chart.now.textContent = last === undefined ? '-' : number(last);
          chart.draw();
          return chart.element;
        }))]));
      }
      say('');
    } catch (error) {
      problem.textContent = error.message;
    }
  })();
  return stop;
}

// ---------- which page

function show() {
  view?.abort();
  say('');
  const [path, query] = (location.hash.slice(1) || '/').split('?');
  const [, page, id] = path.split('/').map(decodeURIComponent);
  for (const link of document.querySelectorAll('nav a')) {
    const at = link.getAttribute('href').slice(2).split('/')[0];
    if (at === (page === 'run' ? 'runs' : page === 'workflow' ? 'workflows' : page)) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  const asked = new URLSearchParams(query);
  view = page === 'runs' ? runList(asked) : page === 'run' ? oneRun(id) : page === 'workflows' ? workflowList(asked) : page === 'workflow' ? oneWorkflow(id)
    : page === 'dead-letters' ? deadLetters() : page === 'benchmarks' ? benchmarks() : overview();
  document.title = (page ? page.replace('-', ' ') + (id ? ' ' + id : '') + ' - ' : '') + 'Engine';
}

addEventListener('hashchange', () => {
  show();
  main.focus({ preventScroll: true });
  scrollTo(0, 0);
});
addEventListener('keydown', event => {
  // "/" to the filter, as people expect of lists.
  if (event.key === '/' && !event.target.closest('input, textarea, select')) {
    const field = main.querySelector('form.filter input');
    if (field) {
      event.preventDefault();
      field.focus();
    }
  }
});
show();
