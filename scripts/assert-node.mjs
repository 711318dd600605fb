/**
 * Stops a script that does not run on Node 24 or newer, with what to do about it. Plain JavaScript, because older
 * versions cannot run TypeScript. npm puts Node 24 on the scripts' PATH by optional packages, whose failure it hides.
 */
const WANTED = 24;
const major = Number(process.versions.node.split('.')[0]);

if (major < WANTED) {
  console.error(
    `Node ${WANTED} or newer is needed, and this is ${process.version}. Run \`npm ci\` again without --omit=optional` +
      ` (it brings Node ${WANTED} for Linux x64 and arm64 and for macOS arm64), or install Node ${WANTED}.`,
  );
  process.exit(1);
}
