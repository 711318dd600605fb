/** The other side of functions.ts: loads a bundle when it is first called, and ends when its parent does. */
import { join } from 'node:path';

interface Invocation {
  readonly number: number;
  readonly id: string;
  readonly event: unknown;
  readonly context: unknown;
}

const folder = process.argv[2] ?? '';

process.on('message', async ({ number, id, event, context }: Invocation) => {
  try {
    const { handler } = await import(join(folder, id, 'index.mjs'));
    process.send?.({ number, value: await handler(event, context) });
  } catch (error) {
    process.send?.({ number, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
