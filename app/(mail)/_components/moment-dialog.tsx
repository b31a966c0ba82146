'use client';

import { Button, Group, Text, TextInput } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { Dialog } from '@/app/_components/dialog/dialog';
import { Form } from '@/app/_components/form/form';
import { useMomentFormat } from '@/app/_components/show/use-moment-format';
import { laterChoices, localInput } from '@/lib/browser/mailbox/later-choices';
import classes from './asking.module.css';

type Words = Record<'title' | 'evening' | 'tomorrow' | 'monday' | 'own' | 'past' | 'put' | 'cancel', string>;

const dayMs = 86_400_000;

/** Asks for a moment to come: one press for the usual ones, or a date and time of one's own, in this browser's time zone. */
export function MomentDialog({
  words,
  lead,
  latest,
  onChosen,
  onClose,
}: {
  words: Words;
  lead?: string;
  /** The last moment that may be chosen, and what is said of a later one. */
  latest?: { at: Date; words: string };
  onChosen: (at: Date) => void;
  onClose: () => void;
}) {
  const write = useMomentFormat();
  const [now] = useState(() => new Date());
  const [wrong, setWrong] = useState<string | null>(null);
  const isLate = (at: Date) => latest !== undefined && at > latest.at;
  const choices = laterChoices(now).filter(({ at }) => !isLate(at));
  const inADay = new Date(now.getTime() + dayMs);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const at = new Date(String(new FormData(event.currentTarget).get('at')));
    if (!(at.getTime() > Date.now())) return setWrong(words.past);
    if (latest && isLate(at)) return setWrong(latest.words);
    onChosen(at);
  };
  return (
    <Dialog opened title={words.title} onClose={onClose}>
      {lead && (
        <Text size="sm" mb="xs">
          {lead}
        </Text>
      )}
      <ul className={classes.options}>
        {choices.map(({ name, at }, index) => (
          <li key={name}>
            <button
              type="button"
              className={classes.option}
              data-autofocus={index === 0 || undefined}
              onClick={() => onChosen(at)}
            >
              <IconClock size={18} stroke={1.7} aria-hidden />
              <span>{words[name]}</span>
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
            label={words.own}
            required
            min={localInput(now)}
            {...(latest && { max: localInput(latest.at) })}
            defaultValue={localInput(latest && inADay > latest.at ? latest.at : inADay)}
            error={wrong}
            onChange={() => setWrong(null)}
          />
          <Button type="submit" variant="default">
            {words.put}
          </Button>
        </div>
      </Form>
      <Group justify="flex-end" mt="md">
        <Button variant="subtle" onClick={onClose}>
          {words.cancel}
        </Button>
      </Group>
    </Dialog>
  );
}
