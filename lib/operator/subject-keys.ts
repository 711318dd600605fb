/**
 * `hale subject-keys export`: the data keys of people, for an auditor who opens what a copy of the archive says of them
 * (`hale verify --subject-keys`). Each key that is handed out is in an event. The file is as confidential as what it opens.
 */
import { createReadStream, globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import {
  type ExportSubjectKeysAnswer,
  exportSubjectKeysRequest,
  SUBJECTS_MAX,
} from '../../lambdas/dsr/export-subject-keys/request.ts';
import { CommandError } from './command-error.ts';
import { type ClientSettings, invokeFunction } from './invoke-function.ts';
import { progressBar } from './progress.ts';
import { stackOutput } from './stack-outputs.ts';

export interface SubjectKeysOptions {
  readonly project: string;
  /** Of the audit or the case. */
  readonly ticket: string;
  /** File to be written; it must not be there yet. */
  readonly out: string;
  /** Ids of people. */
  readonly subject?: readonly string[];
  /** Copy of the archive: everybody whom it says something of. */
  readonly from?: string;
  readonly tenant?: string;
  /** Name or ARN of the function. Default: the output of the tenant's stack. */
  readonly function?: string;
}

const PERSON = /^user_[0-9A-HJKMNP-TV-Z]{26}$/;

/** People who have a block in any segment of the copy, in order. A segment may be of any size, so it is read as a stream. */
export async function subjectsIn(folder: string): Promise<string[]> {
  const found = new Set<string>();
  for (const path of globSync('v1/*/logs/*/segments/*.jsonl.gz', { cwd: folder })) {
    const lines = createInterface({ input: createReadStream(join(folder, path)).pipe(createGunzip()) });
    for await (const line of lines) {
      const { blocks = {} } = JSON.parse(line) as { blocks?: Readonly<Record<string, string>> };
      for (const subject of Object.keys(blocks)) if (PERSON.test(subject)) found.add(subject);
    }
  }
  return [...found].sort();
}

/** Written at once and readable by its owner alone. @throws CommandError when the file is there already. */
function place(out: string, keys: Readonly<Record<string, string>>): void {
  try {
    writeFileSync(out, `${JSON.stringify({ v: 1, keys }, undefined, 1)}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const taken = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw taken ? new CommandError(`${out} is there already.`, 2) : error;
  }
}

export async function exportSubjectKeys(
  options: Omit<SubjectKeysOptions, 'out'>,
  settings: ClientSettings = {},
): Promise<{ asked: number; keys: Record<string, string> }> {
  const { project: project_id, ticket, from, subject = [] } = options;
  const subjects = [...new Set([...subject, ...(from === undefined ? [] : await subjectsIn(from))])].sort();
  if (subjects.length === 0)
    throw new CommandError('Name people with --subject, or a copy of the archive with --from.', 2);
  const batches = Array.from({ length: Math.ceil(subjects.length / SUBJECTS_MAX) }, (_, index) =>
    subjects.slice(index * SUBJECTS_MAX, (index + 1) * SUBJECTS_MAX),
  );
  const requests = batches.map((batch) => ({ project_id, ticket, subjects: batch }));
  for (const request of requests) {
    const { error } = exportSubjectKeysRequest.safeParse({ ...request, operator: 'not known yet' });
    if (error)
      throw new CommandError(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'), 2);
  }
  const name = options.function ?? (await stackOutput('ExportSubjectKeysFunction', options.tenant, '--function'));
  const bar = progressBar('people');
  const keys: Record<string, string> = {};
  for (const [index, request] of requests.entries()) {
    Object.assign(keys, (await invokeFunction<ExportSubjectKeysAnswer>(name, request, settings)).keys);
    bar.update(Math.min((index + 1) * SUBJECTS_MAX, subjects.length), subjects.length);
  }
  bar.stop();
  return { asked: subjects.length, keys };
}

export async function subjectKeysExport({ out, ...options }: SubjectKeysOptions): Promise<number> {
  const { asked, keys } = await exportSubjectKeys(options);
  place(out, keys);
  const count = Object.keys(keys).length;
  console.log(`${count} of ${asked} keys are in ${out}; the others were destroyed or belong to another project.`);
  console.error('Whoever has this file reads what the log says of these people. Destroy it when the audit is over.');
  return 0;
}
