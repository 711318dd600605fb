/**
 * Files beside the function that tell of networks: where an address is, and who uses it. Each is optional; what is there
 * is read once in each environment, when it is first needed. A file that cannot be read fails the request: it was meant
 * to be there (security.md, row 35), and `lib/risk-data.ts` has looked at it before the deployment.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Reader, type Response } from 'mmdb-lib';
import { NO_RISK_DATA, RISK_FILES } from '../shared/access.ts';
import { variable } from '../shared/environment.ts';
import { compileNetworks, type NetworkList } from './network-list.ts';

type ListName = Exclude<keyof typeof RISK_FILES, 'geo'>;

function read(name: keyof typeof RISK_FILES): Buffer | undefined {
  const folder = variable('RISK_DATA');
  const file = join(folder, RISK_FILES[name]);
  return folder === NO_RISK_DATA || !existsSync(file) ? undefined : readFileSync(file);
}

const lists = new Map<ListName, NetworkList | undefined>();
let geo: { readonly reader: Reader<Response> | undefined } | undefined;

/** `undefined` where the deployment has no such list. */
export function networkList(name: ListName): NetworkList | undefined {
  if (lists.has(name)) return lists.get(name);
  const bytes = read(name);
  const list = bytes && compileNetworks(bytes.toString('utf8'));
  lists.set(name, list);
  return list;
}

/** `undefined` where the deployment has no such file. */
export function geoReader(): Reader<Response> | undefined {
  if (!geo) {
    const bytes = read('geo');
    geo = { reader: bytes && new Reader(bytes) };
  }
  return geo.reader;
}
