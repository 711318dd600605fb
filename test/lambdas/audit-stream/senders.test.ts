/** Each kind of destination as its maker documents it, and what it is believed: what was not taken is not passed over. */
import { createHmac } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newSigningSecret, signatureHeaders } from '../../../lambdas/audit-stream/audit-stream.ts';
import type { Batch, Sent } from '../../../lambdas/audit-stream/batch.ts';
import { sendDatadog } from '../../../lambdas/audit-stream/send-datadog.ts';
import { sendHttps } from '../../../lambdas/audit-stream/send-https.ts';
import { sendSplunk } from '../../../lambdas/audit-stream/send-splunk.ts';
import type { Post } from '../../../lambdas/shared/outbound.ts';
import { answerWith, type Behaviour, outboundTo, type Receiver, startReceiver } from '../../https-receiver.ts';

let receiver: Receiver;
let post: Post;
/** For those who never answer: whoever does may be slow on a busy machine. */
let hasty: Post;
beforeAll(async () => {
  receiver = await startReceiver('siem.example');
  post = outboundTo([receiver], { maxBytes: 10_000 });
  hasty = outboundTo([receiver], { withinMs: 700, maxBytes: 10_000 });
});
beforeEach(() => {
  receiver.received.length = 0;
});
afterAll(() => receiver.close());

const NOW = new Date('2026-03-01T12:00:00Z');
const batch: Batch = {
  stream: { id: 'str_1', projectId: 'proj_1' },
  log: { origin: 'auth.test/org_1', scope: 'org_1', projectId: 'proj_1' },
  first: 10,
  events: Array.from({ length: 4 }, (_, i) => ({
    class_uid: 3002,
    time: NOW.getTime() + i,
    metadata: { sequence: 10 + i },
  })),
  closing: { class_uid: 0, time: NOW.getTime() },
  now: NOW,
};
const outcome = async (sent: Promise<Sent>) => {
  const result = await sent;
  return result.ok ? result.value : result.error.code;
};
const json = (body: unknown, status = 200) => answerWith(status, JSON.stringify(body));

/** Whatever goes wrong on the way or is told by a status is the same for all. */
const HOSTILE: readonly (readonly [name: string, behaviour: Behaviour, code: string])[] = [
  ['401', answerWith(401), 'not_authorized'],
  ['403', answerWith(403), 'not_authorized'],
  ['400', answerWith(400), 'rejected'],
  ['413', answerWith(413), 'too_large'],
  ['429', answerWith(429), 'rate_limited'],
  ['500', answerWith(500), 'server_error'],
  ['503', answerWith(503), 'server_error'],
  ['301', answerWith(301, '', { location: 'https://127.0.0.1/' }), 'redirected'],
  ['307', answerWith(307, '', { location: 'https://elsewhere.example/' }), 'redirected'],
  ['no answer', () => {}, 'timed_out'],
  [
    'an answer that drips',
    (_, response) => {
      const timer = setInterval(() => response.write(' '), 40);
      response.on('close', () => clearInterval(timer));
    },
    'timed_out',
  ],
  ['an answer without end', (_, response) => void response.write('x'.repeat(20_000)), 'answer_too_large'],
  ['a connection that breaks', (_a, _b, socket) => void socket.destroy(), 'answer_broken'],
  ['half an answer', (_, response, socket) => void response.write('{"a":', () => socket.destroy()), 'answer_broken'],
];

const SOON = { everyMs: 5, forMs: 200 };
const KINDS: readonly (readonly [name: string, send: (by?: Post, asking?: typeof SOON) => Promise<Sent>])[] = [
  ['https', (by = post) => sendHttps(receiver.url, [newSigningSecret()], batch, by)],
  [
    'splunk_hec',
    (by = post, asking = SOON) =>
      sendSplunk(`${receiver.url}/services/collector/event`, 'token-1', 'main', batch, by, asking),
  ],
  ['datadog', (by = post) => sendDatadog(`${receiver.url}/api/v2/logs`, 'key-12345', undefined, batch, by)],
];

describe.each(KINDS)('%s', (_kind, send) => {
  it.each(HOSTILE)('takes nothing by %s', async (_name, behaviour, code) => {
    receiver.behave(behaviour);
    expect(await outcome(send(code === 'timed_out' ? hasty : post))).toBe(code);
  });

  it('takes nothing where nobody listens', async () => {
    const nowhere = outboundTo([]);
    expect(await outcome(sendHttps('https://gone.example/', ['whsec_x'], batch, nowhere))).toBe('name_not_found');
  });

  it('tells how long it wants to be left alone', async () => {
    receiver.behave(answerWith(429, '', { 'retry-after': '120' }));
    expect(await send()).toMatchObject({ ok: false, error: { status: 429, retryAfterMs: 120_000 } });
  });
});

describe('https', () => {
  const send = (secrets = ['whsec_secret']) => sendHttps(`${receiver.url}/in`, secrets, batch, post);

  it('gets one document, signed as webhooks are by both schemes, with one name for each try', async () => {
    receiver.behave(answerWith(204));
    const secrets = [newSigningSecret(), newSigningSecret()];
    expect(await outcome(send(secrets))).toBe(4);
    expect(await outcome(send(secrets))).toBe(4);
    const [one, again] = receiver.received;
    expect(one?.headers['webhook-id']).toBe(again?.headers['webhook-id']);
    expect(JSON.parse(String(one?.body))).toMatchObject({ first_index: 10, count: 4, checkpoint: { class_uid: 0 } });
    const { headers, body = '' } = one ?? expect.fail();
    const t = headers['webhook-timestamp'];
    // Written from the two descriptions: hexadecimal over t.body with the text, base64 over id.t.body with the bytes.
    const own = secrets.map((secret) => `v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`);
    const standard = secrets.map((secret) => {
      const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
      return `v1,${createHmac('sha256', key).update(`${headers['webhook-id']}.${t}.${body}`).digest('base64')}`;
    });
    expect(headers['authio-signature']).toBe([`t=${t}`, ...own].join(','));
    expect(headers['webhook-signature']).toBe(standard.join(' '));
  });

  it('has a secret that is the same bytes as base64 and as base64url', () => {
    for (let i = 0; i < 50; i++) {
      const text = newSigningSecret().slice('whsec_'.length);
      expect(Buffer.from(text, 'base64')).toEqual(Buffer.from(text, 'base64url'));
      expect(Buffer.from(text, 'base64').toString('base64')).toBe(text);
      expect(Buffer.from(text, 'base64')).toHaveLength(33);
    }
    expect(Object.keys(signatureHeaders(['whsec_a'], 'id', 'body', NOW)).sort()).toEqual(
      ['authio-signature', 'authio-webhook-id', 'webhook-id', 'webhook-signature', 'webhook-timestamp'].sort(),
    );
  });

  it.each([
    ['an empty answer', '', 4],
    ['a page', '<html>welcome</html>', 4],
    ['an array', '[]', 4],
    ['as many as were sent', '{"taken":4}', 4],
    ['some of them', '{"taken":3}', 3],
    ['none of them', '{"taken":0}', 'not_acknowledged'],
    ['more than were sent', '{"taken":5}', 'answer_not_understood'],
    ['a negative number', '{"taken":-1}', 'answer_not_understood'],
    ['a text', '{"taken":"4"}', 'answer_not_understood'],
    ['an error under 200', '{"error":"index is full"}', 'not_acknowledged'],
    ['errors under 200', '{"errors":[{"code":1}]}', 'not_acknowledged'],
    ['no errors', '{"errors":[],"error":null}', 4],
    ['no success', '{"success":false}', 'not_acknowledged'],
    ['that it is not ok', '{"ok":false}', 'not_acknowledged'],
  ])('that answers %s is taken at its word', async (_name, body, expected) => {
    receiver.behave(answerWith(200, body));
    expect(await outcome(send())).toBe(expected);
  });
});

describe('Splunk', () => {
  const [, send] = KINDS[1] ?? expect.fail();

  it('gets an envelope for each event and for the checkpoint, under its token and channel', async () => {
    receiver.behave(json({ text: 'Success', code: 0 }));
    expect(await outcome(send())).toBe(4);
    const { headers, body, path } = receiver.received[0] ?? expect.fail();
    expect(path).toBe('/services/collector/event');
    expect(headers.authorization).toBe('Splunk token-1');
    expect(headers['x-splunk-request-channel']).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const envelopes = String(body)
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(envelopes).toHaveLength(5);
    expect(envelopes[0]).toMatchObject({ time: NOW.getTime() / 1000, index: 'main', sourcetype: 'hale:ocsf' });
  });

  it.each([
    ['an error under 200', { text: 'Server is busy', code: 9 }, 'rate_limited'],
    ['an invalid token under 200', { text: 'Invalid token', code: 4 }, 'not_authorized'],
    ['another error under 200', { text: 'No data', code: 5 }, 'not_acknowledged'],
    ['nothing that Splunk says', { hello: 1 }, 'answer_not_understood'],
  ])('that answers %s has taken nothing', async (_name, body, code) => {
    receiver.behave(json(body));
    expect(await outcome(send())).toBe(code);
  });

  it('with acknowledgement has taken them when the indexer says so, and not before', async () => {
    let asked = 0;
    receiver.behave(({ path }, response) => {
      const answer = path.includes('/ack') ? { acks: { '7': ++asked === 3 } } : { text: 'Success', code: 0, ackId: 7 };
      response.writeHead(200).end(JSON.stringify(answer));
    });
    expect(await outcome(send(post, { everyMs: 5, forMs: 60_000 }))).toBe(4);
    const asks = receiver.received.filter(({ path }) => path.startsWith('/services/collector/ack?channel='));
    expect(asks.map(({ body }) => String(body))).toEqual(Array(3).fill('{"acks":[7]}'));
  });

  it.each([
    ['never acknowledges', { acks: { '7': false } }],
    ['acknowledges another batch', { acks: { '8': true } }],
    ['answers nonsense', []],
  ])('that %s has not taken them', async (_name, acks) => {
    receiver.behave(({ path }, response) => {
      response.writeHead(200).end(JSON.stringify(path.includes('/ack') ? acks : { code: 0, ackId: 7 }));
    });
    expect(await outcome(send())).toBe('not_acknowledged');
  });
});

describe('Datadog', () => {
  const [, send] = KINDS[2] ?? expect.fail();

  it('gets entries with their time and tags', async () => {
    receiver.behave(json({}, 202));
    expect(await outcome(send())).toBe(4);
    const { headers, body } = receiver.received[0] ?? expect.fail();
    expect(headers['dd-api-key']).toBe('key-12345');
    const entries = JSON.parse(gunzipSync(body).toString());
    expect(entries).toHaveLength(5);
    expect(entries[0]).toMatchObject({ ddsource: 'hale', service: 'hale', timestamp: NOW.getTime() });
    expect(JSON.parse(entries[0].message)).toEqual(batch.events[0]);
  });

  it.each([
    ['errors under 202', json({ errors: [{ detail: 'no' }] }, 202), 'not_acknowledged'],
    ['200, which Datadog does not', json({}), 'answer_not_understood'],
  ])('that answers %s has taken nothing', async (_name, behaviour, code) => {
    receiver.behave(behaviour);
    expect(await outcome(send())).toBe(code);
  });
});
