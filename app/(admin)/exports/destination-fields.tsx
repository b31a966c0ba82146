'use client';

import { Checkbox, NativeSelect, PasswordInput, Radio, Stack, Textarea, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { createContext, useContext } from 'react';
import { exportSchedules, scheduledFormats, syslogFormats } from '@/lib/destinations/choices';
import type { DestinationItem, DestinationKind } from '@/lib/destinations/wire';
import type { Faults, TextField } from './read-form';

/** What the fields of a form begin with, and which of them must be mended. */
export const FormState = createContext<{ item: DestinationItem | null; faults: Faults }>({
  item: null,
  faults: new Set(),
});

/** The same in every language. */
const placeholders: Partial<Record<TextField, string>> = {
  host: 'siem.example.org',
  url: 'https://siem.example.org/pli',
  endpoint: 'https://s3.example.org',
  prefix: 'audit/',
  caPem: '-----BEGIN CERTIFICATE-----',
  clientCertificatePem: '-----BEGIN CERTIFICATE-----',
  secret: '-----BEGIN PRIVATE KEY-----',
};
const hinted = new Set(['caPem', 'clientCertificatePem', 'secret', 'url', 'endpoint'] as const);

/** What is stored under a name; nothing for a new destination and for a secret, which never comes back. */
function useStored(name: string): unknown {
  const { item } = useContext(FormState);
  if (item === null) return null;
  return name === 'name' ? item.name : (item.settings as Record<string, unknown>)[name]; // of any kind
}

/** Name, words, what it begins with and what is wrong: the same of every field that is typed into. */
function useTextField(name: TextField) {
  const t = useTranslations('destinations.fields');
  const { faults } = useContext(FormState);
  const stored = useStored(name);
  return {
    name,
    label: t(name),
    placeholder: placeholders[name],
    ...(isHinted(name) && { description: t(`${name}Hint`) }),
    ...(stored !== null && stored !== undefined && { defaultValue: String(stored) }),
    error: faults.has(name) && t(`wrong.${name}`),
    autoComplete: 'off',
    spellCheck: false,
  };
}

const isHinted = (name: TextField): name is typeof hinted extends Set<infer Name> ? Name : never =>
  (hinted as ReadonlySet<string>).has(name);

/** A line of text. */
function Line({ name, initial, ...others }: { name: TextField; initial?: string; required?: boolean }) {
  const field = useTextField(name);
  return <TextInput {...(initial !== undefined && { defaultValue: initial })} {...field} {...others} />;
}

/** A certificate or key in PEM (RFC 7468). */
function Pem({
  name,
  description,
}: {
  name: 'caPem' | 'clientCertificatePem' | 'secret';
  description?: string;
}) {
  const monospace = { input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } };
  const field = useTextField(name);
  return (
    <Textarea
      {...field}
      {...(description && { description })}
      autosize
      minRows={2}
      maxRows={6}
      styles={monospace}
    />
  );
}

/** One of several values; `label` and `words` are what they are called. */
function Choice<Value extends string>(props: {
  name: 'format' | 'schedule';
  label: string;
  description?: string;
  values: readonly Value[];
  words: (value: Value) => string;
  initial: Value;
}) {
  const { name, label, description, values, words, initial } = props;
  return (
    <NativeSelect
      size="md"
      name={name}
      label={label}
      description={description}
      data={values.map((value) => ({ value, label: words(value) }))}
      defaultValue={String(useStored(name) ?? initial)}
    />
  );
}

function Tick({ name, initial }: { name: 'acceptsBareClose' | 'pathStyle'; initial: boolean }) {
  const t = useTranslations('destinations.fields');
  const checked = useStored(name) ?? initial;
  return (
    <Checkbox name={name} label={t(name)} description={t(`${name}Hint`)} defaultChecked={checked === true} />
  );
}

/** A syslog collector over TLS. */
function SyslogFields() {
  const t = useTranslations('destinations.fields');
  const { item } = useContext(FormState);
  return (
    <>
      <Line name="host" required />
      <Line name="port" initial="6514" required />
      <Choice
        name="format"
        label={t('format')}
        values={syslogFormats}
        words={(value) => t(`formats.${value}`)}
        initial="cef"
      />
      <Pem name="caPem" />
      <Pem name="clientCertificatePem" />
      <Pem name="secret" {...(item && { description: `${t('secretHint')} ${t('kept')}` })} />
      <Tick name="acceptsBareClose" initial={false} />
    </>
  );
}

/** A webhook; its signing secret is made by Pli. */
function WebhookFields() {
  return (
    <>
      <Line name="url" required />
      <Pem name="caPem" />
    </>
  );
}

/** A bucket, and when what is written there. */
function S3Fields() {
  const t = useTranslations('destinations.fields');
  return (
    <>
      <Choice
        name="schedule"
        label={t('schedule')}
        description={t('scheduleHint')}
        values={exportSchedules}
        words={(value) => t(`schedules.${value}`)}
        initial="daily"
      />
      <Choice
        name="format"
        label={t('file')}
        values={scheduledFormats}
        words={(value) => t(`formats.${value}`)}
        initial="zip"
      />
      <Line name="endpoint" />
      <Line name="region" initial="us-east-1" required />
      <Line name="bucket" required />
      <Line name="prefix" />
      <Line name="accessKeyId" required />
      <SecretAccessKey />
      <Tick name="pathStyle" initial />
    </>
  );
}

function SecretAccessKey() {
  const t = useTranslations('destinations.fields');
  const { item } = useContext(FormState);
  return (
    <PasswordInput
      {...useTextField('secretAccessKey')}
      {...(item && { description: t('kept') })}
      required={item === null}
      autoComplete="new-password"
      visibilityToggleButtonProps={{ 'aria-label': t('show'), tabIndex: 0 }}
    />
  );
}

/** Everything so far, or from now on. */
function StartField() {
  const t = useTranslations('destinations.fields');
  return (
    <Radio.Group name="startAt" label={t('startAt')} defaultValue="beginning">
      <Stack gap="xs" mt={6}>
        <Radio value="beginning" label={t('beginning')} />
        <Radio value="now" label={t('now')} />
      </Stack>
    </Radio.Group>
  );
}

const fieldsOf = { syslog: SyslogFields, webhook: WebhookFields, s3: S3Fields } as const;

/** All fields of a kind of destination, inside a `FormState`. */
export function DestinationFields({ kind }: { kind: DestinationKind }) {
  const { item } = useContext(FormState);
  const OfKind = fieldsOf[kind];
  return (
    <>
      <Line name="name" required />
      <OfKind />
      {item === null && <StartField />}
    </>
  );
}
