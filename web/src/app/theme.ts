import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const teal: MantineColorsTuple = [
  '#e8f4f2',
  '#d3e7e4',
  '#a8d0ca',
  '#79b8af',
  '#54a89d',
  '#3a978b',
  '#20867b',
  '#116f66',
  '#0b5e56',
  '#064a44',
];

const red: MantineColorsTuple = [
  '#fdecea',
  '#f9d3cf',
  '#f1a69f',
  '#e9776d',
  '#e04f43',
  '#d23a2e',
  '#bf2c22',
  '#ad1f16',
  '#8d160f',
  '#6f0f0a',
];

/** Mantine's dark scale, from text to the deepest ground, on our green-tinted greys. */
const dark: MantineColorsTuple = [
  '#e3eae8',
  '#c3cecb',
  '#9fb0ac',
  '#7f908c',
  '#3d4b49',
  '#2a3534',
  '#182120',
  '#131a19',
  '#0f1514',
  '#0a0f0e',
];

const close = { 'aria-label': 'Close' };

export const theme = createTheme({
  primaryColor: 'teal',
  primaryShade: 7,
  colors: { teal, red, dark },
  black: '#1a2322',
  defaultRadius: 4,
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '19px' },
  components: {
    Button: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    NativeSelect: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Modal: { defaultProps: { closeButtonProps: close, transitionProps: { duration: 100 }, overlayProps: { backgroundOpacity: 0.45 } } },
    Drawer: {
      defaultProps: {
        closeButtonProps: close,
        position: 'right',
        transitionProps: { duration: 120 },
        overlayProps: { backgroundOpacity: 0.25 },
      },
    },
    Menu: { defaultProps: { shadow: 'md', transitionProps: { duration: 60 } } },
  },
});

const own = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--dim)',
  '--mantine-color-placeholder': 'var(--faint)',
  '--mantine-color-error': 'var(--bad)',
  '--mantine-color-teal-light-color': 'var(--accent)',
  '--mantine-primary-color-light-color': 'var(--accent)',
  '--mantine-color-red-light-color': 'var(--bad)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--line-strong)',
};

/** Mantine's own colours, drawn from our tokens in both schemes. */
export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: own, dark: own });
