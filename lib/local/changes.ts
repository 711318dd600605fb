// Deploys only what changed since the last deployment: nothing at all where the sources are the same.
import { createHash } from 'node:crypto';
import { globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { type Deployment, deploy, synthesize } from './deploy.ts';
import { putRightAfterDeploy } from './gaps.ts';
import { readJson, writeJson } from './json-file.ts';

/** All that a template or a bundle is made of. `lib/local` is not: it is never deployed. */
const SOURCES = ['*.{json,ts,mjs}', '{bin,console,lambdas,lib,tenants}/**/*.*'];
const NOT_SOURCES = ['lib/local/**'];

const Deployed = z.object({ sources: z.string(), assembly: z.string() });

/**
 * @param note file that tells what the account has; it exists only while the account's saved state has just that
 * @param save saves the account's state
 */
export async function deployChanges(deployment: Deployment, note: string, save: () => Promise<void>): Promise<void> {
  const { project, issuer, environment, logFile, log } = deployment;
  const deployed = Deployed.safeParse(readJson(note)).data;
  const sources = hashSources(project, issuer);
  if (deployed?.sources === sources) return;
  rmSync(logFile, { force: true });
  log('Synthesizing');
  const assembly = await synthesize(deployment);
  if (deployed?.assembly !== assembly) {
    rmSync(note, { force: true });
    log('Deploying');
    await deploy(deployment);
    await putRightAfterDeploy(environment);
    await save();
  }
  writeJson(note, { sources, assembly });
}

/** Hash of every source's name and content, and of the address that is built into the templates. */
export function hashSources(project: string, issuer: string): string {
  const hash = createHash('sha256').update(issuer);
  for (const file of globSync(SOURCES, { cwd: project, exclude: NOT_SOURCES }).sort()) {
    hash.update(`\0${file}\0`).update(readFileSync(join(project, file)));
  }
  return hash.digest('hex');
}
