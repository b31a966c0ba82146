'use client';

import { Checkbox } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { MailboxRight } from '@/lib/access/actor';
import classes from './mailbox.module.css';

const rights = ['read', 'send', 'manage'] as const satisfies readonly MailboxRight[];

/** What a person may do in a mailbox, a box a right, named by her where she is known. */
export function RightsBoxes(props: {
  label: string;
  name?: string;
  given: readonly MailboxRight[];
  disabled?: boolean;
  onChange: (rights: MailboxRight[]) => void;
}) {
  const t = useTranslations('settings.mailboxes');
  return (
    <fieldset className={classes.rights} aria-label={props.label}>
      {rights.map((right) => (
        <Checkbox
          key={right}
          label={t(`rights.${right}`)}
          {...(props.name === undefined
            ? {}
            : { 'aria-label': t('rightOf', { right: t(`rights.${right}`), name: props.name }) })}
          checked={props.given.includes(right)}
          disabled={props.disabled ?? false}
          onChange={(event) =>
            props.onChange(
              rights.filter((one) =>
                one === right ? event.currentTarget.checked : props.given.includes(one),
              ),
            )
          }
        />
      ))}
    </fieldset>
  );
}
