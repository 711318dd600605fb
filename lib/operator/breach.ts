/** `hale breach open`, `contain` and `status`: the first hours of a breach, from a terminal. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiOptions, apiUrl, callApi } from './call-api.ts';
import { CommandError } from './command-error.ts';
import { progressBar } from './progress.ts';
import { readSecret } from './read-secret.ts';

const KEY_VARIABLE = 'HALE_API_KEY';
const PATH = '/v1/admin/breaches';

interface BreachOptions extends ApiOptions {
  readonly json?: boolean;
}
interface OpenOptions extends BreachOptions {
  readonly title: string;
  readonly summary: string;
  readonly discovered: string;
  readonly occurredFrom?: string;
  readonly occurredTo?: string;
  readonly role: string;
  readonly timeZone: string;
}
interface ContainOptions extends BreachOptions {
  readonly key?: readonly string[];
  readonly client?: readonly string[];
  readonly rotateSigningKeys?: string;
  readonly signingKey?: string;
  readonly lockUser?: readonly string[];
  readonly lockOrganization?: readonly string[];
  readonly lockProject?: boolean;
  readonly credentialsOf?: readonly string[];
  readonly sessionsOf?: readonly string[];
  readonly sessionsOfOrganization?: readonly string[];
  readonly sessionsOfProject?: boolean;
  readonly again?: boolean;
  readonly dryRun?: boolean;
  readonly every: string;
}

interface Clock {
  readonly kind: string;
  readonly basis: string;
  readonly due_on: string;
  readonly state: string;
}
interface Step {
  readonly kind: string;
  readonly target: { readonly type: string; readonly id: string };
  readonly state: string;
  readonly reason: string | null;
  readonly count: number;
  readonly spared: number;
}
interface Containment {
  readonly state: 'none' | 'running' | 'incomplete' | 'done';
  readonly steps: readonly Step[];
}
interface Breach {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly discovered_at: string;
  readonly privacy_officer_told: boolean;
  readonly clocks: readonly Clock[];
  readonly containment?: Containment;
}

async function connect(options: ApiOptions) {
  const bearer = process.env[KEY_VARIABLE]?.trim() || (await readSecret('Secret key'));
  const url = await apiUrl(options);
  return <T>(method: string, path: string, body?: unknown) =>
    callApi<T>(url, method, `${PATH}${path}`, { bearer, body });
}

const isLate = ({ clocks }: Breach): boolean => clocks.some(({ state }) => state === 'overdue');

function showClocks({ id, title, status, clocks }: Breach): void {
  console.log(`${id}  ${status}  ${title}`);
  for (const { kind, basis, due_on, state } of clocks)
    console.log(
      `  ${state.toUpperCase().padEnd(12)}  ${kind.padEnd(18)}  by ${due_on}  ${basis === 'internal' ? 'our promise' : `§${basis}`}`,
    );
}

function showSteps({ steps }: Containment): void {
  for (const { kind, target, state, reason, count, spared } of steps) {
    const more = [reason, count > 0 && `${count} changed`, spared > 0 && `${spared} operators spared`].filter(Boolean);
    console.log(`  ${state.toUpperCase().padEnd(7)}  ${kind.padEnd(11)}  ${target.id}  ${more.join(', ')}`.trimEnd());
  }
}

export async function breachOpen(options: OpenOptions): Promise<number> {
  const call = await connect(options);
  const breach = await call<Breach>('POST', '', {
    title: options.title,
    summary: options.summary,
    discovered_at: options.discovered,
    occurred_from: options.occurredFrom,
    occurred_to: options.occurredTo,
    role: options.role,
    time_zone: options.timeZone,
  });
  if (options.json) console.log(JSON.stringify(breach));
  else {
    showClocks(breach);
    console.log('These are outer limits: notices go without unreasonable delay. Counsel must check that they apply.');
    if (!breach.privacy_officer_told) console.log('The incident topic did not answer yet: CALL the privacy officer.');
  }
  return 0;
}

function orderOf(options: ContainOptions) {
  const reach = (users: unknown, organizations: unknown, project: boolean | undefined) =>
    users || organizations || project ? { users, organizations, project } : undefined;
  return {
    api_keys: options.key,
    clients: options.client,
    rotate_signing_keys: options.rotateSigningKeys,
    signing_key: options.signingKey,
    lock_accounts: reach(options.lockUser, options.lockOrganization, options.lockProject),
    credentials: options.credentialsOf && { users: options.credentialsOf },
    sessions: reach(options.sessionsOf, options.sessionsOfOrganization, options.sessionsOfProject),
    again: options.again,
  };
}

/** Ends with 1 where a measure was refused: then somebody has to look. */
export async function breachContain(id: string, options: ContainOptions): Promise<number> {
  const everyMs = Number(options.every) * 1_000;
  if (!(everyMs > 0)) throw new CommandError('--every takes seconds.', 2);
  const order = orderOf(options);
  if (options.dryRun) {
    console.log(JSON.stringify(order, undefined, options.json ? undefined : 2));
    return 0;
  }
  const call = await connect(options);
  let containment = await call<Containment>('POST', `/${id}/contain`, order);
  const bar = progressBar('measures');
  try {
    for (; containment.state === 'running'; await sleep(everyMs)) {
      bar.update(containment.steps.filter(({ state }) => state !== 'pending').length, containment.steps.length);
      containment = (await call<Required<Breach>>('GET', `/${id}`)).containment;
    }
  } finally {
    bar.stop();
  }
  if (options.json) console.log(JSON.stringify(containment));
  else if (containment.state === 'none') console.log('Nothing was ordered yet. Add --help to see what can be.');
  else showSteps(containment);
  return containment.steps.some(({ state }) => state === 'refused') ? 1 : 0;
}

/** Ends with 1 where a notice is overdue, so that whatever runs it may tell somebody. */
export async function breachStatus(id: string | undefined, options: BreachOptions): Promise<number> {
  const call = await connect(options);
  if (id !== undefined) {
    const breach = await call<Breach>('GET', `/${id}`);
    if (options.json) console.log(JSON.stringify(breach));
    else {
      showClocks(breach);
      if (breach.containment) showSteps(breach.containment);
    }
    return isLate(breach) ? 1 : 0;
  }
  const all: Breach[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query = new URLSearchParams({ limit: '100', ...(cursor && { cursor }) });
    const page: { data: Breach[]; next_cursor: string | null } = await call('GET', `?${query}`);
    all.push(...page.data);
    cursor = page.next_cursor;
  }
  if (options.json) console.log(JSON.stringify(all));
  else if (all.length === 0) console.log('No breach was ever opened here.');
  else all.forEach(showClocks);
  return all.some(isLate) ? 1 : 0;
}
