/**
 * The S3 calls of the archive over HTTP, in memory: put, put once, hold, get, list. It refuses what the real buckets refuse
 * (a locked object without `If-None-Match`, lock or checksum), and a fault may strike any call on the wire, below the
 * SDK's own retries. The end-to-end tests run against the local cloud's S3.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

const DAY_MS = 86_400_000;
const RETENTION_DAYS = 2_557;
/** The smallest part of an upload, but for the last. */
const PART_BYTES = 5 * 1024 * 1024;

/** What becomes of one call: an answer with this status instead, or none before or after it was carried out. */
export type WireFault =
  | { readonly status: number; readonly code: string; readonly applied?: boolean }
  | 'lost'
  | 'applied and lost';

interface WireCall {
  readonly method: 'PUT' | 'GET' | 'LIST';
  readonly bucket: string;
  readonly key: string;
}

export interface S3 {
  /** Objects by bucket, then key. */
  readonly buckets: ReadonlyMap<string, Map<string, Buffer>>;
  /** Asked before each call while it is set. */
  fault: ((call: WireCall) => WireFault | undefined) | undefined;
  objects(bucket: string): Map<string, Buffer>;
  /** Keys of the archive that are under a legal hold. */
  readonly held: Set<string>;
  readonly endpoint: string;
  stop(): Promise<void>;
}

const escapeXml = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

class Refused extends Error {
  readonly status: number;
  constructor(status: number, code: string) {
    super(code);
    this.status = status;
  }
}

/** What the resource policy and Object Lock of the archive bucket ask of every object. */
function checkLocked({ headers }: IncomingMessage, now: number): void {
  const until = Date.parse(String(headers['x-amz-object-lock-retain-until-date']));
  const locked = headers['x-amz-object-lock-mode'] === 'COMPLIANCE' && until >= now + (RETENTION_DAYS - 1) * DAY_MS;
  if (headers['if-none-match'] !== '*' || !locked) throw new Refused(403, 'AccessDenied');
}

export async function startS3(): Promise<S3> {
  const buckets = new Map<string, Map<string, Buffer>>();
  const objects = (bucket: string): Map<string, Buffer> => {
    const known = buckets.get(bucket) ?? new Map<string, Buffer>();
    buckets.set(bucket, known);
    return known;
  };

  const held = new Set<string>();

  function putLegalHold({ bucket, key }: WireCall, body: string): string {
    if (!objects(bucket).has(key)) throw new Refused(404, 'NoSuchKey');
    if (body.includes('<Status>ON</Status>')) held.add(key);
    else if (body.includes('<Status>OFF</Status>')) held.delete(key);
    else throw new Refused(400, 'MalformedXML');
    return '';
  }

  function put(request: IncomingMessage, { bucket, key }: WireCall, body: Buffer): string {
    if (request.headers['x-amz-checksum-sha256'] !== createHash('sha256').update(body).digest('base64'))
      throw new Refused(400, 'BadDigest');
    if (bucket === 'archive') checkLocked(request, Date.now());
    if (request.headers['if-none-match'] === '*' && objects(bucket).has(key))
      throw new Refused(412, 'PreconditionFailed');
    objects(bucket).set(key, body);
    return '';
  }

  /** Parts by upload, then number. */
  const uploads = new Map<string, Map<number, Buffer>>();

  /** Begins an upload, or puts one together. */
  function post({ bucket, key }: WireCall, query: URLSearchParams, body: string): string {
    const id = query.get('uploadId');
    if (id === null) {
      const begun = `upload-${uploads.size}`;
      uploads.set(begun, new Map());
      return `<InitiateMultipartUploadResult><UploadId>${begun}</UploadId></InitiateMultipartUploadResult>`;
    }
    const parts = uploads.get(id);
    if (!parts) throw new Refused(404, 'NoSuchUpload');
    const numbers = [...body.matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map(([, number]) => Number(number));
    const bodies = numbers.map((number) => parts.get(number) ?? Buffer.alloc(0));
    if (bodies.slice(0, -1).some(({ length }) => length < PART_BYTES)) throw new Refused(400, 'EntityTooSmall');
    objects(bucket).set(key, Buffer.concat(bodies));
    uploads.delete(id);
    return '<CompleteMultipartUploadResult></CompleteMultipartUploadResult>';
  }

  function putPart(request: IncomingMessage, query: URLSearchParams, body: Buffer): string {
    const parts = uploads.get(query.get('uploadId') ?? '');
    if (!parts) throw new Refused(404, 'NoSuchUpload');
    if (request.headers['x-amz-checksum-sha256'] !== createHash('sha256').update(body).digest('base64'))
      throw new Refused(400, 'BadDigest');
    parts.set(Number(query.get('partNumber')), body);
    return '';
  }

  function get({ bucket, key }: WireCall): Buffer {
    const found = objects(bucket).get(key);
    if (!found) throw new Refused(404, 'NoSuchKey');
    return found;
  }

  function list({ bucket }: WireCall, query: URLSearchParams): string {
    const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
    const keys = [...objects(bucket).keys()]
      .filter((key) => key.startsWith(query.get('prefix') ?? '') && key > after)
      .sort();
    if (query.get('delimiter') === '/') {
      const start = (query.get('prefix') ?? '').length;
      const folders = new Set(keys.flatMap((key) => key.slice(0, key.indexOf('/', start) + 1) || []));
      const found = [...folders].map((one) => `<CommonPrefixes><Prefix>${escapeXml(one)}</Prefix></CommonPrefixes>`);
      return `<ListBucketResult><IsTruncated>false</IsTruncated>${found.join('')}</ListBucketResult>`;
    }
    const page = keys.slice(0, Number(query.get('max-keys') ?? 1_000));
    const more = page.length < keys.length;
    const contents = page.map((key) => `<Contents><Key>${escapeXml(key)}</Key></Contents>`).join('');
    const next = more ? `<NextContinuationToken>${escapeXml(page.at(-1) ?? '')}</NextContinuationToken>` : '';
    return `<ListBucketResult><IsTruncated>${more}</IsTruncated>${contents}${next}</ListBucketResult>`;
  }

  function carryOut(request: IncomingMessage, wire: WireCall, query: URLSearchParams, body: Buffer): string | Buffer {
    if (request.method === 'POST') return post(wire, query, body.toString());
    if (query.has('partNumber')) return putPart(request, query, body);
    if (query.has('legal-hold')) return putLegalHold(wire, body.toString());
    if (wire.method === 'PUT') return put(request, wire, body);
    return wire.method === 'GET' ? get(wire) : list(wire, query);
  }

  function refuse(response: ServerResponse, status: number, code: string): void {
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
  }

  const s3 = { buckets, objects, held, fault: undefined as S3['fault'] };

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const url = new URL(request.url ?? '/', 'http://s3');
    const [bucket = '', ...rest] = url.pathname.slice(1).split('/').map(decodeURIComponent);
    const writes = request.method === 'PUT' || request.method === 'POST';
    const method = writes ? 'PUT' : rest.join('/') === '' ? 'LIST' : 'GET';
    const wire: WireCall = { method, bucket, key: rest.join('/') };
    const fault = s3.fault?.(wire);
    const applied = fault === 'applied and lost' || (typeof fault === 'object' && fault.applied);
    try {
      if (fault && !applied) throw fault;
      const answer = carryOut(request, wire, url.searchParams, Buffer.concat(chunks));
      if (fault) throw fault;
      response.writeHead(200, {
        etag: '"tag"',
        'content-type': method === 'LIST' ? 'application/xml' : 'application/octet-stream',
      });
      response.end(answer);
    } catch (error) {
      if (error === 'lost' || error === 'applied and lost') request.socket.destroy();
      else if (error instanceof Refused) refuse(response, error.status, error.message);
      else if (fault !== undefined && typeof fault === 'object') refuse(response, fault.status, fault.code);
      else refuse(response, 500, 'InternalError');
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return Object.assign(s3, {
    endpoint: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}
