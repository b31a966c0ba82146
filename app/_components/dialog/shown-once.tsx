import { Button, CopyButton, Group, Stack, Text, TextInput } from '@mantine/core';
import { Dialog } from './dialog';

type Words = Record<'title' | 'text' | 'label' | 'copy' | 'copied' | 'done', string>;

/** A secret that is shown this once. Only its own button closes it, so that a stray key does not lose it. */
export function ShownOnce({ secret, words, onClose }: { secret: string; words: Words; onClose: () => void }) {
  return (
    <Dialog opened title={words.title} onClose={null}>
      <Stack>
        <Text>{words.text}</Text>
        <TextInput
          label={words.label}
          value={secret}
          readOnly
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
          onFocus={(event) => event.currentTarget.select()}
          data-autofocus
        />
        <Group justify="end">
          <CopyButton value={secret} timeout={4_000}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                <span aria-live="polite">{copied ? words.copied : words.copy}</span>
              </Button>
            )}
          </CopyButton>
          <Button onClick={onClose}>{words.done}</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
