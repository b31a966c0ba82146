import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { ClientError, fileError } from '../command/client-error';
import { describeChange, describeCheck } from '../verify/describe-check';
import { openFileSource } from '../verify/file-source';
import type { VerificationReport, VerifyOptions } from '../verify/report';
import { verifyFile } from '../verify/verify-file';
import { type Command, type CommandContext, parse } from './command';
import { exitCodes } from './exit-codes';
import { bytesInWords, createProgress } from './progress';
import { jsonLine, line } from './terminal';
import { startThreads } from './verify-threads';

const one = { type: 'string' } as const;

/** Below it, starting threads takes longer than they save. */
const threadedFrom = 33_554_432;

/** `pli verify`: reads files, asks nobody. */
export const verify: Command = async (context) => {
  const { args, terminal } = context;
  const { values, positionals } = parse(args, {
    checkpoint: one,
    key: one,
    'sealing-key': one,
    roots: one,
    'unsigned-end': { type: 'boolean' },
    json: { type: 'boolean' },
  });
  const [file, ...attachments] = positionals;
  if (file === undefined) throw new ClientError('usage', 'which-file');
  const options: VerifyOptions = {
    ...(values.checkpoint === undefined ? {} : { keptCheckpoint: await text(values.checkpoint) }),
    ...(values.key === undefined ? {} : { logKey: values.key.trim() }),
    ...(values['sealing-key'] === undefined ? {} : { sealingKey: values['sealing-key'].toLowerCase() }),
    ...(values.roots === undefined ? {} : { timestampRoots: await text(values.roots) }),
  };
  const progress = createProgress(context);
  options.onProgress = (done, total) =>
    progress.show(() =>
      context.words('progress-verify', {
        done: bytesInWords(done, context.locale),
        total: bytesInWords(total, context.locale),
      }),
    );
  const report = await readReport(file, options);
  progress.end();
  const matches = await Promise.all(attachments.map((path) => matchAttachment(path, report)));
  // Who brings a checkpoint asks whether history was rewritten: a file that leaves the proof out has not answered.
  const continued =
    options.keptCheckpoint === undefined ||
    report.checks.some(({ check, state }) => check === 'kept-checkpoint' && state === 'verified');
  // Only who asked for it takes what a file of before the end was signed merely claims.
  const checked =
    report.outcome === 'verified' || (report.outcome === 'claims' && values['unsigned-end'] === true);
  const verified = checked && continued && matches.every(({ position }) => position !== null);
  if (values.json) terminal.out(jsonLine({ file, verified, ...report, attachments: matches }));
  else say(context, file, report, matches, verified);
  if (report.outcome === 'newer') return exitCodes.newer;
  return verified ? exitCodes.ok : exitCodes['not-verified'];
};

async function readReport(file: string, options: VerifyOptions): Promise<VerificationReport> {
  try {
    const source = await openFileSource(file);
    const threads = source.size >= threadedFrom ? startThreads() : null;
    try {
      return await verifyFile(source, threads ? { ...options, readAhead: threads } : options);
    } finally {
      await threads?.close();
      await source.close();
    }
  } catch (error) {
    throw error instanceof Error && 'syscall' in error ? fileError(file, 'read', error) : error;
  }
}

type Match = { path: string; sha256: string; position: number | null; name: string | null };

/** Which attachment of the bundle a file is; none where it is none, or the bundle proves no attachments. */
async function matchAttachment(path: string, { envelope }: VerificationReport): Promise<Match> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer); // no encoding is set
  } catch (error) {
    throw fileError(path, 'read', error);
  }
  const sha256 = hash.digest('hex');
  const found = envelope?.attachments.find((attachment) => attachment.sha256 === sha256);
  return { path, sha256, position: found?.position ?? null, name: found?.name ?? null };
}

/** The sentence at the end: a file that only claims, or is too new, is not said to be at fault. */
function conclusion({ outcome }: VerificationReport, verified: boolean) {
  if (verified) return 'verified';
  return outcome === 'claims' ? 'verify-claims' : outcome === 'newer' ? 'verify-newer' : 'not-verified';
}

function say(
  { terminal: { out }, words, locale }: CommandContext,
  file: string,
  report: VerificationReport,
  matches: readonly Match[],
  verified: boolean,
): void {
  if (report.outcome === 'unreadable') {
    out(line(words('verify-unreadable', { file })));
    return;
  }
  for (const check of report.checks)
    out(line(`${words(`verify-mark-${check.state}`)} ${describeCheck(check, locale)}`));
  for (const change of report.envelope?.changes ?? []) out(line(describeChange(change, locale)));
  for (const { path, position, name } of matches)
    out(
      line(
        position === null
          ? `${words('verify-mark-failed')} ${words('verify-no-attachment', { path })}`
          : `${words('verify-mark-verified')} ${words('verify-attachment', { path, position, name: name ?? '' })}`,
      ),
    );
  out(line(words(conclusion(report, verified), { file })));
}

async function text(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw fileError(file, 'read', error);
  });
}
