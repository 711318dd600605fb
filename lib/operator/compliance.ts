/**
 * `hale compliance`: whether a project is in policy now, what is below the preset and since when, the preset itself, and
 * the agreements that it rests on. All of it is asked of the API, with a secret key that may.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { type AgreementOptions, agreementFrom } from './agreement-terms.ts';
import { type ApiOptions, apiUrl, callApi } from './call-api.ts';
import { CommandError } from './command-error.ts';
import { readSecret } from './read-secret.ts';

export interface ComplianceOptions extends ApiOptions {
  readonly json?: boolean;
}

const KEY_VARIABLE = 'HALE_API_KEY';
const PATH = '/v1/compliance';

async function connect(options: ApiOptions) {
  const bearer = process.env[KEY_VARIABLE]?.trim() || (await readSecret('Secret key'));
  const url = await apiUrl(options);
  return <T>(method: string, path: string, body?: unknown) =>
    callApi<T>(url, method, `${PATH}${path}`, { bearer, body });
}

type Value = boolean | number | string;
interface Check {
  readonly id: string;
  readonly result: 'pass' | 'fail' | 'unknown';
  readonly expected: string;
  readonly found: string;
  readonly citation: string;
}
interface Posture {
  readonly document: { readonly as_of: string; readonly in_policy: boolean; readonly checks: readonly Check[] };
  readonly statement: string;
}
interface Below {
  readonly member: string;
  readonly expected: string;
  readonly found: Value;
  readonly citation: string;
  readonly since: { readonly event_id: string; readonly at: string } | null;
}
interface DriftPage {
  readonly preset: string;
  readonly project: readonly Below[];
  readonly organizations: readonly { readonly organization_id: string; readonly below: readonly Below[] }[];
  readonly organizations_checked: number;
  readonly next_cursor: string | null;
}
interface Difference {
  readonly member: string;
  readonly before: Value;
  readonly after: Value;
}
interface Switched {
  readonly applied: boolean;
  readonly agreement_id: string | null;
  readonly project: readonly Difference[];
  readonly organizations: readonly { readonly organization_id: string; readonly changes: readonly Difference[] }[];
  readonly organizations_changed: number;
  readonly organizations_checked: number;
}

/** Ends with 1 where the project is not in policy, so that a pipeline stops there. */
export async function compliancePosture(options: ComplianceOptions & { output?: string }): Promise<number> {
  if (options.output !== undefined && existsSync(options.output))
    throw new CommandError(`${options.output} exists. Name another file.`, 2);
  const call = await connect(options);
  const posture = await call<Posture>('GET', '/posture');
  if (options.output !== undefined) writeFileSync(options.output, `${JSON.stringify(posture, undefined, 2)}\n`);
  const { as_of, in_policy, checks } = posture.document;
  if (options.json) console.log(JSON.stringify(posture));
  else {
    const width = Math.max(...checks.map(({ id }) => id.length));
    for (const { id, result, expected, found, citation } of checks) {
      const wrong = result === 'pass' ? '' : `   expected ${expected}`;
      console.log(`${result.toUpperCase().padEnd(7)}  ${id.padEnd(width)}  ${found}${wrong}   §${citation}`);
    }
    console.log(`${in_policy ? 'In policy' : 'NOT in policy'} at ${as_of}.`);
  }
  return in_policy ? 0 : 1;
}

async function allPages(call: Awaited<ReturnType<typeof connect>>): Promise<DriftPage> {
  const organizations: DriftPage['organizations'][number][] = [];
  let checked = 0;
  for (let cursor = ''; ; ) {
    const page = await call<DriftPage>('GET', `/drift?limit=100${cursor && `&cursor=${cursor}`}`);
    organizations.push(...page.organizations);
    checked += page.organizations_checked;
    if (page.next_cursor === null) return { ...page, organizations, organizations_checked: checked };
    cursor = page.next_cursor;
  }
}

const lineOf = ({ member, expected, found, since }: Below): string =>
  `  ${member}: ${found}, expected ${expected}${since ? `; since ${since.at} by ${since.event_id}` : ''}`;

/** Ends with 1 where anything is below the preset. */
export async function complianceDrift(options: ComplianceOptions): Promise<number> {
  const drift = await allPages(await connect(options));
  const { project, organizations } = drift;
  if (options.json) console.log(JSON.stringify(drift));
  else {
    console.log(`preset  ${drift.preset}`);
    if (project.length > 0) console.log(['project', ...project.map(lineOf)].join('\n'));
    for (const { organization_id, below } of organizations)
      console.log([organization_id, ...below.map(lineOf)].join('\n'));
    console.log(`${organizations.length} of ${drift.organizations_checked} organizations are below the preset.`);
  }
  return project.length + organizations.length > 0 ? 1 : 0;
}

const changed = ({ member, before, after }: Difference): string => `  ${member}: ${before} -> ${after}`;

export async function compliancePreset(
  preset: string,
  options: ComplianceOptions & { dryRun?: boolean },
): Promise<number> {
  const call = await connect(options);
  const body = { preset, dry_run: options.dryRun === true };
  const switched = await call<Switched>('POST', '/preset', body);
  const { project, organizations, applied } = switched;
  if (options.json) console.log(JSON.stringify(switched));
  else {
    console.log([`project${project.length === 0 ? '  nothing changes' : ''}`, ...project.map(changed)].join('\n'));
    for (const { organization_id, changes } of organizations)
      console.log([organization_id, ...changes.map(changed)].join('\n'));
    const { organizations_changed: some, organizations_checked: all } = switched;
    console.log(`${some} of ${all} organizations ${applied ? 'are' : 'would be'} changed by it.`);
    console.log(applied ? 'The preset is on.' : 'Nothing was changed: this was a dry run.');
  }
  return 0;
}

export async function agreementAdd(
  options: ComplianceOptions & AgreementOptions & { replaces?: string },
): Promise<number> {
  const call = await connect(options);
  const body = { ...agreementFrom(options), replaces: options.replaces };
  const made = await call<{ id: string; status: string }>('POST', '/agreements', body);
  console.log(options.json ? JSON.stringify(made) : `${made.id}  ${made.status}`);
  return 0;
}

interface Agreement {
  readonly id: string;
  readonly status: string;
  readonly kind: string;
  readonly counterparty: string;
  readonly expires_on: string | null;
}

export async function agreementList(options: ComplianceOptions): Promise<number> {
  const call = await connect(options);
  const data: Agreement[] = [];
  for (let cursor = ''; ; ) {
    const path = `/agreements?limit=100${cursor && `&cursor=${cursor}`}`;
    const page = await call<{ data: Agreement[]; next_cursor: string | null }>('GET', path);
    data.push(...page.data);
    if (page.next_cursor === null) break;
    cursor = page.next_cursor;
  }
  if (options.json) console.log(JSON.stringify(data));
  else
    for (const { id, status, kind, counterparty, expires_on } of data)
      console.log(
        `${id}  ${status.padEnd(8)}  ${kind.padEnd(14)}  until ${expires_on ?? 'it is ended'}  ${counterparty}`,
      );
  return 0;
}
