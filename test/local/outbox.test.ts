/** What would be sent: under the policy that functions have, and shown by the command and to the demo page. */
import { spawn, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { CreateTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { writeDemoProject } from '../../lib/local/demo-project.ts';
import { CHECKOUT, localPaths } from '../../lib/local/paths.ts';
import { cloud, settings } from './cloud.ts';
import { assumeRole } from './role.ts';

const NUMBER = '+12065550100';

const HALE = join(CHECKOUT, 'bin/hale.ts');
const env = { ...process.env, HALE_STATE_DIR: dirname(cloud.certificate) };

/** Runs the operator's command as a person would, in a process of its own. */
const outbox = (...args: string[]) => spawnSync(process.execPath, [HALE, 'outbox', ...args], { env, encoding: 'utf8' });

describe('a text message', () => {
  let client: SNSClient;

  beforeAll(async () => {
    client = new SNSClient(
      await assumeRole(
        'texts',
        { Effect: 'Allow', Action: 'sns:Publish', Resource: '*' },
        { Effect: 'Deny', Action: 'sns:Publish', Resource: 'arn:*:sns:*:*:*' },
      ),
    );
    await client.send(new PublishCommand({ PhoneNumber: NUMBER, Message: 'Your code is 123456.' }));
  });

  test('is shown with its time, whom it is for and what it says', () => {
    const { stdout, status } = outbox('--to', NUMBER);

    expect(stdout).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z {2}sms {2}\+12065550100\n {4}Your code is 123456\.\n/);
    expect(status).toBe(0);
  });

  test('is one line of JSON for scripts', () => {
    const lines = outbox('--to', NUMBER, '--json').stdout.trim().split('\n');

    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { kind: 'sms', to: NUMBER, text: 'Your code is 123456.' },
    ]);
  });

  test('is shown as it is sent to whoever follows', async () => {
    const following = spawn(process.execPath, [HALE, 'outbox', '--to', '+12065550101', '--follow', '--json'], { env });
    onTestFinished(() => void following.kill());
    const lines = createInterface(following.stdout)[Symbol.asyncIterator]();
    for (const Message of ['one', 'two']) {
      await client.send(new PublishCommand({ PhoneNumber: '+12065550101', Message }));
      expect(JSON.parse((await lines.next()).value ?? '')).toMatchObject({ text: Message });
    }
  });

  test('cannot go to a topic by the same permission', async () => {
    const { TopicArn } = await new SNSClient(settings).send(new CreateTopicCommand({ Name: 'outbox' }));

    await expect(client.send(new PublishCommand({ TopicArn, Message: 'All clear' }))).rejects.toThrow(
      /not authorized to perform: SNS:Publish/i,
    );
  });
});

describe('a mail', () => {
  const FROM = 'no-reply@hale.example';
  let client: SESv2Client;

  beforeAll(async () => {
    const Condition = { StringEquals: { 'ses:FromAddress': FROM } };
    client = new SESv2Client(
      await assumeRole('mails', { Effect: 'Allow', Action: 'ses:SendEmail', Resource: '*', Condition }),
    );
  });

  const send = (FromEmailAddress: string, to: string) =>
    client.send(
      new SendEmailCommand({
        FromEmailAddress,
        Destination: { ToAddresses: [to] },
        Content: {
          Simple: { Subject: { Data: 'Sign in' }, Body: { Text: { Data: 'Open https://app.example/in?token=abc' } } },
        },
      }),
    );

  test('from the address of the tenant is kept, and shown with its subject', async () => {
    await send(FROM, 'ada@example.com');

    expect(outbox('--to', 'Ada@example.com').stdout).toMatch(
      /^[\dT:.Z-]+ {2}email {2}ada@example\.com {2}Sign in\n {4}Open https:\/\/app\.example\/in\?token=abc\n/,
    );
  });

  test.each(['ceo@hale.example', 'Hale <no-reply@elsewhere.example>'])('from %s is refused', async (from) => {
    await expect(send(from, 'ada@example.com')).rejects.toThrow(/not authorized to perform: ses:SendEmail/i);
  });
});

test('the demo page is given the newest first, and nobody else is', async () => {
  const demo = { project_id: 'proj_1', secret: 'sk_test_1', organizations: [], users: [] };
  writeDemoProject(localPaths(dirname(cloud.certificate)).seeded, { api_url: cloud.apiUrl, ...demo });
  const ask = (origin: string) =>
    fetch(`${cloud.apiUrl}/demo/outbox?to=${encodeURIComponent(NUMBER)}`, { headers: { origin } });

  expect(await (await ask(cloud.apiUrl)).json()).toMatchObject({
    data: [{ kind: 'sms', text: 'Your code is 123456.' }],
  });
  expect((await ask('https://elsewhere.example')).status).toBe(403);
});

test('what was sent to nobody is told so', () => {
  expect(outbox('--to', 'nobody@example.com')).toMatchObject({
    status: 0,
    stdout: '',
    stderr: 'Nothing was sent to nobody@example.com.\n',
  });
});
