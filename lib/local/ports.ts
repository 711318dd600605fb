// Two ports on 127.0.0.1: the site that a browser opens, and the emulated cloud behind it.
import { createServer } from 'node:net';
import * as z from 'zod/mini';
import { readJson, writeJson } from './json-file.ts';
import { Refusal } from './refusal.ts';

const Ports = z.object({ site: z.number(), cloud: z.number() });
export type Ports = z.infer<typeof Ports>;

/** Taken by the first checkout; a second one gets any free port. */
const SITE = 8787;
const VARIABLES = { site: 'HALE_PORT', cloud: 'HALE_CLOUD_PORT' } as const;

/** From the environment; else those of the last run, or 8787, where they are still free; else free ones, which are remembered. */
export async function choosePorts(file: string, environment: NodeJS.ProcessEnv): Promise<Ports> {
  const remembered = Ports.safeParse(readJson(file)).data;
  const site = await choosePort('site', environment, remembered?.site ?? SITE);
  const cloud = await choosePort('cloud', environment, remembered?.cloud, site);
  writeJson(file, { site, cloud });
  return { site, cloud };
}

async function choosePort(
  name: keyof typeof VARIABLES,
  environment: NodeJS.ProcessEnv,
  remembered?: number,
  taken?: number,
): Promise<number> {
  const wanted = environment[VARIABLES[name]];
  if (wanted) return wantedPort(VARIABLES[name], wanted, taken);
  if (remembered && remembered !== taken && (await isFree(remembered))) return remembered;
  return freePort();
}

async function wantedPort(variable: string, wanted: string, taken?: number): Promise<number> {
  const port = Number(wanted);
  if (!/^\d+$/.test(wanted) || port < 1 || port > 65535) {
    throw new Refusal(`${variable}=${wanted} is not a port: give a number from 1 to 65535.`);
  }
  if (port === taken || !(await isFree(port))) {
    throw new Refusal(`Port ${port} (${variable}) is taken: choose another, or leave ${variable} unset.`);
  }
  return port;
}

const isFree = (port: number): Promise<boolean> =>
  listenOnce(port).then(
    () => true,
    () => false,
  );

export const freePort = (): Promise<number> => listenOnce(0);

function listenOnce(port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer();
  server.once('error', reject);
  server.listen(port, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
  });
  return promise;
}
