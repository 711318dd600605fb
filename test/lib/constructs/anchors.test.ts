/** Anchors of a tenant: what the function that publishes the directory is told of, and what it may do there. */
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import type { Tenant } from '../../../lib/tenant.ts';
import { parseTenant } from '../../../lib/tenant.ts';
import { isAllowed } from '../simulate.ts';
import { find, synthesize, tenant } from '../synthesis.ts';

const anchors = {
  buckets: [{ name: 'auditors-copy', account: '444455556666', region: 'eu-central-1' }],
  witnesses: [
    {
      url: 'https://witness.example/hale',
      vkey: 'witness.example/w1+f5dd7bd5+BEZiBmRsbHRfaZ8Q2VyU2KhLUpwVWmwPEkcHRhpE4v5b',
    },
  ],
};

test('the function is told of them, and may put and read checkpoints there and nothing else', async () => {
  const synthesis = synthesize(tenant('acme', { anchors }));
  const [lambda] = find(synthesis, 'AWS::Lambda::Function').filter(({ id }) => id.startsWith('LogPublishDirectory'));
  expect(lambda?.Properties.Environment).toMatchObject({ Variables: { ANCHORS: JSON.stringify(anchors) } });

  const [role] = find(synthesis, 'AWS::IAM::Role').filter(({ id }) => id.startsWith('LogPublishDirectory'));
  if (!role) throw new Error('there is no role');
  // The other account's own policy lets the role in; the engine asks both.
  const resourcePolicy = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 's3:*', Resource: '*' },
    ],
  };
  const may = (action: string, path: string) =>
    isAllowed({ role, action, resource: `arn:aws:s3:::auditors-copy/${path}`, resourcePolicy });
  const path = 'hale/auth.acme.example/directory/checkpoints/0000000000000001';
  expect(await may('s3:PutObject', path)).toBe(true);
  expect(await may('s3:GetObject', path)).toBe(true);
  expect(await may('s3:DeleteObject', path)).toBe(false);
  expect(await may('s3:BypassGovernanceRetention', path)).toBe(false);
  expect(await may('s3:PutObject', 'elsewhere')).toBe(false);
  const { violations } = new AwsSolutionsChecks().validateScope(synthesis.app);
  const found = violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
  );
  expect(found.filter((finding) => finding.includes('LogPublishDirectory'))).toEqual([]);
});

const parse = (changes: Partial<Record<keyof Tenant, unknown>>) =>
  parseTenant('acme', JSON.stringify({ ...tenant(), name: undefined, ...changes }));

test('the tenant file takes them as they are', () => {
  expect(parse({ anchors }).anchors).toEqual(anchors);
});

const [bucket] = anchors.buckets;
const [witness] = anchors.witnesses;
test.each([
  [
    { anchors: { buckets: [{ ...bucket, name: 'Auditors' }] } },
    /anchors\.buckets\.0\.name: must be the name of a bucket/,
  ],
  [{ anchors: { buckets: [{ ...bucket, account: '1' }] } }, /anchors\.buckets\.0\.account: must be the 12 digits/],
  [{ anchors: { witnesses: [{ ...witness, url: 'http://witness.example' }] } }, /url: must be an https address/],
  [{ anchors: { witnesses: [{ ...witness, url: 'https://witness.example/' }] } }, /url: must be an https address/],
  [
    {
      anchors: {
        witnesses: [{ ...witness, vkey: 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW' }],
      },
    },
    /vkey: must be the verifier key of a witness/,
  ],
  [
    { anchors: { witnesses: Array(8).fill({ ...witness, url: `https://w.example/${'a'.repeat(250)}` }) } },
    /2500 bytes/,
  ],
  [{ logKey: { generation: 0 } }, /logKey\.generation: /],
  [{ logKey: { generation: 1, overlapSince: '2026-11-20' } }, /logKey: the first key has none before it/],
  [{ logKey: { generation: 2, overlapSince: 'yesterday' } }, /logKey\.overlapSince: must be a day/],
  [{ postQuantum: 'yes' }, /postQuantum: /],
])('%# refused with its reason', (changes, message) => {
  expect(() => parse(changes)).toThrow(message);
});
