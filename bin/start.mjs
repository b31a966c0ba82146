// `npm start`: checks what has to be there, builds what is out of date, then runs dist/start.mjs (bin/start.ts).
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Pli needs Node.js 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}
const flags = process.argv.slice(2);
try {
  const { build } = await import('./build.mjs');
  await build({
    pages: !flags.includes('--no-build') && !flags.includes('--dev'),
    say: (line) => console.log(line),
  });
} catch (error) {
  console.error(
    error.code === 'ERR_MODULE_NOT_FOUND' ? 'Packages are missing: run npm ci first.' : error.message,
  );
  process.exit(1);
}
await import('../dist/start.mjs');
