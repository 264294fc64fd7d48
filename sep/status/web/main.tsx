// The page's entry.
import '@fontsource-variable/golos-text/wght.css';
import '@mantine/core/styles/baseline.css';
import '@mantine/core/styles/default-css-variables.css';
import '@mantine/core/styles/global.css';
import '@mantine/core/styles/UnstyledButton.css';
import '@mantine/core/styles/Loader.css';
import '@mantine/core/styles/Button.css';
import '@mantine/core/styles/Input.css';
import '../../web/colours.css';
import './base.css';
import { MantineProvider } from '@mantine/core';
import { createRoot } from 'react-dom/client';
import { oneScheme } from '../../web/theme.ts';
import { StatusPage } from './StatusPage.tsx';
import { theme } from './theme.ts';

const said = (name: string): string =>
  document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? '';

const nonce = said('csp-nonce');
const root = document.getElementById('root');
if (root !== null)
  createRoot(root).render(
    <MantineProvider
      theme={theme}
      forceColorScheme="light"
      colorSchemeManager={oneScheme}
      getStyleNonce={() => nonce}
    >
      <StatusPage training={said('training') === 'yes'} />
    </MantineProvider>,
  );
