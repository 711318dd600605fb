/** Unpacks a segment line by line, so that one made to fill the memory ends with an error at its first false line. */
import { gunzipSync } from 'node:zlib';

/** More than sixteen lanes of 1 MB each come to as text. */
const MAX_BYTES = 256 * 1024 * 1024;
const LINE_FEED = 0x0a;

/** Lines without their line feeds. @throws when the bytes do not unpack, unpack to too much, or the last line is cut off. */
export function* unpackLines(bytes: Uint8Array): Generator<string> {
  const text = gunzipSync(bytes, { maxOutputLength: MAX_BYTES });
  if (text.at(-1) !== LINE_FEED) throw new Error('the last line is cut off');
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf(LINE_FEED, start);
    yield text.toString('utf8', start, end);
    start = end + 1;
  }
}
