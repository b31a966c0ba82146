// `npm test`: every gate and every test, and as last line the sum of both. `npm test -- s3` runs what needs a Ceph.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTheRightNode } from '../bin/node-runtime.mjs';

await onTheRightNode(import.meta.filename);
if (process.connected) {
  process.once('disconnect', () => process.exit(130)); // who handed over was killed
  process.channel?.unref();
}

const root = path.resolve(import.meta.dirname, '..');
const reports = mkdtempSync(path.join(os.tmpdir(), 'pli-test-reports-'));
const bin = (name) => path.join(root, 'node_modules/.bin', name);
const minute = 60;
let passed = 0;
let failed = 0;
let skipped = 0;

/** Where Debian puts it, by architecture. */
function moduleOfRsyslog(name) {
  return ['x86_64', 'aarch64'].map((machine) => `/usr/lib/${machine}-linux-gnu/rsyslog/${name}`);
}

/** Programs the tests drive, and the Debian packages that bring them. */
const programs = {
  all: [
    { files: ['/usr/bin/chromium', process.env.CHROMIUM], package: 'chromium' },
    { files: ['/usr/bin/gpg'], package: 'gnupg' },
    { files: ['/usr/bin/openssl'], package: 'openssl' },
    { files: ['/usr/bin/pdftotext'], package: 'poppler-utils' },
    { files: ['/usr/sbin/rsyslogd'], package: 'rsyslog' },
    { files: moduleOfRsyslog('lmnsd_ossl.so'), package: 'rsyslog-openssl' },
    { files: moduleOfRsyslog('lmnsd_gtls.so'), package: 'rsyslog-gnutls' },
  ],
  s3: [
    { files: ['/usr/bin/ceph-mon'], package: 'ceph-mon' },
    { files: ['/usr/bin/ceph-osd'], package: 'ceph-osd' },
    { files: ['/usr/bin/radosgw'], package: 'radosgw' },
    { files: ['/usr/bin/ceph'], package: 'ceph-common' },
    { files: ['/usr/lib/postgresql', '/usr/local/bin/postgres'], package: 'postgresql' },
    { files: ['/usr/bin/curl'], package: 'curl' },
  ],
};

/** Runs a program to its end, or kills it and all it started when its time is over. Resolves to its exit code; null: too long. */
function run(command, args, { seconds, env = {} }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: 'inherit',
      detached: true,
      env: { ...process.env, ...env },
    });
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      console.log(`\nno end after ${seconds} s: ${path.basename(command)} is killed`);
      killGroup(child.pid);
    }, seconds * 1000);
    const stop = () => killGroup(child.pid);
    process.once('exit', stop);
    child.once('error', () => done(1));
    child.once('exit', (code) => done(late ? null : (code ?? 1)));
    function done(code) {
      clearTimeout(timer);
      process.removeListener('exit', stop);
      resolve(code);
    }
  });
}

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // it has ended
  }
}

function title(text) {
  console.log(`\n=== ${text}`);
}

/** One gate counts as one test. */
async function gate(name, command, args, { seconds = 5 * minute, env } = {}) {
  title(name);
  const code = await run(command, args, { seconds, env });
  count(name, code === 0);
  return code === 0;
}

function count(name, holds) {
  if (holds) passed += 1;
  else failed += 1;
  console.log(`${holds ? 'passed' : 'FAILED'}: ${name}`);
}

/** Counts the tests of vitest projects; a run that breaks off, or fails outside a test, counts as one more failure. */
async function tests(projects, { seconds, files = [], env } = {}) {
  title(`tests: ${projects.join(', ')}${files.length > 0 ? ` (${files.join(' ')})` : ''}`);
  const report = path.join(reports, `${projects.join('-')}-${Date.now()}.json`);
  const args = [
    'run',
    ...projects.flatMap((name) => ['--project', name]),
    ...files,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  const code = await run(bin('vitest'), args, { seconds, env });
  if (!existsSync(report)) return count(`the run of ${projects.join(', ')}`, false);
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  // before, between or after its tests: a hook that failed, a browser that complained
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((one) => one.status === 'failed'),
  );
  if (numPassedTests + numFailedTests === 0) count(`a test of ${projects.join(', ')} to run`, false);
  passed += numPassedTests;
  failed += numFailedTests;
  skipped += numPendingTests + numTodoTests;
  for (const { name } of brokenFiles) count(`${path.relative(root, name)}, outside its tests`, false);
  if (code !== 0 && numFailedTests + brokenFiles.length === 0)
    count(`the run of ${projects.join(', ')}`, false);
}

/** Installs what is missing where that is possible (root on Debian); says what is missing elsewhere. */
function bringPrograms(wanted) {
  const missing = wanted
    .filter(({ files }) => !files.some((file) => file && existsSync(file)))
    .map((program) => program.package);
  if (missing.length === 0) return true;
  title(`programs: ${missing.join(', ')}`);
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const options = {
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: 10 * minute * 1000,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    spawnSync('apt-get', ['update'], options);
    const { status } = spawnSync(
      'apt-get',
      ['install', '-y', '--no-install-recommends', ...missing],
      options,
    );
    if (status === 0) return true;
  }
  console.log(
    `Missing here: ${missing.join(', ')}. On Debian or Ubuntu: sudo apt-get install ${missing.join(' ')}; then run the tests again. CHROMIUM may name another Chromium's path.`,
  );
  count('the programs the tests need', false);
  return false;
}

async function runAll() {
  const node = process.execPath;
  const hasPrograms = bringPrograms(programs.all);
  await gate('Prisma client', node, ['bin/generate-client.mjs']);
  await gate('format and lint', bin('biome'), ['check', '--error-on-warnings']);
  const hasTypes = await gate('types of routes', bin('next'), ['typegen'], {
    env: { NEXT_TELEMETRY_DISABLED: '1' },
  });
  if (hasTypes) await gate('types', bin('tsc'), ['--noEmit']);
  await gate('direction of dependencies', 'npm', ['run', '--silent', 'dependencies']);
  await gate('nothing unused', bin('knip'), []);
  await tests(['unit', 'property', 'house'], { seconds: 10 * minute });
  await tests(['integration', 'contract', 'routes'], { seconds: 15 * minute });
  const isBuilt = await gate('build', node, ['bin/build.mjs'], { seconds: 8 * minute });
  if (!isBuilt || !hasPrograms) return count('tests of the running program (not begun)', false);
  await tests(['attacks'], { seconds: 12 * minute });
  await tests(['faults'], { seconds: 12 * minute });
  await tests(['e2e'], { seconds: 20 * minute });
}

async function runS3() {
  if (!bringPrograms(programs.s3)) return;
  const ceph = path.join(root, 'test/support/ceph.sh');
  const env = {
    PLI_TEST_S3_ENDPOINT: 'http://127.0.0.1:7480',
    PLI_TEST_S3_ACCESS_KEY_ID: 'CEPHKEY1',
    PLI_TEST_S3_SECRET_ACCESS_KEY: 'cephsecret1',
  };
  try {
    if (!(await gate('Ceph starts', ceph, ['start'], { seconds: 4 * minute }))) return;
    await tests(['contract'], { seconds: 5 * minute, files: ['test/contract/s3'], env });
    await tests(['topology'], { seconds: 8 * minute, env });
    // skipped by the run above on a machine that had no Ceph yet
    await tests(['faults'], { seconds: 5 * minute, files: ['test/faults/store-away'] });
  } finally {
    await run(ceph, ['stop'], { seconds: minute });
  }
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
if (process.argv[2] === 's3') await runS3();
else await runAll();
if (skipped > 0) console.log(`\n${skipped} skipped`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
