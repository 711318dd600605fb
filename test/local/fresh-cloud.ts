/** A local cloud of its own on free ports, with the real stacks, that leaves nothing behind when it is stopped. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalCloud, startLocalCloud } from '../../lib/local/cloud.ts';
import { freePort } from '../../lib/local/ports.ts';

export async function startFreshCloud(log?: (line: string) => void): Promise<LocalCloud> {
  const stateDir = mkdtempSync(join(tmpdir(), 'hale-cloud-'));
  const environment = { ...process.env, HALE_PORT: String(await freePort()), HALE_CLOUD_PORT: undefined };
  const forget = () => rmSync(stateDir, { recursive: true, force: true });
  try {
    const cloud = await startLocalCloud({ stateDir, environment, log });
    const stop = async () => {
      await cloud.stop();
      forget();
    };
    return { ...cloud, stop };
  } catch (error) {
    forget();
    throw error;
  }
}
