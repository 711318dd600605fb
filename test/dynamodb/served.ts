/** The routes over HTTP, for commands that call an address: each request is a call of its handler in this process. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { allRoutes, request } from './api.ts';
import type { Reply } from './call.ts';

/** The route that a path belongs to: as it stands in the table, else with parameters. */
function find(method: string, path: string) {
  const segments = path.split('/');
  const fits = allRoutes.flatMap((route) => {
    const pattern = route.path.split('/');
    const same = pattern.length === segments.length && route.method === method;
    if (!same || !pattern.every((part, at) => part.startsWith('{') || part === segments[at])) return [];
    const named = pattern.flatMap((part, at) =>
      part.startsWith('{') ? [[part.slice(1, -1), segments[at] ?? '']] : [],
    );
    return [{ name: route.name, params: Object.fromEntries(named) as Record<string, string> }];
  });
  return fits.sort((one, other) => Object.keys(one.params).length - Object.keys(other.params).length)[0];
}

async function textOf(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return chunks.length > 0 ? Buffer.concat(chunks).toString() : undefined;
}

/** API Gateway turns base64 into bytes where a function says that its answer is binary. */
function bytesOf({ body, headers }: Reply): Buffer {
  if (/^application\/pdf\b/.test(headers['content-type'] ?? '')) return Buffer.from(body, 'base64');
  return Buffer.from(typeof body === 'string' ? body : (JSON.stringify(body) ?? ''));
}

/** @returns the address, and how it ends. */
export async function serve(): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer(async (incoming, outgoing) => {
    const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://localhost');
    const found = find(incoming.method ?? 'GET', pathname);
    const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
    try {
      if (!found) throw new Error(`${incoming.method} ${pathname} is no route`);
      const query = searchParams.size > 0 ? Object.fromEntries(searchParams) : undefined;
      const reply = await request(found.name, { params: found.params, query, headers, body: await textOf(incoming) });
      outgoing.writeHead(reply.status, reply.headers).end(bytesOf(reply));
    } catch (error) {
      outgoing.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
