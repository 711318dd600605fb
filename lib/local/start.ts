// `npm start`: the whole of Hale on this machine until Ctrl-C. `--fresh` begins anew.
import { parseArgs } from 'node:util';
import * as z from 'zod/mini';
import { type LocalCloud, startLocalCloud } from './cloud.ts';
import { readJson, writeJson } from './json-file.ts';
import { Refusal } from './refusal.ts';
import { seed } from './seed.ts';

const Seeded = z.object({ lines: z.array(z.string()) });
const began = performance.now();

try {
  const { values } = parseArgs({ options: { fresh: { type: 'boolean', default: false } } });
  const cloud = await startLocalCloud({ fresh: values.fresh, log });
  const lines = await seedOnce(cloud);
  console.log(`\n${lines.join('\n')}\n\nReady in ${seconds()} s. Ctrl-C stops; npm start -- --fresh begins anew.`);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop(cloud));
} catch (cause) {
  console.error(cause instanceof Refusal || isUsage(cause) ? cause.message : cause);
  process.exitCode = 1;
}

function log(line: string): void {
  console.log(`${seconds().padStart(6)} s  ${line}`);
}

function seconds(): string {
  return ((performance.now() - began) / 1000).toFixed(1);
}

function isUsage(cause: unknown): cause is TypeError {
  return cause instanceof TypeError && 'code' in cause && String(cause.code).startsWith('ERR_PARSE_ARGS');
}

async function seedOnce({ apiUrl, awsEnvironment, outputs, paths, save }: LocalCloud): Promise<readonly string[]> {
  const seeded = Seeded.safeParse(readJson(paths.seeded));
  if (seeded.success) return seeded.data.lines;
  log('Seeding');
  const lines = await seed({ apiUrl, awsEnvironment, outputs, log });
  await save();
  writeJson(paths.seeded, { lines });
  return lines;
}

function stop(cloud: LocalCloud): void {
  console.log('\nStopping');
  cloud.stop().catch((cause: unknown) => {
    console.error(cause);
    process.exitCode = 1;
  });
}
