import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeJson } from '../../../lib/local/json-file.ts';
import { choosePorts, freePort } from '../../../lib/local/ports.ts';
import { temporaryFolder } from './folder.ts';

async function takenPort(): Promise<number> {
  const port = await freePort();
  const server = createServer().listen(port, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return port;
}

test('ports are remembered', async () => {
  const file = join(temporaryFolder(), 'ports.json');
  const first = await choosePorts(file, {});

  expect(await choosePorts(file, {})).toEqual(first);
  expect(first.site).not.toBe(first.cloud);
});

test('the environment decides, and is remembered too', async () => {
  const file = join(temporaryFolder(), 'ports.json');
  const [site, cloud] = [await freePort(), await freePort()];

  expect(await choosePorts(file, { HALE_PORT: String(site), HALE_CLOUD_PORT: String(cloud) })).toEqual({ site, cloud });
  expect(await choosePorts(file, {})).toEqual({ site, cloud });
});

test('another port is found for a remembered one that is taken meanwhile', async () => {
  const file = join(temporaryFolder(), 'ports.json');
  const taken = await takenPort();
  writeJson(file, { site: taken, cloud: await freePort() });

  expect((await choosePorts(file, {})).site).not.toBe(taken);
});

test('a wanted port that is taken is refused by name', async () => {
  const HALE_PORT = String(await takenPort());

  await expect(choosePorts(join(temporaryFolder(), 'ports.json'), { HALE_PORT })).rejects.toThrow(
    `Port ${HALE_PORT} (HALE_PORT) is taken: choose another, or leave HALE_PORT unset.`,
  );
});

test('two wanted ports must differ', async () => {
  const port = String(await freePort());
  const environment = { HALE_PORT: port, HALE_CLOUD_PORT: port };

  await expect(choosePorts(join(temporaryFolder(), 'ports.json'), environment)).rejects.toThrow(
    '(HALE_CLOUD_PORT) is taken',
  );
});

test.each(['0', '65536', '80.5', '-1', 'http', ' 8080'])('%j is not a port', async (HALE_PORT) => {
  await expect(choosePorts(join(temporaryFolder(), 'ports.json'), { HALE_PORT })).rejects.toThrow('is not a port');
});
