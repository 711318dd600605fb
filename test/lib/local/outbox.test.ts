import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { readOutbox } from '../../../lib/local/outbox.ts';

const mail = (MessageId: string, Timestamp: number, ...To: string[]) => ({
  MessageId,
  Timestamp,
  Source: 'no-reply@hale.example',
  To,
  Subject: 'Your code',
  BodyText: 'It is 123456.\n',
  BodyHtml: null,
});
const KEPT: Readonly<Record<string, unknown>> = {
  '/_ministack/ses/messages': {
    messages: { '000000000000': [mail('m2', 1_700_000_003, 'ada@example.com', 'bob@example.com')], '1': [] },
  },
  '/_ministack/sns/sms-messages': {
    sms_messages: {
      '+12065550100': [
        { MessageId: 's1', Timestamp: 1_700_000_001.25, PhoneNumber: '+12065550100', Message: 'It is 654321.' },
      ],
    },
    region: 'us-east-1',
  },
};

let url: string;
beforeEach(async () => {
  const server = createServer(({ url: path = '' }, response) => {
    response.writeHead(path in KEPT ? 200 : 404).end(JSON.stringify(KEPT[path]));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

test('mail and text messages come in the order of time, once for each whom they are for', async () => {
  expect(await readOutbox(url)).toEqual([
    {
      id: 's1',
      at: '2023-11-14T22:13:21.250Z',
      kind: 'sms',
      to: '+12065550100',
      subject: '',
      text: 'It is 654321.',
    },
    {
      id: 'm2',
      at: '2023-11-14T22:13:23.000Z',
      kind: 'email',
      to: 'ada@example.com',
      subject: 'Your code',
      text: 'It is 123456.\n',
    },
    expect.objectContaining({ id: 'm2', to: 'bob@example.com' }),
  ]);
});

test('those of one address are found however it is written', async () => {
  expect((await readOutbox(url, 'Bob@Example.com')).map(({ id, to }) => [id, to])).toEqual([['m2', 'bob@example.com']]);
  expect((await readOutbox(url, '+12065550100')).map(({ kind }) => kind)).toEqual(['sms']);
  expect(await readOutbox(url, 'nobody@example.com')).toEqual([]);
});
