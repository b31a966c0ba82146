'use client';

import { Alert, Button, FileButton, Group, Stack, Text } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Dialog } from '@/app/_components/dialog/dialog';
import { readContactFile } from '@/lib/browser/contacts/read-contact-file';
import { contactLimits } from '@/lib/contact-files/contact';
import {
  contactFileBytesMax,
  type Fault,
  fileContactsMax,
  type ReadContacts,
} from '@/lib/contact-files/read-contacts';
import classes from './contacts.module.css';
import { useImport } from './use-import';

const { addressesMax: max } = contactLimits;

/** What cards have that people know by another word than the format's. */
const named = ['ADR', 'BDAY', 'PHOTO', 'URL', 'TEL', 'ROLE', 'ORG', 'NICKNAME', 'CATEGORIES'] as const;
const isNamed = (field: string): field is (typeof named)[number] => named.some((one) => one === field);

/** Reads a file, says what it holds and what of it cannot be taken, and adds the good when asked to. */
export default function ImportDialog({
  mailboxId,
  onAdded,
  onClose,
}: {
  mailboxId: string;
  onAdded: () => void;
  onClose: () => void;
}) {
  const t = useTranslations('contacts.file');
  const [read, setRead] = useState<ReadContacts | null>(null);
  const [reading, setReading] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const { state, start } = useImport(mailboxId, onAdded);
  const choose = async (file: File | null) => {
    if (file === null) return;
    setRefused(null);
    setReading(true);
    const found = await readContactFile(file);
    setReading(false);
    if ('refused' in found) {
      const size = contactFileBytesMax / 1024 / 1024;
      setRefused(t(`refused.${found.refused}`, { max: fileContactsMax, size }));
    } else setRead(found);
  };
  const count = read?.contacts.length ?? 0;
  return (
    <Dialog opened title={t('title')} size="lg" onClose={state?.isRunning ? null : onClose}>
      <Stack>
        {read === null && (
          <>
            <Text size="sm">{t('text')}</Text>
            <FileButton
              accept=".vcf,.vcard,.csv,.txt,text/vcard,text/csv"
              onChange={(file) => void choose(file)}
            >
              {(props) => (
                <Button
                  {...props}
                  variant="default"
                  loading={reading}
                  leftSection={<IconFileUpload size={18} aria-hidden />}
                  data-autofocus
                >
                  {t('choose')}
                </Button>
              )}
            </FileButton>
          </>
        )}
        <div role="status" className={classes.report}>
          {reading && t('reading')}
          {read !== null && state === null && <Ready read={read} />}
          {state?.isRunning && t('progress', { done: state.done, count })}
          {state !== null && !state.isRunning && (
            <>
              <p>{t('added', { count: state.added })}</p>
              {state.present.length > 0 && (
                <Lines
                  title={t('present', { count: state.present.length })}
                  lines={state.present.map(({ line, address, name }) =>
                    t('presentLine', { line, address, name, named: String(name !== '') }),
                  )}
                />
              )}
            </>
          )}
        </div>
        {(refused ?? state?.refused) && (
          <Alert color="red" role="alert">
            {refused ?? state?.refused}
            {state?.refused && <p>{t('brokeOff', { done: state.done, count })}</p>}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" disabled={state?.isRunning ?? false} onClick={onClose}>
            {t(state === null ? 'cancel' : 'close')}
          </Button>
          {read !== null && state === null && count > 0 && (
            <Button onClick={() => void start(read.contacts)}>{t('do', { count })}</Button>
          )}
        </Group>
      </Stack>
    </Dialog>
  );
}

function Ready({ read }: { read: ReadContacts }) {
  const t = useTranslations('contacts.file');
  const why = ({ fault, value }: Fault) => t(`fault.${fault}`, { value, max });
  return (
    <>
      <p>{t('ready', { count: read.contacts.length })}</p>
      {read.faults.length > 0 && (
        <Lines
          title={t('faults', { count: read.faults.length })}
          lines={read.faults.map((fault) => t('line', { line: fault.line, why: why(fault) }))}
        />
      )}
      {read.leftOut.length > 0 && (
        <Lines
          title={t('leftOut')}
          lines={read.leftOut.map(({ field, count }) =>
            t('leftOutField', { what: isNamed(field) ? t(`field.${field}`) : field, count: String(count) }),
          )}
        />
      )}
    </>
  );
}

/** A list that may be long: it scrolls, also by keys. */
function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  return (
    <section aria-label={title}>
      <p>{title}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <ul className={classes.lines} tabIndex={0} aria-label={title}>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two lines may be the same, and none moves
          <li key={index}>{line}</li>
        ))}
      </ul>
    </section>
  );
}
