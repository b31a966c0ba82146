'use client';

import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconCalendar, IconEyeOff } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Dialog } from '@/app/_components/dialog/dialog';
import { Flash } from '@/app/_components/dialog/flash';
import { useConfirm } from '@/app/_components/dialog/use-confirm';
import { Form } from '@/app/_components/form/form';
import type { EnvelopeStatusAnswer } from '@/lib/envelope/wire';
import classes from './status.module.css';
import { TakeBackDeed } from './take-back-deed';
import { useDeed } from './use-deed';

const icon = { size: 18, stroke: 1.7, 'aria-hidden': true } as const;

/** What the sender may do for a whole letter: change until when it can be read, and take it away from everybody. */
export function LetterDeeds({ status }: { status: EnvelopeStatusAnswer }) {
  const t = useTranslations('mail.status.deeds');
  const { run, busy, message, forget } = useDeed(status.envelopeId);
  const { ask, dialog } = useConfirm();
  const [dating, setDating] = useState(false);
  const still = status.recipients.filter(({ withdrawnAt }) => withdrawnAt === null);
  const opened = still.filter(({ openedAt }) => openedAt !== null).length;
  const isGone = status.changes.some(({ kind }) => kind === 'content-destroyed');
  if (status.takenBackAt !== null || still.length === 0) return null;
  return (
    <div className={classes.letterDeeds}>
      {status.leavesAt !== null && <TakeBackDeed envelopeId={status.envelopeId} leavesAt={status.leavesAt} />}
      {!isGone && (
        <Button variant="default" leftSection={<IconCalendar {...icon} />} onClick={() => setDating(true)}>
          {t('until')}
        </Button>
      )}
      {status.leavesAt === null && (
        <Button
          variant="default"
          leftSection={<IconEyeOff {...icon} />}
          loading={busy}
          onClick={() =>
            ask(
              {
                title: t('withdrawAllTitle'),
                text: t('withdrawText', { opened }),
                action: t('withdrawAll'),
                grave: true,
              },
              () => void run('POST', '/withdraw', {}, t('withdrawn')),
            )
          }
        >
          {t('withdrawAll')}
        </Button>
      )}
      {status.leavesAt === null && <p className={classes.plain}>{t('plain')}</p>}
      <div style={{ flexBasis: '100%' }}>
        <Flash message={message} onClose={forget} />
      </div>
      {dating && (
        <UntilDialog
          expiresAt={status.expiresAt}
          onClose={() => setDating(false)}
          onChosen={async (until) => {
            setDating(false);
            await run('PUT', '/available-until', { until }, t('untilDone'));
          }}
        />
      )}
      {dialog}
    </div>
  );
}

const dayMs = 86_400_000;

/** A day in the person's own time zone, as a field of type date writes it. */
function dayOf(moment: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

/** Asks for the last day; the letter can be read to its end. */
function UntilDialog({
  expiresAt,
  onClose,
  onChosen,
}: {
  expiresAt: string;
  onClose: () => void;
  onChosen: (until: string) => Promise<void>;
}) {
  const t = useTranslations('mail.status.deeds');
  const [today] = useState(() => new Date());
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const day = String(new FormData(event.currentTarget).get('until') ?? '');
    const until = new Date(`${day}T23:59:59.999`);
    if (Number.isNaN(until.getTime())) return;
    void onChosen(until.toISOString());
  };
  return (
    <Dialog opened title={t('untilTitle')} onClose={onClose}>
      <Form onSubmit={submit}>
        <Stack>
          <Text size="sm">{t('untilText')}</Text>
          <TextInput
            type="date"
            name="until"
            label={t('untilDate')}
            required
            defaultValue={dayOf(new Date(expiresAt))}
            min={dayOf(today)}
            max={dayOf(new Date(today.getTime() + 364 * dayMs))}
            data-autofocus
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit">{t('save')}</Button>
          </Group>
        </Stack>
      </Form>
    </Dialog>
  );
}
