'use client';

import { Button } from '@mantine/core';
import { IconBookmark, IconDots, IconUsers } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Dialog } from '@/app/_components/dialog/dialog';
import { Dropdown } from '@/app/_components/dialog/dropdown';
import menu from '@/app/_components/dialog/dropdown.module.css';
import { Flash, type FlashMessage } from '@/app/_components/dialog/flash';
import { focusMain } from '@/app/_components/dialog/focus-main';
import { useConfirm } from '@/app/_components/dialog/use-confirm';
import { callApi } from '@/app/_components/form/call-api';
import { useApi } from '@/app/_components/form/use-api';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import type { SavedFilterItem, SavedFiltersAnswer } from '@/lib/audit/explore/saved-filter-wire';
import classes from './audit.module.css';
import type { ChosenFilter } from './chosen-filter';
import { type Asked, SavedFilterForm } from './saved-filter-form';

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
    if (answer.ok) focusMain();
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
          <SavedFilter
            key={filter.id}
            filter={filter}
            onApply={onApply}
            onChange={() => setAsked({ kind: 'change', filter })}
            onRemove={() => askToRemove(filter)}
          />
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
      <Flash message={message} onClose={() => setMessage(null)} mt="md" mb={0} />
      <Dialog
        opened={asked !== null}
        title={asked?.kind === 'change' ? t('change') : t('save')}
        onClose={() => setAsked(null)}
      >
        {asked && (
          <SavedFilterForm
            asked={asked}
            chosen={chosen}
            taken={filters.filter(({ id, ownerName }) => ownerName === null && !isAsked(asked, id))}
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

const isAsked = (asked: Asked, id: string) => asked.kind === 'change' && asked.filter.id === id;

function SavedFilter(props: {
  filter: SavedFilterItem;
  onApply: (chosen: ChosenFilter) => void;
  onChange: () => void;
  onRemove: () => void;
}) {
  const t = useTranslations('audit.saved');
  const { filter, onApply, onChange, onRemove } = props;
  const { name, shared, ownerName } = filter;
  const whose = ownerName !== null ? t('sharedBy', { name: ownerName }) : t(shared ? 'shared' : 'mine');
  return (
    <li>
      <Button
        variant="default"
        size="sm"
        leftSection={shared && <IconUsers size={16} stroke={1.7} aria-hidden />}
        title={whose}
        aria-label={t('apply', { name })}
        onClick={() => onApply(filter.choice)}
      >
        {name}
      </Button>
      {filter.changeable && (
        <Dropdown label={t('actions', { name })} face={<IconDots size={18} stroke={1.7} aria-hidden />}>
          <button type="button" className={menu.choice} data-plain onClick={onChange}>
            {t('change')}
          </button>
          <button type="button" className={menu.choice} data-plain data-grave onClick={onRemove}>
            {t('delete')}
          </button>
        </Dropdown>
      )}
    </li>
  );
}
