import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { eventsOf } from '../../dynamodb/events.ts';
import { bring, deliverAll, failures, messageRows, outbox } from '../../dynamodb/outbox.ts';
import { type Clinic, makeClinic } from '../../dynamodb/people.ts';
import { rowsOf } from '../../dynamodb/world.ts';

const { queueMessage } = await import('../../../lambdas/message/queue-message.ts');
const { writer } = await import('../../../lambdas/shared/commit.ts');
const { getProject } = await import('../../../lambdas/project/project-store.ts');
const { triggers } = await import('../../../lambdas/triggers.ts');
const { logger } = await import('../../../lambdas/shared/logger.ts');

let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});
afterEach(() => {
  failures.length = 0;
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

type Message = Parameters<typeof queueMessage<'email_code' | 'sms_code'>>[1];
type Notice = Parameters<typeof queueMessage<'security_notice'>>[1];
const code = (to: Message['to'], channel: 'email' | 'sms' = 'email', digits = '123456'): Message => ({
  channel,
  to,
  template: channel === 'sms' ? 'sms_code' : 'email_code',
  values: { code: digits, minutes: '10' },
});

/** Queues it beside an event, as handlers do. @returns the message's id */
async function queue(message: Message | Notice, { projectId }: Clinic = clinic): Promise<string> {
  const now = new Date();
  const project = await getProject(projectId, now);
  if (!project) throw new Error('no project');
  const change = await queueMessage(project, message as Message, now);
  const context = {
    principal: { kind: 'anonymous', projectId },
    requestId: 'req_1',
    ip: '203.0.113.7',
    userAgent: 'test',
    now,
  } as const;
  const target = { type: 'project', id: projectId };
  const detail = { channel: 'email', message_id: 'msg_1', purpose: 'sign_in' } as const;
  const committed = await writer.commit(project, context, [change], { type: 'auth.code_requested', target, detail });
  expect(committed.ok).toBe(true);
  return String((await messageRows()).findLast(({ project_id }) => project_id === projectId)?.id);
}

const rowOf = async (id: string) => (await rowsOf('ephemeral', `MESSAGE#${id}`))[0] ?? {};
const told = async ({ projectId }: Clinic) =>
  (await eventsOf(projectId)).filter(({ type }) => type.startsWith('message.'));

describe('a message', () => {
  test('is sent by mail from the address of the tenant, and says so in the log', async () => {
    const own = await makeClinic();
    const id = await queue(code('jane@example.com'), own);
    expect(await bring([id])).toBe(0);
    expect(outbox.at(-1)).toMatchObject({
      channel: 'email',
      to: 'jane@example.com',
      from: 'no-reply@auth.test',
      subject: 'Test clinic: your sign-in code',
      text: expect.stringContaining('123456'),
      html: expect.stringContaining('123456'),
    });
    expect(await told(own)).toMatchObject([
      {
        type: 'message.sent',
        outcome: 'success',
        actor: { type: 'system', id: 'deliver-message' },
        target: { type: 'message', id },
        detail: { channel: 'email', template: 'email_code', message_id: id },
      },
    ]);
  });

  test('is sent by SMS to a number of an allowed country, and to no other', async () => {
    const own = await makeClinic({ settings: { sms_countries: ['1', '49'] } });
    const sent = outbox.length;
    await bring([await queue(code('+4930123456', 'sms'), own), await queue(code('+8801712345678', 'sms'), own)]);
    expect(outbox.slice(sent)).toMatchObject([{ channel: 'sms', to: '+4930123456' }]);
    expect((await told(own)).map(({ type, detail }) => [type, detail?.error]).sort()).toEqual([
      ['message.failed', 'country_not_allowed'],
      ['message.sent', undefined],
    ]);
  });

  test('is sent once, however often the stream brings it, and what it said is gone', async () => {
    const own = await makeClinic();
    const id = await queue(code('once@example.com'), own);
    expect((await rowOf(id)).sealed).toBeDefined();
    const sent = outbox.length;
    for (let time = 0; time < 3; time++) await bring([id]);
    expect(outbox.length).toBe(sent + 1);
    expect(await rowOf(id)).toMatchObject({ status: 'sent' });
    expect((await rowOf(id)).sealed).toBeUndefined();
    expect(await told(own)).toHaveLength(1);
  });

  test('that is too old is not sent any more', async () => {
    const id = await queue(code('late@example.com'));
    const sent = outbox.length;
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60 * 60_000 });
    expect(await bring([id])).toBe(0);
    expect(outbox.length).toBe(sent);
  });
});

describe('a failure', () => {
  test('that may pass is an event, and the stream brings the message again; its neighbours are sent', async () => {
    const own = await makeClinic();
    const ids = [await queue(code('a@example.com'), own), await queue(code('b@example.com'), own)];
    failures.push(...Array.from({ length: 3 }, () => ({ status: 503, code: 'ServiceUnavailable' })));
    const again = await bring(ids.slice(0, 1));
    const sent = outbox.length;
    expect(again).toBe(1);
    expect(await told(own)).toMatchObject([{ type: 'message.failed', outcome: 'failure', reason: 'unavailable' }]);
    expect(await bring(ids)).toBe(0);
    expect(
      outbox
        .slice(sent)
        .map(({ to }) => to)
        .sort(),
    ).toEqual(['a@example.com', 'b@example.com']);
    expect((await told(own)).map(({ type }) => type)).toEqual(['message.failed', 'message.sent', 'message.sent']);
  });

  test('of the address itself is final', async () => {
    const own = await makeClinic();
    const id = await queue(code('nobody@example.com'), own);
    failures.push({ status: 400, code: 'MessageRejected' });
    expect([await bring([id]), await bring([id])]).toEqual([0, 0]);
    expect(await told(own)).toMatchObject([{ type: 'message.failed', detail: { error: 'MessageRejected' } }]);
    expect(await rowOf(id)).toMatchObject({ status: 'failed' });
  });

  test('for want of an address to send from is told in the log, and not tried again', async () => {
    vi.stubEnv('MAIL_FROM', 'unset');
    const own = await makeClinic();
    expect(await bring([await queue(code('a@example.com'), own)])).toBe(0);
    expect(await told(own)).toMatchObject([{ detail: { error: 'mail_not_configured' } }]);
  });

  test('of a row that was altered sends nothing, and is brought again until it is told', async () => {
    const [one, other] = [await queue(code('a@example.com')), await queue(code('b@example.com'))];
    const { dynamodb } = await import('../../../lambdas/shared/aws/dynamodb.ts');
    const sent = outbox.length;
    const real = dynamodb.send.bind(dynamodb);
    const spy = vi.spyOn(dynamodb, 'send').mockImplementation((async (command: {
      input: { Key?: { pk: { S: string } } };
    }) => {
      // The letter of one lies under the id of the other.
      if (command.constructor.name === 'GetItemCommand' && command.input.Key?.pk.S === `MESSAGE#${one}`)
        command.input.Key.pk.S = `MESSAGE#${other}`;
      return real(command as never);
    }) as never);
    expect(await bring([one])).toBe(1);
    spy.mockRestore();
    expect(outbox.length).toBe(sent);
  });
});

describe('the budget of a project', () => {
  test('is of what is sent: over it nothing leaves, the log says so, and a person is told', async () => {
    const own = await makeClinic({ settings: { budgets: { send_project: 2 } } });
    const ids = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) ids.push(await queue(code(`${name}@example.com`), own));
    const sent = outbox.length;
    const written: string[] = [];
    const spy = vi.spyOn(process.stdout, 'write').mockImplementation((line) => written.push(String(line)) > 0);
    for (const id of ids) expect(await bring([id])).toBe(0);
    spy.mockRestore();
    expect(outbox.length - sent).toBe(2);
    const log = (await eventsOf(own.projectId)).filter(({ type }) => /^(message|abuse)/.test(type));
    expect(log.map(({ type, detail }) => [type, detail?.error ?? detail?.refused])).toEqual([
      ['message.sent', undefined],
      ['message.sent', undefined],
      ['abuse.limit_reached', 1],
      ['message.failed', 'rate_limited'],
      ['abuse.limit_reached', 2],
      ['message.failed', 'rate_limited'],
      ['message.failed', 'rate_limited'],
    ]);
    const metrics = written.flatMap((line) => (line.includes('CloudWatchMetrics') ? [JSON.parse(line)] : []));
    const [{ metric }] = triggers['message/deliver-message'].alarms;
    expect(metrics).toHaveLength(3);
    expect(metrics[0]).toMatchObject({ deployment: 'test', [metric]: 1 });
  });

  test('is not used up by what could not be sent, nor by decoys, nor by notices', async () => {
    const own = await makeClinic({ settings: { budgets: { send_project: 1 } } });
    failures.push(...Array.from({ length: 3 }, () => ({ status: 503, code: 'ServiceUnavailable' })));
    const id = await queue(code('a@example.com'), own);
    expect(await bring([id])).toBe(1);
    await bring([await queue(code(undefined), own)]);
    const values = { when: 'noon', what: 'a passkey was added' };
    const notice = { channel: 'email', to: 'a@example.com', template: 'security_notice', values } as const;
    await bring([await queue(notice, own)]);
    expect(await bring([id])).toBe(0);
    expect(outbox.slice(-2).map(({ subject }) => subject)).toEqual([
      'Test clinic: your account was changed',
      'Test clinic: your sign-in code',
    ]);
  });
});

describe('a decoy', () => {
  test('is sent to nobody, and cannot be told from a message in the table', async () => {
    const own = await makeClinic();
    const ids = [await queue(code('somebody@example.com'), own), await queue(code(undefined), own)];
    const [real, decoy] = await Promise.all(ids.map(rowOf));
    const shape = (row: Record<string, unknown> = {}) =>
      Object.entries(row).map(([name, value]) => [
        name,
        value instanceof Uint8Array ? value.length : String(value).length,
      ]);
    expect(shape(decoy)).toEqual(shape(real));
    const sent = outbox.length;
    expect(await bring(ids.slice(1))).toBe(0);
    expect(outbox.length).toBe(sent);
    expect(await told(own)).toEqual([]);
  });
});

test('neither address nor code is in the table, the log or the function log', async () => {
  const own = await makeClinic();
  const address = `${randomUUID()}@example.com`;
  const written: string[] = [];
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((line) => written.push(String(line)) > 0),
  );
  logger.setLogLevel('DEBUG');
  await queue(code(address, 'email', '987654'), own);
  failures.push(...Array.from({ length: 3 }, () => ({ status: 500, code: 'InternalFailure' })));
  await deliverAll();
  logger.setLogLevel('SILENT');
  for (const spy of spies) spy.mockRestore();
  const rows = [await messageRows(), await eventsOf(own.projectId), written];
  expect(JSON.stringify(rows)).not.toMatch(new RegExp(`${address}|987654`));
});
