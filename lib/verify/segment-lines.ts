/**
 * The lines of a segment, one at a time. A segment made to fill the memory ends with an error: at its first false line,
 * or where it unpacks to more than any of ours.
 */
import { gunzipSync } from 'node:zlib';
import { parseLine, type SegmentLine, sha256Hex } from '../../lambdas/log/segment.ts';
import { Difference, reasonOf } from './difference.ts';
import { type LogFiles, readLogFile, type SegmentFile } from './log-files.ts';

/** More than sixteen lanes of 1 MB each come to as text. */
const MAX_BYTES = 256 * 1024 * 1024;
const LINE_FEED = 0x0a;

/** With `info`, which the types do not know: how far the packed bytes were read. */
const unpack = (bytes: Uint8Array) =>
  gunzipSync(bytes, { maxOutputLength: MAX_BYTES, info: true }) as unknown as {
    readonly buffer: Buffer;
    readonly engine: { readonly bytesWritten: number };
  };

function* unpackLines(bytes: Uint8Array): Generator<string> {
  const { buffer: text, engine } = unpack(bytes);
  if (engine.bytesWritten !== bytes.length) throw new Error('something lies behind the packed lines');
  if (text.at(-1) !== LINE_FEED) throw new Error('the last line is cut off');
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf(LINE_FEED, start);
    yield text.toString('utf8', start, end);
    start = end + 1;
  }
}

/** @throws Difference at the first line that is not one. */
function* parseLines(file: string, bytes: Buffer, { first, count }: SegmentFile): Generator<SegmentLine> {
  let index = first;
  try {
    for (const text of unpackLines(bytes)) {
      const line = parseLine(text);
      if (line.index !== index) throw new Error(`a line of index ${line.index} stands here`);
      yield line;
      index++;
    }
  } catch (error) {
    throw new Difference(file, index, reasonOf(error));
  }
  if (index !== first + count) throw new Difference(file, index, `it has ${index - first} lines, not ${count}`);
}

/**
 * Gives each line of a segment to `walk`. A segment whose bytes are not those of its name is the culprit, whatever a
 * check finds in it. Nor does a line that makes a check fail in any other way end the verification of other logs.
 */
export function walkSegment(files: LogFiles, segment: SegmentFile, walk: (line: SegmentLine) => void): void {
  const file = `${files.name}/${segment.path}`;
  const bytes = readLogFile(files, segment.path, segment.first);
  const changed = sha256Hex(bytes) !== segment.sha256 && 'its bytes are not those that its name tells';
  let at = segment.first;
  try {
    for (const line of parseLines(file, bytes, segment)) {
      at = line.index;
      walk(line);
    }
  } catch (error) {
    const found = error instanceof Difference ? error : new Difference(file, at, reasonOf(error));
    throw changed ? new Difference(file, found.index, `${changed}: ${found.message}`) : found;
  }
  if (changed) throw new Difference(file, segment.first, changed);
}
