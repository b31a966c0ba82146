'use client';

import { Button, Group, TextInput } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Dialog } from '@/app/_components/dialog/dialog';
import { Form } from '@/app/_components/form/form';
import { useMomentFormat } from '@/app/_components/show/use-moment-format';
import { laterChoices, localInput } from '@/lib/browser/mailbox/later-choices';
import type { Filing } from '@/lib/filing/wire';
import classes from './asking.module.css';

/** Until when letters are put away: one press for the usual moments, or a date and time of one's own. */
export default function LaterDialog({
  count,
  onFile,
  onClose,
}: {
  count: number;
  onFile: (filing: Filing) => void;
  onClose: () => void;
}) {
  const t = useTranslations('mail.later');
  const write = useMomentFormat();
  const [now] = useState(() => new Date());
  const [isPast, setIsPast] = useState(false);
  const put = (at: Date) => onFile({ laterUntil: at.toISOString() });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const at = new Date(String(new FormData(event.currentTarget).get('at')));
    if (!(at.getTime() > Date.now())) return setIsPast(true);
    put(at);
  };
  return (
    <Dialog opened title={t('ask', { count })} onClose={onClose}>
      <ul className={classes.options}>
        {laterChoices(now).map(({ name, at }, index) => (
          <li key={name}>
            <button
              type="button"
              className={classes.option}
              data-autofocus={index === 0 || undefined}
              onClick={() => put(at)}
            >
              <IconClock size={18} stroke={1.7} aria-hidden />
              <span>{t(name)}</span>
              <time dateTime={at.toISOString()} className={classes.aside}>
                {write(at, {
                  weekday: 'short',
                  day: 'numeric',
                  month: 'short',
                  hour: 'numeric',
                  minute: '2-digit',
                })}
              </time>
            </button>
          </li>
        ))}
      </ul>
      <Form onSubmit={submit}>
        <div className={classes.own}>
          <TextInput
            type="datetime-local"
            name="at"
            label={t('own')}
            required
            min={localInput(now)}
            defaultValue={localInput(new Date(now.getTime() + 86_400_000))}
            error={isPast && t('past')}
            onChange={() => setIsPast(false)}
          />
          <Button type="submit" variant="default">
            {t('put')}
          </Button>
        </div>
      </Form>
      <Group justify="flex-end" mt="md">
        <Button variant="subtle" onClick={onClose}>
          {t('cancel')}
        </Button>
      </Group>
    </Dialog>
  );
}
