import { getTranslations } from 'next-intl/server';
import { Disclosure } from '@/app/_components/show/disclosure';
import { Moment } from '@/app/_components/show/moment';
import { Scroller } from '@/app/_components/show/scroller';
import type { LoggedPrograms } from '@/lib/evidence/programs-entry';
import type { ProgramDigests } from '@/lib/evidence/served-programs';
import { commands, commands2 } from '@/lib/evidence/verify-commands';
import classes from './by-hand.module.css';

const both = <T,>(text: T) => ({ 1: text, 2: text });

/** What a stranger types in the unpacked folder of a bundle, in its order; the two versions of bundles differ in some. */
const steps = {
  sums: both(commands.sums),
  signatures: { 1: commands.signatures, 2: commands2.signatures },
  sealTime: { 1: commands.sealTime, 2: commands2.sealTime },
  chain: { 1: null, 2: commands2.chain },
  manifest: both(commands.manifest),
  recipient: { 1: commands.recipient, 2: commands2.recipient },
  logTime: both(commands.logTime),
} as const;
type Step = keyof typeof steps;

/**
 * The same check without this page: the commands of the published specification (docs/envelope-format.md, section 7; docs/audit-log.md,
 * section 12), and the programs served here with their digests, which stand in the log.
 */
export async function ByHand({
  programs,
  logged,
  script,
}: {
  programs: ProgramDigests;
  logged: LoggedPrograms | null;
  /** The text of verify-log.sh. */
  script: string;
}) {
  const t = await getTranslations('evidence.byHand');
  const names = Object.keys(steps) as Step[]; // its own keys
  return (
    <section className={classes.byHand} aria-labelledby="by-hand">
      <h2 id="by-hand">{t('title')}</h2>
      <p>{t('lead')}</p>
      <Disclosure summary={t('programs')} className={classes.part}>
        <p>{t('programsLead')}</p>
        <Code label={t('programs')} text={commands.programs} />
        <dl className={classes.digests}>
          {Object.entries(programs).map(([name, digest]) => (
            <div key={name}>
              <dt>
                <a href={`/${name}`} download>
                  {name}
                </a>
              </dt>
              <dd>
                <code>{digest}</code>
              </dd>
            </div>
          ))}
        </dl>
        <p>
          {logged
            ? t.rich('inLog', {
                index: logged.index,
                when: () => <Moment exact value={logged.at.toISOString()} />,
                proof: (text) => <a href="/log/programs">{text}</a>,
              })
            : t('notInLog')}
        </p>
        <p>{t('compare')}</p>
      </Disclosure>
      <Disclosure summary={t('commands')} className={classes.part}>
        <p>{t('commandsLead')}</p>
        <ol className={classes.steps}>
          {names.map((name) => (
            <li key={name}>
              <h3>{t(`steps.${name}.title`)}</h3>
              <p>{t(`steps.${name}.text`)}</p>
              {steps[name][1] !== null && steps[name][1] !== steps[name][2] && (
                <>
                  <p className={classes.version}>{t('version1')}</p>
                  <Code label={`${t(`steps.${name}.title`)} (${t('version1')})`} text={steps[name][1]} />
                  <p className={classes.version}>{t('version2')}</p>
                </>
              )}
              <Code label={t(`steps.${name}.title`)} text={steps[name][2]} />
            </li>
          ))}
        </ol>
      </Disclosure>
      <Disclosure summary={t('log')} className={classes.part}>
        <p>{t('logLead')}</p>
        <Code label={t('log')} text={script} />
      </Disclosure>
    </section>
  );
}

function Code({ label, text }: { label: string; text: string }) {
  return (
    <Scroller label={label} className={classes.code}>
      <pre lang="en">
        <code>{text}</code>
      </pre>
    </Scroller>
  );
}
