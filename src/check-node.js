/**
 * Loaded before everything else, and plain JavaScript, because an older node stops at the first TypeScript file with an error that
 * does not say what is missing.
 */
const NODE_MAJOR_MIN = 24;

if (Number.parseInt(process.versions.node, 10) < NODE_MAJOR_MIN) {
  console.error(
    `Muster did not start. It needs node ${NODE_MAJOR_MIN}, and this is ${process.versions.node}. \`npm ci\` installs one for it, ` +
      'unless scripts are off (--ignore-scripts): run `npm rebuild node`, or use a node of your own.',
  );
  process.exit(1);
}
