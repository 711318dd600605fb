// Where the local cloud keeps its files. Only functions unpack elsewhere: in the system's temporary folder.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

export const CHECKOUT = join(import.meta.dirname, '../..');
export const STATE_DIR = join(CHECKOUT, '.hale');

/** Virtual environments, one per set of pinned packages, shared by every state folder of the checkout. */
export const VENVS = join(STATE_DIR, 'venv');

export function localPaths(stateDir: string) {
  const inside = (name: string) => join(stateDir, name);
  return {
    stateDir,
    certificate: inside('certificate.pem'),
    privateKey: inside('certificate.key'),
    /** Our certificate and whatever NODE_EXTRA_CA_CERTS named before. */
    trusted: inside('trusted.pem'),
    credentials: inside('credentials.json'),
    ports: inside('ports.json'),
    emulatorPid: inside('emulator.pid'),
    emulatorLog: inside('emulator.log'),
    emulatorState: inside('state'),
    objects: inside('objects'),
    assembly: inside('assembly'),
    deployLog: inside('deploy.log'),
    deployed: inside('deployed.json'),
    /** The built demo page. */
    pages: inside('pages'),
    seeded: inside('seeded.json'),
  };
}

export type LocalPaths = ReturnType<typeof localPaths>;

export function createFolders(paths: LocalPaths): void {
  for (const folder of [paths.stateDir, paths.emulatorState, paths.objects]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
}
