'use client';

import { Checkbox, NativeSelect } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { Disclosure } from '@/app/_components/show/disclosure';
import { type LetterMarks, letterFlags, plainMarks, shownMarks } from '@/lib/envelope-format/manifest-2';
import classes from '../compose.module.css';

/** What a letter says beside its text: folded away, and named on the fold where something is chosen. */
export function LetterOptions({
  marks = plainMarks,
  disabled,
  onChange,
}: {
  marks: LetterMarks | undefined;
  disabled: boolean;
  onChange: (marks: LetterMarks) => void;
}) {
  const t = useTranslations('compose.options');
  const ofMark = useTranslations('letter.marks');
  const importanceId = useId();
  const chosen = shownMarks(marks).map((mark) => ofMark(`${mark}.chosen`));
  return (
    <Disclosure quiet className={classes.options} summary={[t('title'), ...chosen].join(' · ')}>
      <div className={classes.optionList}>
        <div className={classes.expiry}>
          <label htmlFor={importanceId}>{t('importance.label')}</label>
          <NativeSelect
            id={importanceId}
            value={marks.importance}
            disabled={disabled}
            data={(['low', 'normal', 'high'] as const).map((value) => ({
              value,
              label: t(`importance.${value}`),
            }))}
            onChange={(event) =>
              // one of the three that are listed
              onChange({ ...marks, importance: event.currentTarget.value as LetterMarks['importance'] })
            }
          />
        </div>
        {letterFlags.map((name) => (
          <Checkbox
            key={name}
            checked={marks[name]}
            disabled={disabled}
            label={ofMark(`${name}.label`)}
            description={ofMark(`${name}.hint`)}
            onChange={(event) => onChange({ ...marks, [name]: event.currentTarget.checked })}
          />
        ))}
      </div>
    </Disclosure>
  );
}
