/**
 * A C2SP witness over HTTP, as its specification reads: it knows logs by their keys, and cosigns what follows from what
 * it cosigned before. It can be made to fail, to hang and to lie.
 */
import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { parseCheckpoint } from '../../../../lambdas/log/checkpoint.ts';
import { verifyConsistency } from '../../../../lambdas/log/merkle-proof.ts';
import {
  formatVkey,
  type NoteKey,
  noteKey,
  openNote,
  publicHalf,
  signatureLine,
} from '../../../../lambdas/log/note.ts';

export type Misbehaviour = (response: ServerResponse, cosignature: () => Promise<string>) => Promise<void> | void;

export interface TestWitness {
  readonly url: string;
  readonly vkey: string;
  readonly key: NoteKey;
  /** Size and root of each log, by origin. */
  readonly known: Map<string, { size: number; root: Buffer }>;
  /** The first line of each request. */
  readonly asked: string[];
  /** What it does in place of an answer. */
  misbehave: Misbehaviour | undefined;
  stop(): Promise<void>;
}

class Refusal extends Error {
  readonly status: number;
  readonly type: string;
  constructor(status: number, body = '', type = 'text/plain') {
    super(body);
    this.status = status;
    this.type = type;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** @param logs the keys of the logs that it watches. */
export async function startWitness(
  name: string,
  logs: readonly NoteKey[],
  type: 'ed25519-cosignature' | 'ml-dsa-44' = 'ed25519-cosignature',
): Promise<TestWitness> {
  const pair = type === 'ml-dsa-44' ? generateKeyPairSync('ml-dsa-44') : generateKeyPairSync('ed25519');
  const key = noteKey(name, publicHalf(pair.publicKey.export({ format: 'der', type: 'spki' })).publicKey, type);
  const known: TestWitness['known'] = new Map();

  function check(body: string): string {
    const split = body.indexOf('\n\n');
    const [first = '', ...lines] = body.slice(0, split).split('\n');
    const old = Number(/^old (0|[1-9]\d*)$/.exec(first)?.[1] ?? Number.NaN);
    const note = body.slice(split + 2);
    const origin = note.slice(0, note.indexOf('\n'));
    if (split < 0 || !Number.isSafeInteger(old) || lines.length > 63) throw new Refusal(400);
    if (!logs.some((log) => log.name === origin)) throw new Refusal(404);
    let text: string;
    try {
      ({ text } = openNote(note, logs));
    } catch {
      throw new Refusal(403);
    }
    const { size, root } = parseCheckpoint(text);
    if (old > size) throw new Refusal(400);
    const before = known.get(origin) ?? { size: 0, root: Buffer.alloc(0) };
    if (before.size !== old) throw new Refusal(409, `${before.size}\n`, 'text/x.tlog.size');
    if (old === size && !before.root.equals(root)) throw new Refusal(409);
    const proof = lines.map((line) => Buffer.from(line, 'base64'));
    if (old === 0 ? proof.length > 0 : !verifyConsistency(old, size, proof, before.root, root)) throw new Refusal(422);
    known.set(origin, { size, root: Buffer.from(root) });
    return text;
  }

  const witness: TestWitness = { url: '', vkey: formatVkey(key), key, known, asked: [], misbehave: undefined, stop };
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    witness.asked.push(body.slice(0, body.indexOf('\n')));
    const cosignature = async () =>
      signatureLine(check(body), key, async (message) => sign(null, message, pair.privateKey), new Date());
    try {
      if (request.method !== 'POST' || request.url !== '/add-checkpoint') throw new Refusal(404);
      if (witness.misbehave) await witness.misbehave(response, cosignature);
      else response.end(await cosignature());
    } catch (error) {
      const { status, type: contentType, message } = error instanceof Refusal ? error : new Refusal(500);
      response.writeHead(status, { 'content-type': contentType }).end(message);
    }
  }).listen(0, '127.0.0.1');
  async function stop(): Promise<void> {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return Object.assign(witness, { url: `http://127.0.0.1:${address.port}` });
}
