/** A size smaller than the till, because a table is read here all day. */
import { themeOf } from '../../web/theme.ts';

export const theme = themeOf({
  radius: { xs: '3px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  fontSizes: { xs: '13px', sm: '14px', md: '15px', lg: '17px', xl: '21px' },
  controls: 'sm',
});
