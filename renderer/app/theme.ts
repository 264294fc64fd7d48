/** Colours, type and sizes of the whole program. */
import type { MantineColorSchemeManager } from '@mantine/core';
import { createTheme } from '@mantine/core';

export const theme = createTheme({
  fontFamily: "'Golos Text Variable', 'Segoe UI', 'DejaVu Sans', sans-serif",
  fontFamilyMonospace: "Consolas, 'Liberation Mono', 'DejaVu Sans Mono', monospace",
  headings: { fontFamily: "'Golos Text Variable', 'Segoe UI', 'DejaVu Sans', sans-serif", fontWeight: '650' },
  colors: {
    accent: [
      '#eef4fd',
      '#dbe7fa',
      '#b4cdf4',
      '#8ab1ee',
      '#5f92e4',
      '#3f7ad9',
      '#2262c4',
      '#1a53a9',
      '#15448c',
      '#0f3570',
    ],
  },
  primaryColor: 'accent',
  primaryShade: 7,
  black: '#16202e',
  defaultRadius: 'md',
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '16px' },
  fontSizes: { xs: '14px', sm: '15px', md: '16px', lg: '18px', xl: '22px' },
  // The ring is ours, in base.css: it must show after a mouse click and a programmatic focus as well.
  focusRing: 'never',
  cursorType: 'pointer',
  components: {
    Button: { defaultProps: { size: 'md' } },
    TextInput: { defaultProps: { size: 'md' } },
    Textarea: { defaultProps: { size: 'md' } },
    NativeSelect: { defaultProps: { size: 'md' } },
    Autocomplete: { defaultProps: { size: 'md' } },
    Checkbox: { defaultProps: { size: 'md' } },
    SegmentedControl: { defaultProps: { size: 'md' } },
  },
});

/** There is one scheme. Mantine's own manager asks localStorage, and the first screen would wait 30 ms for its answer. */
export const oneScheme: MantineColorSchemeManager = {
  get: () => 'light',
  set: () => undefined,
  subscribe: () => undefined,
  unsubscribe: () => undefined,
  clear: () => undefined,
};
