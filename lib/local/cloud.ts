// The local cloud as a whole, for `npm start` and for the end-to-end tests: emulator, deployment and origin.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { prepareCertificate, trustCertificate } from './certificate.ts';
import { deployChanges } from './changes.ts';
import { loadCredentials } from './credentials.ts';
import { demoBackend } from './demo-backend.ts';
import { readOutputs } from './deploy.ts';
import { type AwsEnvironment, awsEnvironment, refuseSecond, startEmulator } from './emulator.ts';
import { startOrigin } from './origin.ts';
import { buildPages } from './pages.ts';
import { CHECKOUT, createFolders, type LocalPaths, localPaths, STATE_DIR, VENVS } from './paths.ts';
import { choosePorts } from './ports.ts';
import { preparePython } from './python.ts';
import { Refusal } from './refusal.ts';

export interface LocalCloudOptions {
  /** Where everything is kept between runs. Default `.hale/`. */
  readonly stateDir?: string;
  /** Forget everything that was kept, first. */
  readonly fresh?: boolean;
  readonly log?: (line: string) => void;
  /** HALE_PORT and HALE_CLOUD_PORT are read from here. Default `process.env`. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Folder with cdk.json. Default the checkout. */
  readonly project?: string;
  /** Stack patterns. Default the demo tenant's. */
  readonly stacks?: readonly string[];
}

export interface LocalCloud {
  /** `http://localhost:<port>`: pages and API on one origin. */
  readonly apiUrl: string;
  /** Root of the emulated account, for child processes and `clientSettings`. */
  readonly awsEnvironment: AwsEnvironment;
  /** Outputs of all stacks, by key. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly paths: LocalPaths;
  /** Keeps what has happened so far even if this process is killed. */
  save(): Promise<void>;
  stop(): Promise<void>;
}

export async function startLocalCloud(options: LocalCloudOptions = {}): Promise<LocalCloud> {
  const { stateDir = STATE_DIR, fresh = false, log = () => {}, environment = process.env } = options;
  const paths = localPaths(stateDir);
  await refuseSecond(paths);
  if (fresh) forget(paths);
  createFolders(paths);
  const ports = await choosePorts(paths.ports, environment);
  await buildPages(paths.pages);
  let apiId: string | undefined;
  const issuer = `http://localhost:${ports.site}`;
  // Listening from the beginning, so that a second checkout that starts meanwhile takes another port.
  const origin = await startOrigin({
    port: ports.site,
    cloudPort: ports.cloud,
    apiId: () => apiId,
    pages: paths.pages,
    backend: demoBackend({ apiUrl: issuer, cloudUrl: `https://127.0.0.1:${ports.cloud}`, file: paths.seeded }),
  });
  const cleanUp: (() => Promise<void>)[] = [() => origin.close()];
  try {
    const python = await preparePython(log);
    prepareCertificate(paths, python, environment);
    trustCertificate(paths.certificate);
    log('Starting the emulated account');
    const settings = { paths, python, port: ports.cloud, credentials: loadCredentials(paths.credentials) };
    const root = awsEnvironment(settings);
    const emulator = await startEmulator(settings);
    cleanUp.push(() => emulator.stop());
    const { project = CHECKOUT, stacks = ['demo/*'] } = options;
    const { assembly, deployLog: logFile } = paths;
    const deployment = { project, assembly, logFile, stacks, issuer, environment: root, log };
    await deployChanges(deployment, paths.deployed, () => emulator.save());
    const outputs = await readOutputs(root);
    apiId = apiIdOf(outputs);
    const stop = async () => {
      for (const step of cleanUp.splice(0)) await step();
    };
    return { apiUrl: origin.url, awsEnvironment: root, outputs, paths, save: () => emulator.save(), stop };
  } catch (cause) {
    for (const step of cleanUp) await step();
    throw cause;
  }
}

/** The ports stay, so that the address does, and the virtual environments, which hold no state. */
function forget({ stateDir, ports }: LocalPaths): void {
  for (const name of existsSync(stateDir) ? readdirSync(stateDir) : []) {
    const path = join(stateDir, name);
    if (path !== VENVS && path !== ports) rmSync(path, { recursive: true, force: true });
  }
}

function apiIdOf({ ApiId }: Readonly<Record<string, string>>): string {
  if (!ApiId) throw new Refusal('The deployed stacks have no output ApiId: try `npm start -- --fresh`.');
  return ApiId;
}
