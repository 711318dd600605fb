/**
 * The only way in which Hale calls an address that a customer gave (security.md, row 14). A name is resolved once, and
 * refused when any of its addresses is not public; the connection goes to an address that was looked at. No redirect is
 * followed, an answer is read up to 1 MiB, and all of it together takes five seconds at most.
 */
import { lookup } from 'node:dns/promises';
import { Agent, request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { hostOf, type OutboundFailure, parseOutboundUrl } from './outbound-url.ts';
import { isPublicAddress } from './public-address.ts';
import { err, ok, type Result } from './result.ts';

export interface OutboundRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface OutboundAnswer {
  readonly status: number;
  /** For finding out whether it was taken. Never shown, never logged. */
  readonly body: string;
  readonly retryAfter: string | undefined;
}

export type Post = (request: OutboundRequest) => Promise<Result<OutboundAnswer, OutboundFailure>>;

export interface OutboundOptions {
  readonly withinMs?: number;
  readonly maxBytes?: number;
  /** Every address of a name. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
  readonly isAllowed?: (address: string) => boolean;
  /** Besides those that Node trusts. */
  readonly certificates?: string;
}

const FIVE_SECONDS_MS = 5_000;
const ONE_MIB = 1024 * 1024;

const resolveAll = async (host: string): Promise<string[]> =>
  (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);

class TooLarge extends Error {}

/** From what Node says of a connection to what we say of it: never its message, which may quote what the server sent. */
function nameFailure(error: unknown, connected: boolean): OutboundFailure {
  const { name, code = '' } = error as { name?: string; code?: string };
  if (error instanceof TooLarge) return 'answer_too_large';
  if (name === 'AbortError' || name === 'TimeoutError') return 'timed_out';
  if (/CERT|ALTNAME|SELF_SIGNED|UNABLE_TO_VERIFY|SSL|EPROTO/.test(code)) return 'certificate_not_valid';
  return connected ? 'answer_broken' : 'not_reached';
}

/** The first of the addresses, once all of them were looked at. */
async function pin(url: URL, { resolve = resolveAll, isAllowed = isPublicAddress }: OutboundOptions) {
  const host = hostOf(url);
  let addresses: readonly string[];
  try {
    addresses = isIP(host) === 0 ? await resolve(host) : [host];
  } catch {
    return err('name_not_found');
  }
  const [address] = addresses;
  if (address === undefined) return err('name_not_found');
  return addresses.every(isAllowed) ? ok(address) : err('address_not_allowed');
}

async function exchange(
  url: URL,
  address: string,
  { headers, body }: OutboundRequest,
  { maxBytes = ONE_MIB, certificates }: OutboundOptions,
  signal: AbortSignal,
): Promise<Result<OutboundAnswer, OutboundFailure>> {
  let connected = false;
  const agent = new Agent({ keepAlive: false });
  const family = isIP(address);
  const name = hostOf(url);
  try {
    return await new Promise((resolve, reject) => {
      const request = httpsRequest(url, {
        method: 'POST',
        headers: { 'user-agent': 'hale', ...headers, 'content-length': String(body.byteLength) },
        agent,
        signal,
        ...(certificates !== undefined && { ca: certificates }),
        // An address has no name to show; for a name, the certificate must be of the name and not of the address.
        ...(isIP(name) === 0 && { servername: name }),
        lookup: (_host, options, done) =>
          options.all ? done(null, [{ address, family }]) : done(null, address, family),
      });
      request.on('error', reject);
      request.on('socket', (socket) => socket.once('secureConnect', () => (connected = true)));
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.byteLength;
          if (size > maxBytes) response.destroy(new TooLarge());
          else chunks.push(chunk);
        });
        response.on('error', reject);
        response.on('end', () =>
          resolve(
            ok({
              status: response.statusCode ?? 0,
              body: Buffer.concat(chunks).toString('utf8'),
              retryAfter: response.headers['retry-after'],
            }),
          ),
        );
      });
      request.end(body);
    });
  } catch (error) {
    return err(nameFailure(signal.aborted ? signal.reason : error, connected));
  } finally {
    agent.destroy();
  }
}

export function createOutbound(options: OutboundOptions = {}): Post {
  return async (request) => {
    const parsed = parseOutboundUrl(request.url);
    if (!parsed.ok) return parsed;
    const signal = AbortSignal.timeout(options.withinMs ?? FIVE_SECONDS_MS);
    const late = new Promise<Result<never, 'timed_out'>>((resolve) => {
      signal.addEventListener('abort', () => resolve(err('timed_out')), { once: true });
    });
    const pinned = await Promise.race([pin(parsed.value, options), late]);
    if (!pinned.ok) return pinned;
    return exchange(parsed.value, pinned.value, request, options, signal);
  };
}

/** As every function uses it. */
export const post: Post = createOutbound();
