/**
 * `npm run bench:audit`: what the archive costs for each event, and whether it keeps up. `-- --counts` leaves out the
 * part that needs the local cloud, `-- --json` prints everything.
 */
import { parseArgs } from 'node:util';
import { newId } from '../../lambdas/shared/ids.ts';
import { startFreshCloud } from '../local/fresh-cloud.ts';
import { type Amplification, amplification, BATCHES, REQUESTS } from './audit/amplification.ts';
import { backlog, paced } from './audit/local-archive.ts';

const PACED_EVENTS = 400;
const A_SECOND = 20;
const BACKLOG_EVENTS = 10_000;

const { values } = parseArgs({ options: { counts: { type: 'boolean' }, json: { type: 'boolean' } } });
const progress = (line: string): void => {
  if (!values.json) console.error(line);
};

async function amplifications(signed: boolean): Promise<Amplification[]> {
  const all: Amplification[] = [];
  for (const { events, batches } of BATCHES) all.push(await amplification(events, batches, signed));
  return all;
}

async function inLocalCloud() {
  progress('Starting a local cloud');
  const cloud = await startFreshCloud(progress);
  try {
    progress(`${PACED_EVENTS} events at ${A_SECOND} a second`);
    const pace = await paced(cloud, PACED_EVENTS, A_SECOND);
    progress(`${BACKLOG_EVENTS} events at once`);
    return { paced: pace, backlog: await backlog(cloud, newId('organization', new Date()), BACKLOG_EVENTS) };
  } finally {
    await cloud.stop();
  }
}

const row = (...cells: (string | number)[]): void => console.log(cells.join('\t'));
const perEvent = (value: number): string => value.toFixed(4);

function printTable(title: string, all: readonly Amplification[]): void {
  console.log(`\n${title}`);
  row('for each event', ...all.map(({ events }) => `${events} a batch`));
  for (const kind of REQUESTS) row(kind, ...all.map(({ requests }) => perEvent(requests[kind])));
  const sum = ({ requests }: Amplification) => REQUESTS.reduce((total, kind) => total + requests[kind], 0);
  row('requests in all', ...all.map((one) => perEvent(sum(one))));
  row('bytes of the row', ...all.map(({ bytes }) => bytes.event.toFixed(0)));
  row('bytes put, locked', ...all.map(({ bytes }) => bytes.locked.toFixed(0)));
  row('bytes put, live', ...all.map(({ bytes }) => bytes.live.toFixed(0)));
  row('$ a million events, requests', ...all.map(({ dollars }) => dollars.toFixed(2)));
}

const report = {
  unsigned: await amplifications(false),
  signed: await amplifications(true),
  ...(!values.counts && (await inLocalCloud())),
};

if (values.json) console.log(JSON.stringify(report, undefined, 2));
else {
  printTable('Batches within a minute: no checkpoint', report.unsigned);
  printTable('A batch a minute or less: each is followed by a checkpoint', report.signed);
  if (report.paced && report.backlog) {
    const { lagMs } = report.paced;
    console.log('\nLocal cloud: an emulator on this machine, no measure of AWS');
    row('events', 'how', 'result');
    row(
      report.paced.events,
      `${report.paced.aSecond} a second`,
      `archived after ${[lagMs.median, lagMs.p95, lagMs.most].map((ms) => `${(ms / 1_000).toFixed(1)} s`).join(', ')} (median, 95 %, most)`,
    );
    row(
      report.backlog.events,
      'at once',
      `archived in ${report.backlog.seconds.toFixed(1)} s, ${report.backlog.aSecond.toFixed(0)} a second`,
    );
  }
}
