/** Vitest global setup: a local cloud of its own on free ports, with the real stacks, for as long as the tests run. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { TestProject } from 'vitest/node';
import { clientSettings } from '../../lib/local/client-settings.ts';
import type { LocalCloud } from '../../lib/local/cloud.ts';
import type { AwsEnvironment } from '../../lib/local/emulator.ts';
import { holdToCatalogue } from '../dynamodb/emitted.ts';
import { startFreshCloud } from './fresh-cloud.ts';

export interface ProvidedCloud {
  readonly apiUrl: string;
  readonly awsEnvironment: AwsEnvironment;
  readonly outputs: Readonly<Record<string, string>>;
  readonly certificate: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    cloud: ProvidedCloud;
  }
}

/** Test projects load this module each for itself, and share one cloud. */
const shared: typeof globalThis & { haleCloud?: Promise<LocalCloud>; haleEnd?: Promise<void> } = globalThis;

/** Holds every event of the run to the catalogue, and stops the cloud. */
async function end(cloud: LocalCloud): Promise<void> {
  try {
    await holdToCatalogue(new DynamoDBClient(clientSettings(cloud.awsEnvironment)), cloud.outputs.AuditTable ?? '');
  } finally {
    await cloud.stop();
  }
}

export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  shared.haleCloud ??= startFreshCloud();
  const cloud = await shared.haleCloud;
  const { apiUrl, awsEnvironment, outputs, paths } = cloud;
  provide('cloud', { apiUrl, awsEnvironment: { ...awsEnvironment }, outputs, certificate: paths.certificate });
  return () => (shared.haleEnd ??= end(cloud));
}
