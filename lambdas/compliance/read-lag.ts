/** How far behind the logs of a project are: its own, and that of each of its organizations. */
import { listLogsOf } from '../audit/log-owner-store.ts';
import { ageOf, type LogLag, together } from '../log/lag.ts';
import { measureLag } from '../log/lag-store.ts';
import { listLanes } from '../log/lane-store.ts';

const PARALLEL = 32;
/** Somebody waits for the answer. */
const WITHIN_MS = 5_000;

async function measure(scope: string, lanes: readonly number[] | undefined): Promise<LogLag> {
  if (!lanes) throw new Error(`no lanes of ${scope}`);
  const lag = await measureLag(scope, lanes, undefined);
  const ageless = [lag.unarchived, lag.unsigned].some(({ count, sinceMs }) => count > 0 && sinceMs === undefined);
  if (ageless) throw new Error(`${scope} does not tell since when it waits`);
  return lag;
}

/** @throws where any log is missing, or there is no time for all: what most of them say is not said of all. */
export async function readLag(
  projectId: string,
  now: Date,
  withinMs = WITHIN_MS,
): Promise<{ readonly unarchivedSeconds: number; readonly unsignedSeconds: number }> {
  const until = performance.now() + withinMs;
  const [{ lanes }, scopes] = await Promise.all([listLanes(), listLogsOf(projectId)]);
  if (!scopes.includes(projectId)) throw new Error('the log of the project is not registered');
  const waiting = [...scopes];
  const lags: LogLag[] = [];
  const worker = async () => {
    for (let scope = waiting.shift(); scope; scope = waiting.shift()) {
      if (performance.now() > until) throw new Error(`no time for ${scopes.length} logs`);
      lags.push(await measure(scope, lanes.get(scope)));
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return {
    unarchivedSeconds: ageOf(together(lags.map(({ unarchived }) => unarchived)), now),
    unsignedSeconds: ageOf(together(lags.map(({ unsigned }) => unsigned)), now),
  };
}
