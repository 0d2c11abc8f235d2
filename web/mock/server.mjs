// A stand-in for the hub while developing the console: `npm run mock -- [--port 8090] [--stations 1000] [--login]`.
// It serves the API's shapes over a fake fleet, and `dist` (if built) under the hub's content security policy.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Fleet } from './fleet.mjs';
import { serveLive } from './live.mjs';
import { makeApi } from './rest.mjs';
import { FakeSites } from './sites.mjs';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8090' },
    stations: { type: 'string', default: '1000' },
    login: { type: 'boolean', default: false },
  },
});
const fleet = new Fleet(Number(values.stations));
const sites = new FakeSites();
const api = makeApi(fleet, sites, { demo: !values.login });
const dist = fileURLToPath(new URL('../dist', import.meta.url));
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://mock');
  if (url.pathname === '/live/negotiate') {
    return json(response, 200, {
      connectionId: 'm',
      connectionToken: 'm',
      negotiateVersion: 1,
      availableTransports: [{ transport: 'WebSockets', transferFormats: ['Text'] }],
    });
  }
  if (!url.pathname.startsWith('/api/')) return file(response, url.pathname);
  try {
    let body = '';
    for await (const chunk of request) body += chunk;
    const answer = await api(request.method, url.pathname, url.searchParams, body ? JSON.parse(body) : {});
    if (answer === undefined) response.writeHead(204).end();
    else if (answer?.rows && 'next' in answer) json(response, 200, answer.rows, answer.next ? { 'X-Next-After': answer.next } : {});
    else json(response, 200, answer);
  } catch (error) {
    if (!error.problem) console.error(error);
    const problem = error.problem ?? { type: 'about:blank', title: 'The mock failed', status: 500, detail: String(error) };
    json(response, problem.status, problem, { 'Content-Type': 'application/problem+json' });
  }
});

function json(response, status, value, headers = {}) {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(value));
}

function file(response, path) {
  let name = join(dist, normalize(path));
  if (!existsSync(name) || statSync(name).isDirectory()) name = join(dist, 'index.html');
  if (!existsSync(name)) return response.writeHead(404).end('Run `npm run build` first, or use `npm run dev`.');
  response.writeHead(200, {
    'Content-Type': types[extname(name)] ?? 'application/octet-stream',
    'Content-Security-Policy': "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
  });
  createReadStream(name).pipe(response);
}

serveLive(server, fleet, sites);
server.listen(Number(values.port), '127.0.0.1', () =>
  console.log(`Mock hub with ${values.stations} stations on http://127.0.0.1:${values.port}`),
);
