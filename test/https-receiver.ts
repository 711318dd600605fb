/**
 * HTTPS servers for tests, each with a certificate for its name: they take what is sent to them, and answer as a test
 * says, or not at all. Names lead here by the resolver of `outboundTo`.
 */
import { generateKeyPairSync, sign } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { createOutbound, type OutboundOptions, type Post } from '../lambdas/shared/outbound.ts';

/** Lengths in as few bytes as they take (X.690 §10.1). */
const der = (tag: number, ...content: Uint8Array[]): Buffer => {
  const body = Buffer.concat(content);
  const { length } = body;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
};
const sequence = (...content: Uint8Array[]) => der(0x30, ...content);
/** ecdsa-with-SHA256, commonName, subjectAltName (RFC 5280, RFC 5758). */
const ECDSA = sequence(Buffer.from('06082a8648ce3d040302', 'hex'));
const COMMON_NAME = Buffer.from('0603550403', 'hex');
const ALT_NAME = Buffer.from('0603551d11', 'hex');
const DAY_MS = 24 * 60 * 60_000;
const utc = (ms: number): Buffer =>
  der(0x17, Buffer.from(`${new Date(ms).toISOString().slice(2, 19).replaceAll(/[-:T]/g, '')}Z`));

/** Self-signed, for one name. */
function makeCertificate(name: string): { readonly cert: string; readonly key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const who = sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from(name)))));
  const unsigned = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ECDSA,
    who,
    sequence(utc(Date.now() - DAY_MS), utc(Date.now() + DAY_MS)),
    who,
    publicKey.export({ format: 'der', type: 'spki' }),
    der(0xa3, sequence(sequence(ALT_NAME, der(0x04, sequence(der(0x82, Buffer.from(name))))))),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', unsigned, privateKey));
  const base64 =
    sequence(unsigned, ECDSA, signature)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${base64.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }) as string,
  };
}

export interface Received {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}
export type Behaviour = (received: Received, response: ServerResponse, socket: Socket) => void | Promise<void>;

export const answerWith =
  (status: number, body = '', headers: Record<string, string> = {}): Behaviour =>
  (_received, response) => {
    response.writeHead(status, headers).end(body);
  };

export interface Receiver {
  readonly name: string;
  readonly url: string;
  readonly certificate: string;
  /** In the order in which they came. */
  readonly received: Received[];
  /** How often somebody connected, whether or not they said anything. */
  connections: number;
  behave(behaviour: Behaviour): void;
  close(): Promise<void>;
}

export async function startReceiver(name: string, first: Behaviour = answerWith(200)): Promise<Receiver> {
  const { cert, key } = makeCertificate(name);
  const sockets = new Set<Socket>();
  const received: Received[] = [];
  let behaviour = first;
  const server = createServer({ cert, key }, async (request, response) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const one = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) };
    received.push(one);
    await behaviour(one, response, request.socket);
  });
  server.on('connection', (socket: Socket) => {
    receiver.connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const receiver: Receiver = {
    name,
    url: `https://${name}:${(server.address() as AddressInfo).port}`,
    certificate: cert,
    received,
    connections: 0,
    behave: (next) => {
      behaviour = next;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
  return receiver;
}

/** A client to whom the names of these servers lead to this machine, and who trusts their certificates. */
export const outboundTo = (receivers: readonly Receiver[], options: OutboundOptions = {}): Post =>
  createOutbound({
    resolve: async (host) => {
      if (receivers.some(({ name }) => name === host)) return ['127.0.0.1'];
      throw new Error('no such name');
    },
    isAllowed: (address) => address === '127.0.0.1',
    certificates: receivers.map(({ certificate }) => certificate).join('\n'),
    ...options,
  });
