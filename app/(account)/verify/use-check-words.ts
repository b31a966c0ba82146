'use client';

import { useTranslations } from 'next-intl';
import { useMomentFormat } from '@/app/_components/show/use-moment-format';
import type { Check } from '@/lib/verify/report';

const places = ['file', 'line', 'index', 'number', 'field'] as const;

/** What a check established, or what is wrong and where, in the reader's language. */
export function useCheckWords(): (check: Check) => string[] {
  const t = useTranslations('evidence.verify');
  const write = useMomentFormat();
  return ({ state, code, facts }) => {
    const text = (name: string) => String(facts[name] ?? '');
    const madeBy = () => ({
      organisation: text('organisation'),
      time: write(text('exportedAt'), { dateStyle: 'long', timeStyle: 'long' }),
    });
    if (state !== 'verified') {
      const key = `codes.${code}` as Parameters<typeof t.has>[0]; // asked for before it is used
      const where = places.filter((place) => facts[place] !== undefined && facts[place] !== null);
      const names = where.map((place) => t(`placeNames.${place}`, { [place]: text(place) }));
      return [
        t.has(key) ? t(key as 'codes.file-digest') : t('codes.other', { code }), // every code is a plain sentence
        ...(names.length > 0 ? [t('where', { place: names.join(', ') })] : []),
        ...(code === 'log-key-unpinned' || code === 'log-key-other' ? [text('key')] : []),
        ...(code === 'head-unsigned' ? [t('facts.headClaims', madeBy())] : []),
      ];
    }
    if (facts.own === true) return [t('ownLogKey')];
    if (facts.authority !== undefined) {
      const time = write(text('time'), { dateStyle: 'long', timeStyle: 'long' });
      const said = t('facts.time', { time, authority: text('authority') });
      return facts.pinned === false ? [said, t('facts.rootsOfFile')] : [said];
    }
    if (facts.fingerprint !== undefined) return [text('fingerprint').toUpperCase()];
    if (facts.addenda !== undefined) {
      const until = write(text('availableUntil'), { dateStyle: 'long', timeStyle: 'short' });
      return [t('facts.addenda', { addenda: Number(facts.addenda), until })];
    }
    if (facts.entries !== undefined) {
      const left = { leftOut: Number(facts.leftOut), clients: Number(facts.clientsLeftOut) };
      const entries = t('facts.entries', { entries: Number(facts.entries) });
      return facts.leftOut === undefined ? [entries] : [entries, t('facts.leftOut', left)];
    }
    if (facts.files !== undefined) return [t('facts.sums', { files: Number(facts.files) })];
    if (facts.first !== undefined) {
      return [t('facts.numbers', { first: Number(facts.first), last: Number(facts.last) })];
    }
    if (facts.address !== undefined) return [text('address')];
    if (facts.organisation !== undefined) return [t('facts.head', madeBy())];
    return facts.size === undefined ? [] : [t('facts.size', { size: Number(facts.size) })];
  };
}
