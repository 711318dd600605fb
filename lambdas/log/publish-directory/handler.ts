/** Every five minutes: takes new checkpoints up into the directory, signs it, seals it once a day, and anchors it. */
import type { Context } from 'aws-lambda';
import { requireVariables } from '../../shared/environment.ts';
import { triggers } from '../../triggers.ts';
import { anchorDirectory } from '../anchor-directory.ts';
import {
  addCheckpoint,
  createOutside,
  readAnchored,
  readAnchors,
  readOutside,
  writeAnchored,
} from '../anchor-store.ts';
import { readLive } from '../archive-store.ts';
import { originOf, ports, sign } from '../archiver.ts';
import { DIRECTORY } from '../directory.ts';
import { extendDirectory } from '../extend-directory.ts';
import { listLanes } from '../lane-store.ts';
import { readHeads } from '../log-store.ts';

requireVariables(triggers['log/publish-directory'].access);

/** Time left for finishing a batch that has begun. */
const RESERVE_MS = 20_000;

export async function handler(_event: unknown, context: Context): Promise<void> {
  const { lanes } = await listLanes();
  await extendDirectory(
    { ...ports, readHeads },
    {
      origin: originOf(DIRECTORY),
      scopes: [...lanes.keys()],
      now: new Date(),
      keepGoing: () => context.getRemainingTimeInMillis() > RESERVE_MS,
    },
  );
  await sign(DIRECTORY);
  const outside = { readAnchored, writeAnchored, createOutside, readOutside, addCheckpoint, readLive };
  await anchorDirectory({ ...ports, ...outside }, readAnchors(), new Date());
}
