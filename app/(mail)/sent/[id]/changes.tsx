import { getTranslations } from 'next-intl/server';
import { getMomentFormat } from '@/app/_components/show/moment-format';
import { Paper } from '@/app/_components/show/paper';
import type { EnvelopeStatusAnswer } from '@/lib/envelope/wire';
import classes from './status.module.css';

/** What was changed after sending, each with its time, who did it, and whether its signature is time-stamped yet. */
export async function Changes({ changes }: { changes: EnvelopeStatusAnswer['changes'] }) {
  const t = await getTranslations('mail.status.changes');
  const write = await getMomentFormat();
  if (changes.length === 0) return null;
  const exactly = (value: string) => write(value, { dateStyle: 'long', timeStyle: 'short' });
  return (
    <>
      <h2 className={classes.heading}>{t('title')}</h2>
      <Paper>
        <ol className={classes.changes}>
          {changes.map(({ number, at, by, kind, address, until, timestamped }) => (
            <li key={`${number} ${kind} ${address}`}>
              {t(kind, { address: address ?? '–', until: until ? exactly(until) : '–' })}{' '}
              {by === null ? t('rule') : t('by', { name: by })}
              <span className={classes.quiet}>
                <time dateTime={at}>{exactly(at)}</time> · {t(timestamped ? 'signed' : 'pending', { number })}
              </span>
            </li>
          ))}
        </ol>
      </Paper>
    </>
  );
}
