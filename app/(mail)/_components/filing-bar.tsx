'use client';

import { ActionIcon } from '@mantine/core';
import {
  IconArchive,
  IconArrowBackUp,
  IconClock,
  IconFolderSymlink,
  IconMail,
  IconMailOpened,
  IconStar,
  IconTrash,
  IconTrashX,
  IconX,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useRovingFocus } from '@/app/_components/form/use-roving-focus';
import type { Deed } from '@/lib/browser/mailbox/filed-items';
import type { EnvelopeListItem } from '@/lib/envelope/wire';
import classes from './envelope-list.module.css';
import type { Box } from './envelope-row';

/** What is asked before letters are filed: where to, or until when. */
export type Asking = 'move' | 'later';

type Tool = { icon: TablerIcon } & (
  | { name: 'archive' | 'trash' | 'home' | 'remove' | 'read' | 'unread' | 'star'; deed: Deed }
  | { name: Asking; deed: null }
);

/** Above a list: a box that chooses all that is shown, and, when something is chosen, how many and what can be done with them. */
export function FilingBar({
  box,
  shown,
  chosen,
  onChoose,
  onFile,
  onAsk,
}: {
  box: Box;
  shown: readonly EnvelopeListItem[];
  chosen: readonly EnvelopeListItem[];
  onChoose: (ids: readonly string[]) => void;
  onFile: (deed: Deed) => void;
  onAsk: (what: Asking) => void;
}) {
  const t = useTranslations('mail.filing');
  const all = shown.length > 0 && chosen.length === shown.length;
  return (
    <div className={classes.filing}>
      <label className={classes.chooseAll}>
        <input
          type="checkbox"
          checked={all}
          ref={(input) => {
            if (input) input.indeterminate = !all && chosen.length > 0;
          }}
          onChange={() => onChoose(all ? [] : shown.map(({ itemId }) => itemId))}
          aria-label={t('chooseAll')}
        />
      </label>
      <span aria-live="polite" className={classes.chosen}>
        {chosen.length > 0 && t('chosen', { count: chosen.length })}
      </span>
      {chosen.length > 0 && (
        <Tools
          tools={toolsOf(box, chosen)}
          onPress={(tool) => (tool.deed === null ? onAsk(tool.name) : onFile(tool.deed))}
          onClear={() => onChoose([])}
        />
      )}
    </div>
  );
}

function Tools({
  tools,
  onPress,
  onClear,
}: {
  tools: readonly Tool[];
  onPress: (tool: Tool) => void;
  onClear: () => void;
}) {
  const t = useTranslations('mail.filing');
  const { ref, current, onFocus, onKeyDown } = useRovingFocus(tools[0]?.name ?? 'clear');
  const tool = (name: string) => ({
    variant: 'subtle' as const,
    color: 'gray',
    size: 36,
    'data-tool': name,
    tabIndex: current === name ? 0 : -1,
  });
  return (
    <div
      ref={ref}
      role="toolbar"
      aria-label={t('toolbar')}
      onFocus={onFocus}
      onKeyDown={onKeyDown}
      className={classes.tools}
    >
      {tools.map((one) => (
        <ActionIcon
          key={one.name}
          {...tool(one.name)}
          aria-label={t(wordOf(one.name))}
          title={t(wordOf(one.name))}
          onClick={() => onPress(one)}
        >
          <one.icon size={20} stroke={1.7} aria-hidden />
        </ActionIcon>
      ))}
      <ActionIcon {...tool('clear')} aria-label={t('clear')} title={t('clear')} onClick={onClear}>
        <IconX size={20} stroke={1.7} aria-hidden />
      </ActionIcon>
    </div>
  );
}

function toolsOf(box: Box, chosen: readonly EnvelopeListItem[]): Tool[] {
  const isUnread = chosen.some(({ readAt }) => readAt === null);
  const isStarred = chosen.every(({ starred }) => starred);
  const home: Tool = { name: 'home', icon: IconArrowBackUp, deed: { folder: 'home' } };
  const archive: Tool = { name: 'archive', icon: IconArchive, deed: { folder: 'archive' } };
  const trash: Tool = { name: 'trash', icon: IconTrash, deed: { folder: 'trash' } };
  const remove: Tool = { name: 'remove', icon: IconTrashX, deed: { removed: true } };
  const read: Tool = isUnread
    ? { name: 'read', icon: IconMailOpened, deed: { read: true } }
    : { name: 'unread', icon: IconMail, deed: { read: false } };
  const star: Tool = { name: 'star', icon: IconStar, deed: { starred: !isStarred } };
  const move: Tool = { name: 'move', icon: IconFolderSymlink, deed: null };
  const later: Tool = { name: 'later', icon: IconClock, deed: null };
  const moves: Partial<Record<Box, Tool[]>> = {
    archive: [home, trash],
    trash: [home, archive, remove],
    later: [home, archive, trash],
    folder: [home, archive, trash],
  };
  const isReceived = chosen.some(({ reference }) => reference !== null);
  const inTime = [...(isReceived ? [later] : []), ...(box === 'sent' ? [] : [read])];
  return [...(moves[box] ?? [archive, trash]), move, ...inTime, star];
}

/** A row's own star says what it belongs to; that of the bar cannot. */
const wordOf = <Name extends Tool['name']>(name: Name) => (name === 'star' ? 'starChosen' : name);
