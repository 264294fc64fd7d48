/** Colours and type of СЭП's pages, the till's own; each page says how large its things are. */
import type { MantineColorSchemeManager, MantineSize, MantineThemeOverride } from '@mantine/core';
import { createTheme } from '@mantine/core';

const family = "'Golos Text Variable', 'Segoe UI', 'DejaVu Sans', sans-serif";

type Scale = Readonly<Record<MantineSize, string>>;

export type Sizes = {
  readonly radius: Scale;
  readonly fontSizes: Scale;
  /** Of buttons and fields. */
  readonly controls: MantineSize;
};

export function themeOf({ radius, fontSizes, controls }: Sizes): MantineThemeOverride {
  const sized = { defaultProps: { size: controls } };
  return createTheme({
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
    radius,
    fontSizes,
    cursorType: 'pointer',
    components: {
      Button: sized,
      TextInput: sized,
      PasswordInput: sized,
      Textarea: sized,
      NativeSelect: sized,
      SegmentedControl: sized,
    },
  });
}

/** There is one scheme, and nothing is kept in the browser. */
export const oneScheme: MantineColorSchemeManager = {
  get: () => 'light',
  set: () => undefined,
  subscribe: () => undefined,
  unsubscribe: () => undefined,
  clear: () => undefined,
};
