/** A progress bar on standard error, for people at a terminal; silent anywhere else. */
const WIDTH = 30;
const EVERY_MS = 100;

export interface ProgressBar {
  update(done: number, total: number): void;
  stop(): void;
}

export function progressBar(unit: string, output: NodeJS.WriteStream = process.stderr): ProgressBar {
  let drawnAt = 0;
  if (!output.isTTY) return { update: () => {}, stop: () => {} };
  return {
    update(done, total) {
      const now = performance.now();
      if (now - drawnAt < EVERY_MS && done < total) return;
      drawnAt = now;
      const share = total > 0 ? done / total : 1;
      const filled = Math.round(share * WIDTH);
      const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
      output.write(`\r${bar} ${Math.floor(share * 100)} %  ${done} of ${total} ${unit}`);
    },
    stop: () => {
      if (drawnAt > 0) output.write('\n');
    },
  };
}
