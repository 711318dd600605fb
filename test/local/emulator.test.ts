/** The emulated account as a process: what it keeps, and that it leaves nothing behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CreateBucketCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { prepareCertificate, trustCertificate } from '../../lib/local/certificate.ts';
import { clientSettings } from '../../lib/local/client-settings.ts';
import { loadCredentials } from '../../lib/local/credentials.ts';
import { awsEnvironment, type EmulatorSettings, refuseSecond, startEmulator } from '../../lib/local/emulator.ts';
import { createFolders, localPaths } from '../../lib/local/paths.ts';
import { freePort } from '../../lib/local/ports.ts';
import { preparePython } from '../../lib/local/python.ts';

const paths = localPaths(mkdtempSync(join(tmpdir(), 'hale-emulator-')));
let settings: EmulatorSettings;
let sns: SNSClient;

const topics = async () => (await sns.send(new ListTopicsCommand({}))).Topics?.map(({ TopicArn }) => TopicArn) ?? [];
const addTopic = async (Name: string) => (await sns.send(new CreateTopicCommand({ Name }))).TopicArn;
const emulatorPid = (): number => Number(readFileSync(paths.emulatorPid, 'utf8').split(' ')[0]);

/** Also true while any process of its group, so any function, is left. */
function runs(pid: number): boolean {
  try {
    return process.kill(-pid, 0);
  } catch {
    return false;
  }
}

beforeAll(async () => {
  createFolders(paths);
  const python = await preparePython(() => {});
  prepareCertificate(paths, python, {});
  trustCertificate(paths.certificate);
  settings = { paths, python, port: await freePort(), credentials: loadCredentials(paths.credentials) };
  sns = new SNSClient(clientSettings(awsEnvironment(settings)));
});

afterAll(() => rmSync(paths.stateDir, { recursive: true, force: true }));

test('a proper stop keeps the state and ends every process', async () => {
  const first = await startEmulator(settings);
  const topic = await addTopic('kept');
  const pid = emulatorPid();
  await first.stop();
  expect(runs(pid)).toBe(false);

  const second = await startEmulator(settings);
  expect(await topics()).toEqual([topic]);
  await second.stop();
});

test('a stop keeps the locks of objects', async () => {
  const s3 = new S3Client({ ...clientSettings(awsEnvironment(settings)), forcePathStyle: true });
  const object = { Bucket: 'locked-bucket', Key: 'a/b' };
  const until = new Date(Date.UTC(2040, 0, 1));
  const first = await startEmulator(settings);
  await s3.send(new CreateBucketCommand({ Bucket: object.Bucket, ObjectLockEnabledForBucket: true }));
  const lock = { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: until } as const;
  const put = await s3.send(new PutObjectCommand({ ...object, ...lock, Body: 'kept' }));
  await first.stop();

  const second = await startEmulator(settings);
  expect(await s3.send(new HeadObjectCommand(object))).toMatchObject({ ...lock, VersionId: put.VersionId });
  await second.stop();
});

test('what was saved outlives a kill, what came after does not', async () => {
  const emulator = await startEmulator(settings);
  const saved = await addTopic('saved');
  await emulator.save();
  const lost = await addTopic('lost');
  process.kill(-emulatorPid(), 'SIGKILL');
  await emulator.stop();

  const next = await startEmulator(settings);
  expect(await topics()).toContain(saved);
  expect(await topics()).not.toContain(lost);
  await next.stop();
});

test('a second one on the same folder is refused', async () => {
  const emulator = await startEmulator(settings);

  await expect(refuseSecond(paths)).rejects.toThrow(/^The local cloud runs already \(process \d+\)/);
  await emulator.stop();
  await expect(refuseSecond(paths)).resolves.toBeUndefined();
});

test('it ends with its starter, even one that is killed', async () => {
  const script = `
    import { trustCertificate } from './lib/local/certificate.ts';
    import { startEmulator } from './lib/local/emulator.ts';
    const settings = ${JSON.stringify(settings)};
    trustCertificate(settings.paths.certificate);
    await startEmulator(settings);
    console.log('ready');`;
  const starter = spawn(process.execPath, ['--input-type=module-typescript', '--eval', script]);
  await once(starter.stdout, 'data');
  const pid = emulatorPid();
  expect(runs(pid)).toBe(true);
  starter.kill('SIGKILL');

  while (runs(pid)) await pause(50);
});
