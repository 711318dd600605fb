// `npm start`: the whole of Hale on this machine until Ctrl-C. `--fresh` begins anew.
import { parseArgs } from 'node:util';
import { type LocalCloud, startLocalCloud } from './cloud.ts';
import { type DemoProject, readDemoProject, writeDemoProject } from './demo-project.ts';
import { Refusal } from './refusal.ts';
import { seed } from './seed.ts';
import { welcome } from './welcome.ts';

const began = performance.now();

try {
  const { values } = parseArgs({ options: { fresh: { type: 'boolean', default: false } } });
  const cloud = await startLocalCloud({ fresh: values.fresh, log });
  const project = await seedOnce(cloud);
  console.log(welcome({ project, cloudUrl: cloud.awsEnvironment.AWS_ENDPOINT_URL }));
  console.log(`Ready in ${seconds()} s. Ctrl-C stops; npm start -- --fresh begins anew.`);
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

async function seedOnce({ apiUrl, awsEnvironment, outputs, paths, save }: LocalCloud): Promise<DemoProject> {
  const seeded = readDemoProject(paths.seeded, apiUrl);
  if (seeded) return seeded;
  const project = await seed({ apiUrl, awsEnvironment, outputs, log });
  await save();
  writeDemoProject(paths.seeded, project);
  return project;
}

function stop(cloud: LocalCloud): void {
  console.log('\nStopping');
  cloud.stop().catch((cause: unknown) => {
    console.error(cause);
    process.exitCode = 1;
  });
}
