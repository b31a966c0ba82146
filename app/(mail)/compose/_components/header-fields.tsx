'use client';

import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { memo, useId, useState } from 'react';
import type { ComposeSession } from '@/lib/browser/compose/compose-session';
import type { DraftText } from '@/lib/browser/compose/draft-content';
import type { ComposeSettings } from '@/lib/envelope/wire';
import classes from '../compose.module.css';
import { AddressField } from './address-field';

const titleCharactersMax = 200;

/** From, to, copies and title. */
export const HeaderFields = memo(function HeaderFields({
  session,
  text,
  settings,
  disabled,
}: {
  session: ComposeSession;
  text: DraftText;
  settings: ComposeSettings;
  disabled: boolean;
}) {
  const t = useTranslations('compose.fields');
  const [copies, setCopies] = useState(false);
  const showCopies = copies || text.cc.length > 0 || text.bcc.length > 0;
  const identity =
    settings.identities.find(({ address }) => address === text.fromAddress) ?? settings.identities[0];
  const common = { mailboxId: identity?.mailboxId ?? '', disabled };
  return (
    <div className={classes.header}>
      <FromField
        settings={settings}
        value={identity?.address ?? ''}
        disabled={disabled}
        onChange={(fromAddress) => session.write({ fromAddress })}
      />
      <div className={classes.rowWithAction} data-field="to">
        <AddressField
          label={t('to')}
          value={text.to}
          autoFocus
          {...common}
          onChange={(to) => session.write({ to })}
        />
        {!showCopies && (
          <button
            type="button"
            className={classes.copies}
            disabled={disabled}
            onClick={() => setCopies(true)}
          >
            {t('showCopies')}
          </button>
        )}
      </div>
      {showCopies && (
        <>
          <AddressField
            label={t('cc')}
            value={text.cc}
            {...common}
            onChange={(cc) => session.write({ cc })}
          />
          <AddressField
            label={t('bcc')}
            value={text.bcc}
            {...common}
            onChange={(bcc) => session.write({ bcc })}
          />
        </>
      )}
      <TitleField
        value={text.title}
        titleShown={identity?.titleShown ?? false}
        disabled={disabled}
        onChange={(title) => session.write({ title })}
      />
    </div>
  );
});

function FromField({
  settings,
  value,
  disabled,
  onChange,
}: {
  settings: ComposeSettings;
  value: string;
  disabled: boolean;
  onChange: (address: string) => void;
}) {
  const t = useTranslations('compose.fields');
  const id = useId();
  const { identities } = settings;
  if (identities.length === 1) {
    return (
      <div className={classes.row}>
        <span className={classes.rowLabel}>{t('from')}</span>
        <span className={classes.rowStatic}>{value}</span>
      </div>
    );
  }
  return (
    <div className={classes.row}>
      <label htmlFor={id} className={classes.rowLabel}>
        {t('from')}
      </label>
      <NativeSelect
        id={id}
        variant="unstyled"
        value={value}
        disabled={disabled}
        className={classes.rowField ?? ''}
        data={identities.map(({ address, mailboxName }) => ({
          value: address,
          label: `${mailboxName} <${address}>`,
        }))}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}

function TitleField({
  value,
  titleShown,
  disabled,
  onChange,
}: {
  value: string;
  titleShown: boolean;
  disabled: boolean;
  onChange: (title: string) => void;
}) {
  const t = useTranslations('compose.fields');
  const id = useId();
  return (
    <div className={classes.row}>
      <label htmlFor={id} className={classes.rowLabel}>
        {t('title')}
      </label>
      <div className={classes.rowField}>
        <TextInput
          id={id}
          variant="unstyled"
          value={value}
          disabled={disabled}
          maxLength={titleCharactersMax}
          placeholder={t('titlePlaceholder')}
          aria-describedby={`${id}-note`}
          autoComplete="off"
          onChange={(event) => onChange(event.currentTarget.value)}
        />
        <p id={`${id}-note`} className={titleShown ? classes.titleWarning : classes.titleNote}>
          {t(titleShown ? 'titleShown' : 'titleHidden')}
        </p>
      </div>
    </div>
  );
}
