/** `hale breach scope`, `notices` and `evidence`: the days after a breach, from a terminal. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiOptions, apiUrl, callApi } from './call-api.ts';
import { CommandError } from './command-error.ts';
import { progressBar } from './progress.ts';
import { readSecret } from './read-secret.ts';

const KEY_VARIABLE = 'HALE_API_KEY';
/** Names of people are in what is written: whoever ran the command reads it, and nobody else. */
const MINE = { mode: 0o600 } as const;

interface FindingsOptions extends ApiOptions {
  readonly json?: boolean;
}
interface ScopeOptions extends FindingsOptions {
  readonly from?: string;
  readonly to?: string;
  readonly actor?: readonly string[];
  readonly key?: readonly string[];
  readonly session?: readonly string[];
  readonly grant?: readonly string[];
  readonly ip?: readonly string[];
  readonly organization?: readonly string[];
  readonly type?: readonly string[];
  readonly excludeActors?: boolean;
  readonly includeSuspects?: boolean;
  readonly show?: boolean;
  readonly dryRun?: boolean;
  readonly every: string;
}
interface NoticesOptions extends FindingsOptions {
  readonly notice?: string;
  readonly whatHappened?: string;
  readonly phiInvolved?: string;
  readonly nextSteps?: string;
  readonly protectiveSteps?: string;
  readonly mitigation?: string;
  readonly contact?: string;
  readonly output?: string;
}
interface EvidenceOptions extends FindingsOptions {
  readonly output: string;
}

interface Scope {
  readonly number: number;
  readonly status: 'running' | 'completed' | 'failed';
  readonly failure: string | null;
  readonly progress: { readonly entries: number; readonly of: number; readonly waits_for_archive: boolean } | null;
  readonly result: {
    readonly revision: number;
    readonly entries: number;
    readonly unreadable: number;
    readonly logs_walked: number;
    readonly at_least: boolean;
    readonly gaps: { readonly unnamed: number; readonly unlogged_reads: boolean };
    readonly counts: Readonly<Record<'events' | 'individuals' | 'uncertain' | 'attempted' | 'late', number>>;
  } | null;
}
interface Notice {
  readonly notice: string;
  readonly version: number;
  readonly at: string;
  readonly required: string;
  readonly due_on: string;
  readonly missing: readonly string[];
  readonly text: string;
}
interface Notices {
  readonly data: readonly Notice[];
  readonly sent: readonly { readonly notice: string; readonly version: number; readonly sent_at: string }[];
}
interface Bundle {
  readonly manifest: { readonly facts: { readonly pages: number } };
}

type Call = <T>(method: string, path: string, body?: unknown) => Promise<T>;

async function connect(id: string, options: ApiOptions): Promise<Call> {
  const bearer = process.env[KEY_VARIABLE]?.trim() || (await readSecret('Secret key'));
  const url = await apiUrl(options);
  return (method, path, body) =>
    callApi(url, method, `/v1/admin/breaches/${encodeURIComponent(id)}${path}`, { bearer, body });
}

async function untilKnown(call: Call, begun: Scope, everyMs: number): Promise<Scope> {
  const bar = progressBar('entries of the logs');
  try {
    for (let scope = begun; ; scope = await call<Scope>('GET', '/scope')) {
      if (scope.progress) bar.update(scope.progress.entries, scope.progress.of);
      if (scope.status !== 'running') return scope;
      await sleep(everyMs);
    }
  } finally {
    bar.stop();
  }
}

function showScope({ number, status, failure, progress, result }: Scope): void {
  console.log(`Scope ${number}: ${status}${failure ? ` (${failure})` : ''}`);
  if (progress?.waits_for_archive) console.log('  waits until everything of the window is archived and signed');
  if (!result) return;
  const { at_least, counts, entries, gaps, logs_walked, revision, unreadable } = result;
  console.log(
    `  ${at_least ? 'at least ' : ''}${counts.individuals} individuals were reached, of ${counts.uncertain} more it cannot be known`,
  );
  if (gaps.unnamed > 0)
    console.log(`  ${gaps.unnamed} events of it name nobody: whom they reached the log cannot tell`);
  if (gaps.unlogged_reads) console.log('  reads of users leave no event: others may have been read unseen');
  console.log(
    `  ${counts.events} events were part of it, ${counts.late} of them came late; ${counts.attempted} people only tried`,
  );
  console.log(
    `  ${entries} entries of ${logs_walked} logs were read, each to the root that was signed (revision ${revision})`,
  );
  if (unreadable > 0)
    console.log(`  ${unreadable} entries could not be read, and may have been part of it: hale verify tells which`);
}

/** Ends with 1 where it is not known whom it reached. */
export async function breachScope(id: string, options: ScopeOptions): Promise<number> {
  const everyMs = Number(options.every) * 1_000;
  if (!(everyMs > 0)) throw new CommandError('--every takes seconds.', 2);
  const asked = {
    range_start: options.from,
    range_end: options.to,
    actors: options.actor,
    keys: options.key,
    sessions: options.session,
    grants: options.grant,
    ips: options.ip,
    organizations: options.organization,
    events: options.type,
    ...(options.excludeActors ? { include_actors: false } : options.includeSuspects && { include_actors: true }),
  };
  if (options.dryRun) {
    console.log(JSON.stringify(asked, null, 2));
    return 0;
  }
  const call = await connect(id, options);
  const begun = await call<Scope>(options.show ? 'GET' : 'POST', '/scope', options.show ? undefined : asked);
  const scope = options.show ? begun : await untilKnown(call, begun, everyMs);
  if (options.json) console.log(JSON.stringify(scope));
  else showScope(scope);
  return scope.status === 'failed' ? 1 : 0;
}

function showNotices({ data, sent }: Notices): void {
  for (const { notice, version, at, required, due_on, missing } of data) {
    const when = sent.find((one) => one.notice === notice && one.version === version)?.sent_at;
    const state = when ? `sent ${when}` : missing.length > 0 ? `to be written: ${missing.join(', ')}` : 'draft';
    console.log(`  ${notice.padEnd(15)}  version ${version}  ${at}  ${required}, by ${due_on}  ${state}`);
  }
  if (data.length === 0) console.log('  No notice was drafted yet.');
}

export async function breachNotices(id: string, options: NoticesOptions): Promise<number> {
  if (options.output !== undefined && existsSync(options.output))
    throw new CommandError(`${options.output} exists. Name another file.`, 2);
  const call = await connect(id, options);
  if (options.notice === undefined) {
    const notices = await call<Notices>('GET', '/notices');
    if (options.json) console.log(JSON.stringify(notices));
    else showNotices(notices);
    return 0;
  }
  const draft = await call<Notice>('POST', '/notices', {
    notice: options.notice,
    what_happened: options.whatHappened,
    phi_involved: options.phiInvolved,
    next_steps: options.nextSteps,
    protective_steps: options.protectiveSteps,
    mitigation: options.mitigation,
    contact: options.contact,
  });
  if (options.output !== undefined) writeFileSync(options.output, draft.text, MINE);
  if (options.json) console.log(JSON.stringify(draft));
  else if (options.output === undefined) console.log(draft.text);
  for (const member of draft.missing) console.error(`To be written: --${member.replaceAll('_', '-')}`);
  return 0;
}

export async function breachEvidence(id: string, options: EvidenceOptions): Promise<number> {
  if (existsSync(options.output)) throw new CommandError(`${options.output} exists. Name another folder.`, 2);
  const call = await connect(id, options);
  const bar = progressBar('pages');
  const files: string[] = [];
  try {
    for (let page = 1, pages = 1; page <= pages; page++) {
      const bundle = await call<Bundle>('GET', `/evidence?page=${page}`);
      pages = bundle.manifest.facts.pages;
      const file = join(options.output, `evidence-${String(page).padStart(4, '0')}.json`);
      if (page === 1) mkdirSync(options.output, { recursive: true, mode: 0o700 });
      writeFileSync(file, `${JSON.stringify(bundle)}\n`, MINE);
      files.push(file);
      bar.update(page, pages);
    }
  } finally {
    bar.stop();
  }
  if (options.json) console.log(JSON.stringify({ id, files }));
  else
    console.log(
      `${files.length} bundles in ${options.output}. Check them: hale verify-bundle ${options.output}/*.json --keys <keys>`,
    );
  return 0;
}
