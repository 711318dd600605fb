/** Keys of the log while one is replaced, after that, and with ML-DSA-44 beside them. */
import { expect, test } from 'vitest';
import type { Tenant } from '../../../lib/tenant.ts';
import { isAllowed } from '../simulate.ts';
import { find, type Synthesis, synthesize, tenant } from '../synthesis.ts';

const keysOf = (synthesis: Synthesis) =>
  Object.fromEntries(
    find(synthesis, 'AWS::KMS::Key')
      .filter(({ id }) => id.includes('LogKey'))
      .map((key) => [key.id.replace(/[0-9A-F]{8}$/, ''), key]),
  );

/** Which keys the sweeper may sign with, by which algorithm, and which it is told of. */
async function signers(changes: Partial<Tenant>) {
  const synthesis = synthesize(tenant('acme', changes));
  const keys = keysOf(synthesis);
  const [role] = find(synthesis, 'AWS::IAM::Role').filter(({ id }) => id.startsWith('LogSweepLanesRole'));
  const [lambda] = find(synthesis, 'AWS::Lambda::Function').filter(({ id }) => id.startsWith('LogSweepLanesFunction'));
  if (!role || !lambda) throw new Error('there is no sweeper');
  const may: string[] = [];
  for (const [name, key] of Object.entries(keys)) {
    for (const algorithm of ['ED25519_SHA_512', 'ML_DSA_SHAKE_256']) {
      const resource = `arn:aws:kms:us-east-1:111122223333:key/${key.stack}-${key.id}`;
      const context = { 'kms:SigningAlgorithm': algorithm };
      const question = {
        role,
        action: 'kms:Sign',
        resource,
        resourcePolicy: key.Properties.KeyPolicy ?? null,
        context,
      };
      if (await isAllowed(question)) may.push(`${name} ${algorithm}`);
    }
  }
  const { Variables } = lambda.Properties.Environment as { Variables: { LOG_KEY_ID: string } };
  return { keys, may: may.sort(), told: Variables.LOG_KEY_ID.split(',').map((id) => id.replace(/[0-9A-F]{8}$/, '')) };
}

test('one key signs where nothing is said', async () => {
  const { may, told, keys } = await signers({});
  expect(Object.keys(keys)).toEqual(['LogKey']);
  expect(may).toEqual(['LogKey ED25519_SHA_512']);
  expect(told).toEqual(['acme-data-LogKey']);
});

test('during a rotation two keys sign, the newest first', async () => {
  const { may, told, keys } = await signers({ logKey: { generation: 2, overlapSince: '2026-11-20' } });
  expect(may).toEqual(['LogKey ED25519_SHA_512', 'LogKey2 ED25519_SHA_512']);
  expect(told).toEqual(['acme-data-LogKey2', 'acme-data-LogKey']);
  expect(Object.values(keys).map(({ Properties }) => Properties.Enabled)).toEqual([undefined, undefined]);
});

test('after it the old key is kept, disabled, and in no role', async () => {
  const { may, told, keys } = await signers({ logKey: { generation: 3 } });
  expect(may).toEqual(['LogKey3 ED25519_SHA_512']);
  expect(told).toEqual(['acme-data-LogKey3']);
  expect(Object.entries(keys).map(([name, { Properties }]) => [name, Properties.Enabled])).toEqual([
    ['LogKey', false],
    ['LogKey2', false],
    ['LogKey3', undefined],
  ]);
  for (const { DeletionPolicy, UpdateReplacePolicy } of Object.values(keys)) {
    expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
  }
});

test('ML-DSA-44 signs beside, each key by its own algorithm alone', async () => {
  const { may, told, keys } = await signers({ postQuantum: true });
  expect(may).toEqual(['LogKey ED25519_SHA_512', 'PostQuantumLogKey ML_DSA_SHAKE_256']);
  expect(told).toEqual(['acme-data-LogKey', 'acme-data-PostQuantumLogKey']);
  expect(keys.PostQuantumLogKey?.Properties).toMatchObject({ KeySpec: 'ML_DSA_44', KeyUsage: 'SIGN_VERIFY' });
  expect(keys.PostQuantumLogKey?.DeletionPolicy).toBe('Retain');
});
