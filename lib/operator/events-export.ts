/**
 * `hale events export`: asks the API for a file of the log, shows how far it is, fetches it by its one-time link. The
 * file holds personal data, so only whoever ran the command can read it.
 */
import { createWriteStream, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiOptions, apiUrl, callApi } from './call-api.ts';
import { CommandError } from './command-error.ts';
import { type ProgressBar, progressBar } from './progress.ts';
import { readSecret } from './read-secret.ts';

export interface EventsExportOptions extends ApiOptions {
  readonly format: string;
  readonly output?: string;
  readonly organization?: string;
  readonly actor?: string;
  readonly target?: string;
  readonly targetType?: string;
  readonly subject?: string;
  readonly type?: readonly string[];
  readonly outcome?: string;
  readonly from?: string;
  readonly to?: string;
  /** Seconds from one look at the progress to the next. */
  readonly every: string;
  readonly json?: boolean;
}

export interface ExportState {
  readonly id: string;
  readonly status: 'running' | 'completed' | 'failed';
  readonly events: number;
  readonly percent: number;
  readonly bytes: number | null;
}

const PATH = '/v1/events/exports';
const KEY_VARIABLE = 'HALE_API_KEY';

const filtersOf = (options: EventsExportOptions) => ({
  organization_id: options.organization,
  actor_id: options.actor,
  target_id: options.target,
  target_type: options.targetType,
  subject_id: options.subject,
  events: options.type,
  outcome: options.outcome,
  range_start: options.from,
  range_end: options.to,
});

/** @param path of what tells how far it is. */
export async function untilWritten(
  url: string,
  bearer: string,
  path: string,
  begun: ExportState,
  everyMs: number,
  bar: ProgressBar,
): Promise<ExportState> {
  for (let state = begun; ; ) {
    bar.update(state.percent, 100);
    if (state.status === 'failed')
      throw new CommandError(`${state.id} could not be written. Ask your administrator why.`);
    if (state.status === 'completed') return state;
    await sleep(everyMs);
    state = await callApi<ExportState>(url, 'GET', path, { bearer });
  }
}

/** The link names the API by its public address; here it is asked where the command found it. */
export async function fetchFile(url: string, link: string, path: string): Promise<number> {
  const { pathname, search } = new URL(link);
  const answer = await fetch(`${url}${pathname}${search}`);
  if (!answer.ok || !answer.body) throw new CommandError(`The file could not be fetched (${answer.status}).`);
  const file = createWriteStream(`${path}.part`, { mode: 0o600 });
  try {
    await pipeline(Readable.fromWeb(answer.body as ReadableStream), file);
  } catch (cause) {
    await rm(`${path}.part`, { force: true });
    throw new CommandError(`The file broke off (${cause instanceof Error ? cause.message : String(cause)}).`);
  }
  return file.bytesWritten;
}

export async function eventsExport(options: EventsExportOptions): Promise<number> {
  const everyMs = Number(options.every) * 1000;
  if (!(everyMs > 0)) throw new CommandError('--every takes seconds.', 2);
  if (options.output !== undefined && existsSync(options.output))
    throw new CommandError(`${options.output} exists. Name another file.`, 2);
  const bearer = process.env[KEY_VARIABLE]?.trim() || (await readSecret('Secret key'));
  const url = await apiUrl(options);

  const body = { format: options.format, filters: filtersOf(options) };
  const begun = await callApi<ExportState>(url, 'POST', PATH, { bearer, body });
  const bar = progressBar('% of the time asked for');
  const path = `${PATH}/${begun.id}`;
  const { id, events, bytes } = await untilWritten(url, bearer, path, begun, everyMs, bar).finally(() => bar.stop());
  const { url: link } = await callApi<{ url: string }>(url, 'POST', `${PATH}/${id}/link`, { bearer });

  const ending = options.format === 'fhir' ? 'fhir.ndjson' : options.format;
  const output = options.output ?? `events-${id}.${ending}`;
  const fetched = await fetchFile(url, link, output);
  if (fetched !== bytes) throw new CommandError(`${output}.part holds ${fetched} bytes and not ${bytes}.`);
  await rename(`${output}.part`, output);
  if (options.json) console.log(JSON.stringify({ id, events, bytes, output }));
  else console.log(`${events} events in ${output}`);
  return 0;
}
