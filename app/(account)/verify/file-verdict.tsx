'use client';

import { Progress } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconFile,
  IconHelpCircle,
} from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';
import { Disclosure } from '@/app/_components/show/disclosure';
import { useMomentFormat } from '@/app/_components/show/use-moment-format';
import type { Recognised, VerifiedFile } from '@/lib/browser/verify/verify-session';
import { formatBytes } from '@/lib/i18n/format-bytes';
import type { Check, VerificationReport } from '@/lib/verify/report';
import { ProvedFacts } from './proved-facts';
import { useCheckWords } from './use-check-words';
import classes from './verify.module.css';

/** The public keys of this Pli: what other keys signed is whole, but by whom this page cannot say. */
export type OwnKeys = { logKeys: readonly string[]; sealingKeys: readonly string[] };

/** What was found of one file: the verdict in words, then every check. */
export function FileVerdict({ file, own }: { file: VerifiedFile; own: OwnKeys }) {
  const t = useTranslations('evidence.verify');
  const locale = useLocale();
  const { recognised, state } = file;
  const report = file.report && withOwnLogKey(file.report, own);
  const verdict =
    state === 'checking'
      ? 'checking'
      : state === 'broken'
        ? 'broken'
        : recognised
          ? 'recognised'
          : report?.outcome;
  return (
    <article className={classes.file} data-verdict={verdict}>
      <header>
        <IconFile size={20} stroke={1.5} aria-hidden />
        <h3>{file.name}</h3>
        <span className={classes.quiet}>
          {report && report.kind !== 'unknown' && !recognised ? `${t(`kinds.${report.kind}`)} · ` : ''}
          {formatBytes(file.bytes, locale)}
        </span>
      </header>
      <div role="status">
        {state === 'checking' && <Checking file={file} />}
        {state === 'broken' && <Verdict tone="failed" title={t('broken')} />}
        {state === 'done' && recognised && (
          <RecognisedVerdict found={recognised} sha256={file.sha256} own={own} />
        )}
        {state === 'done' && !recognised && report && <ReportVerdict report={report} own={own} />}
      </div>
      {state === 'done' && !recognised && report && report.checks.length > 0 && (
        <>
          {report.envelope && <ProvedFacts envelope={report.envelope} />}
          <Checks checks={report.checks} />
        </>
      )}
    </article>
  );
}

/** Every check, folded away where all went well. */
function Checks({ checks }: { checks: readonly Check[] }) {
  const t = useTranslations('evidence.verify');
  return (
    <Disclosure
      className={classes.details}
      summary={t('detailsCount', { count: checks.length })}
      open={checks.some(({ state }) => state !== 'verified')}
    >
      <ol className={classes.checks}>
        {checks.map((check, i) => (
          <CheckLine key={`${check.check}-${i.toString()}`} check={check} />
        ))}
      </ol>
    </Disclosure>
  );
}

function Checking({ file }: { file: VerifiedFile }) {
  const t = useTranslations('evidence.verify');
  const locale = useLocale();
  const percent = file.bytes === 0 ? 0 : (file.progress / file.bytes) * 100;
  return (
    <>
      <p>{t('checking', { name: file.name })}</p>
      <Progress transitionDuration={0} value={percent} aria-label={t('checking', { name: file.name })} />
      {file.progress > 0 && (
        <p className={classes.hint}>
          {t('progress', {
            done: formatBytes(file.progress, locale),
            total: formatBytes(file.bytes, locale),
          })}
        </p>
      )}
    </>
  );
}

function ReportVerdict({ report, own }: { report: VerificationReport; own: OwnKeys }) {
  const t = useTranslations('evidence.verify');
  const count = (state: Check['state']) => report.checks.filter((check) => check.state === state).length;
  if (report.outcome === 'unreadable') {
    return <Verdict tone="unknown" title={t('unreadable')} text={t('unreadableText')} />;
  }
  if (report.outcome === 'newer' || report.outcome === 'claims') {
    return <Verdict tone="unknown" title={t(report.outcome)} text={t(`${report.outcome}Text`)} />;
  }
  if (report.outcome === 'failed') {
    return <Verdict tone="failed" title={t('failed')} text={t('failedText', { count: count('failed') })} />;
  }
  const pending = count('pending');
  const text = pending > 0 ? t('verifiedPending', { count: pending }) : t('verifiedText');
  const signers = signersOf(report, own);
  // Somebody who compares with a state he kept asks for just that: without its answer nothing is settled.
  const continues = report.checks.every(
    ({ check, state }) => check !== 'kept-checkpoint' || state === 'verified',
  );
  const isSettled = continues && signers !== 'foreign';
  return (
    <>
      <Verdict
        tone={isSettled ? 'verified' : 'unknown'}
        title={t(continues ? 'verified' : 'verifiedAlone')}
        text={text}
      />
      <p className={classes.hint}>{t(`signers.${signers}`)}</p>
    </>
  );
}

/** That no other key was given to compare with is no doubt where the log's key is this server's own. */
function withOwnLogKey(report: VerificationReport, { logKeys }: OwnKeys): VerificationReport {
  const settled = (check: Check): Check =>
    check.check === 'log-key' && check.state === 'pending' && logKeys.includes(String(check.facts.key))
      ? { ...check, state: 'verified', facts: { ...check.facts, own: true } }
      : check;
  return { ...report, checks: report.checks.map(settled) };
}

/** Whose keys signed: this server's, keys the person gave to compare, or others. */
function signersOf({ checks }: VerificationReport, own: OwnKeys): 'own' | 'given' | 'foreign' {
  const known = ({ check, state, facts }: Check): 'own' | 'given' | 'foreign' | null => {
    if (check === 'log-key') {
      if (own.logKeys.includes(String(facts.key))) return 'own';
      return state === 'verified' ? 'given' : 'foreign';
    }
    if (facts.fingerprint === undefined) return null;
    if (own.sealingKeys.includes(String(facts.fingerprint))) return 'own';
    return facts.pinned === true ? 'given' : 'foreign';
  };
  const all = checks.map(known).filter((one) => one !== null);
  if (all.includes('foreign')) return 'foreign';
  // A proof alone names no key: it was checked with the one that was given.
  return all.length > 0 && all.every((one) => one === 'own') ? 'own' : 'given';
}

function RecognisedVerdict(props: { found: Recognised; sha256: string | null; own: OwnKeys }) {
  const { found, sha256, own } = props;
  const t = useTranslations('evidence.verify');
  const write = useMomentFormat();
  const { envelope, attachment, report } = found;
  const signers = signersOf(report, own);
  const text = t('recognisedText', {
    position: attachment.position,
    subject: envelope.subject || t('noSubject'),
    time: write(envelope.sealedAt, { dateStyle: 'long', timeStyle: 'long' }),
    sender: envelope.sender.address,
  });
  return (
    <>
      <Verdict tone={signers === 'foreign' ? 'unknown' : 'verified'} title={t('recognised')} text={text} />
      <p className={classes.hint}>{t(`signers.${signers}`)}</p>
      <p className={classes.hint}>{t('recognisedName', { name: attachment.name })}</p>
      <p className={classes.digest}>{t('sha256', { digest: sha256 ?? '' })}</p>
    </>
  );
}

const icons = {
  verified: IconCircleCheck,
  failed: IconAlertTriangle,
  unknown: IconHelpCircle,
} as const;

function Verdict({ tone, title, text }: { tone: keyof typeof icons; title: string; text?: string }) {
  const Icon = icons[tone];
  return (
    <div className={classes.verdict} data-tone={tone}>
      <Icon size={24} className={classes.sign} data-tone={tone} aria-hidden />
      <div>
        <strong>{title}</strong>
        {text && <p>{text}</p>}
      </div>
    </div>
  );
}

const stateIcons = { verified: IconCircleCheck, pending: IconClock, failed: IconCircleX } as const;

function CheckLine({ check }: { check: Check }) {
  const t = useTranslations('evidence.verify');
  const words = useCheckWords()(check);
  const Icon = stateIcons[check.state];
  return (
    <li data-check={check.check} data-state={check.state} data-code={check.code}>
      <Icon size={18} className={classes.sign} data-tone={check.state} aria-hidden />
      <div>
        <span>
          {t(`checks.${check.check}`)}
          <span className="visually-hidden"> : {t(`states.${check.state}`)}</span>
        </span>
        {words.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </div>
    </li>
  );
}
