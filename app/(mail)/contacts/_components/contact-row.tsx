import { useTranslations } from 'next-intl';
import type { ContactItem } from '@/lib/contacts/wire';
import classes from './contacts.module.css';

/** One contact; its name opens it. `chosen` is null where nothing can be chosen. */
export function ContactRow({
  contact,
  chosen,
  onChoose,
  onOpen,
}: {
  contact: ContactItem;
  chosen: boolean | null;
  onChoose: (chosen: boolean) => void;
  onOpen: () => void;
}) {
  const t = useTranslations('contacts');
  const { name, addresses, organisation, role, phone } = contact;
  const shown = name || (addresses[0] ?? '');
  const others = name === '' ? addresses.slice(1) : addresses;
  const work = [role, organisation].filter((part) => part !== '').join(', ');
  return (
    <li className={classes.row} data-chosen={chosen || undefined}>
      {chosen !== null && (
        <label className={classes.choose}>
          <input
            type="checkbox"
            checked={chosen}
            aria-label={t('choose', { name: shown })}
            onChange={({ currentTarget }) => onChoose(currentTarget.checked)}
          />
        </label>
      )}
      <div className={classes.who}>
        <button type="button" className={classes.name} data-plain onClick={onOpen}>
          {shown}
        </button>
        {work !== '' && <span className={classes.under}>{work}</span>}
      </div>
      <div className={classes.reach}>
        {others.map((address) => (
          <span key={address}>{address}</span>
        ))}
        {phone !== '' && <span className={classes.under}>{phone}</span>}
      </div>
    </li>
  );
}
