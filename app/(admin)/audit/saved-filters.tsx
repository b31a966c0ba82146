'use client';

import { Button, Group, Switch, TextInput } from '@mantine/core';
import { IconBookmark, IconDots, IconUsers } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { callApi } from '@/app/_components/call-api';
import { Dialog } from '@/app/_components/dialog';
import { Dropdown } from '@/app/_components/dropdown';
import menu from '@/app/_components/dropdown.module.css';
import { Flash, type FlashMessage } from '@/app/_components/flash';
import { useApi } from '@/app/_components/use-api';
import { useConfirm } from '@/app/_components/use-confirm';
import { useRefusalText } from '@/app/_components/use-refusal-text';
import type { SavedFilterItem, SavedFiltersAnswer } from '@/lib/audit/saved-filter-wire';
import classes from './audit.module.css';
import type { ChosenFilter } from './chosen-filter';

type Asked = { kind: 'new' } | { kind: 'change'; filter: SavedFilterItem };

/** Filters kept under a name: one's own and those shared in the organisation. */
export function SavedFilters({
  chosen,
  onApply,
}: {
  chosen: ChosenFilter;
  onApply: (chosen: ChosenFilter) => void;
}) {
  const t = useTranslations('audit.saved');
  const refusalText = useRefusalText();
  const { data, reload } = useApi<SavedFiltersAnswer>('/api/audit/filters');
  const { ask, dialog } = useConfirm();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [message, setMessage] = useState<FlashMessage>(null);
  const filters = data?.filters ?? [];
  const remove = async ({ id, name }: SavedFilterItem) => {
    const answer = await callApi('DELETE', `/api/audit/filters/${id}`);
    setMessage(
      answer.ok
        ? { tone: 'done', text: t('deleted', { name }) }
        : { tone: 'refused', text: refusalText(answer.refusal) },
    );
    reload();
  };
  const askToRemove = (filter: SavedFilterItem) =>
    ask(
      {
        title: t('deleteTitle'),
        text: t('deleteText', { name: filter.name }),
        action: t('delete'),
        grave: true,
      },
      () => void remove(filter),
    );
  return (
    <>
      <ul className={classes.saved} aria-label={t('title')}>
        {filters.map((filter) => (
          <li key={filter.id}>
            <Button
              variant="default"
              size="sm"
              leftSection={filter.shared && <IconUsers size={16} stroke={1.7} aria-hidden />}
              title={
                filter.ownerName === null
                  ? filter.shared
                    ? t('shared')
                    : t('mine')
                  : t('sharedBy', { name: filter.ownerName })
              }
              aria-label={t('apply', { name: filter.name })}
              onClick={() => onApply(filter.choice)}
            >
              {filter.name}
            </Button>
            {filter.changeable && (
              <Dropdown
                label={t('actions', { name: filter.name })}
                face={<IconDots size={18} stroke={1.7} aria-hidden />}
              >
                <button
                  type="button"
                  className={menu.choice}
                  onClick={() => setAsked({ kind: 'change', filter })}
                >
                  <span />
                  {t('change')}
                </button>
                <button type="button" className={menu.choice} onClick={() => askToRemove(filter)}>
                  <span />
                  {t('delete')}
                </button>
              </Dropdown>
            )}
          </li>
        ))}
        <li>
          <Button
            variant="subtle"
            size="sm"
            leftSection={<IconBookmark size={18} stroke={1.7} aria-hidden />}
            onClick={() => setAsked({ kind: 'new' })}
          >
            {t('save')}
          </Button>
        </li>
      </ul>
      <Flash message={message} onClose={() => setMessage(null)} />
      <Dialog
        opened={asked !== null}
        title={asked?.kind === 'change' ? t('change') : t('save')}
        onClose={() => setAsked(null)}
      >
        {asked && (
          <FilterForm
            asked={asked}
            chosen={chosen}
            onClose={() => setAsked(null)}
            onSaved={(name) => {
              setAsked(null);
              setMessage({ tone: 'done', text: t('done', { name }) });
              reload();
            }}
          />
        )}
      </Dialog>
      {dialog}
    </>
  );
}

function FilterForm(props: {
  asked: Asked;
  chosen: ChosenFilter;
  onClose: () => void;
  onSaved: (name: string) => void;
}) {
  const t = useTranslations('audit.saved');
  const tc = useTranslations('common');
  const refusalText = useRefusalText();
  const [refused, setRefused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { asked } = props;
  const before = asked.kind === 'change' ? asked.filter : null;
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const name = String(form.get('name')).trim();
    const shared = form.get('shared') !== null;
    setBusy(true);
    const answer =
      before === null
        ? await callApi('POST', '/api/audit/filters', { name, shared, choice: props.chosen })
        : await callApi('PATCH', `/api/audit/filters/${before.id}`, { name, shared });
    setBusy(false);
    if (answer.ok) props.onSaved(name);
    else setRefused(refusalText(answer.refusal));
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <TextInput
        name="name"
        label={t('name')}
        defaultValue={before?.name ?? ''}
        required
        withAsterisk={false}
        maxLength={80}
        autoComplete="off"
        data-autofocus
        error={refused}
      />
      <Switch
        name="shared"
        mt="md"
        label={t('share')}
        description={t('sharedHint')}
        defaultChecked={before?.shared ?? false}
      />
      <Group justify="end" mt="lg">
        <Button variant="default" onClick={props.onClose}>
          {tc('cancel')}
        </Button>
        <Button type="submit" loading={busy}>
          {t('confirm')}
        </Button>
      </Group>
    </form>
  );
}
