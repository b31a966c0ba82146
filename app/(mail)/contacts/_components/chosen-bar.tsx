import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useRovingFocus } from '@/app/_components/form/use-roving-focus';
import type { ContactItem } from '@/lib/contacts/wire';
import classes from './contacts.module.css';

/** Above the list: a box that chooses all that is shown, and, when something is chosen, how many and what can be done with them. */
export function ChosenBar({
  shown,
  chosen,
  onChoose,
  onMerge,
  onRemove,
}: {
  shown: readonly ContactItem[];
  chosen: readonly ContactItem[];
  onChoose: (ids: readonly string[]) => void;
  onMerge: () => void;
  onRemove: () => void;
}) {
  const t = useTranslations('contacts');
  const all = chosen.length === shown.length;
  return (
    <div className={classes.bar}>
      <label className={classes.choose}>
        <input
          type="checkbox"
          checked={all}
          ref={(input) => {
            if (input) input.indeterminate = !all && chosen.length > 0;
          }}
          onChange={() => onChoose(all ? [] : shown.map(({ id }) => id))}
          aria-label={t('chooseAll')}
        />
      </label>
      <span aria-live="polite" className={classes.chosen}>
        {chosen.length > 0 && t('chosen', { count: chosen.length })}
      </span>
      {chosen.length > 0 && (
        <Tools
          tools={[
            ...(chosen.length === 2 ? [{ name: 'merge' as const, onPress: onMerge }] : []),
            { name: 'remove' as const, onPress: onRemove },
            { name: 'clear' as const, onPress: () => onChoose([]) },
          ]}
        />
      )}
    </div>
  );
}

function Tools({ tools }: { tools: readonly { name: 'merge' | 'remove' | 'clear'; onPress: () => void }[] }) {
  const t = useTranslations('contacts');
  const { ref, current, onFocus, onKeyDown } = useRovingFocus(tools[0]?.name ?? 'clear');
  return (
    <div
      ref={ref}
      role="toolbar"
      aria-label={t('toolbar')}
      onFocus={onFocus}
      onKeyDown={onKeyDown}
      className={classes.tools}
    >
      {tools.map(({ name, onPress }) => (
        <Button
          key={name}
          variant="default"
          size="compact-md"
          data-tool={name}
          tabIndex={current === name ? 0 : -1}
          onClick={onPress}
        >
          {t(name)}
        </Button>
      ))}
    </div>
  );
}
