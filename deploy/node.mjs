// Loaded before every script (`node --import ./deploy/node.mjs …`). Node 20 cannot load a .ts file at all, so the
// check for the version has to stand here, in plain JavaScript, and ahead of the first import.
const required = 24;
const found = Number(process.versions.node.split('.')[0]);
if (found < required) {
  process.stderr.write(
    `Thông Suốt needs Node ${required} or newer and was started on ${process.versions.node}; nothing was run.\n` +
      'The project brings its own Node. Start it through pnpm, which installs it: npx -y pnpm install, then npx -y pnpm demo.\n' +
      'If the installation just failed, the lines above say why (most often: no package registry could be reached).\n',
  );
  process.exit(1);
}
