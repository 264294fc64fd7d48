/** Colours and type: the till's own, a size smaller, because a table is read here all day. */
import type { MantineColorSchemeManager } from '@mantine/core';
import { createTheme } from '@mantine/core';

const family = "'Golos Text Variable', 'Segoe UI', 'DejaVu Sans', sans-serif";

export const theme = createTheme({
  fontFamily: family,
  headings: { fontFamily: family, fontWeight: '650' },
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
  radius: { xs: '3px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  fontSizes: { xs: '13px', sm: '14px', md: '15px', lg: '17px', xl: '21px' },
  cursorType: 'pointer',
  components: {
    Button: { defaultProps: { size: 'sm' } },
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Textarea: { defaultProps: { size: 'sm' } },
    NativeSelect: { defaultProps: { size: 'sm' } },
    SegmentedControl: { defaultProps: { size: 'sm' } },
  },
});

/** There is one scheme, and nothing is kept in the browser. */
export const oneScheme: MantineColorSchemeManager = {
  get: () => 'light',
  set: () => undefined,
  subscribe: () => undefined,
  unsubscribe: () => undefined,
  clear: () => undefined,
};
