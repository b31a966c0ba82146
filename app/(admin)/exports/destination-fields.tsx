'use client';

import { Checkbox, NativeSelect, PasswordInput, Radio, Stack, Textarea, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { exportSchedules, scheduledFormats, syslogFormats } from '@/lib/destinations/choices';
import type { S3Settings, SyslogSettings, WebhookSettings } from '@/lib/destinations/wire';

/** The same in every language. */
const examples = {
  host: 'siem.example.org',
  url: 'https://siem.example.org/pli',
  endpoint: 'https://s3.example.org',
  prefix: 'audit/',
};
const monospace = { input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } };

function Pem({ name, now }: { name: 'caPem' | 'clientCertificatePem' | 'secret'; now: string | null }) {
  const t = useTranslations('destinations.fields');
  return (
    <Textarea
      size="md"
      name={name}
      label={t(name)}
      description={t(`${name}Hint`)}
      defaultValue={now ?? ''}
      placeholder={name === 'secret' ? '-----BEGIN PRIVATE KEY-----' : '-----BEGIN CERTIFICATE-----'}
      autosize
      minRows={2}
      maxRows={6}
      spellCheck={false}
      autoComplete="off"
      styles={monospace}
    />
  );
}

/** A syslog collector over TLS. */
export function SyslogFields({ now }: { now: SyslogSettings | null }) {
  const t = useTranslations('destinations.fields');
  const formats = syslogFormats.map((value) => ({ value, label: t(`formats.${value}`) }));
  return (
    <>
      <TextInput
        name="host"
        label={t('host')}
        placeholder={examples.host}
        defaultValue={now?.host}
        required
      />
      <TextInput
        name="port"
        label={t('port')}
        inputMode="numeric"
        pattern="\d{1,5}"
        defaultValue={now?.port ?? 6514}
        required
      />
      <NativeSelect
        size="md"
        name="format"
        label={t('format')}
        data={formats}
        defaultValue={now?.format ?? 'cef'}
      />
      <Pem name="caPem" now={now?.caPem ?? null} />
      <Pem name="clientCertificatePem" now={now?.clientCertificatePem ?? null} />
      <Pem name="secret" now={null} />
      <Checkbox
        size="md"
        name="acceptsBareClose"
        label={t('acceptsBareClose')}
        description={t('acceptsBareCloseHint')}
        defaultChecked={now?.acceptsBareClose ?? false}
      />
    </>
  );
}

/** A webhook; its signing secret is made by Pli. */
export function WebhookFields({ now }: { now: WebhookSettings | null }) {
  const t = useTranslations('destinations.fields');
  return (
    <>
      <TextInput
        name="url"
        type="url"
        label={t('url')}
        description={t('urlHint')}
        placeholder={examples.url}
        defaultValue={now?.url}
        required
      />
      <Pem name="caPem" now={now?.caPem ?? null} />
    </>
  );
}

/** A bucket, and when what is written there. */
export function S3Fields({ now }: { now: S3Settings | null }) {
  const t = useTranslations('destinations.fields');
  const schedules = exportSchedules.map((value) => ({ value, label: t(`schedules.${value}`) }));
  const formats = scheduledFormats.map((value) => ({ value, label: t(`formats.${value}`) }));
  return (
    <>
      <NativeSelect
        size="md"
        name="schedule"
        label={t('schedule')}
        description={t('scheduleHint')}
        data={schedules}
        defaultValue={now?.schedule ?? 'daily'}
      />
      <NativeSelect
        size="md"
        name="format"
        label={t('file')}
        data={formats}
        defaultValue={now?.format ?? 'zip'}
      />
      <TextInput
        name="endpoint"
        type="url"
        label={t('endpoint')}
        description={t('endpointHint')}
        placeholder={examples.endpoint}
        defaultValue={now?.endpoint ?? ''}
      />
      <TextInput name="region" label={t('region')} defaultValue={now?.region ?? 'us-east-1'} required />
      <TextInput name="bucket" label={t('bucket')} defaultValue={now?.bucket} required />
      <TextInput
        name="prefix"
        label={t('prefix')}
        placeholder={examples.prefix}
        defaultValue={now?.prefix ?? ''}
      />
      <TextInput
        name="accessKeyId"
        label={t('accessKeyId')}
        defaultValue={now?.accessKeyId}
        autoComplete="off"
        required
      />
      <PasswordInput
        size="md"
        name="secret"
        label={t('secretAccessKey')}
        {...(now ? { description: t('kept') } : {})}
        required={now === null}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': t('show'), tabIndex: 0 }}
      />
      <Checkbox
        size="md"
        name="pathStyle"
        label={t('pathStyle')}
        description={t('pathStyleHint')}
        defaultChecked={now?.pathStyle ?? true}
      />
    </>
  );
}

/** Everything so far, or from now on. */
export function StartField() {
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
