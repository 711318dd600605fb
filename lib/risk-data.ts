/**
 * The files of a tenant that tell of networks (docs/risk.md): looked at before they are deployed, for a function that
 * finds a broken one refuses every sign-in. They become a layer, which is uploaded once.
 */
import { constants, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { Reader } from 'mmdb-lib';
import { RISK_FILES } from '../lambdas/shared/access.ts';
import { type Tenant, TenantError } from './tenant.ts';

type Name = keyof NonNullable<Tenant['riskData']>;

const FILES: Readonly<Record<Name, string>> = {
  geo: RISK_FILES.geo,
  torExits: RISK_FILES.tor_exits,
  dataCentres: RISK_FILES.data_centres,
  knownBad: RISK_FILES.known_bad,
};

/** Lambda takes 250 MB of a function and its layers, unpacked; and each environment reads a file whole. */
const MAX_BYTES = { geo: 150_000_000, list: 20_000_000 } as const;

/** Where a layer's files are in a function, and in which folder of the layer. */
export const RISK_FOLDER = '/opt/risk';
const IN_LAYER = 'risk';

const BITS: Readonly<Record<number, number>> = { 4: 32, 6: 128 };

function isNetwork(text: string): boolean {
  const [address = '', length, ...more] = text.split('/');
  const bits = BITS[isIP(address)];
  if (bits === undefined || more.length > 0 || address.includes('%')) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= bits);
}

function problemOf(name: Name, path: string): string | undefined {
  if (!existsSync(path)) return `there is no ${path}`;
  const most = name === 'geo' ? MAX_BYTES.geo : MAX_BYTES.list;
  if (statSync(path).size > most) return `${path} is larger than ${most / 1_000_000} MB`;
  if (name !== 'geo') {
    const lines = readFileSync(path, 'utf8').split('\n');
    const wrong = lines.findIndex((line) => {
      const network = (line.split('#', 1)[0] ?? '').trim();
      return network !== '' && !isNetwork(network);
    });
    return wrong < 0 ? undefined : `line ${wrong + 1} of ${path} is no network`;
  }
  try {
    new Reader(readFileSync(path)).get('192.0.2.1');
    return undefined;
  } catch {
    return `${path} is no MaxMind database`;
  }
}

/**
 * The folder to make the layer of; `undefined` where the tenant names no file.
 * @param tenants what the paths are relative to. @param out where the folder is made.
 * @throws TenantError where a file is missing, too large or not what it should be.
 */
export function placeRiskData({ name, riskData }: Tenant, tenants: string, out: string): string | undefined {
  const folder = join(out, 'risk-data', name);
  rmSync(folder, { recursive: true, force: true });
  const named = Object.entries(riskData ?? {}) as [Name, string][];
  if (named.length === 0) return undefined;
  mkdirSync(join(folder, IN_LAYER), { recursive: true });
  for (const [file, path] of named) {
    const source = resolve(tenants, path);
    const problem = problemOf(file, source);
    if (problem) throw new TenantError(`tenants/${name}.json: riskData.${file}: ${problem}`);
    copyFileSync(source, join(folder, IN_LAYER, FILES[file]), constants.COPYFILE_FICLONE);
  }
  return folder;
}
