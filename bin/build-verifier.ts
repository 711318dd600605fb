/** Writes `dist/hale-verify.mjs`, the verifier in one file: `npm run build:verifier`. */
import { fileURLToPath } from 'node:url';
import { bundleVerifier } from '../lib/bundle/verifier.ts';

const file = fileURLToPath(new URL('../dist/hale-verify.mjs', import.meta.url));
const bytes = await bundleVerifier(file);
console.log(`dist/hale-verify.mjs: ${bytes} bytes. Run it with: node hale-verify.mjs <folder> --keys <files>`);
