import { getTranslations } from 'next-intl/server';
import { getMomentFormat } from '@/app/_components/show/moment-format';
import { Paper } from '@/app/_components/show/paper';
import type { ShownDestruction } from '@/lib/keeping/shown';

/** That the content of a letter is gone, why, what of it other letters hold, and when no backup has it any more. */
export async function DestroyedNote({ destroyed }: { destroyed: ShownDestruction | null }) {
  if (destroyed === null) return null;
  const t = await getTranslations('vault');
  const write = await getMomentFormat();
  const day = (moment: string) => write(moment, { dateStyle: 'long' });
  const { at, why, heldLetters, heldParts, lockedUntil, purgedAt, lastBackupUntil } = destroyed;
  const left =
    purgedAt !== null
      ? t('destroyed.gone')
      : lockedUntil === null
        ? t('destroyed.leaving')
        : t('destroyed.locked', { day: day(lockedUntil) });
  return (
    <Paper>
      <p style={{ margin: 0 }}>
        <strong>{t('shownDestroyed', { day: day(at), why: t(`why.${why}`) })}</strong>{' '}
        {heldLetters > 0 && `${t('destroyed.elsewhere', { letters: heldLetters, parts: heldParts })} `}
        {left} {t('destroyed.backup', { day: day(lastBackupUntil) })} {t('proofStays')}
      </p>
    </Paper>
  );
}
