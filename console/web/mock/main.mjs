// A stand-in for the console's server, for developing the pages: made-up data, drawn pictures, nothing kept.
// node mock/main.mjs [--port 8099] [--cameras 6] [--empty] [--signed-out] [--first-start] [--role VIEWER]
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../build.mjs';
import { liveCamera } from './live.mjs';
import { modelRoutes } from './models.mjs';
import { outboundRoutes } from './outbound.mjs';
import { Refusal } from './refusal.mjs';
import { routes as ownRoutes, wanted } from './routes.mjs';
import { makeWorld, sightingOf } from './world.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const BASE = '/api/v1';
const routes = [...ownRoutes, ...outboundRoutes, ...modelRoutes];
const roles = ['VIEWER', 'OPERATOR', 'ADMIN'];
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const policy = "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; frame-ancestors 'none'";

/** Starts it; options as of makeWorld, and port (0 for a free one), folder (the built pages), quiet (nobody walks by). */
export async function startMock({ port = 0, folder, quiet = false, ...options }) {
  const world = makeWorld(options);
  const live = new Set();
  const followers = new Set();
  const write = (response, event, data) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  world.tell = (event, data) => {
    for (const { response, query } of followers) if (wanted(data, query)) write(response, event, data);
  };
  world.tellLive = (event, data) => live.forEach((response) => write(response, event, data));

  const pictures = setInterval(() => {
    if (live.size) for (const camera of world.cameras) if (camera.state?.up) world.tellLive('camera', liveCamera(world, camera, Date.now()));
  }, 250);
  const beating = setInterval(() => {
    for (const response of live) write(response, 'beat', {});
    for (const { response } of followers) write(response, 'beat', {});
  }, 10_000);
  const walking = setInterval(() => {
    if (quiet || !world.cameras.length || !world.people.length) return;
    const sighting = sightingOf(world, world.next++, Date.now(), false);
    world.sightings.unshift(sighting);
    world.tell('sighting', sighting);
    setTimeout(() => {
      Object.assign(sighting, { isOver: true, lastSeenAt: new Date().toISOString() });
      world.tell('sighting', sighting);
    }, 6_000);
  }, 7_000);

  const server = createServer((request, response) => {
    answer(request, response).catch((failure) => {
      const status = failure instanceof Refusal ? failure.status : 500;
      response.writeHead(status, { 'Content-Type': 'application/problem+json', ...failure.headers });
      response.end(JSON.stringify({ type: 'about:blank', title: 'Problem', status, detail: failure.message }));
    });
  });

  async function answer(request, response) {
    const url = new URL(request.url, 'http://mock');
    if (!url.pathname.startsWith(BASE + '/')) return page(url.pathname, response);
    const path = url.pathname.slice(BASE.length);
    if (path === '/live' || path === '/sightings/stream') {
      demand(world, 'VIEWER');
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      write(response, 'beat', {});
      const entry = { response, query: url.searchParams };
      if (path === '/live') {
        live.add(response);
        for (const camera of world.cameras) {
          if (camera.state) write(response, 'camera', liveCamera(world, camera, Date.now()));
        }
      } else followers.add(entry);
      request.on('close', () => live.delete(response) || followers.delete(entry));
      return undefined;
    }
    for (const [method, pattern, role, handle] of routes) {
      const match = method === request.method && pattern.exec(path);
      if (!match) continue;
      demand(world, role);
      const body = await bodyOf(request);
      if (method !== 'GET' && role && request.headers['x-csrf-token'] !== 'mock-token') throw new Refusal(403, 'The CSRF token is missing or wrong.');
      const result = await handle(world, { ...body, query: url.searchParams }, ...match.slice(1).map(decodeURIComponent));
      if (result === undefined) response.writeHead(204).end();
      else if (result.type && result.body !== undefined) response.writeHead(200, { 'Content-Type': result.type, ...result.headers }).end(result.body);
      else response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(result));
      return undefined;
    }
    throw new Refusal(404, `The mock knows no ${request.method} ${path}.`);
  }

  async function page(path, response) {
    const isAsset = path.startsWith('/assets/') && !path.includes('..');
    const content = await readFile(join(folder, isAsset ? path : 'index.html'));
    response.writeHead(200, {
      'Content-Type': types[isAsset ? extname(path) : '.html'],
      'Content-Security-Policy': policy,
      'Cache-Control': isAsset ? 'public, max-age=31536000, immutable' : 'no-store',
    });
    response.end(content);
  }

  await new Promise((ready) => server.listen(port, '127.0.0.1', ready));
  return {
    world,
    address: `http://127.0.0.1:${server.address().port}`,
    /** How many follow each stream. */
    following: () => ({ live: live.size, sightings: followers.size }),
    /** As if the network were cut: the streams end, and nothing answers until it is back. */
    cutStreams() {
      for (const response of live) response.destroy();
      for (const { response } of followers) response.destroy();
    },
    async stop() {
      clearInterval(pictures);
      clearInterval(walking);
      clearInterval(beating);
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function demand(world, role) {
  if (!role) return;
  if (!world.signedIn) throw new Refusal(401, 'Nobody is signed in.');
  if (roles.indexOf(world.user.role) < roles.indexOf(role)) throw new Refusal(403, `The role ${world.user.role} may not do this.`);
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  const bytes = Buffer.concat(parts);
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('application/json')) return { json: JSON.parse(bytes.toString('utf8')) };
  if (!type.startsWith('multipart/')) return {};
  const sent = await new Response(bytes, { headers: { 'Content-Type': type } }).formData();
  const form = { fields: {}, files: [] };
  for (const [key, value] of sent) {
    if (typeof value === 'string') form.fields[key] = value;
    else form.files.push(value.name);
  }
  return { form };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  const value = (name, otherwise) => (args.includes(name) ? args[args.indexOf(name) + 1] : otherwise);
  const folder = resolve(here, '../../target/web-mock');
  await build(folder);
  const mock = await startMock({
    port: Number(value('--port', 8099)),
    folder,
    cameras: Number(value('--cameras', 6)),
    empty: args.includes('--empty'),
    signedOut: args.includes('--signed-out'),
    firstStart: args.includes('--first-start'),
    role: value('--role', 'ADMIN'),
  });
  console.log(`The console with made-up data: ${mock.address} (user paul, password sightline)`);
}
