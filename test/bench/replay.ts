/**
 * The child process of P9: a sign-in function whose AWS is this process. Answers recorded before come back at the HTTP
 * layer, so everything of ours and of the SDK runs, and nothing waits. Run by rows/verify-cpu.ts.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { verifyAuthenticationResponse } from '@simplewebauthn/server';
import { apiEvent, type Handler, lambdaContext, type Request } from '../dynamodb/call.ts';
import { type Canned, can, cpu } from './canned.ts';

export interface Replay {
  readonly file: string;
  /** The same function with its clients exported (opened.ts). */
  readonly openedFile: string;
  readonly request: Request;
  /** What the passkey signed, base64url. */
  readonly challenge: string;
  /** COSE_Key, base64. */
  readonly publicKey: string;
  readonly answers: readonly Canned[];
  readonly rounds: number;
}

/** CPU of one run, microseconds, one number a round. */
export interface ReplayTimes {
  readonly bareUs: number[];
  readonly handlerUs: number[];
  /** The same without the SDK. */
  readonly aloneUs: number[];
  readonly libraryUs: number[];
}

interface Command {
  readonly input: {
    readonly TableName?: string;
    readonly Key?: unknown;
    readonly ExpressionAttributeValues?: unknown;
    readonly MessageType?: string;
    readonly Message?: Uint8Array;
  };
}
type Client = new () => { send(command: Command): Promise<unknown> };

/** Answers what it was asked once before from memory. Signatures and transactions have one answer each. */
function remember({ prototype }: Client): void {
  const answers = new Map<string, Promise<unknown>>();
  const send = prototype.send;
  prototype.send = function (command: Command) {
    const { TableName, Key, ExpressionAttributeValues, MessageType, Message } = command.input;
    const asked = Key ?? ExpressionAttributeValues ?? (MessageType ? undefined : Message);
    const question = `${command.constructor.name} ${TableName} ${JSON.stringify(asked)}`;
    const answer = answers.get(question) ?? send.call(this, command);
    answers.set(question, answer);
    return answer;
  };
}

/** COSE_Key of ES256 as it is stored: its coordinates follow the labels -2 and -3 (RFC 9053 §7.1.1). */
function keyOf(cose: Buffer) {
  const coordinate = (label: number) => {
    const at = cose.indexOf(Buffer.from([label, 0x58, 32])) + 3;
    return cose.subarray(at, at + 32).toString('base64url');
  };
  return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: coordinate(0x21), y: coordinate(0x22) }, format: 'jwk' });
}

async function measure({
  file,
  openedFile,
  request,
  challenge,
  publicKey,
  answers,
  rounds,
}: Replay): Promise<ReplayTimes> {
  can(answers);
  const { handler } = await import(file);
  const event = JSON.stringify(apiEvent({ method: 'POST', path: '/v1/auth/passkey/login/verify', ...request }));
  const opened = await import(openedFile);
  remember(opened.DynamoDBClient);
  remember(opened.KMSClient);
  const run = (one: Handler) => async () => {
    const { statusCode, body } = await one(JSON.parse(event), lambdaContext);
    if (statusCode !== 200) throw new Error(`the replay was answered ${statusCode} ${body}`);
  };
  const runHandler = run(handler);
  const runAlone = run(opened.handler);

  const { credential } = request.body as { credential: Parameters<typeof verifyAuthenticationResponse>[0]['response'] };
  const bytes = (text: string) => Buffer.from(text, 'base64url');
  const { authenticatorData, clientDataJSON, signature } = credential.response;
  const message = Buffer.concat([
    bytes(authenticatorData),
    createHash('sha256').update(bytes(clientDataJSON)).digest(),
  ]);
  const cose = Buffer.from(publicKey, 'base64');
  const [key, proof] = [keyOf(cose), bytes(signature)];
  const runBare = () => {
    if (!verify('sha256', message, key, proof)) throw new Error('the signature is not right');
  };
  const runLibrary = () =>
    verifyAuthenticationResponse({
      response: credential,
      expectedChallenge: challenge,
      expectedOrigin: 'http://localhost:4100',
      expectedRPID: 'localhost',
      credential: { id: credential.id, publicKey: new Uint8Array(cose), counter: 0 },
    });

  await cpu(3_000, runHandler);
  await cpu(3_000, runAlone);
  await cpu(3_000, runLibrary);
  await cpu(1_000, runBare);
  const times: ReplayTimes = { bareUs: [], handlerUs: [], aloneUs: [], libraryUs: [] };
  for (let round = 0; round < rounds; round++) {
    times.bareUs.push(await cpu(1_000, runBare));
    times.handlerUs.push(await cpu(300, runHandler));
    times.aloneUs.push(await cpu(300, runAlone));
    times.libraryUs.push(await cpu(300, runLibrary));
  }
  return times;
}

process.once('message', async (task: Replay) => {
  process.send?.(await measure(task));
  process.disconnect();
});
