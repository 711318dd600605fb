/** An S3, a topic and a token service over HTTP, for tests of functions that reach past DynamoDB. Import it first. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll } from 'vitest';
import { type S3, startS3 } from '../../../dynamodb/s3.ts';

export let s3: S3;
/** What was told to the incident topic. */
export const incidents: { subject: string; message: Record<string, unknown> }[] = [];
/** Roles that were assumed. */
export const assumed: string[] = [];

const CREDENTIALS =
  '<AccessKeyId>ASIATEST</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>' +
  '<Expiration>2999-01-01T00:00:00Z</Expiration>';

const queries = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const form = new URLSearchParams(Buffer.concat(chunks).toString());
  response.setHeader('content-type', 'text/xml');
  if (form.get('Action') === 'AssumeRole') {
    assumed.push(form.get('RoleArn') ?? '');
    const result = `<AssumeRoleResult><Credentials>${CREDENTIALS}</Credentials></AssumeRoleResult>`;
    response.end(
      `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${result}</AssumeRoleResponse>`,
    );
    return;
  }
  incidents.push({ subject: form.get('Subject') ?? '', message: JSON.parse(form.get('Message') ?? '{}') });
  response.end('<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>');
});

beforeAll(async () => {
  s3 = await startS3();
  queries.listen(0, '127.0.0.1');
  await once(queries, 'listening');
  const address = queries.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const endpoint = `http://127.0.0.1:${address.port}`;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ENDPOINT_URL_SNS: endpoint,
    AWS_ENDPOINT_URL_STS: endpoint,
  });
});
afterAll(async () => {
  await s3.stop();
  queries.closeAllConnections();
  queries.close();
});

/** Objects of a log by their path in its folder. */
export function objectsOf(scope: string): Map<string, Buffer> {
  const root = `v1/us-east-1/logs/${scope}/`;
  const all = [...s3.objects('archive')].filter(([key]) => key.startsWith(root));
  return new Map(all.map(([key, bytes]) => [key.slice(root.length), bytes]));
}

/** What the clean-up left in the locked bucket, by key. */
export const evidence = (): Record<string, string> =>
  Object.fromEntries(
    [...s3.objects('archive')]
      .filter(([key]) => key.includes('/evidence/cleanup/'))
      .map(([key, bytes]) => [key, bytes.toString()]),
  );

export const manifests = (): Record<string, unknown>[] => Object.values(evidence()).map((text) => JSON.parse(text));
