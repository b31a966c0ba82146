import { IconLock } from '@tabler/icons-react';
import { getTranslations } from 'next-intl/server';
import type { ShownHold } from '@/lib/keeping/shown';
import classes from './hold-notes.module.css';
import { getMomentFormat } from './moment-format';

/** Who keeps a letter whatever its date, since when and why; nothing where nobody does. */
export async function HoldNotes({ holds }: { holds: readonly ShownHold[] }) {
  if (holds.length === 0) return null;
  const t = await getTranslations('vault');
  const write = await getMomentFormat();
  return (
    <ul className={classes.holds}>
      {holds.map(({ id, organisation, why, setAt }) => (
        <li key={id}>
          <IconLock size={18} stroke={1.6} aria-hidden />
          <span>{t('shownHold', { organisation, why, day: write(setAt, { dateStyle: 'long' }) })}</span>
        </li>
      ))}
    </ul>
  );
}
