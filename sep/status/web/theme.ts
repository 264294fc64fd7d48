/** A size larger than the till: it is read off a phone, at arm's length. */
import { themeOf } from '../../web/theme.ts';

export const theme = themeOf({
  radius: { xs: '3px', sm: '5px', md: '8px', lg: '12px', xl: '16px' },
  fontSizes: { xs: '14px', sm: '15px', md: '17px', lg: '19px', xl: '23px' },
  controls: 'lg',
});
