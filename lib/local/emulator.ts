// The emulated AWS account: one MiniStack process in a process group of its own, which also holds every function it runs.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Credentials, LOCAL_ACCOUNT, LOCAL_REGION } from './credentials.ts';
import { CHECKOUT, type LocalPaths } from './paths.ts';
import { Refusal } from './refusal.ts';

const LAUNCHER = join(import.meta.dirname, 'launcher.py');
const POLL_MS = 50;
const START_MS = 60_000;
const STOP_MS = 15_000;

export interface Emulator {
  /** Writes the state to disk; without it only a proper stop does. */
  save(): Promise<void>;
  /** Saves the state, then ends MiniStack and every function. */
  stop(): Promise<void>;
}

export interface EmulatorSettings {
  readonly paths: LocalPaths;
  readonly python: string;
  readonly port: number;
  readonly credentials: Credentials;
}

/** What the AWS SDK, the CDK CLI and their children need to act as root of the emulated account. */
export function awsEnvironment({ paths, port, credentials }: Omit<EmulatorSettings, 'python'>) {
  return {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: LOCAL_REGION,
    AWS_DEFAULT_REGION: LOCAL_REGION,
    AWS_ENDPOINT_URL: `https://127.0.0.1:${port}`,
    AWS_CA_BUNDLE: paths.certificate,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    NODE_EXTRA_CA_CERTS: paths.trusted,
  };
}

export type AwsEnvironment = ReturnType<typeof awsEnvironment>;

/** Resolves when the account answers. Its output goes to `.hale/emulator.log`. */
export async function startEmulator(settings: EmulatorSettings): Promise<Emulator> {
  const { paths, python } = settings;
  const output = openSync(paths.emulatorLog, 'w', 0o600);
  const child = spawn(python, [LAUNCHER], {
    cwd: paths.stateDir,
    detached: true,
    env: emulatorEnvironment(settings),
    stdio: ['pipe', output, output],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
  writeFileSync(paths.emulatorPid, `${child.pid} ${process.pid}\n`);
  await waitForHealth(child, settings);
  return { save: () => save(child, paths), stop: () => stop(child, exited, paths) };
}

function emulatorEnvironment(settings: EmulatorSettings): NodeJS.ProcessEnv {
  const { paths, port } = settings;
  const { HOME, LANG, PATH } = process.env;
  return {
    ...awsEnvironment(settings),
    HOME,
    LANG,
    // Functions run on the first `node` on PATH.
    PATH: `${nodeFolder()}:${PATH}`,
    // Outside the checkout, where no function finds a package that its bundle lacks. The launcher removes it.
    TMPDIR: mkdtempSync(join(tmpdir(), 'hale-')),
    PYTHONDONTWRITEBYTECODE: '1',
    MINISTACK_ACCOUNT_ID: LOCAL_ACCOUNT,
    MINISTACK_REGION: LOCAL_REGION,
    AUTH: 'true',
    USE_SSL: '1',
    MINISTACK_SSL_CERT: paths.certificate,
    MINISTACK_SSL_KEY: paths.privateKey,
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    PERSIST_STATE: '1',
    STATE_DIR: paths.emulatorState,
    S3_PERSIST: '1',
    S3_DATA_DIR: paths.objects,
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
  };
}

/** The checkout's Node, which is of the version that the functions are deployed for. */
function nodeFolder(): string {
  const ours = join(CHECKOUT, 'node_modules/.bin');
  return existsSync(join(ours, 'node')) ? ours : dirname(process.execPath);
}

/** Two processes on one state folder would overwrite each other. One whose starter is gone is about to end. */
export async function refuseSecond({ emulatorPid }: LocalPaths): Promise<void> {
  const [pid = 0, starter] = existsSync(emulatorPid) ? readFileSync(emulatorPid, 'utf8').split(' ').map(Number) : [];
  const deadline = Date.now() + STOP_MS;
  while (pid > 0 && processField(pid, 'command').includes(LAUNCHER)) {
    if (Number(processField(pid, 'ppid')) === starter || Date.now() > deadline) {
      throw new Refusal(`The local cloud runs already (process ${pid}): stop that one first.`);
    }
    await pause(POLL_MS);
  }
}

const processField = (pid: number, field: string): string =>
  spawnSync('ps', ['-o', `${field}=`, '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';

async function waitForHealth(child: ChildProcess, { port, paths }: EmulatorSettings): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (!(await isHealthy(port))) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      killGroup(child);
      throw new Refusal(`The local cloud did not start: ${lastLine(paths.emulatorLog)} (see ${paths.emulatorLog})`);
    }
    await pause(POLL_MS);
  }
}

const isHealthy = (port: number): Promise<boolean> =>
  fetch(`https://127.0.0.1:${port}/_ministack/health`).then(
    (answer) => answer.ok,
    () => false,
  );

const lastLine = (file: string): string => readFileSync(file, 'utf8').trim().split('\n').at(-1) ?? '';

async function save(child: ChildProcess, { emulatorState }: LocalPaths): Promise<void> {
  const mark = join(emulatorState, 'saved');
  rmSync(mark, { force: true });
  child.kill('SIGUSR1');
  const deadline = Date.now() + STOP_MS;
  while (!existsSync(mark)) {
    if (Date.now() > deadline) throw new Error('The local cloud did not save its state.');
    await pause(POLL_MS);
  }
}

async function stop(child: ChildProcess, exited: Promise<void>, { emulatorPid }: LocalPaths): Promise<void> {
  child.stdin?.end();
  await Promise.race([exited, pause(STOP_MS, undefined, { ref: false })]);
  killGroup(child);
  await exited;
  rmSync(emulatorPid, { force: true });
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The whole group has ended.
  }
}
