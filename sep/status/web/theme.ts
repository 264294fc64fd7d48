/** Colours and type of the till, a size larger: it is read off a phone, at arm's length. */
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
  radius: { xs: '3px', sm: '5px', md: '8px', lg: '12px', xl: '16px' },
  fontSizes: { xs: '14px', sm: '15px', md: '17px', lg: '19px', xl: '23px' },
  cursorType: 'pointer',
  components: {
    Button: { defaultProps: { size: 'lg' } },
    TextInput: { defaultProps: { size: 'lg' } },
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
