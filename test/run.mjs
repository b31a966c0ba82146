// The tiers, each with the sum of its gates and tests as last line:
// - `npm run check:quick`: types, lint, units; before every commit
// - `npm test`: every gate, and one case of every guarantee; `npm test -- s3`: what needs a Ceph
// - `npm run test:long`: races, fuzzing, kills and scale in full; run once for each change of the ground
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
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
const began = Date.now();
/** Seconds that are left of so many minutes since the start: one end for all, so that a busy machine is not red by a stage. */
const leftOf = (minutes) => Math.max(1, minutes * minute - Math.round((Date.now() - began) / 1000));
let passed = 0;
let failed = 0;
let skipped = 0;
/** What each file took, in seconds. */
const durations = [];
/** What did not hold, with the first lines of why; told once more at the end, where nobody has to look for it. */
const broken = [];
process.once('exit', () => rmSync(reports, { recursive: true, force: true }));

/** Where Debian puts it, by architecture. */
function moduleOfRsyslog(name) {
  return ['x86_64', 'aarch64'].map((machine) => `/usr/lib/${machine}-linux-gnu/rsyslog/${name}`);
}

/** Programs the tests drive, and the Debian packages that bring them; each tier needs its own and those of the tier before. */
const programs = {
  quick: [
    { files: ['/usr/bin/gpg'], package: 'gnupg' },
    { files: ['/usr/bin/openssl'], package: 'openssl' },
  ],
  all: [
    { files: ['/usr/bin/chromium', process.env.CHROMIUM], package: 'chromium' },
    { files: ['/usr/bin/pdftotext'], package: 'poppler-utils' },
    { files: ['/usr/sbin/nginx'], package: 'nginx-light' },
    { files: ['/usr/sbin/rsyslogd'], package: 'rsyslog' },
    { files: moduleOfRsyslog('lmnsd_ossl.so'), package: 'rsyslog-openssl' },
    { files: moduleOfRsyslog('lmnsd_gtls.so'), package: 'rsyslog-gnutls' },
  ],
  /** Spares half of a journey's processor time; without it the whole browser is taken. */
  quicker: [
    { files: ['/usr/bin/chromium-headless-shell', process.env.CHROMIUM], package: 'chromium-headless-shell' },
  ],
  long: [{ files: ['/usr/bin/firefox-esr', process.env.FIREFOX], package: 'firefox-esr' }],
  s3: [
    { files: ['/usr/bin/ceph-mon'], package: 'ceph-mon' },
    { files: ['/usr/bin/ceph-osd'], package: 'ceph-osd' },
    { files: ['/usr/bin/radosgw'], package: 'radosgw' },
    { files: ['/usr/bin/ceph'], package: 'ceph-common' },
    { files: ['/usr/lib/postgresql', '/usr/local/bin/postgres'], package: 'postgresql' },
    { files: ['/usr/bin/curl'], package: 'curl' },
  ],
};

/**
 * Runs a program to its end, or kills it and all it started when its time is over. Resolves to its exit code; null: too long.
 * What it prints is shown at once, or handed to `aside` where something else runs beside it.
 */
function run(command, args, { seconds, env = {}, aside }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: aside ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      detached: true,
      env: { ...process.env, ...env },
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', aside);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      console.log(`\nno end after ${seconds} s: ${path.basename(command)} is killed`);
      killGroup(child.pid);
    }, seconds * 1000);
    const stop = () => killGroup(child.pid);
    process.once('exit', stop);
    child.once('error', () => done(1));
    // not `exit`: what it printed last may come after that
    child.once('close', (code) => done(late ? null : (code ?? 1)));
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

/** One gate counts as one test. It runs beside tests, so what it prints is kept together and shown at its end. */
async function gate(name, command, args, { seconds = 10 * minute, env } = {}) {
  const started = Date.now();
  const printed = [];
  const code = await run(command, args, { seconds, env, aside: (chunk) => printed.push(chunk) });
  title(`${name} (${Math.round((Date.now() - started) / 1000)} s)`);
  process.stdout.write(Buffer.concat(printed));
  count(name, code === 0);
  return code === 0;
}

function count(name, holds) {
  if (holds) passed += 1;
  else {
    failed += 1;
    broken.push(name);
  }
  console.log(`${holds ? 'passed' : 'FAILED'}: ${name}`);
}

/** Counts the tests of vitest projects; a run that breaks off, or fails outside a test, counts as one more failure. */
async function tests(projects, { seconds, files = [], shard, env } = {}) {
  const part = [...files, ...(shard ? [shard] : [])].join(' ');
  title(`tests: ${projects.join(', ')}${part ? ` (${part})` : ''}`);
  const report = path.join(reports, `${randomUUID()}.json`);
  const args = [
    'run',
    ...projects.flatMap((name) => ['--project', name]),
    ...files,
    ...(shard ? [`--shard=${shard}`] : []),
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
  for (const { name, startTime, endTime } of testResults)
    durations.push({ file: path.relative(root, name), seconds: (endTime - startTime) / 1000 });
  passed += numPassedTests;
  failed += numFailedTests;
  for (const { name, assertionResults } of testResults)
    for (const { status, fullName, failureMessages } of assertionResults)
      if (status === 'failed')
        broken.push(`${path.relative(root, name)}: ${fullName}\n${firstLines(failureMessages[0])}`);
  skipped += numPendingTests + numTodoTests;
  for (const { name } of brokenFiles) count(`${path.relative(root, name)}, outside its tests`, false);
  if (code !== 0 && numFailedTests + brokenFiles.length === 0)
    count(`the run of ${projects.join(', ')}`, false);
}

/** Of a failure: what was expected and where, not the whole way there. */
function firstLines(message = '') {
  return stripVTControlCharacters(message)
    .split('\n')
    .slice(0, 12)
    .map((line) => `    ${line.slice(0, 200)}`)
    .join('\n');
}

/** Debian's packages of the programs that are not there. */
function missingOf(wanted) {
  return wanted
    .filter(({ files }) => !files.some((file) => file && existsSync(file)))
    .map((program) => program.package);
}

/** Installs packages where that is possible: root on Debian. */
function install(packages) {
  if (packages.length === 0) return true;
  title(`programs: ${packages.join(', ')}`);
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  const options = {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 10 * minute * 1000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  spawnSync('apt-get', ['update'], options);
  return (
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', ...packages], options).status === 0
  );
}

/** Brings what a tier needs, or says what is missing. */
function bringPrograms(wanted) {
  const missing = missingOf(wanted);
  if (install(missing)) return true;
  console.log(
    `Missing here: ${missing.join(', ')}. On Debian or Ubuntu: sudo apt-get install ${missing.join(' ')}; then run the tests again. CHROMIUM may name another Chromium's path.`,
  );
  count('the programs the tests need', false);
  return false;
}

/** Everything that is judged without running Pli. */
async function gates({ all = true } = {}) {
  await gate('format and lint', bin('biome'), ['check', '--error-on-warnings']);
  const hasTypes = await gate('types of routes', bin('next'), ['typegen'], {
    env: { NEXT_TELEMETRY_DISABLED: '1' },
  });
  if (hasTypes) await gate('types', bin('tsc'), ['--noEmit']);
  if (!all) return;
  await gate('direction of dependencies', 'npm', ['run', '--silent', 'dependencies']);
  await gate('nothing unused', bin('knip'), []);
}

const client = () => gate('Prisma client', process.execPath, ['bin/generate-client.mjs']);
const build = () => gate('build', process.execPath, ['bin/build.mjs'], { seconds: 15 * minute });

async function runQuick() {
  if (!bringPrograms(programs.quick)) return;
  await client();
  await Promise.all([gates({ all: false }), tests(['unit', 'property', 'house'], { seconds: 15 * minute })]);
}

/** Ends within the 52 minutes that `.ci/run` gives it with the installation, so that its sum is always told. */
const minutesOfAll = 50;
const minutesOfS3 = 6;

async function runAll() {
  const hasPrograms = bringPrograms([...programs.quick, ...programs.all]);
  install(missingOf(programs.quicker));
  await client();
  const kinds = (...names) => tests(names, { seconds: leftOf(minutesOfAll) });
  const journeys = (shard) => tests(['e2e'], { seconds: leftOf(minutesOfAll), shard });
  // Each waits much, for a browser or for what was killed.
  const waiting = [
    () => kinds('attacks'),
    ...['1/4', '2/4', '3/4', '4/4'].map((shard) => () => journeys(shard)),
    () => kinds('faults'),
  ];
  const built = gates().then(build);
  /** Takes the next of what needs the built program, until none is left. */
  const lane = async () => {
    if (!(await built) || !hasPrograms) return;
    for (let task = waiting.shift(); task; task = waiting.shift()) await task();
  };
  const withoutBuild = kinds('unit', 'property', 'house').then(() =>
    kinds('integration', 'contract', 'routes'),
  );
  await Promise.all([lane(), withoutBuild.then(lane)]);
  if (waiting.length > 0) count('tests of the running program (not begun)', false);
}

/** How much more than in `npm test` fuzzing tries here. */
const longFuzzing = '20';

async function runLong() {
  if (!bringPrograms([...programs.quick, ...programs.all, ...programs.long])) return;
  await client();
  await tests(['property'], { seconds: 60 * minute, env: { PLI_FUZZ_FACTOR: longFuzzing } });
  if (!(await build())) return;
  await tests(['long'], { seconds: 240 * minute });
}

async function runS3() {
  if (!bringPrograms(programs.s3)) return;
  const ceph = path.join(root, 'test/support/ceph.sh');
  const env = {
    TEST_S3_ENDPOINT: 'http://127.0.0.1:7480',
    TEST_S3_ACCESS_KEY_ID: 'CEPHKEY1',
    TEST_S3_SECRET_ACCESS_KEY: randomBytes(20).toString('hex'), // production refuses one that everybody knows
  };
  try {
    const begun = { CEPH_SECRET: env.TEST_S3_SECRET_ACCESS_KEY };
    if (!(await gate('Ceph starts', ceph, ['start'], { seconds: 4 * minute, env: begun }))) return;
    const kinds = (name, ...files) => tests([name], { seconds: leftOf(minutesOfS3), files, env });
    await kinds('contract', 'test/contract/s3');
    await kinds('topology');
    // skipped by the run above on a machine that had no Ceph yet
    await kinds('faults', 'test/faults/store-away');
  } finally {
    await run(ceph, ['stop'], { seconds: minute });
  }
}

/** The files that took longest: where a suite that has grown slow can be mended. */
function showSlowest() {
  const slowest = durations.filter(({ seconds }) => seconds >= 5).sort((a, b) => b.seconds - a.seconds);
  if (slowest.length > 0) title('the slowest files, in seconds');
  for (const { file, seconds } of slowest.slice(0, 40))
    console.log(`${seconds.toFixed(0).padStart(5)}  ${file}`);
}

function showBroken() {
  if (broken.length > 0) title('what did not hold');
  for (const one of broken.slice(0, 40)) console.log(one);
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
const tiers = { quick: runQuick, s3: runS3, long: runLong };
await (tiers[process.argv[2]] ?? runAll)();
showSlowest();
showBroken();
if (skipped > 0) console.log(`\n${skipped} skipped`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
