/**
 * `hale dsr export <user>`: asks the API for the bundle of a person and keeps it in a file that only whoever ran the
 * command can read. A large one is written in the background; its progress is shown, and it is fetched by a one-time link.
 */
import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { type ApiOptions, apiUrl, callApi } from './call-api.ts';
import { CommandError } from './command-error.ts';
import { type ExportState, fetchFile, untilWritten } from './events-export.ts';
import { progressBar } from './progress.ts';
import { readSecret } from './read-secret.ts';

export interface DsrExportOptions extends ApiOptions {
  readonly requestedBy: string;
  readonly notes?: string;
  readonly request?: string;
  readonly background?: boolean;
  readonly output?: string;
  /** Seconds from one look at the progress to the next. */
  readonly every: string;
  readonly json?: boolean;
}

interface Bundle {
  readonly manifest: { readonly facts: { readonly events: number; readonly dsr_id: string } };
}
type Answer = Bundle | (ExportState & { readonly dsr_id: string });

interface Written {
  readonly dsr_id: string;
  readonly events: number;
}

interface Caller {
  readonly url: string;
  readonly bearer: string;
  readonly everyMs: number;
}

async function fetchLarge(
  { url, bearer, everyMs }: Caller,
  user: string,
  begun: Exclude<Answer, Bundle>,
  part: string,
): Promise<Written> {
  const path = `/v1/admin/users/${user}/dsr/exports/${begun.id}`;
  const bar = progressBar('% of the time that is looked through');
  const { events, bytes } = await untilWritten(url, bearer, path, begun, everyMs, bar).finally(() => bar.stop());
  const { url: link } = await callApi<{ url: string }>(url, 'POST', `${path}/link`, { bearer });
  const fetched = await fetchFile(url, link, part.slice(0, -'.part'.length));
  if (fetched !== bytes) throw new CommandError(`${part} holds ${fetched} bytes and not ${bytes}.`);
  return { dsr_id: begun.dsr_id, events };
}

export async function dsrExport(user: string, options: DsrExportOptions): Promise<number> {
  const everyMs = Number(options.every) * 1000;
  if (!(everyMs > 0)) throw new CommandError('--every takes seconds.', 2);
  if (!/^user_[0-9A-Z]{26}$/.test(user)) throw new CommandError(`${user} is no id of a user.`, 2);
  const output = options.output ?? `subject-${user}.bundle.json`;
  if (existsSync(output)) throw new CommandError(`${output} exists. Name another file.`, 2);
  const bearer = process.env.HALE_API_KEY?.trim() || (await readSecret('Secret key'));
  const url = await apiUrl(options);

  const { requestedBy: requested_by, notes, request: dsr_id, background } = options;
  const body = { requested_by, notes, dsr_id, background };
  const answer = await callApi<Answer>(url, 'POST', `/v1/admin/users/${user}/dsr/export`, { bearer, body });
  const part = `${output}.part`;
  let written: Written;
  if ('manifest' in answer) {
    await writeFile(part, `${JSON.stringify(answer)}\n`, { mode: 0o600 });
    written = answer.manifest.facts;
  } else written = await fetchLarge({ url, bearer, everyMs }, user, answer, part);
  await rename(part, output);
  const { events } = written;
  if (options.json) console.log(JSON.stringify({ user_id: user, dsr_id: written.dsr_id, events, output }));
  else console.log(`Everything that is kept of ${user}, with ${events} events, in ${output}`);
  return 0;
}
