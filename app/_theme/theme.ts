import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/**
 * Design tokens. One accent, a deep teal, calm beside white paper; neutrals lean slightly to it. Every pair of text and
 * ground used in the pages has a contrast of at least 4.5 (WCAG 2.2, 1.4.3), in light and in dark.
 *
 * - accent: `pli` (filled 7 in light, 6 in dark; text 8 in light, 4 in dark)
 * - ground: `--pli-ground` behind, `--pli-paper` for cards and lists, `--pli-line` for hairlines
 * - words: `--mantine-color-text`, `--mantine-color-dimmed` for what is secondary
 * - series of a chart: `--pli-series-1` to `-3`, which differ in lightness too, for any kind of colour blindness
 * - state: `--pli-good`, `--pli-warn`, `--pli-bad`: always beside an icon or a word, never colour alone
 * - radius 8 px (`md`), spacing by Mantine's scale, type: Inter, 15 px in lists and 16 px in text
 */
const pli: MantineColorsTuple = [
  '#edf9f7',
  '#d8f0ec',
  '#b2e1da',
  '#84cec4',
  '#58b8ac',
  '#349c90',
  '#1d7d74',
  '#12665e',
  '#0d524c',
  '#083d39',
];

const dark: MantineColorsTuple = [
  '#d5dcde',
  '#b4bfc2',
  '#97a4a8',
  '#66757a',
  '#3c494d',
  '#2a3539',
  '#20292c',
  '#161d1f',
  '#11171a',
  '#0c1113',
];

export const theme = createTheme({
  colors: { pli, dark },
  primaryColor: 'pli',
  primaryShade: { light: 7, dark: 6 },
  fontFamily: 'var(--font-inter), var(--font-inter-extended), system-ui, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.3' },
      h2: { fontSize: '1.15rem', lineHeight: '1.4' },
      h3: { fontSize: '1rem', lineHeight: '1.45' },
    },
  },
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { loaderProps: { type: 'dots' } } },
    Tooltip: {
      defaultProps: { withArrow: true, openDelay: 300, events: { hover: true, focus: true, touch: false } },
    },
    TextInput: { defaultProps: { size: 'md' } },
    PasswordInput: { defaultProps: { size: 'md' } },
    Textarea: { defaultProps: { size: 'md' } },
    Checkbox: { defaultProps: { size: 'md' } },
    CheckboxGroup: { defaultProps: { size: 'md' } },
    RadioGroup: { defaultProps: { size: 'md' } },
    Radio: { defaultProps: { size: 'sm' } },
    Alert: { defaultProps: { variant: 'light' } },
    // Their own way to hold the page still writes a style element without our nonce; global.css does it instead.
    Modal: { defaultProps: { lockScroll: false } },
    Drawer: { defaultProps: { lockScroll: false } },
  },
});

/** The tokens that Mantine has no name for, and those of its own that miss the contrast asked of us. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--pli-ground': '#f5f7f7',
    '--pli-paper': '#ffffff',
    '--pli-hover': '#eef4f3',
    '--pli-line': '#dde4e4',
    '--pli-good': '#11693a',
    '--pli-warn': '#8a4b00',
    '--pli-bad': '#b4232a',
    '--pli-series-1': '#0f5f8f',
    '--pli-series-2': '#c77700',
    '--pli-series-3': '#8793a0',
    '--mantine-color-text': '#172124',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-dimmed': '#566468',
    '--mantine-color-placeholder': '#66757a',
    '--mantine-color-error': '#b4232a',
    '--mantine-color-anchor': '#12665e',
    '--mantine-color-default-border': '#c3cdce',
  },
  dark: {
    '--pli-ground': '#11171a',
    '--pli-paper': '#161d1f',
    '--pli-hover': '#1d2629',
    '--pli-line': '#2a3539',
    '--pli-good': '#63c98d',
    '--pli-warn': '#f0b35a',
    '--pli-bad': '#ff8f8f',
    '--pli-series-1': '#6cb6e8',
    '--pli-series-2': '#ffd27a',
    '--pli-series-3': '#76848f',
    '--mantine-color-text': '#e4eaeb',
    '--mantine-color-body': '#161d1f',
    '--mantine-color-dimmed': '#9dabaf',
    '--mantine-color-placeholder': '#8d9b9f',
    '--mantine-color-error': '#ff8f8f',
    '--mantine-color-anchor': '#72c8bd',
    '--mantine-color-default-border': '#4a585d',
  },
});
