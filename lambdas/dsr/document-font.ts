/** The font of what is printed: Latin, Greek, Cyrillic and more, for names are of everywhere. `lib/bundle` lays it beside. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const FONT_FILE = 'DejaVuSans.ttf';
/** Where the package has it. */
const FONT_MODULE = 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf';

/** Where nobody bundled it, as in tests, the package is there. */
export function documentFont(): Buffer {
  const beside = join(import.meta.dirname, FONT_FILE);
  return readFileSync(existsSync(beside) ? beside : createRequire(import.meta.url).resolve(FONT_MODULE));
}
