// One http://localhost origin for a browser: pages from a folder, everything else from the deployed API.
// It stands in for CloudFront, whose headers it adds.
import { createReadStream, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import { Agent, request as requestUpstream } from 'node:https';
import { extname, join, normalize } from 'node:path';
import type { Backend } from './demo-backend.ts';
import { Refusal } from './refusal.ts';

export interface OriginSettings {
  readonly port: number;
  /** Port of the emulated account. */
  readonly cloudPort: number;
  /** Undefined until it is deployed. */
  readonly apiId: () => string | undefined;
  /** Folder of static pages; a path without a file goes to the backend, and what it does not know to the API. */
  readonly pages: string;
  /** Answers, and says so, or leaves the request alone. */
  readonly backend?: Backend;
}

const STAGE = '$default';

/** As the response headers policy of the edge stack. */
const EDGE_HEADERS = {
  'strict-transport-security': 'max-age=63072000; includeSubDomains; preload',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
} as const;

/** Pages load nothing but their own files, run no inline script, and may not be framed. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
};

/** Headers of one connection (RFC 9110 section 7.6.1), and those that only CloudFront may set. */
const NOT_FORWARDED = /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|cloudfront-.*)$/;

export interface Origin {
  readonly url: string;
  close(): Promise<void>;
}

export async function startOrigin(settings: OriginSettings): Promise<Origin> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((request, response) => {
    const page = findPage(settings.pages, request);
    if (page) sendPage(page, request, response);
    else if (!settings.backend?.(request, response)) forward(settings, agent, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    const refuse = () => reject(new Refusal(`Port ${settings.port} was taken meanwhile: start again.`));
    server.once('error', refuse).listen(settings.port, '127.0.0.1', resolve);
  });
  return {
    url: `http://localhost:${settings.port}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}

function findPage(folder: string, { method, url = '/' }: IncomingMessage): string | undefined {
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  const path = decodePath(url.split('?', 1)[0] ?? '/');
  const file = path && join(folder, normalize(path.endsWith('/') ? `${path}index.html` : path));
  return file && statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
}

/** Undefined for a path that is not UTF-8, or that names a hidden file or a parent folder. */
function decodePath(path: string): string | undefined {
  try {
    const decoded = decodeURIComponent(path);
    return /\/\.|[\\\0]/.test(decoded) ? undefined : decoded;
  } catch {
    return undefined;
  }
}

function sendPage(file: string, request: IncomingMessage, response: ServerResponse): void {
  const type = CONTENT_TYPES[extname(file)] ?? 'application/octet-stream';
  response.writeHead(200, {
    ...EDGE_HEADERS,
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'content-type': type,
    'cache-control': 'no-cache',
  });
  if (request.method === 'HEAD') response.end();
  else createReadStream(file).pipe(response);
}

function forward(settings: OriginSettings, agent: Agent, request: IncomingMessage, response: ServerResponse): void {
  const apiId = settings.apiId();
  if (!apiId) {
    response.writeHead(503, { ...EDGE_HEADERS, 'content-type': 'text/plain', 'retry-after': '5' });
    response.end('The local cloud is starting.\n');
    return;
  }
  const { remoteAddress, remotePort } = request.socket;
  const upstream = requestUpstream({
    agent,
    host: '127.0.0.1',
    port: settings.cloudPort,
    method: request.method,
    path: `/_aws/execute-api/${apiId}/${STAGE}${request.url}`,
    headers: {
      ...forwarded(request.headers),
      'x-forwarded-for': remoteAddress,
      'cloudfront-viewer-address': `${remoteAddress}:${remotePort}`,
    },
  });
  upstream.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, { ...forwarded(answer.headers), ...EDGE_HEADERS });
    answer.pipe(response);
  });
  upstream.on('error', () => {
    if (response.headersSent) response.destroy();
    else response.writeHead(502, { ...EDGE_HEADERS, 'content-type': 'text/plain' }).end('The local cloud is gone.\n');
  });
  response.once('close', () => upstream.destroy());
  request.pipe(upstream);
}

const forwarded = (headers: OutgoingHttpHeaders): OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !NOT_FORWARDED.test(name)));
