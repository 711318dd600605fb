import { beforeAll, describe, expect, test } from 'vitest';
import { routes } from '../../../lambdas/routes.ts';
import { ACCESS, type Access } from '../../../lambdas/shared/access.ts';
import { accessOf, type Contract } from '../../../lambdas/shared/contract.ts';
import { type Trigger, triggers } from '../../../lambdas/triggers.ts';
import { pascal } from '../../../lib/constructs/lambda.ts';
import { OVERWRITES } from '../../../lib/constructs/tables.ts';
import { isAllowed } from '../simulate.ts';
import { type Found, find, type Json, type Synthesis, synthesize, tenant } from '../synthesis.ts';

const MAIL_FROM = 'no-reply@acme.example';

let synthesis: Synthesis;
let roles: { role: Found; access: readonly Access[] }[];
beforeAll(() => {
  synthesis = synthesize(tenant('acme', { mailFrom: MAIL_FROM }));
  const declared = new Map<string, readonly Access[]>([
    ...Object.values(routes).map(({ id, contract }) => [pascal(id), accessOf(contract as Contract)] as const),
    ...Object.entries<Trigger>(triggers).map(([id, { access }]) => [pascal(id), access] as const),
  ]);
  roles = find(synthesis, 'AWS::IAM::Role').flatMap((role) => {
    const access = declared.get(role.id.replace(/Role[0-9A-F]{8}$/, ''));
    return access ? [{ role, access }] : [];
  });
  expect(roles).toHaveLength(declared.size);
});

const arnOf = (type: string, id: string): { arn: string; resource: Found } => {
  const resource = find(synthesis, type).find((one) => one.id.startsWith(id));
  if (!resource) throw new Error(`there is no ${type} ${id}`);
  const name = `${resource.stack}-${resource.id}`;
  const at = (service: string, path: string) => `arn:aws:${service}:us-east-1:111122223333:${path}`;
  if (type === 'AWS::S3::Bucket') return { arn: `arn:aws:s3:::${name.toLowerCase()}`, resource };
  return { arn: type === 'AWS::KMS::Key' ? at('kms', `key/${name}`) : at('dynamodb', `table/${name}`), resource };
};

const table = (id: string) => {
  const { arn, resource } = arnOf('AWS::DynamoDB::GlobalTable', id);
  const [replica] = resource.Properties.Replicas as { ResourcePolicy?: { PolicyDocument: Json } }[];
  return { resource: arn, resourcePolicy: replica?.ResourcePolicy?.PolicyDocument };
};
const key = (id: string) => {
  const { arn, resource } = arnOf('AWS::KMS::Key', id);
  return { resource: arn, resourcePolicy: resource.Properties.KeyPolicy };
};
const object = (id: string, path: string) => {
  const [policy] = find(synthesis, 'AWS::S3::BucketPolicy').filter((one) => one.id.startsWith(`${id}Policy`));
  return {
    resource: `${arnOf('AWS::S3::Bucket', id).arn}/${path}`,
    resourcePolicy: policy?.Properties.PolicyDocument,
  };
};

/** Which functions may, by the id of the role; beside it, which declare one of the accesses. */
async function compare(question: Omit<Parameters<typeof isAllowed>[0], 'role'>, ...declares: Access[]) {
  const may: string[] = [];
  for (const { role } of roles) if (await isAllowed({ role, ...question })) may.push(role.id);
  const declared = roles
    .filter(({ access }) => access.some((one) => declares.includes(one)))
    .map(({ role }) => role.id);
  return { may, declared };
}

describe('the insert-only tables', () => {
  test.each(['Audit', 'Lanes'])('%s is overwritten by no function (T4, row 21)', async (id) => {
    let simulated = 0;
    for (const { role } of roles) {
      for (const action of OVERWRITES) {
        expect([role.id, action, await isAllowed({ role, action, ...table(id) })]).toEqual([role.id, action, false]);
        simulated++;
      }
    }
    console.info(`${id} table: ${simulated} of ${roles.length} roles × ${OVERWRITES.length} actions denied`);
  });

  test.each(['Audit', 'Lanes'])('%s would be overwritten by none even if its role said so', async (id) => {
    const [first] = roles;
    if (!first) throw new Error('there is no role');
    const anything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' }] };
    const Policies = [{ PolicyName: 'all', PolicyDocument: anything }];
    const role = { ...first.role, Properties: { ...first.role.Properties, Policies } };
    for (const action of OVERWRITES) expect(await isAllowed({ role, action, ...table(id) })).toBe(false);
    expect(await isAllowed({ role, action: 'dynamodb:PartiQLInsert', ...table(id) })).toBe(true);
  });

  test('Audit takes inserts from exactly the functions that declare it', async () => {
    const { may, declared } = await compare({ action: 'dynamodb:PartiQLInsert', ...table('Audit') }, 'audit:append');
    expect(may).toEqual(declared);
    expect(may).not.toEqual([]);
  });
});

test.each<[string, string, Access[]]>([
  ['dynamodb:PartiQLUpdate', 'Identity', ['identity:write']],
  ['dynamodb:PartiQLDelete', 'Identity', ['identity:write']],
  ['dynamodb:GetItem', 'Identity', ['identity:read', 'identity:signing-keys']],
  ['dynamodb:Query', 'Identity', ['identity:read']],
  ['dynamodb:PutItem', 'Identity', []],
  ['dynamodb:Scan', 'Identity', []],
  ['dynamodb:PartiQLInsert', 'Ephemeral', ['ephemeral:write']],
  ['dynamodb:PartiQLDelete', 'Ephemeral', ['ephemeral:write']],
  ['dynamodb:UpdateItem', 'Ephemeral', ['ephemeral:spend']],
  ['dynamodb:GetItem', 'Ephemeral', ['ephemeral:read']],
  ['dynamodb:PutItem', 'Ephemeral', []],
  ['dynamodb:Scan', 'Ephemeral', []],
  ['dynamodb:Scan', 'Audit', []],
  ['dynamodb:PartiQLInsert', 'Lanes', ['lanes:register']],
  ['dynamodb:Query', 'Lanes', ['lanes:read']],
  ['dynamodb:GetItem', 'Lanes', ['lanes:read']],
  ['dynamodb:PutItem', 'Lanes', []],
  ['dynamodb:PartiQLInsert', 'Control', []],
  ['dynamodb:PutItem', 'Control', ['control:write', 'control:hold', 'control:clean', 'control:reconcile']],
  ['dynamodb:DeleteItem', 'Control', []],
  ['dynamodb:Query', 'Search', ['search:read']],
  ['dynamodb:BatchWriteItem', 'Search', ['search:write']],
  ['dynamodb:PutItem', 'Search', ['search:write']],
  ['dynamodb:DeleteItem', 'Search', []],
  ['dynamodb:Scan', 'Search', []],
])('%s on %s is for who declares %j', async (action, id, declares) => {
  const { may, declared } = await compare({ action, ...table(id) }, ...declares);
  expect(may).toEqual(declared);
});

test('counters are added to by who declares it, and nothing else of their table is updated past commit', async () => {
  const update = { action: 'dynamodb:UpdateItem', ...table('Ephemeral') };
  const on = (pk: string) => ({ ...update, context: { 'dynamodb:LeadingKeys': [pk] } });
  const { may, declared } = await compare(on('BUDGET#proj_1#code_ip#hash'), 'ephemeral:spend');
  expect(may).toEqual(declared);
  expect(may).not.toEqual([]);
  for (const pk of ['CODE#proj_1#flow', 'CHALLENGE#hash', 'LINK#hash', 'MESSAGE#msg_1'])
    expect((await compare(on(pk), 'ephemeral:spend')).may).toEqual([]);
});

describe('the data key', () => {
  const decrypt = (context: Record<string, string | string[]>) =>
    compare({ action: 'kms:Decrypt', ...key('DataKey'), context }, 'data-key:unwrap');

  test('unwraps the key of a project for who declares it', async () => {
    const context = { 'kms:EncryptionContextKeys': ['project'], 'kms:EncryptionContext:project': 'project_1' };
    const { may, declared } = await decrypt(context);
    expect(may).toEqual(declared);
    expect(may).not.toEqual([]);
  });

  test('opens nothing else for a direct call', async () => {
    expect((await decrypt({})).may).toEqual([]);
    expect((await decrypt({ 'kms:EncryptionContextKeys': ['aws:dynamodb:tableName'] })).may).toEqual([]);
  });

  test('opens a table for who reads it, through DynamoDB', async () => {
    const { may } = await decrypt({ 'kms:ViaService': 'dynamodb.us-east-1.amazonaws.com' });
    const touching = roles.filter(({ access }) => access.some((one) => ACCESS[one].endsWith('_TABLE')));
    expect(may).toEqual(expect.arrayContaining(touching.map(({ role }) => role.id)));
  });
});

test.each<[string, Access]>([
  ['TokenKey', 'token-key:sign'],
  ['StatementKey', 'statement-key:sign'],
  ['LogKey', 'log-key:sign'],
])('%s signs for who declares %s, in Ed25519 alone, and for no other tenant', async (id, access) => {
  const sign = { action: 'kms:Sign', ...key(id) };
  const ed25519 = { 'kms:SigningAlgorithm': 'ED25519_SHA_512' };
  const { may, declared } = await compare({ ...sign, context: ed25519 }, access);
  expect(may).toEqual(declared);
  expect((await compare({ ...sign, context: { 'kms:SigningAlgorithm': 'ED25519_PH_SHA_512' } })).may).toEqual([]);
  const foreign = { ...ed25519, 'aws:PrincipalTag/hale:tenant': 'birch' };
  expect((await compare({ ...sign, context: foreign })).may).toEqual([]);
});

test('the public half of LogKey is read by who signs with it, and by who checks before rows go', async () => {
  const read = { action: 'kms:GetPublicKey', ...key('LogKey') };
  const { may, declared } = await compare(read, 'log-key:sign', 'log-key:read');
  expect(may).toEqual(declared);
  for (const role of ['LogCleanUpRole', 'LogPlanCleanUpRole'])
    expect(may).toContainEqual(expect.stringContaining(role));
});

describe('messages', () => {
  const identity = 'arn:aws:ses:us-east-1:111122223333:identity/acme.example';
  const mail = { action: 'ses:SendEmail', resource: identity };
  const topic = () => {
    const [found] = find(synthesis, 'AWS::SNS::Topic');
    return `arn:aws:sns:us-east-1:111122223333:${found?.stack}-${found?.id}`;
  };

  test('are mailed by who declares it, from the address of the tenant alone', async () => {
    const { may, declared } = await compare({ ...mail, context: { 'ses:FromAddress': MAIL_FROM } }, 'mail:send');
    expect(may).toEqual(declared);
    expect((await compare({ ...mail, context: { 'ses:FromAddress': 'ceo@acme.example' } })).may).toEqual([]);
    expect((await compare(mail)).may).toEqual([]);
  });

  test('reach a topic from who declares incidents alone, and from nobody who may text', async () => {
    const { may, declared } = await compare({ action: 'sns:Publish', resource: topic() }, 'incident:publish');
    const texting = roles.filter(({ access }) => access.includes('sms:send')).map(({ role }) => role.id);
    expect(may).toEqual(declared.filter((id) => !texting.includes(id)));
    expect(may).not.toEqual([]);
  });
});

describe('streams of the log', () => {
  test('note how far they are, and never a head of a log', async () => {
    const update = { action: 'dynamodb:UpdateItem', ...table('Control') };
    const on = (pk: string) => ({ ...update, context: { 'dynamodb:LeadingKeys': [pk] } });
    const { may, declared } = await compare(on('STREAM#str_1'), 'control:follow', 'control:write');
    expect(may).toEqual(declared);
    const head = await compare(on('LOG#org_1'), 'control:write');
    expect(head.may).toEqual(head.declared);
  });

  test("assume a role that was named for them, with a project's id, and no other", async () => {
    const assume = (name: string, context: Record<string, string>) => {
      const resource = `arn:aws:iam::111122223333:role/${name}`;
      // Trusts everybody in the account, as careless roles do: then it is our own policy alone that decides.
      const Principal = { AWS: 'arn:aws:iam::111122223333:root' };
      const Statement = [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }];
      const resourcePolicy = { Version: '2012-10-17', Statement };
      return compare({ action: 'sts:AssumeRole', resource, resourcePolicy, context }, 'customer-role:assume');
    };
    const { may, declared } = await assume('hale-stream-acme', { 'sts:ExternalId': 'proj_1' });
    expect(declared).toHaveLength(3);
    expect(may).toEqual(declared);
    const others = ['admin', 'hale-data', 'x/hale-stream-acme'];
    for (const name of others) expect((await assume(name, { 'sts:ExternalId': 'proj_1' })).may).toEqual([]);
    expect((await assume('hale-stream-acme', { 'sts:ExternalId': 'org_1' })).may).toEqual([]);
    expect((await assume('hale-stream-acme', {})).may).toEqual([]);
  });
});

test('whoever locks segments notes how far they are, and never a head of a log', async () => {
  const put = { action: 'dynamodb:PutItem', ...table('Control') };
  const on = (pk: string) => ({ ...put, context: { 'dynamodb:LeadingKeys': [pk] } });
  expect((await compare(on('HOLD_CURSOR#hold_1#active'))).may).toContainEqual(expect.stringMatching(/ApplyHolds/));
  const { may, declared } = await compare(on('LOG#org_1'), 'control:write');
  expect(may).toEqual(declared);
});

test("whoever publishes keys to everybody reads which key signs, and nobody's account", async () => {
  const get = { action: 'dynamodb:GetItem', ...table('Identity') };
  const on = (pk: string) => ({ ...get, context: { 'dynamodb:LeadingKeys': [pk] } });
  expect((await compare(on('SIGNING_KEYS'))).may).toContainEqual(expect.stringMatching(/GetJwks/));
  const { may, declared } = await compare(on('USER#user_1'), 'identity:read');
  expect(may).toEqual(declared);
});

describe('the clean-up and the reconciler', () => {
  const put = () => ({ action: 'dynamodb:PutItem', ...table('Control') });
  const names = async (pk: string) => (await compare({ ...put(), context: { 'dynamodb:LeadingKeys': [pk] } })).may;
  const mayPut = async (role: string, pks: readonly string[]) => {
    const found: string[] = [];
    for (const pk of pks) if ((await names(pk)).some((id) => id.startsWith(role))) found.push(pk);
    return found;
  };

  test('each write down their own rows of the control table, and never a head of a log', async () => {
    const rows = ['CLEANED#org_1#0', 'RECONCILED', 'LOG#org_1', 'LOG#org_1#0', 'SWEEP', 'ANCHORS', 'STREAM#str_1'];
    expect(await mayPut('LogCleanUpRole', rows)).toEqual(['CLEANED#org_1#0']);
    expect(await mayPut('LogReconcileRole', rows)).toEqual(['RECONCILED']);
    for (const role of ['LogCleanUpRole', 'LogReconcileRole']) {
      const update = { action: 'dynamodb:UpdateItem', ...table('Control') };
      expect((await compare(update)).may).not.toContainEqual(expect.stringContaining(role));
    }
  });
});

test('whoever hands keys to an auditor changes nothing', async () => {
  const { may } = await compare({ action: 'dynamodb:PartiQLUpdate', ...table('Identity') });
  expect(may).not.toEqual([]);
  expect(may.filter((id) => id.startsWith('DsrExportSubjectKeys'))).toEqual([]);
});

describe('the live bucket', () => {
  const of = (action: string, path: string, ...declares: Access[]) =>
    compare({ action, ...object('Live', path) }, ...declares);

  test.each<[string, string, Access[]]>([
    ['s3:GetObject', 'staging/org_1/ab', ['live:read']],
    ['s3:GetObject', 'v1/us-east-1/logs/org_1/checkpoint', ['live:read']],
    ['s3:PutObject', 'staging/org_1/ab', ['live:write']],
    ['s3:PutObject', 'v1/us-east-1/logs/org_1/checkpoint', ['live:write']],
    ['s3:GetObject', 'exports/proj_1/exp_1/events-exp_1.ndjson', ['exports:read', 'exports:write']],
    ['s3:GetObject', 'exports/proj_1/exp_1/rest', ['exports:read', 'exports:write']],
    ['s3:GetObject', 'exports/proj_1/exp_1/written.json', ['exports:follow', 'exports:read', 'exports:write']],
    ['s3:PutObject', 'exports/proj_1/exp_1/events-exp_1.ndjson', ['exports:write']],
    ['s3:GetObject', 'elsewhere/1', []],
  ])('%s of %s is for who declares %j', async (action, path, declares) => {
    const { may, declared } = await of(action, path, ...declares);
    expect(may).toEqual(declared);
  });

  test('tells how far a file is to the functions that say so, which read none', () => {
    const following = roles.filter(({ access }) => access.includes('exports:follow'));
    const names = following.map(({ role }) => role.id.replace(/Role[0-9A-F]{8}$/, ''));
    expect(names.sort()).toEqual(['BreachGetScope', 'DsrGetUserExport', 'EventExportGetExport']);
    for (const { access } of following) expect(access).not.toContain('exports:read');
  });
});

describe('the archive', () => {
  const path = 'v1/us-east-1/logs/org_1/seals/2026-01-01';

  test('takes a new object from the archiver, when the put is conditional', async () => {
    const put = { action: 's3:PutObject', ...object('Archive', path) };
    const { may, declared } = await compare({ ...put, context: { 's3:if-none-match': '*' } }, 'archive:write');
    expect(may).toEqual(declared);
    expect((await compare(put)).may).toEqual([]);
  });

  test('takes evidence, and nothing of a log, from who cleans up, compares and watches', async () => {
    const accesses: Access[] = ['archive:write', 'archive:evidence'];
    for (const action of ['s3:PutObject', 's3:PutObjectRetention']) {
      const put = (to: string) => ({ action, ...object('Archive', to), context: { 's3:if-none-match': '*' } });
      const { may, declared } = await compare(put('v1/us-east-1/evidence/once/ab.json'), ...accesses);
      expect(may).toEqual(declared);
      const own = ['LogCleanUpRole', 'LogReconcileRole', 'LogWatchTamperingRole'];
      for (const role of own) expect(may).toContainEqual(expect.stringContaining(role));
      for (const other of [
        path,
        'v1/us-east-1/logs/org_1/checkpoints/evidence/1',
        'v1/us-east-1/directory/keys/1.vkey',
      ]) {
        const elsewhere = await compare(put(other), 'archive:write');
        expect(elsewhere.may).toEqual(elsewhere.declared);
        for (const role of own) expect(elsewhere.may).not.toContainEqual(expect.stringContaining(role));
      }
    }
  });

  test('is locked by who looks after holds, its segments alone', async () => {
    const segment = object('Archive', 'v1/us-east-1/logs/org_1/segments/0000000000000000-1-ab.jsonl.gz');
    const { may, declared } = await compare({ action: 's3:PutObjectLegalHold', ...segment }, 'archive:hold');
    expect(may).toEqual(declared);
    expect(may).toHaveLength(1);
  });

  test.each(['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:BypassGovernanceRetention', 's3:PutObjectLegalHold'])(
    '%s is for nobody',
    async (action) => expect((await compare({ action, ...object('Archive', path) })).may).toEqual([]),
  );
});
