import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileSystem } from 'aws-cdk-lib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { routes } from '../../../lambdas/routes.ts';
import { triggers } from '../../../lambdas/triggers.ts';
import { errorClasses } from '../../../lib/bundle/aliases.ts';
import { placeBreachedList } from '../../../lib/bundle/breached-list.ts';
import { type Bundles, bundle, FUNCTIONS } from '../../../lib/bundle/bundle.ts';

const out = mkdtempSync(join(tmpdir(), 'hale-bundle-'));
const LIST = join(out, 'some.list');
const LOOK_UP = ['password/change-password', 'password/confirm-reset', 'password/sign-in'];
/** Load the part that judges certificates. */
const CERTIFY = ['passkey/finish-registration', 'recovery/finish-completion'];
/** Print, with the letters that they print in. */
const PRINT = ['dsr/get-accounting'];
let first: Bundles;
let second: Bundles;
beforeAll(async () => {
  writeFileSync(LIST, 'a list');
  first = await bundle({ out: join(out, 'first'), breachedList: LIST });
  second = await bundle({ out: join(out, 'second'), breachedList: LIST, maps: true });
});
afterAll(() => rmSync(out, { recursive: true }));

test('every route and every trigger has its function', () => {
  const folders = [...Object.values(routes).map(({ id }) => id), ...Object.keys(triggers)];
  expect(FUNCTIONS).toEqual([...new Set(folders)].sort());
  expect(Object.keys(first.bytes).sort()).toEqual(FUNCTIONS);
});

test('the same sources give the same assets, whatever the folder, with maps or without (T42)', () => {
  const hashes = ({ folder }: Bundles) => FUNCTIONS.map((id) => FileSystem.fingerprint(join(folder, id)));
  expect(hashes(second)).toEqual(hashes(first));
});

const filesOf = (id: string) => readdirSync(join(second.folder, id)).sort();

test('an asset is the function alone: its source map is kept aside', () => {
  for (const id of FUNCTIONS) expect(filesOf(id)).toContain('index.mjs');
  for (const id of CERTIFY) expect(filesOf(id)).toEqual(['certificates.mjs', 'index.mjs']);
  expect(FUNCTIONS.filter((id) => filesOf(id).length > 1)).toEqual([...CERTIFY, ...LOOK_UP, ...PRINT].sort());
  for (const id of PRINT) expect(filesOf(id)).toEqual(['DejaVuSans.ttf', 'index.mjs']);
  const maps = readdirSync(join(out, 'second/maps'), { recursive: true, encoding: 'utf8' });
  expect(maps.filter((file) => file.endsWith('.map')).sort()).toEqual(FUNCTIONS.map((id) => `${id}.map`).sort());
});

test('functions take their credentials from the environment and carry no other source of them', () => {
  const others = /credential_process|sso_start_url|AWS_CONTAINER_CREDENTIALS/;
  expect(FUNCTIONS.filter((id) => others.test(readFileSync(join(first.folder, id, 'index.mjs'), 'utf8')))).toEqual([]);
});

test('every error of an AWS service that the code tells by its class keeps its class in the bundle', () => {
  const told = globSync('lambdas/**/*.ts', { cwd: join(import.meta.dirname, '../../..') }).flatMap((file) => {
    const source = readFileSync(join(import.meta.dirname, '../../..', file), 'utf8');
    const imports = [...source.matchAll(/import (?:type )?\{([^}]*)\} from '@aws-sdk\/client-[^']+'/g)];
    const names = new Set(imports.flatMap(([, list = '']) => list.split(',').map((name) => name.trim())));
    return [...source.matchAll(/instanceof (\w+)/g)].flatMap(([, name = '']) => (names.has(name) ? [name] : []));
  });
  expect([...new Set(told)].sort()).toEqual(errorClasses);
});

test('the list of breached passwords lies beside the functions that look up in it, while there is one', () => {
  for (const id of LOOK_UP) expect(filesOf(id)).toEqual(['breached-passwords.list', 'index.mjs']);
  placeBreachedList(second.folder, FUNCTIONS, {}, join(out, 'gone.list'));
  for (const id of LOOK_UP) expect(filesOf(id)).toEqual(['index.mjs']);
});
